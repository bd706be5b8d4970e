"""GNOME: the shell keeps the input sources in its settings, the one used last first.

The key `current` is deprecated and ignored; `mru-sources` is what the shell writes when the user switches.
"""

import ast
import subprocess
from collections.abc import Callable
from typing import Final

from dictate.keyboard.layout_names import LayoutNames, known_layouts

_SCHEMA: Final = "org.gnome.desktop.input-sources"
_TIMEOUT_S: Final = 1.0

InputSource = tuple[str, str]
"""Kind and id, for example ("xkb", "de+neo") or ("ibus", "libpinyin")."""


def active_group(
    group_names: tuple[str, ...], read_setting: Callable[[str], tuple[InputSource, ...]] | None = None
) -> int | None:
    """The index of the active group; None when the settings do not say.

    The shell builds its keymap from the sources, a few at a time, so that a source is found by its name first.
    """
    read = read_setting or _read_setting
    sources = read("sources")
    used_last = read("mru-sources") or (sources if len(sources) == 1 else ())
    if not used_last:
        return None
    active = used_last[0]
    description = _description(active)
    if description in group_names:
        return group_names.index(description)
    position = sources.index(active) if active in sources else len(group_names)
    return position if position < len(group_names) and active[0] == "xkb" else None


def active_input_method(read_setting: Callable[[str], tuple[InputSource, ...]] | None = None) -> str:
    """The name of the input method that stands between keys and text; empty for a plain layout."""
    used_last = (read_setting or _read_setting)("mru-sources")
    return used_last[0][1] if used_last and used_last[0][0] != "xkb" else ""


def _description(source: InputSource) -> str:
    kind, identifier = source
    if kind != "xkb":
        return ""
    layout, _, variant = identifier.partition("+")
    wanted = LayoutNames(layout, variant)
    return next((known.description for known in known_layouts() if known.names == wanted), "")


def _read_setting(key: str) -> tuple[InputSource, ...]:
    try:
        answer = subprocess.run(
            ["gsettings", "get", _SCHEMA, key], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return parse_sources(answer.stdout)


def parse_sources(text: str) -> tuple[InputSource, ...]:
    """Read a list of input sources as gsettings prints it: [('xkb', 'de'), ('ibus', 'anthy')] or @a(ss) []."""
    try:
        entries = ast.literal_eval(text.strip().removeprefix("@a(ss)").strip())
        return tuple((str(kind), str(identifier)) for kind, identifier in entries)
    except (ValueError, TypeError, SyntaxError):
        return ()
