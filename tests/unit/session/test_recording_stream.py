"""Whose audio it is when a piece ends while the microphone is ahead of the session."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np

from dictate.audio.block import AudioBlock, Samples
from dictate.session.recording_stream import RecordingStream
from dictate.session.utterance import Utterance
from tests.unit.session.session_rig import MemoryWriter


def piece() -> Utterance:
    return cast(Utterance, SimpleNamespace(journal=MemoryWriter(), samples_since_voice=0))


def journaled(of: Utterance) -> list[float]:
    """The first sample of each block."""
    return [float(value) for value in np.concatenate(cast(MemoryWriter, of.journal).samples)[::512]]


def block(number: int) -> AudioBlock:
    return AudioBlock(number * 512, np.full(512, number, np.float32))


def test_what_was_not_heard_yet_goes_on_with_the_next_piece() -> None:
    first, second = piece(), piece()
    stream = RecordingStream(first, lambda *_taken: None, lambda *_ended: None)
    for number in range(5):
        stream.on_block(block(number))
    for _ in range(3):
        stream.heard()
    lead_in: list[Samples] = stream.go_on_with(second)
    stream.on_block(block(5))
    assert [float(samples[0]) for samples in lead_in] == [0, 1, 2]
    assert journaled(second) == [0, 1, 2, 3, 4, 5]
    assert journaled(first) == [0, 1, 2]


def test_a_session_that_keeps_up_gives_its_piece_all_there_is() -> None:
    first, second = piece(), piece()
    stream = RecordingStream(first, lambda *_taken: None, lambda *_ended: None)
    for number in range(3):
        stream.on_block(block(number))
        stream.heard()
    stream.go_on_with(second)
    assert journaled(first) == [0, 1, 2]
