"""The keys that may be bound, and how a binding is written.

Only keys that put no text into a window are offered: nothing has to be grabbed to use them, and a program that
reads the keyboard needs no letters. Names and codes are those of the kernel (linux/input-event-codes.h), keysyms
those of xkbcommon-keysyms.h without their prefix, as the portals' shortcuts specification wants them.
"""

from dataclasses import dataclass
from enum import Enum, auto

from dictate.errors import DictateError
from dictate.wording.message import message


class KeyKind(Enum):
    MODIFIER = auto()
    """Used in chords with other keys, so a press counts only when no other key follows."""
    PLAIN = auto()
    BUTTON = auto()
    """On a mouse or a pedal; the keyboard protocols of the desktops do not know it."""
    NEEDS_MODIFIER = auto()
    """Puts out text unless Ctrl, Alt or Super is held."""


@dataclass(frozen=True)
class Key:
    """A physical key: kernel name, kernel code, what people call it, and its keysym name (empty when it has none)."""

    name: str
    code: int
    label: str
    keysym: str
    kind: KeyKind = KeyKind.PLAIN


_MODIFIERS = (
    Key("KEY_LEFTCTRL", 29, "Left Ctrl", "Control_L", KeyKind.MODIFIER),
    Key("KEY_RIGHTCTRL", 97, "Right Ctrl", "Control_R", KeyKind.MODIFIER),
    Key("KEY_LEFTSHIFT", 42, "Left Shift", "Shift_L", KeyKind.MODIFIER),
    Key("KEY_RIGHTSHIFT", 54, "Right Shift", "Shift_R", KeyKind.MODIFIER),
    Key("KEY_LEFTALT", 56, "Left Alt", "Alt_L", KeyKind.MODIFIER),
    Key("KEY_RIGHTALT", 100, "Right Alt", "Alt_R", KeyKind.MODIFIER),
    Key("KEY_LEFTMETA", 125, "Left Super", "Super_L", KeyKind.MODIFIER),
    Key("KEY_RIGHTMETA", 126, "Right Super", "Super_R", KeyKind.MODIFIER),
)
_FUNCTION_KEYS = (
    *(Key(f"KEY_F{number}", 58 + number, f"F{number}", f"F{number}") for number in range(1, 11)),
    Key("KEY_F11", 87, "F11", "F11"),
    Key("KEY_F12", 88, "F12", "F12"),
    *(Key(f"KEY_F{number}", 170 + number, f"F{number}", f"F{number}") for number in range(13, 25)),
)
_OTHER_KEYS = (
    Key("KEY_PAUSE", 119, "Pause", "Pause"),
    Key("KEY_SCROLLLOCK", 70, "Scroll Lock", "Scroll_Lock"),
    Key("KEY_SYSRQ", 99, "Print Screen", "Print"),
    Key("KEY_COMPOSE", 127, "Menu", "Menu"),
    Key("KEY_SPACE", 57, "Space", "space", KeyKind.NEEDS_MODIFIER),
)
_MEDIA_KEYS = (
    Key("KEY_MUTE", 113, "Mute", "XF86AudioMute"),
    Key("KEY_MICMUTE", 248, "Microphone Mute", "XF86AudioMicMute"),
    Key("KEY_PLAYPAUSE", 164, "Play/Pause", "XF86AudioPlay"),
    Key("KEY_NEXTSONG", 163, "Next Track", "XF86AudioNext"),
    Key("KEY_PREVIOUSSONG", 165, "Previous Track", "XF86AudioPrev"),
    Key("KEY_STOPCD", 166, "Stop", "XF86AudioStop"),
    Key("KEY_MEDIA", 226, "Headset Button", "XF86AudioMedia"),
    Key("KEY_PROG1", 148, "Program 1", "XF86Launch1"),
    Key("KEY_PROG2", 149, "Program 2", "XF86Launch2"),
    Key("KEY_PROG3", 202, "Program 3", "XF86Launch3"),
    Key("KEY_PROG4", 203, "Program 4", "XF86Launch4"),
    Key("KEY_VOICECOMMAND", 582, "Voice Command", "XF86VoiceCommand"),
    Key("KEY_ASSISTANT", 583, "Assistant", "XF86Assistant"),
    Key("KEY_DICTATE", 586, "Dictate", "XF86Dictate"),
)
_BUTTONS = (
    *(Key(f"BTN_{number}", 0x100 + number, f"Button {number}", "", KeyKind.BUTTON) for number in range(10)),
    Key("BTN_SIDE", 0x113, "Mouse Side", "", KeyKind.BUTTON),
    Key("BTN_EXTRA", 0x114, "Mouse Extra", "", KeyKind.BUTTON),
    Key("BTN_FORWARD", 0x115, "Mouse Forward", "", KeyKind.BUTTON),
    Key("BTN_BACK", 0x116, "Mouse Back", "", KeyKind.BUTTON),
    Key("BTN_TASK", 0x117, "Mouse Task", "", KeyKind.BUTTON),
)
KEYS: tuple[Key, ...] = (*_MODIFIERS, *_FUNCTION_KEYS, *_OTHER_KEYS, *_MEDIA_KEYS, *_BUTTONS)
MODIFIER_CODES: frozenset[int] = frozenset(key.code for key in _MODIFIERS)


class Modifier(Enum):
    """Either of the two keys of a modifier; the value is its name in the portals' shortcuts specification."""

    CTRL = "CTRL"
    ALT = "ALT"
    SHIFT = "SHIFT"
    SUPER = "LOGO"

    @property
    def codes(self) -> frozenset[int]:
        match self:
            case Modifier.CTRL:
                return frozenset({29, 97})
            case Modifier.ALT:
                # Right Alt is AltGr on most layouts: a shortcut with Alt does not mean it.
                return frozenset({56})
            case Modifier.SHIFT:
                return frozenset({42, 54})
            case Modifier.SUPER:
                return frozenset({125, 126})


_MODIFIER_WORDS = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "shift": Modifier.SHIFT,
    "super": Modifier.SUPER,
    "meta": Modifier.SUPER,
    "logo": Modifier.SUPER,
    "win": Modifier.SUPER,
}


@dataclass(frozen=True)
class Combination:
    """What has to be down: `modifiers`, and `key` unless it is a combination of modifiers alone."""

    modifiers: frozenset[Modifier] = frozenset()
    key: Key | None = None

    @property
    def parts(self) -> tuple[frozenset[int], ...]:
        """Sets of key codes; the combination is down when one key of every set is."""
        groups = tuple(modifier.codes for modifier in self._ordered_modifiers)
        return (*groups, frozenset({self.key.code})) if self.key else groups

    @property
    def codes(self) -> frozenset[int]:
        return frozenset().union(*self.parts)

    @property
    def can_chord(self) -> bool:
        """Whether it is made of modifiers alone, so that another key makes it the beginning of a shortcut."""
        return self.key is None or self.key.kind is KeyKind.MODIFIER

    @property
    def label(self) -> str:
        """As people read it: "Ctrl+Super+Space"."""
        words = [modifier.name.capitalize() for modifier in self._ordered_modifiers]
        return "+".join([*words, self.key.label] if self.key else words)

    @property
    def portal_trigger(self) -> str | None:
        """As the portals' shortcuts specification writes it; None for bare modifiers and buttons, unknown there."""
        if self.key is None or not self.key.keysym or self.can_chord:
            return None
        return "+".join([*(modifier.value for modifier in self._ordered_modifiers), self.key.keysym])

    @property
    def _ordered_modifiers(self) -> tuple[Modifier, ...]:
        return tuple(modifier for modifier in Modifier if modifier in self.modifiers)


def parse_combination(text: str) -> Combination:
    """Read "Right Ctrl", "KEY_F9", "Ctrl+Super+Space" or "BTN_SIDE"; case, spaces, - and _ do not matter.

    Raises DictateError for an unknown key, for one that would put text into the window, and for nonsense.
    """
    words = [_normal(word) for word in text.split("+")]
    modifiers = [_MODIFIER_WORDS[word] for word in words if word in _MODIFIER_WORDS]
    others = [word for word in words if word not in _MODIFIER_WORDS]
    if len(others) > 1 or len(set(modifiers)) != len(modifiers):
        raise DictateError(
            message("“{text}” is not one key.", text=text),
            "Write modifiers and at most one other key, such as Ctrl+Super+Space.",
        )
    combination = Combination(frozenset(modifiers), _key_named(others[0], text) if others else None)
    if combination.key and combination.key.kind is KeyKind.NEEDS_MODIFIER and modifiers in ([], [Modifier.SHIFT]):
        raise DictateError(
            message("{key} alone types into the window.", key=combination.key.label), "Add Ctrl, Alt or Super to it."
        )
    return combination


def _key_named(word: str, text: str) -> Key:
    for key in KEYS:
        if word in (_normal(key.name), _normal(key.name.removeprefix("KEY_")), _normal(key.label)):
            return key
    raise DictateError(
        message("“{text}” is not a key that Dictate can use.", text=text),
        "Choose one that types no text: Right Ctrl, F1 to F24, Pause, Scroll Lock, Menu, a media key or a side "
        "button of the mouse.",
    )


def _normal(word: str) -> str:
    return "".join(character for character in word.casefold() if character not in " -_")
