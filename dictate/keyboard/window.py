"""The window that has the focus, where the session tells: X11, sway, Hyprland and niri do, GNOME and Plasma do not."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dictate.keyboard import x11_window
from dictate.keyboard.layout_sources import hyprland, niri, sway
from dictate.keyboard.options import AUTOMATIC, TypingOptions
from dictate.wording.message import message

_TERMINALS: Final = frozenset(
    (
        "alacritty",
        "com.mitchellh.ghostty",
        "com.raggesilver.blackbox",
        "com.system76.cosmicterm",
        "foot",
        "footclient",
        "ghostty",
        "gnome-terminal",
        "gnome-terminal-server",
        "guake",
        "io.elementary.terminal",
        "kgx",
        "kitty",
        "konsole",
        "lxterminal",
        "mate-terminal",
        "org.codeberg.dnkl.foot",
        "org.gnome.console",
        "org.gnome.ptyxis",
        "org.gnome.terminal",
        "org.kde.konsole",
        "org.kde.yakuake",
        "org.wezfurlong.wezterm",
        "ptyxis",
        "qterminal",
        "sakura",
        "terminator",
        "tilix",
        "wezterm",
        "xfce4-terminal",
        "yakuake",
    )
)
_OLD_TERMINALS: Final = frozenset(("xterm", "uxterm", "urxvt", "rxvt", "st", "st-256color"))
"""They know no Ctrl+Shift+V; Shift+Insert pastes the primary selection."""

_COMPLETING_EDITORS: Final = frozenset(
    (
        "code",
        "code-oss",
        "code-url-handler",
        "codium",
        "cursor",
        "dev.zed.zed",
        "org.gnome.builder",
        "sublime_text",
        "vscodium",
    )
)


@dataclass(frozen=True)
class FocusedWindow:
    """`identity` tells windows of a session apart; `application` is the application id or window class."""

    identity: str
    application: str


def focused_window(environment: Mapping[str, str] = os.environ) -> FocusedWindow | None:
    """The window that has the focus; None where there is none or the session does not tell."""
    if environment.get("SWAYSOCK"):
        return _on_sway(sway.tree(environment["SWAYSOCK"]))
    hyprland_socket = hyprland.socket_path(environment)
    if hyprland_socket is not None:
        return _on_hyprland(hyprland.ask(hyprland_socket, "activewindow"))
    if environment.get("NIRI_SOCKET"):
        return _on_niri(niri.ask(environment["NIRI_SOCKET"], "FocusedWindow"))
    if environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        found = x11_window.active_window(environment["DISPLAY"])
        return FocusedWindow(*found) if found is not None else None
    return None


def paste_chord_for(window: FocusedWindow | None, options: TypingOptions) -> str:
    """The chord that the window understands: ctrl-v, ctrl-shift-v or shift-insert.

    Shift+Insert is the only one that windows and terminals share; terminals take the primary selection with it.
    """
    if window is None:
        return "shift-insert" if options.paste_chord == AUTOMATIC else options.paste_chord
    application = window.application.lower()
    if application in _OLD_TERMINALS:
        return "shift-insert"
    if application in _TERMINALS or application in _lower(options.terminals):
        return "ctrl-shift-v"
    return "ctrl-v" if options.paste_chord == AUTOMATIC else options.paste_chord


def prefers_paste(window: FocusedWindow | None, options: TypingOptions) -> str:
    """Why a window should get texts by paste; empty when keys are as good."""
    application = window.application.lower() if window is not None else ""
    completes = application in _COMPLETING_EDITORS or application.startswith("jetbrains-")
    if completes or application in _lower(options.paste_into):
        return message("This program completes brackets or words that are typed.")
    return ""


def _lower(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _on_sway(tree: Any) -> FocusedWindow | None:
    for node in _nodes(tree):
        if node.get("focused") and node.get("pid"):
            properties = node.get("window_properties") or {}
            return FocusedWindow(str(node.get("id", "")), str(node.get("app_id") or properties.get("class") or ""))
    return None


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for children in (node.get("nodes", ()), node.get("floating_nodes", ())):
            for child in children:
                yield from _nodes(child)


def _on_hyprland(answer: Any) -> FocusedWindow | None:
    if not isinstance(answer, dict) or not answer.get("address"):
        return None
    return FocusedWindow(str(answer["address"]), str(answer.get("class", "")))


def _on_niri(answer: Any) -> FocusedWindow | None:
    if not isinstance(answer, dict) or "id" not in answer:
        return None
    return FocusedWindow(str(answer["id"]), str(answer.get("app_id") or ""))
