"""What the user can choose about typing."""

from dataclasses import dataclass
from typing import Final

from dictate.wording.options import option

AUTOMATIC: Final = "auto"


@dataclass(frozen=True)
class TypingOptions:
    """Options of the room `keyboard`; each is explained by its own help text."""

    backend: str = option(
        AUTOMATIC,
        "What sends the keys; auto takes the best one that works in this session.",
        title="Type through",
        choices=(AUTOMATIC, "uinput", "xtest", "portal", "hid-gadget", "stdout"),
        advanced=True,
    )
    route: str = option(
        AUTOMATIC,
        "How the text reaches the window; automatic types keys and pastes what the layout cannot type.",
        title="Way into the window",
        choices=(AUTOMATIC, "keys", "paste", "copy"),
    )
    layout: str = option(
        "",
        "Keyboard layout to type on, such as de or fr:bepo; empty follows the layout in force.",
        title="Keyboard layout",
        advanced=True,
    )
    typographic: str = option(
        "ascii",
        "Typographic quotes, dashes and spaces that the layout lacks: plain ASCII instead, or paste the text as it is.",
        title="Quotes and dashes",
        choices=("ascii", "paste"),
    )
    newline: str = option(
        "shift-enter",
        "How a new line is typed: Enter sends the message in many chat windows, Shift+Enter and paste do not.",
        title="New line",
        choices=("enter", "shift-enter", "paste"),
    )
    paste_chord: str = option(
        AUTOMATIC,
        "The keys that paste: automatic is Ctrl+V, Ctrl+Shift+V in terminals, and Shift+Insert where the session does "
        "not tell which program has the focus.",
        title="Paste with",
        choices=(AUTOMATIC, "ctrl-v", "ctrl-shift-v", "shift-insert"),
    )
    terminals: tuple[str, ...] = option(
        (),
        "Further programs that paste with Ctrl+Shift+V, by application id or window class.",
        title="Further terminals",
        advanced=True,
    )
    paste_into: tuple[str, ...] = option(
        (),
        "Further programs that complete what is typed (brackets, words) and get every text by paste.",
        title="Always paste into",
        advanced=True,
    )
    paste_from_characters: int = option(
        300,
        "Texts longer than this are pasted where that works; 0 never pastes because of the length.",
        title="Paste long texts from",
        minimum=0,
        maximum=100_000,
        unit="characters",
    )
    restore_clipboard: bool = option(
        True,
        "Put the old text back on the clipboard after a paste.",
        title="Restore the clipboard",
    )
    paste_wait_ms: int = option(
        1500,
        "How long a window may take to fetch a pasted text before it counts as refused.",
        title="Wait after pasting",
        minimum=200,
        maximum=10_000,
        unit="ms",
        advanced=True,
    )
    key_interval_ms: float = option(
        2.0,
        "Pause after every key going down or up; raise it where a slow program loses letters.",
        title="Pause between keys",
        minimum=0,
        maximum=100,
        unit="ms",
        advanced=True,
    )
    composed_guard_ms: int = option(
        80,
        "Pause before and after a character made of several keys; programs reorder letters without it.",
        title="Pause around dead keys",
        minimum=0,
        maximum=1000,
        unit="ms",
        advanced=True,
    )
    modifier_guard_ms: int = option(
        8,
        "Pause before Shift and its like go down or up; where capitals go astray, as in GNOME, raise it.",
        title="Pause around capitals",
        minimum=0,
        maximum=1000,
        unit="ms",
        advanced=True,
    )
    composed_limit: int = option(
        3,
        "Texts with more characters made of several keys than this are pasted where that works.",
        title="Most dead keys",
        minimum=0,
        maximum=1000,
        unit="characters",
        advanced=True,
    )
    device_settle_ms: int = option(
        1000,
        "How long after its creation the virtual keyboard is left alone: desktops need time to notice it.",
        title="Time for the keyboard to be noticed",
        minimum=0,
        maximum=30_000,
        unit="ms",
        advanced=True,
    )
    modifier_wait_ms: int = option(
        2000,
        "How long to wait for Shift, Ctrl, Alt and Super to be released before the text is copied instead.",
        title="Wait for held keys",
        minimum=0,
        maximum=30_000,
        unit="ms",
        advanced=True,
    )
    modifier_settle_ms: int = option(
        50,
        "Pause before the first key where it cannot be known whether a modifier is still held.",
        title="Pause after held keys",
        minimum=0,
        maximum=2000,
        unit="ms",
        advanced=True,
    )
    undo_within_s: int = option(
        60,
        "How long a typed text can be taken back; later, too much may have happened in the window.",
        title="Time to undo",
        minimum=0,
        maximum=3600,
        unit="s",
        advanced=True,
    )
    hid_gadget_device: str = option(
        "/dev/hidg0",
        "The USB gadget device to write keyboard reports to, on a small computer plugged into another one.",
        title="USB keyboard device",
        advanced=True,
    )
    hid_gadget_layout: str = option(
        "us",
        "The keyboard layout set on the computer that the USB gadget is plugged into.",
        title="Layout of the other computer",
        advanced=True,
    )
