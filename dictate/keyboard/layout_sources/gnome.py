"""GNOME: the shell keeps the input sources in its settings, and in which order they were used last.

The key `current` is deprecated and ignored. `mru-sources` is written when the user switches, and only then, so that it
may name sources that are gone (js/ui/status/keyboard.js of GNOME Shell 43).
"""

import ast
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jeepney import MatchRule

from dictate.bus.signals import SignalWatch
from dictate.keyboard import ibus
from dictate.keyboard.layout_names import LayoutNames, known_layouts

_SCHEMA: Final = "org.gnome.desktop.input-sources"
_TIMEOUT_S: Final = 2.0
_SOURCES_PER_KEYMAP: Final = 3
"""XKB has four groups; the last one is for the letters of keyboard shortcuts (js/misc/keyboardManager.js)."""

InputSource = tuple[str, str]
"""Kind and id, for example ("xkb", "de+neo") or ("ibus", "libpinyin")."""

_DEFAULT_SOURCE: Final[InputSource] = ("xkb", "us")
"""What the shell takes where no source is set up (js/ui/status/keyboard.js)."""

_EMPTY: Final = ("@a(ss) []", "[]")

_DCONF: Final = "ca.desrt.dconf.Writer"
_DCONF_FOLDER: Final = "/org/gnome/desktop/input-sources/"


@dataclass(frozen=True)
class InputSettings:
    """The sources that are set up, those used (the last one first), and whether each window has its own."""

    sources: tuple[InputSource, ...] = ()
    used: tuple[InputSource, ...] = ()
    per_window: bool = False


def active_group(group_names: tuple[str, ...], read: Callable[[], InputSettings] | None = None) -> int | None:
    """The index of the active group; None when the settings do not say.

    The shell builds its keymap from the sources, a few at a time, so that a source is found by its name first.
    """
    settings = (read or read_settings)()
    active = active_source(settings)
    if active is None:
        return None
    description = _description(active)
    position = settings.sources.index(active) % _SOURCES_PER_KEYMAP
    # Two groups may have one name: a layout of the user's own keeps that of the layout it was made from.
    if group_names[position : position + 1] == (description,):
        return position
    if description in group_names:
        return group_names.index(description)
    # The name of the default is certain: a keymap without it is not the shell's.
    if active == _DEFAULT_SOURCE or any(kind != "xkb" for kind, _ in settings.sources):
        return None
    return position if position < len(group_names) else None


def active_input_method(read: Callable[[], InputSettings] | None = None) -> str:
    """The name of the input method that stands between keys and text; empty for a plain layout."""
    active = active_source((read or read_settings)())
    return active[1] if active is not None and active[0] != "xkb" else ""


def active_source(
    settings: InputSettings, switches_are_written: Callable[[], bool] | None = None
) -> InputSource | None:
    """The source in force; None when the settings do not say."""
    if len(settings.sources) == 1:
        return settings.sources[0]
    if settings.per_window:
        return None
    used = [source for source in settings.used if source in settings.sources]
    if used:
        return used[0]
    # Never switched, it is the first one. But without IBus the shell writes nothing down when the user switches.
    certain = settings.sources and (switches_are_written or ibus.runs)()
    return settings.sources[0] if certain else None


def watch() -> SignalWatch:
    """Changes of the settings, which dconf tells of. Raises BusError without a bus."""
    rule = MatchRule(type="signal", interface=_DCONF, member="Notify")
    rule.add_arg_condition(0, _DCONF_FOLDER, kind="path")
    return SignalWatch([rule])


def read_settings() -> InputSettings:
    """What gsettings says; no sources when it says nothing."""
    try:
        answer = subprocess.run(
            ["gsettings", "list-recursively", _SCHEMA], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return InputSettings()
    return parse_settings(answer.stdout)


def parse_settings(text: str) -> InputSettings:
    """Read what `gsettings list-recursively` prints: schema, key and value, a line each."""
    words = (line.split(maxsplit=2) for line in text.splitlines())
    values = {line[1]: line[2] for line in words if len(line) == 3 and line[0] == _SCHEMA}
    sources = values.get("sources", "")
    return InputSettings(
        (_DEFAULT_SOURCE,) if sources in _EMPTY else _parse_sources(sources),
        _parse_sources(values.get("mru-sources", "")),
        values.get("per-window") == "true",
    )


def _parse_sources(text: str) -> tuple[InputSource, ...]:
    """A list of input sources as gsettings prints it: [('xkb', 'de'), ('ibus', 'anthy')] or @a(ss) []."""
    try:
        entries = ast.literal_eval(text.strip().removeprefix("@a(ss)").strip())
        return tuple((str(kind), str(identifier)) for kind, identifier in entries)
    except (ValueError, TypeError, SyntaxError):
        return ()


def _description(source: InputSource) -> str:
    kind, identifier = source
    if kind != "xkb":
        return ""
    layout, _, variant = identifier.partition("+")
    wanted = LayoutNames(layout, variant)
    return next((known.description for known in known_layouts() if known.names == wanted), "")
