from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.wayland.wire import Event, WaylandError, signed, string, words


def event(body: bytes) -> Event:
    return Event(1, 0, body, deque())


@given(
    st.integers(0, 2**32 - 1),
    st.integers(-(2**31), 2**31 - 1),
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))),
)
def test_arguments_survive_the_wire(number: int, negative: int, text: str) -> None:
    read = event(words(number) + string(text) + signed(negative))
    assert (read.uint(), read.string(), read.signed()) == (number, text, negative)


@given(st.text())
def test_strings_are_padded_to_words(text: str) -> None:
    assert len(string(text.encode(errors="replace").decode())) % 4 == 0


@pytest.mark.parametrize("read", [Event.uint, Event.signed, Event.string, Event.array])
def test_a_message_that_ends_too_early_is_an_error(read) -> None:
    with pytest.raises(WaylandError, match="too early"):
        read(event(b"\x01\0"))


def test_a_string_longer_than_its_message_is_an_error() -> None:
    with pytest.raises(WaylandError, match="too early"):
        event(words(4000) + b"abcd").string()


def test_a_missing_descriptor_is_an_error() -> None:
    with pytest.raises(WaylandError, match="descriptor"):
        event(b"").descriptor()
