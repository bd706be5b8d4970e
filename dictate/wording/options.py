"""How an option is declared: once, as a dataclass field with a default, a plain sentence and its limits.

Every room declares its own options dataclass with `option()`; `dictate.settings.settings` composes them. The settings
file, the dialog, the command line and the documentation are all generated from these declarations.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OptionInfo:
    """What is known about an option besides its type and default.

    `help` is one plain sentence for users. `minimum` and `maximum` bound numbers (inclusive), `choices` bounds
    strings, `unit` is shown behind numbers ("ms", "s", "dB"). `advanced` hides it from the ordinary pages.
    """

    help: str
    title: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    advanced: bool = False


def option(
    default: Any,
    help: str,
    *,
    title: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    unit: str = "",
    advanced: bool = False,
) -> Any:
    """Declare a field of an options dataclass; see OptionInfo for the arguments. Lists are given as tuples."""
    info = OptionInfo(help, title, minimum, maximum, choices, unit, advanced)
    return dataclasses.field(default=default, metadata={"option": info})


def info_of(field: "dataclasses.Field[Any]") -> OptionInfo:
    """The declaration behind a dataclass field. Raises KeyError for a field not made by `option()`."""
    info = field.metadata["option"]
    assert isinstance(info, OptionInfo)
    return info
