"""What crosses the socket arrives as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dictate.asr import wire
from dictate.audio.block import RATE_HZ
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan

HEARD = SpeechSegment(5, np.zeros(RATE_HZ, np.float32), (SpeechSpan(8, 90), SpeechSpan(200, 300)), ClosedBy.LENGTH)


@pytest.mark.parametrize("segment", [HEARD, replace(HEARD, is_doubtful=True)])
def test_a_segment_keeps_all_that_is_known_of_it(segment: SpeechSegment) -> None:
    arrived = wire.segment_from(wire.segment_frame({"do": "transcribe"}, segment))
    assert np.array_equal(arrived.samples, segment.samples)
    assert replace(arrived, samples=segment.samples) == segment
