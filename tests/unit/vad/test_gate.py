"""What the gate decides, told as recordings: a list of probabilities, one for each hop of 32 ms."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ
from dictate.vad.contract import ClosedBy, SegmentClosed, SpeechSpan, TailPaused, TailResumed, TailSettled
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from tests.unit.vad.scripted import ScriptedDetector, hops, listen, ms, numbered_audio, segments, silence, speech


def test_silence_gives_no_segment() -> None:
    assert listen(silence(60_000)) == []


def test_no_audio_gives_no_segment() -> None:
    assert listen([]) == []


def test_speech_is_one_segment_with_its_pads() -> None:
    [segment] = segments(listen(silence(2000) + speech(3000) + silence(2000)))
    [span] = segment.spans
    assert ms(span.start - segment.start) == 500
    assert ms(segment.end - span.end) == 400
    assert segment.closed_by is ClosedBy.PAUSE


def test_a_segment_holds_exactly_the_audio_between_its_ends() -> None:
    [segment] = segments(listen(silence(1000) + speech(1000) + silence(600) + speech(1000) + silence(900)))
    np.testing.assert_array_equal(segment.samples, numbered_audio(segment.end)[segment.start :])


def test_a_pause_shorter_than_800_ms_stays_inside_the_segment() -> None:
    [segment] = segments(listen(speech(1000) + silence(760) + speech(1000) + silence(900)))
    assert len(segment.spans) == 2


def test_the_pause_that_closes_a_segment_is_800_ms() -> None:
    gate = Gate(ScriptedDetector(speech(1000) + silence(2000)))
    heard = len(speech(1000)) * BLOCK_SAMPLES
    gate.feed(numbered_audio(heard))
    closed_after = next(
        index for index in range(1, 63) if any(isinstance(e, SegmentClosed) for e in gate.feed(numbered_audio(512)))
    )
    assert closed_after * 32 == 800


def test_speech_at_the_first_sample_is_kept_from_the_first_sample() -> None:
    [segment] = segments(listen(speech(1000) + silence(1000)))
    assert segment.start == 0


def test_a_20_s_pause_leaves_two_whole_sentences() -> None:
    first, second = segments(listen(speech(2000) + silence(20_000) + speech(2000) + silence(200)))
    assert ms(first.end) >= 2000
    assert ms(second.spans[0].start - second.start) == 500
    assert second.closed_by is ClosedBy.END


def test_segments_near_each_other_share_the_pause_and_never_overlap() -> None:
    first, second = segments(listen(speech(1000) + silence(820) + speech(1000) + silence(900)))
    assert first.end <= second.start
    assert ms(second.spans[0].start - second.start) >= 400


def test_hysteresis_keeps_speech_that_weakens() -> None:
    [segment] = segments(listen(hops(100, 0.6) + hops(2000, 0.4) + silence(900)))
    [span] = segment.spans
    assert ms(span.end - span.start) >= 2000


def test_weak_sound_alone_never_becomes_speech() -> None:
    assert listen(hops(10_000, 0.45)) == []


class TestShortSounds:
    def test_a_click_is_no_speech(self) -> None:
        assert listen(silence(1000) + hops(32, 0.95) + silence(2000)) == []

    def test_a_short_word_that_the_detector_is_sure_of_is_speech(self) -> None:
        assert len(segments(listen(silence(1000) + hops(96, 0.95) + silence(2000)))) == 1

    def test_a_short_sound_that_it_is_not_sure_of_is_none(self) -> None:
        assert listen(silence(1000) + hops(200, 0.7) + silence(2000)) == []

    def test_a_longer_sound_needs_no_certainty(self) -> None:
        assert len(segments(listen(silence(1000) + hops(256, 0.55) + silence(2000)))) == 1

    def test_short_sounds_close_to_each_other_count_together(self) -> None:
        stutter = (hops(96, 0.7) + silence(300)) * 3
        assert len(segments(listen(silence(1000) + stutter + silence(2000)))) == 1

    def test_clicks_far_from_each_other_do_not(self) -> None:
        assert listen((hops(32, 0.95) + silence(1500)) * 20) == []

    def test_a_word_that_key_up_cuts_off_is_kept(self) -> None:
        [segment] = segments(listen(silence(1000) + hops(64, 0.9)))
        assert segment.closed_by is ClosedBy.END

    def test_a_click_at_key_up_is_not(self) -> None:
        assert listen(silence(1000) + hops(32, 0.9)) == []


class TestLongSegments:
    """Fluent speech has no long pauses: the longer the segment, the shorter the pause that closes it."""

    @pytest.mark.parametrize(("age_ms", "pause_ms"), [(5000, 832), (11_000, 512), (16_000, 256)])
    def test_the_closing_pause_shrinks_with_age(self, age_ms: int, pause_ms: int) -> None:
        first = segments(listen(speech(age_ms) + silence(pause_ms) + speech(1000) + silence(900)))[0]
        assert ms(first.spans[-1].end) == pytest.approx(age_ms, abs=32)
        assert first.closed_by is ClosedBy.PAUSE

    @pytest.mark.parametrize(("age_ms", "pause_ms"), [(5000, 512), (11_000, 256), (16_000, 192)])
    def test_a_shorter_pause_does_not_close_it(self, age_ms: int, pause_ms: int) -> None:
        first = segments(listen(speech(age_ms) + silence(pause_ms) + speech(1000) + silence(900)))[0]
        assert ms(first.spans[-1].end) > age_ms + pause_ms

    def test_after_a_short_pause_nothing_between_the_segments_is_dropped(self) -> None:
        first, second = segments(listen(speech(16_000) + silence(256) + speech(1000) + silence(900)))
        assert first.end == second.start
        assert ms(first.end - first.spans[-1].end) == 128

    def test_speech_without_pauses_is_cut_at_20_s(self) -> None:
        events = listen(speech(70_000) + silence(900), audio=np.ones(-(-70_000 // 32) * 512 + 29 * 512, np.float32))
        closed = segments(events)
        assert [segment.closed_by for segment in closed] == [ClosedBy.LENGTH] * (len(closed) - 1) + [ClosedBy.PAUSE]
        assert all(segment.duration_s <= 20 for segment in closed)

    def test_the_cut_is_at_the_quietest_hop_and_loses_nothing(self) -> None:
        audio = np.random.default_rng(1).uniform(-0.5, 0.5, 25 * RATE_HZ).astype(np.float32)
        quiet_from, quiet_to = round(17.0 * RATE_HZ), round(17.2 * RATE_HZ)
        audio[quiet_from:quiet_to] *= 0.01
        first, second = segments(listen(speech(25_000), audio=audio[: len(speech(25_000)) * BLOCK_SAMPLES]))
        assert quiet_from < first.end < quiet_to
        assert second.start == first.end
        assert first.spans[-1].end == first.end == second.spans[0].start
        np.testing.assert_array_equal(np.concatenate([first.samples, second.samples]), audio[: second.end])

    def test_the_last_syllable_after_a_cut_is_kept_however_short_and_unsure(self) -> None:
        syllable = hops(64, 0.6)
        heard = (
            speech(19_328) + silence(192) + syllable + silence(192) + syllable + silence(192) + syllable + silence(2000)
        )
        audio = np.ones(len(heard) * BLOCK_SAMPLES, np.float32)
        audio[round(19.35 * RATE_HZ) : round(19.5 * RATE_HZ)] = 0
        [first, second] = segments(listen(heard, audio=audio))
        assert first.closed_by is ClosedBy.LENGTH
        assert second.start == first.end
        assert second.voiced_s < 0.25

    def test_a_click_long_after_a_cut_is_still_a_click(self) -> None:
        patient = GateOptions(medium_silence_ms=5000, short_silence_ms=5000, min_silence_ms=5000)
        heard = speech(17_000) + silence(6000) + hops(32, 0.95) + silence(6000)
        audio = np.ones(len(heard) * BLOCK_SAMPLES, np.float32)
        audio[round(18 * RATE_HZ) : round(18.5 * RATE_HZ)] = 0
        [only] = segments(listen(heard, patient, audio))
        assert only.closed_by is ClosedBy.LENGTH

    def test_what_follows_a_cut_in_a_pause_does_not_overlap_it(self) -> None:
        patient = GateOptions(medium_silence_ms=5000, short_silence_ms=5000, min_silence_ms=5000, pad_before_ms=2000)
        heard = speech(17_000) + silence(3200) + speech(1000)
        audio = np.ones(len(heard) * BLOCK_SAMPLES, np.float32)
        audio[round(19 * RATE_HZ) : round(19.5 * RATE_HZ)] = 0
        first, second = segments(listen(heard, patient, audio))
        assert first.end == second.start


class TestTail:
    def test_a_pause_of_128_ms_announces_the_tail(self) -> None:
        [event, _] = listen(speech(1000) + silence(128))
        assert isinstance(event, TailPaused)

    def test_the_announced_tail_has_the_spans_of_the_segment_that_follows(self) -> None:
        paused, settled, closed = listen(silence(600) + speech(1000) + silence(900))
        assert isinstance(paused, TailPaused)
        assert isinstance(settled, TailSettled)
        assert isinstance(closed, SegmentClosed)
        assert paused.segment.spans == closed.segment.spans

    def test_speech_that_goes_on_voids_it(self) -> None:
        kinds = [type(event) for event in listen(speech(1000) + silence(400) + speech(1000) + silence(900))]
        assert kinds == [TailPaused, TailResumed, TailPaused, TailSettled, SegmentClosed]

    def test_a_pause_of_half_a_second_settles_it_once(self) -> None:
        kinds = [type(event) for event in listen(speech(1000) + silence(700) + speech(1000))]
        assert kinds == [TailPaused, TailSettled, TailResumed, SegmentClosed]

    def test_each_pause_settles_by_itself(self) -> None:
        kinds = [type(event) for event in listen(speech(1000) + silence(600) + speech(1000) + silence(600))]
        assert kinds == [TailPaused, TailSettled, TailResumed, TailPaused, TailSettled, SegmentClosed]

    def test_a_click_is_not_announced(self) -> None:
        assert listen(hops(32, 0.95) + silence(700)) == []

    def test_a_short_pause_is_not_announced(self) -> None:
        kinds = [type(event) for event in listen(speech(1000) + silence(96) + speech(1000))]
        assert kinds == [SegmentClosed]


def test_an_end_in_the_middle_of_a_hop_keeps_every_sample() -> None:
    audio = numbered_audio(40 * BLOCK_SAMPLES + 100)
    [segment] = segments(listen(speech(41 * 32), audio=audio))
    assert segment.end == len(audio)
    assert segment.spans == (SpeechSpan(0, len(audio)),)


def test_spans_are_the_voiced_runs() -> None:
    [segment] = segments(listen(silence(640) + speech(320) + silence(320) + speech(640) + silence(900)))
    assert [(ms(span.start), ms(span.end)) for span in segment.spans] == [(640, 960), (1280, 1920)]


def test_a_gate_serves_one_recording() -> None:
    gate = Gate(ScriptedDetector([]), GateOptions())
    gate.finish()
    with pytest.raises(RuntimeError):
        gate.feed(numbered_audio(512))
    with pytest.raises(RuntimeError):
        gate.finish()
