"""The user's choices for the shortcut keys."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dictate.errors import DictateError
from dictate.hotkeys.contract import AnyShortcut, ProfileShortcut, Shortcut
from dictate.hotkeys.gesture import GestureTimes
from dictate.hotkeys.keys import Combination, parse_combination
from dictate.hotkeys.pedal import PedalKey, parse_pedal
from dictate.wording.message import message
from dictate.wording.options import option

SUGGESTED_KEY = "F9"
"""No modifier, so no other shortcut begins with it."""

READ_KEY = "Right Ctrl"
"""Where the keyboard is only read, the window sees the key, too, and F9 would do something in it."""

_MOST_PROFILE_KEYS = 100


@dataclass(frozen=True)
class HotkeyOptions:
    key: str = option(
        "",
        "The key to hold while you speak, or a combination such as Ctrl+Super+Space; it must type no text. Empty for "
        "F9, or Right Ctrl where windows would see F9, too.",
        title="Dictation key",
    )
    private_key: str = option(
        "",
        "A second dictation key: neither text nor recording is kept once the text was typed. Empty for none.",
        title="Private dictation key",
    )
    cancel_key: str = option("", "A key that throws the recording away; empty for none.", title="Cancel key")
    paste_last_key: str = option("", "A key that types the last text again; empty for none.", title="Paste-last key")
    profile_keys: tuple[str, ...] = option(
        (),
        "Hold such a key, or tap it, and what you say is written as its profile wants it. In the settings file: "
        "NAME = KEY, such as letters = F10.",
        title="Keys of profiles",
    )
    pedal: str = option(
        "",
        "A pedal, switch or button of a device of its own that works beside the key, such as 0c45:7403 KEY_B; the "
        "device then serves Dictate alone. Empty for none.",
        title="Pedal or switch",
    )
    cancel_pedal: str = option(
        "",
        "A pedal or switch that throws the recording away; empty for none.",
        title="Pedal that cancels",
        advanced=True,
    )
    paste_last_pedal: str = option(
        "",
        "A pedal or switch that types the last text again; empty for none.",
        title="Pedal that types the last text",
        advanced=True,
    )
    source: str = option(
        "auto",
        "How the key is watched: by the desktop's shortcuts portal, an X11 grab, by reading the keyboard (evdev, "
        "needs a permission), not at all (none), or the best of these (auto).",
        title="Key source",
        choices=("auto", "portal", "x11", "evdev", "none"),
        advanced=True,
    )
    portal_key: str = option(
        "F9",
        "The key suggested to the desktop where it assigns the shortcuts and cannot take the dictation key itself; "
        "you may change it there.",
        title="Key suggested to the desktop",
        advanced=True,
    )
    tap_ms: int = option(
        400,
        "A press shorter than this starts a recording that goes on until the next press; 0 switches this off.",
        title="Tap time",
        minimum=0,
        maximum=5000,
        unit="ms",
    )
    debounce_ms: int = option(
        0,
        "Gaps in a press that are shorter than this are ignored: for a bouncing switch or an unsteady hand. "
        "The recording ends later by this time.",
        title="Debounce time",
        minimum=0,
        maximum=2000,
        unit="ms",
        advanced=True,
    )

    def bindings(self, unset: str = SUGGESTED_KEY) -> dict[AnyShortcut, Combination]:
        """The combinations that are set, always one to dictate with: `unset` where the user named none.

        Raises DictateError for one that cannot be read, and for one used twice.
        """
        from_options: dict[AnyShortcut, str] = {
            Shortcut.DICTATE: self.key if self.key.strip() else unset,
            Shortcut.PRIVATE: self.private_key,
            Shortcut.CANCEL: self.cancel_key,
            Shortcut.PASTE_LAST: self.paste_last_key,
            **{ProfileShortcut(name): key for name, key in profile_keys(self.profile_keys).items()},
        }
        bindings = {shortcut: parse_combination(text) for shortcut, text in from_options.items() if text.strip()}
        for combination in bindings.values():
            if list(bindings.values()).count(combination) > 1:
                raise DictateError(
                    message("{key} is set for two things.", key=combination.label), "Give each its own key."
                )
        return bindings

    def watchable(self) -> "HotkeyOptions":
        """These without the keys that cannot be read and those that another one has before them.

        The dictation key stays, whatever it is.
        """
        kept = dataclasses.replace(self, private_key="", cancel_key="", paste_last_key="", profile_keys=())
        for name in ("private_key", "cancel_key", "paste_last_key"):
            kept = _if_readable(dataclasses.replace(kept, **{name: getattr(self, name)}), kept)
        for line in self.profile_keys[:_MOST_PROFILE_KEYS]:
            kept = _if_readable(dataclasses.replace(kept, profile_keys=(*kept.profile_keys, line)), kept)
        return kept

    def require_readable(self) -> None:
        """Raises DictateError when a key cannot be read or is used twice, whatever watches it."""
        for unset in (SUGGESTED_KEY, READ_KEY):
            self.bindings(unset)

    def pedals(self) -> dict[Shortcut, PedalKey]:
        """The keys of devices of their own. Raises DictateError for one that cannot be read."""
        from_options = {
            Shortcut.DICTATE: self.pedal,
            Shortcut.CANCEL: self.cancel_pedal,
            Shortcut.PASTE_LAST: self.paste_last_pedal,
        }
        return {shortcut: parse_pedal(text) for shortcut, text in from_options.items() if text.strip()}

    def gesture_times(self, maximum_s: float | None, latched_maximum_s: float | None) -> GestureTimes:
        """How presses are read, with the longest recording while the key is held and without."""
        return GestureTimes(
            tap_s=self.tap_ms / 1000,
            debounce_s=self.debounce_ms / 1000,
            maximum_s=maximum_s,
            latched_maximum_s=latched_maximum_s,
        )


def profile_keys(lines: Sequence[str]) -> dict[str, str]:
    """The keys by the names of their profiles, out of lines such as "letters = F10".

    Raises DictateError for a line that is none, and for a profile that stands in two.
    """
    keys: dict[str, str] = {}
    for line in lines[:_MOST_PROFILE_KEYS]:
        name, _, key = (part.strip() for part in line.rpartition("="))
        if not name or not key:
            raise DictateError(
                message("“{line}” is no key of a profile.", line=line), "Write NAME = KEY, such as letters = F10."
            )
        if name in keys:
            raise DictateError(message("The profile {name} has two keys.", name=name), "Choose one of them.")
        keys[name] = key
    return keys


def _if_readable(options: HotkeyOptions, otherwise: HotkeyOptions) -> HotkeyOptions:
    try:
        options.require_readable()
    except DictateError:
        return otherwise
    return options


def profile_key_lines(keys: Mapping[str, str]) -> tuple[str, ...]:
    """What `profile_keys` reads; profiles without a key are left out."""
    return tuple(f"{name} = {key}" for name, key in keys.items() if key)
