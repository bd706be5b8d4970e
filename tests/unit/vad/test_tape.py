from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.vad.tape import Tape
from tests.unit.vad.scripted import numbered_audio


def test_what_was_appended_is_found_by_its_position() -> None:
    tape = Tape()
    tape.append(numbered_audio(1000))
    np.testing.assert_array_equal(tape.view(10, 20), np.arange(10, 20))


def test_what_was_forgotten_cannot_be_asked_for() -> None:
    tape = Tape()
    tape.append(numbered_audio(1000))
    tape.forget_before(500)
    assert (tape.start, tape.end) == (500, 1000)
    with pytest.raises(IndexError):
        tape.view(499, 600)


@given(st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 400_000)), max_size=20))
def test_positions_hold_whatever_was_appended_and_forgotten(steps: list[tuple[int, int]]) -> None:
    tape = Tape()
    audio = numbered_audio(sum(count for count, _ in steps))
    for count, forget_before in steps:
        tape.append(audio[tape.end : tape.end + count])
        tape.forget_before(forget_before)
        np.testing.assert_array_equal(tape.view(tape.start, tape.end), audio[tape.start : tape.end])


def test_memory_stays_bounded_when_what_is_old_is_forgotten() -> None:
    tape = Tape()
    for _ in range(2000):
        tape.append(numbered_audio(512))
        tape.forget_before(tape.end - 8000)
    assert len(tape._buffer) == 64_000
