"""What holds for every recording, whatever is said in it and however it arrives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.audio.block import BLOCK_SAMPLES
from dictate.vad.contract import (
    GateEvent,
    SegmentClosed,
    SpeechSegment,
    SpeechSpan,
    TailPaused,
    TailResumed,
    TailSettled,
)
from dictate.vad.options import GateOptions
from tests.unit.vad.scripted import listen, numbered_audio, segments

runs = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from([0.01, 0.3, 0.4, 0.6, 0.9, 1.0])), min_size=1, max_size=12
)
chunks = st.sampled_from([160, 511, 512, 513, 1600, 16_000])
options = st.builds(
    GateOptions,
    min_silence_ms=st.sampled_from([300, 800, 2000]),
    tail_pause_ms=st.sampled_from([100, 300, 1000]),
    pad_before_ms=st.sampled_from([400, 500, 2000]),
    pad_after_ms=st.sampled_from([100, 400, 2000]),
    max_segment_s=st.sampled_from([8.0, 20.0, 28.0]),
)


def probabilities(described: list[tuple[int, float]]) -> list[float]:
    return [probability for count, probability in described for _ in range(count)]


def recorded(events: list[GateEvent]) -> list[tuple[type, int, int]]:
    return [
        (type(event), event.segment.start, event.segment.end)
        if not isinstance(event, TailResumed | TailSettled)
        else (type(event), 0, 0)
        for event in events
    ]


def covers(segment: SpeechSegment, span: SpeechSpan) -> bool:
    return segment.start <= span.start and span.end <= segment.end


@given(runs, chunks, options)
@settings(max_examples=60, deadline=None)
def test_segments_are_in_order_apart_and_made_of_the_recording(
    described: list[tuple[int, float]], chunk: int, chosen: GateOptions
) -> None:
    heard = probabilities(described)
    audio = numbered_audio(len(heard) * BLOCK_SAMPLES)
    closed = segments(listen(heard, chosen, audio, chunk))
    for earlier, later in pairwise(closed):
        assert earlier.end <= later.start
    for segment in closed:
        np.testing.assert_array_equal(segment.samples, audio[segment.start : segment.end])
        assert segment.duration_s < 30
        assert segment.spans
        assert all(covers(segment, span) for span in segment.spans)
        assert all(earlier.end < later.start for earlier, later in pairwise(segment.spans))


@given(runs, options)
@settings(max_examples=60, deadline=None)
def test_how_the_audio_arrives_does_not_matter(described: list[tuple[int, float]], chosen: GateOptions) -> None:
    heard = probabilities(described)
    whole = recorded(listen(heard, chosen, chunk=len(heard) * BLOCK_SAMPLES))
    assert recorded(listen(heard, chosen, chunk=100)) == whole


@given(runs, options)
@settings(max_examples=60, deadline=None)
def test_every_quarter_second_of_speech_is_in_a_segment(
    described: list[tuple[int, float]], chosen: GateOptions
) -> None:
    heard = probabilities(described)
    closed = segments(listen(heard, chosen))
    covered = np.zeros(len(heard) * BLOCK_SAMPLES, bool)
    for segment in closed:
        covered[segment.start : segment.end] = True
    voiced = False
    start = 0
    for index, probability in enumerate([*heard, 0.0]):
        was_voiced, voiced = voiced, probability >= (0.35 if voiced else 0.5)
        if voiced and not was_voiced:
            start = index
        elif was_voiced and not voiced and index - start >= 8:
            assert covered[start * BLOCK_SAMPLES : index * BLOCK_SAMPLES].all()


@given(runs, options)
@settings(max_examples=60, deadline=None)
def test_an_announced_tail_is_resumed_or_closed_with_the_same_voice(
    described: list[tuple[int, float]], chosen: GateOptions
) -> None:
    announced: SpeechSegment | None = None
    settled = False
    for event in listen(probabilities(described), chosen):
        match event:
            case TailPaused(segment):
                assert announced is None
                announced, settled = segment, False
            case TailSettled():
                assert announced is not None
                assert not settled
                settled = True
            case TailResumed():
                assert announced is not None
                announced = None
            case SegmentClosed(segment):
                assert announced is None or announced.spans == segment.spans
                announced = None
    assert announced is None
