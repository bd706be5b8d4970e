"""Which keystrokes make which character on one group of one keymap.

Nothing here knows any layout: every key is asked what it means under every combination of modifiers, and every
answer is replayed the way a client would see it. What does not come out the same is dropped.
"""

import unicodedata
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import Final

from dictate.keyboard.chords import Chords
from dictate.keyboard.compose import ComposeTable, KeysymSequence, find_sequences, session_locale
from dictate.keyboard.keystroke import (
    ALL_KEYCODES,
    KEY_CAPSLOCK,
    KEY_LEFTSHIFT,
    KEY_RIGHTALT,
    KEY_RIGHTSHIFT,
    Keystroke,
)
from dictate.keyboard.locks import Locks
from dictate.keyboard.replay import replay
from dictate.keyboard.xkb import (
    ISO_LEVEL3_SHIFT,
    ISO_LEVEL5_SHIFT,
    MULTI_KEY,
    SHIFT_L,
    SHIFT_R,
    KeyboardState,
    Keymap,
    is_dead,
    keysym_name,
    keysym_text,
)

_102ND: Final = 86
_YEN: Final = 124
_RO: Final = 89

# The keys that carry text on PC keyboards: the main block, and the three extra keys of European, Japanese and
# Brazilian ones. The keypad is left out: what it means depends on Num Lock. Keys that not every keyboard has
# come last, so that the plainer way is found first.
_TEXT_KEYS: Final = (*range(2, 14), 15, *range(16, 29), *range(30, 42), 43, *range(44, 54), 57, _102ND, _RO, _YEN)

_OTHER_KEYS: Final = tuple(code for code in ALL_KEYCODES if code not in _TEXT_KEYS)

# One key for each kind of modifier is enough. Those that every layout gives the same meaning come first;
# Caps Lock comes last, since it would lock capitals if the layout were changed under our hands.
_MODIFIER_KEYS: Final = (
    KEY_LEFTSHIFT,
    KEY_RIGHTSHIFT,
    KEY_RIGHTALT,
    43,
    _102ND,
    *(code for code in _OTHER_KEYS if code != KEY_CAPSLOCK),
    *(code for code in _TEXT_KEYS if code not in (43, _102ND)),
    KEY_CAPSLOCK,
)
_MODIFIER_KINDS: Final = {SHIFT_L: "Shift", SHIFT_R: "Shift", ISO_LEVEL3_SHIFT: "Level3", ISO_LEVEL5_SHIFT: "Level5"}

_LARGEST_OF_GTK_3: Final = 0xFFFF
_MINUS: Final = 0x2D
_COMPOSED_ALIKE: Final = frozenset((*map(chr, range(0xA1, 0x100)), *"œŒ“”‘’‚„‹›€™…•‰")) - frozenset("¨¯´¸")
"""What GTK 3, GTK 4 and X make of the same keys after Compose, besides letters with accents."""

_NOTHING_LOCKED: Final = Locks()


class CharacterMap:
    """Character to keystrokes, for one group of a keymap and one state of its locks.

    Building it takes milliseconds; sequences of dead keys and Compose are looked for when first needed.
    """

    def __init__(
        self,
        keymap: Keymap,
        group: int = 0,
        locks: Locks = _NOTHING_LOCKED,
        locale: str | None = None,
        *,
        keycodes: Container[int] = ALL_KEYCODES,
    ) -> None:
        self._keymap = keymap
        self._group = group
        self.compose_table = ComposeTable(keymap.context, locale or session_locale())
        self._compose = self.compose_table.new_state()
        self._locks = locks
        self._keycodes = keycodes
        self.chords = Chords(keymap, group, locks)
        self._keyboard = self._new_keyboard()
        self._modifier_names: dict[int, str] = {}
        self._by_keysym = self._index()
        self.direct: dict[str, Keystroke] = dict(self._verified_direct())

    def keystrokes(self, character: str) -> tuple[Keystroke, ...] | None:
        """The keystrokes that type a character, the cheapest there are; None when the layout cannot type it."""
        keystroke = self.direct.get(character)
        if keystroke is not None:
            return (keystroke,)
        return self.composed.get(character)

    @cached_property
    def composed(self) -> dict[str, tuple[Keystroke, ...]]:
        """Characters that need a dead key or the Compose key, with all keystrokes of the sequence."""
        found: dict[str, tuple[Keystroke, ...]] = {}
        for character, sequence in self._sequences():
            if character in self.direct:
                continue
            keystrokes = tuple(self._by_keysym[keysym] for keysym in sequence)
            known = found.get(character)
            if known is None or _cost(keystrokes) < _cost(known):
                found[character] = keystrokes
        return {
            character: keystrokes
            for character, keystrokes in found.items()
            if replay(self._keyboard, self._compose, keystrokes) == character
        }

    def typed_by(self, keystrokes: Sequence[Keystroke]) -> str:
        """What keystrokes that were meant for another layout type on this one; "" where it is no text for certain."""
        modifiers = {modifier for keystroke in keystrokes for modifier in keystroke.modifiers}
        known = all(self._keyboard.keysym(code) in _MODIFIER_KINDS and self._holds_only(code) for code in modifiers)
        return replay(self._keyboard, self._compose, keystrokes) if known else ""

    @property
    def layout_name(self) -> str:
        """What the keymap calls this group, for example German (Neo 2)."""
        names = self._keymap.group_names
        return names[self._group] if self._group < len(names) else ""

    def describe(self, keystroke: Keystroke) -> str:
        """A keystroke in words: the modifiers' names, then what the key alone means, for example Level3+e."""
        modifiers = [self._modifier_names.get(code, f"key {code}") for code in keystroke.modifiers]
        return "+".join([*modifiers, keysym_name(self._keyboard.keysym(keystroke.keycode))])

    def _new_keyboard(self) -> KeyboardState:
        return self._keymap.new_state(self._group, self._locks)

    def _index(self) -> dict[int, Keystroke]:
        keyboard = self._keyboard
        modifiers = self._find_modifiers()
        found: dict[int, Keystroke] = {}
        for count in range(len(modifiers) + 1):
            for held in combinations(modifiers, count):
                for modifier in held:
                    keyboard.press(modifier)
                for keycode in _TEXT_KEYS:
                    keysym = keyboard.keysym(keycode)
                    if keysym and keycode not in held and keycode in self._keycodes:
                        found.setdefault(keysym, Keystroke(keycode, held))
                for modifier in reversed(held):
                    keyboard.release(modifier)
        # The options compose put the Compose key where no text is.
        for keycode in _OTHER_KEYS:
            if keyboard.keysym(keycode) == MULTI_KEY and keycode in self._keycodes:
                found.setdefault(MULTI_KEY, Keystroke(keycode))
        return found

    def _find_modifiers(self) -> tuple[int, ...]:
        found: dict[str, int] = {}
        for keycode in _MODIFIER_KEYS:
            kind = _MODIFIER_KINDS.get(self._keyboard.keysym(keycode))
            if kind is None or kind in found or keycode not in self._keycodes:
                continue
            if self._holds_only(keycode):
                found[kind] = keycode
                self._modifier_names[keycode] = kind
        return tuple(found.values())

    def _holds_only(self, keycode: int) -> bool:
        """Whether a key changes something while it is down and nothing afterwards: no latch, no lock."""
        keyboard = self._new_keyboard()
        before = keyboard.lasting
        keyboard.press(keycode)
        during = keyboard.lasting
        keyboard.release(keycode)
        return during != before and keyboard.lasting == before

    def _verified_direct(self) -> Iterator[tuple[str, Keystroke]]:
        seen = set()
        for keysym, keystroke in self._by_keysym.items():
            character = keysym_text(keysym)
            if not character or character in seen:
                continue
            if replay(self._keyboard, self._compose, (keystroke,)) == character:
                seen.add(character)
                yield character, keystroke

    def _sequences(self) -> Iterator[tuple[str, KeysymSequence]]:
        dead = [keysym for keysym in self._by_keysym if is_dead(keysym)]
        bases = [keysym for keysym in self._by_keysym if _is_in_every_table(keysym)]
        prefixes: list[KeysymSequence] = [(keysym,) for keysym in dead]
        prefixes += [(first, second) for first in dead for second in dead]
        found = list(find_sequences(self._compose, prefixes, bases))
        # The tables of GTK 3 disagree about ǖ and ṻ: where the order of two dead keys counts, neither is typed so.
        yield from (each for each in found if not self._order_counts(*each))
        if MULTI_KEY in self._by_keysym:
            ascii_bases = [keysym for keysym in bases if keysym_text(keysym).isascii()]
            prefixes = [(MULTI_KEY, base) for base in ascii_bases if base != _MINUS]
            for made, sequence in find_sequences(self._compose, prefixes, ascii_bases):
                if _is_composed_alike(made, sequence):
                    yield made, sequence

    def _order_counts(self, made: str, sequence: KeysymSequence) -> bool:
        *dead, base = sequence
        other = self._compose.result((*reversed(dead), base)) if len(dead) > 1 else ""
        return other not in ("", made)


def _is_in_every_table(keysym: int) -> bool:
    """Whether a sequence of dead keys may end in it: those of GTK 3 know no keysym of more than 16 bits, such as U01A1
    for ơ, and give nothing for them (tried with GTK 3.24.38).
    """
    return keysym <= _LARGEST_OF_GTK_3 and (bool(keysym_text(keysym)) or is_dead(keysym))


def _is_composed_alike(made: str, sequence: KeysymSequence) -> bool:
    """Whether a sequence of the Compose key makes the same everywhere: the tables of GTK differ in symbols, in what
    the minus does, and in letters before their accent (tried with GTK 3.24.38 and 4.8.3).
    """
    if _MINUS in sequence:
        return False
    accented = made.isalpha() and len(unicodedata.normalize("NFD", made)) > 1
    return made in _COMPOSED_ALIKE or (accented and not keysym_text(sequence[1]).isalpha())


def _cost(keystrokes: tuple[Keystroke, ...]) -> int:
    return sum(1 + len(keystroke.modifiers) for keystroke in keystrokes)
