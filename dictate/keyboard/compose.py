"""Dead keys and Compose: sequences of keysyms that make one character, from the locale's table (Compose(5))."""

import ctypes
import logging
import os
import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dictate.keyboard import libxkbcommon as xkb
from dictate.keyboard.xkb import Context

_logger = logging.getLogger(__name__)

_FALLBACK_LOCALE: Final = "en_US.UTF-8"
_LONGEST_RESULT_BYTES: Final = 64
_FORMAT_TEXT_V1: Final = 1

KeysymSequence = tuple[int, ...]


def session_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The locale whose Compose table the programs of this session use.

    Without a UTF-8 locale, programs differ from each other; the table of en_US is what most fall back to.
    """
    named = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    return named if named.upper().replace("-", "").endswith("UTF8") else _FALLBACK_LOCALE


class ComposeTable:
    """The Compose sequences of a locale, and of the user's ~/.XCompose where there is one.

    Empty where neither can be read, or the user's file holds errors: then nothing is typed with dead keys.
    """

    def __init__(self, context: Context, locale: str) -> None:
        library = xkb.library()
        for name in dict.fromkeys((locale, _FALLBACK_LOCALE)):
            self._pointer = library.compose_table_new_from_locale(context.pointer, name.encode(), 0)
            if self._pointer:
                break
        else:
            _logger.warning("no Compose table can be read, neither ~/.XCompose nor that of %s", locale)
            self._pointer = library.compose_table_new_from_buffer(
                context.pointer, b"", 0, locale.encode(), _FORMAT_TEXT_V1, 0
            )
        weakref.finalize(self, library.compose_table_unref, self._pointer)

    def new_state(self) -> "ComposeState":
        return ComposeState(self, self._pointer)


class ComposeState:
    """What a text field remembers between the keys of a sequence."""

    def __init__(self, table: ComposeTable, table_pointer: int) -> None:
        library = xkb.library()
        self._table = table
        self._library = library
        self._pointer = library.compose_state_new(table_pointer, 0)
        self._buffer = ctypes.create_string_buffer(_LONGEST_RESULT_BYTES)
        weakref.finalize(self, library.compose_state_unref, self._pointer)

    def feed(self, keysym: int) -> int:
        """Take one more keysym; returns one of the COMPOSE_ states of libxkbcommon."""
        self._library.compose_state_feed(self._pointer, keysym)
        status: int = self._library.compose_state_get_status(self._pointer)
        return status

    def reset(self) -> None:
        self._library.compose_state_reset(self._pointer)

    def text(self) -> str:
        """What the finished sequence made; empty for one that is not finished."""
        self._library.compose_state_get_utf8(self._pointer, self._buffer, _LONGEST_RESULT_BYTES)
        return self._buffer.value.decode()

    def is_prefix(self, sequence: KeysymSequence) -> bool:
        """Whether a sequence is the beginning of at least one longer one."""
        self.reset()
        status = xkb.COMPOSE_NOTHING
        for keysym in sequence:
            status = self.feed(keysym)
        return status == xkb.COMPOSE_COMPOSING

    def result(self, sequence: KeysymSequence) -> str:
        """What a whole sequence makes; empty when it is none."""
        self.reset()
        status = xkb.COMPOSE_NOTHING
        for keysym in sequence:
            status = self.feed(keysym)
        return self.text() if status == xkb.COMPOSE_COMPOSED else ""


def find_sequences(
    state: ComposeState, prefixes: Iterable[KeysymSequence], endings: Iterable[int]
) -> Iterator[tuple[str, KeysymSequence]]:
    """Every single character that one of `prefixes` followed by one of `endings` makes."""
    all_endings = tuple(endings)
    for prefix in prefixes:
        if not state.is_prefix(prefix):
            continue
        for ending in all_endings:
            sequence = (*prefix, ending)
            made = state.result(sequence)
            if len(made) == 1:
                yield made, sequence
