"""Which layout, and which group of it, our own keyboard types on right now. Called from the typist thread."""

import os
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.desktops import current_desktops
from dictate.keyboard.keystroke import ALL_KEYCODES
from dictate.keyboard.layout_names import LayoutNames, known_layouts, parse_layout
from dictate.keyboard.layout_sources import gnome, hyprland, kde, niri, sway, system, x11
from dictate.keyboard.locks import Lamps, Locks
from dictate.keyboard.xkb import Keymap
from dictate.wayland.keymap import read_keyboard
from dictate.wording.message import message

_KEPT_MAPS: Final = 8

_FORECAST: Final = message("Layouts belong to keyboards here, and ours is not plugged in yet.")
_UNKNOWN_GROUP: Final = message("Several layouts are set up and the desktop does not say which one is active.")


@dataclass(frozen=True)
class ActiveLayout:
    """The layout in force.

    `keymap` is the compositor's text or names to compile; None when it is unknown. `group` is None when it is not
    known which of several groups is active. `source` says where it comes from, `reason` why it is not known for
    certain (one sentence, empty when it is). `locks` tells which locks are on, where that can be known.
    `provisional` means that layouts belong to devices here and the desktop has not noticed our device yet.
    """

    keymap: str | LayoutNames | None
    group: int | None
    source: str
    reason: str = ""
    locks: Locks = field(default_factory=Locks)
    provisional: bool = False

    @property
    def known(self) -> bool:
        return self.keymap is not None and self.group is not None


def find_active_layout(
    override: str = "", *, environment: Mapping[str, str] = os.environ, device_name: str = VIRTUAL_KEYBOARD_NAME
) -> ActiveLayout:
    """Ask everything that can know, the surest first. Takes milliseconds; never longer than a few seconds.

    `override` is a layout the user set (`de:neo`), which wins. Raises DictateError only for a bad `override`.
    """
    if override:
        names = parse_layout(override)
        Keymap.from_names(names)
        return ActiveLayout(names, 0, "your setting")
    if environment.get("WAYLAND_DISPLAY"):
        return _on_wayland(environment, device_name)
    if environment.get("DISPLAY"):
        found = x11.read_layout(environment["DISPLAY"])
        if found is not None:
            return ActiveLayout(found.keymap_text, found.group, "the X server", locks=found.locks)
    return _from_system(environment)


def _on_wayland(environment: Mapping[str, str], device_name: str) -> ActiveLayout:
    hyprland_socket = hyprland.socket_path(environment)
    # A sandbox inherits the variables that name a socket, but does not see the socket.
    if hyprland_socket is not None and hyprland_socket.exists():
        return _on_hyprland(hyprland.keyboards(hyprland_socket, environment), device_name, environment)
    try:
        seat = read_keyboard(environment)
        text, groups = seat.keymap, Keymap.from_text(seat.keymap).group_names
    except DictateError as error:
        return replace(_from_system(environment), reason=error.problem)
    sway_socket = environment.get("SWAYSOCK", "")
    if sway_socket and Path(sway_socket).exists():
        return _on_sway(text, groups, sway.keyboards(sway_socket), device_name)
    if len(groups) <= 1:
        return ActiveLayout(text, 0, "the compositor")
    if seat.group is not None and seat.group < len(groups):
        return ActiveLayout(text, seat.group, "the compositor")
    group, source = _active_group(environment, groups)
    return ActiveLayout(text, group, source, "" if group is not None else _UNKNOWN_GROUP)


def _active_group(environment: Mapping[str, str], groups: tuple[str, ...]) -> tuple[int | None, str]:
    desktops = current_desktops(environment)
    if "GNOME" in desktops:
        return gnome.active_group(groups), "GNOME's settings"
    if environment.get("NIRI_SOCKET"):
        return niri.active_group(environment["NIRI_SOCKET"], groups), "niri"
    # KWin serves other desktops, too, such as LXQt.
    group = kde.active_group(groups)
    return group, "the compositor" if group is None else "KWin"


def _on_sway(
    text: str, groups: tuple[str, ...], keyboards: tuple[sway.SwayKeyboard, ...], device_name: str
) -> ActiveLayout:
    """Sway sends the keymap of the keyboard used last; what counts is that of our own."""
    ours = [keyboard for keyboard in keyboards if keyboard.name == device_name]
    # Before our keyboard exists, what all the others agree on is the best forecast.
    asked = ours or [keyboard for keyboard in keyboards if keyboard.layout_names]
    different = {(keyboard.layout_names, keyboard.active_index) for keyboard in asked}
    if not different:
        return ActiveLayout(text, 0 if len(groups) == 1 else None, "sway", _FORECAST, provisional=True)
    if len(different) > 1:
        reason = _UNKNOWN_GROUP if ours else _FORECAST
        return ActiveLayout(text, None, "sway", reason, provisional=not ours)
    ((layout_names, index),) = different
    found = _sway_layout(text, groups, layout_names, index)
    return found if ours else replace(found, reason=found.reason or _FORECAST, provisional=True)


def _sway_layout(text: str, groups: tuple[str, ...], layout_names: tuple[str, ...], index: int) -> ActiveLayout:
    if layout_names == groups:
        return ActiveLayout(text, index, "sway")
    names = _names_of(layout_names)
    if names is None:
        return ActiveLayout(
            None, None, "sway", message("XKB does not list all of the layouts {names}.", names=", ".join(layout_names))
        )
    return ActiveLayout(names, index, "sway, for our own keyboard")


def _names_of(descriptions: tuple[str, ...]) -> LayoutNames | None:
    by_description = {known.description: known.names for known in known_layouts()}
    found = [by_description[description] for description in descriptions if description in by_description]
    if not found or len(found) != len(descriptions):
        return None
    return LayoutNames(",".join(names.layout for names in found), ",".join(names.variant for names in found))


def _on_hyprland(
    keyboards: tuple[hyprland.HyprlandKeyboard, ...], device_name: str, environment: Mapping[str, str]
) -> ActiveLayout:
    ours = [keyboard for keyboard in keyboards if hyprland.is_named(keyboard, device_name)]
    asked = ours or keyboards
    different = {(keyboard.names, keyboard.active_name, keyboard.active_index) for keyboard in asked}
    if len(different) > 1 and ours:
        return ActiveLayout(None, None, "Hyprland", _UNKNOWN_GROUP)
    if len(different) != 1:
        return ActiveLayout(None, None, "Hyprland", _FORECAST, provisional=True)
    found = _hyprland_layout(asked[0], environment)
    return found if ours else replace(found, reason=found.reason or _FORECAST, provisional=True)


def _from_compositor(active_name: str, locks: Locks, environment: Mapping[str, str]) -> ActiveLayout:
    """The keymap of the keyboard used last, where the group of that name can only be ours."""
    try:
        text = read_keyboard(environment).keymap
        groups = Keymap.from_text(text).group_names
    except DictateError as error:
        return ActiveLayout(None, None, "Hyprland", error.problem)
    if groups.count(active_name) == 1:
        return ActiveLayout(text, groups.index(active_name), "Hyprland", locks=locks)
    unlisted = message("XKB does not list all of the layouts {names}.", names=active_name)
    return ActiveLayout(None, None, "Hyprland", unlisted)


def _hyprland_layout(keyboard: hyprland.HyprlandKeyboard, environment: Mapping[str, str]) -> ActiveLayout:
    try:
        groups = Keymap.from_names(keyboard.names).group_names
    except DictateError as error:
        if not keyboard.active_name:
            return ActiveLayout(None, None, "Hyprland", error.problem)
        groups = ()
    if keyboard.active_name and keyboard.active_name not in groups:
        # A layout that only Hyprland sees, or a keymap from a file (kb_file), with which it still tells the names
        # that it would take without one.
        return _from_compositor(keyboard.active_name, keyboard.locks, environment)
    index = keyboard.active_index
    if index is None and groups.count(keyboard.active_name) == 1:
        index = groups.index(keyboard.active_name)
    if index is None or index >= len(groups):
        return ActiveLayout(keyboard.names, None, "Hyprland", _UNKNOWN_GROUP, keyboard.locks)
    return ActiveLayout(keyboard.names, index, "Hyprland", locks=keyboard.locks)


def _from_system(environment: Mapping[str, str]) -> ActiveLayout:
    configured = system.configured_layout(environment)
    if configured is None:
        return ActiveLayout(None, None, "nothing", "No keyboard layout is configured and no desktop can be asked.")
    names, source = configured
    try:
        groups = Keymap.from_names(names).group_names
    except DictateError as error:
        return ActiveLayout(None, None, source, error.problem)
    if len(groups) > 1:
        return ActiveLayout(names, None, source, _UNKNOWN_GROUP)
    return ActiveLayout(names, 0, source)


class CharacterMaps:
    """Compiled character maps of a keyboard with certain keys, kept while the layout stays the same. For one thread."""

    def __init__(
        self, compile_map: Callable[[ActiveLayout], CharacterMap] | None = None, keycodes: Container[int] = ALL_KEYCODES
    ) -> None:
        self._compile = compile_map or partial(compile_character_map, keycodes=keycodes)
        self._kept: dict[tuple[str | LayoutNames | None, int | None, Locks], CharacterMap] = {}

    def of(self, layout: ActiveLayout) -> CharacterMap | None:
        """The map of a layout; None when the layout or its group is unknown."""
        if not layout.known:
            return None
        key = (layout.keymap, layout.group, layout.locks)
        if key not in self._kept:
            if len(self._kept) >= _KEPT_MAPS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = self._compile(layout)
        return self._kept[key]


def compile_character_map(layout: ActiveLayout, *, keycodes: Container[int] = ALL_KEYCODES) -> CharacterMap:
    """Build the map of a layout that is known. Raises DictateError when its keymap does not compile."""
    assert layout.group is not None
    return CharacterMap(_compile_keymap(layout), layout.group, layout.locks, keycodes=keycodes)


def with_locks_of(layout: ActiveLayout, lamps: Lamps | None) -> ActiveLayout:
    """The layout with the locks that the lamps of our keyboard tell of, where the desktop did not tell."""
    if lamps is None or lamps == Lamps() or layout.locks != Locks() or not layout.known:
        return layout
    assert layout.group is not None
    return replace(layout, locks=_compile_keymap(layout).locks_shown_by(lamps, layout.group))


def _compile_keymap(layout: ActiveLayout) -> Keymap:
    assert layout.keymap is not None
    if isinstance(layout.keymap, LayoutNames):
        return Keymap.from_names(layout.keymap)
    return Keymap.from_text(layout.keymap)
