"""Sentences that read in English wherever they are printed, and that the windows can show in the user's language."""

import json
import re
from collections.abc import Mapping
from typing import Self

_PLACE = re.compile(r"\{[a-z_]\w*(![rs])?(:,?(\.\d)?[a-z%]?)?\}")
_AS_TEXT = '{"template": '
_LONGEST_NAME = 80


class Message(str):
    """A sentence made of a template and the values in it. It is an ordinary English text for whoever does not ask."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        self = super().__new__(cls, template.format(**values))
        self.template = template
        # Plain values: a sentence is copied with them, which not every exception can be.
        plain = (str, int, float)
        self.values = {name: value if isinstance(value, plain) else str(value) for name, value in values.items()}
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """For copies: made of the template again, not of the finished text, in which braces may stand."""
        return (self.template,), self.values


def message(template: str, /, **values: object) -> Message:
    """`template` with its places filled; the program that collects the translatable texts looks for these calls."""
    return Message(template, **values)


def short_name(name: object) -> str:
    """A name that somebody typed, for a sentence that has to stay one: the beginning of what is longer than a line."""
    text = str(name)
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def joined(*sentences: str) -> Message:
    """The sentences that are not empty, one behind the other, each still translatable."""
    parts = {f"sentence_{number}": sentence for number, sentence in enumerate(sentences) if sentence}
    return Message(" ".join(f"{{{name}}}" for name in parts), **parts)


def to_json(text: str) -> object:
    """`text` for another process of Dictate: what `from_json` reads."""
    if not isinstance(text, Message):
        return text
    values = {name: to_json(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return {"template": text.template, "values": values}


def from_json(content: object) -> str:
    """The text that `to_json` wrote. What it did not write gives some text, never an error: the sender may be crazy."""
    match content:
        case {"template": str() as template, "values": Mapping() as values} if _is_harmless(template):
            try:
                return Message(template, **{str(name): _value_from_json(value) for name, value in values.items()})
            except (KeyError, IndexError, ValueError, TypeError):
                return template
        case _:
            return str(content)


def to_text(text: str) -> str:
    """`text` for a column of a file: what `from_text` reads. A text that is no Message stays as it is."""
    return json.dumps(to_json(text), ensure_ascii=False) if isinstance(text, Message) else text


def from_text(text: str) -> str:
    """The text that `to_text` wrote, still translatable; any other text as it is."""
    try:
        found = from_json(json.loads(text)) if text.startswith(_AS_TEXT) else text
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, Message) else text


def _value_from_json(value: object) -> object:
    return value if isinstance(value, int | float) else from_json(value)


def _is_harmless(template: str) -> bool:
    """Whether str.format fills in values and nothing else: no attribute of a value, no width of a million."""
    return not set("{}") & set(_PLACE.sub("", template.replace("{{", "").replace("}}", "")))
