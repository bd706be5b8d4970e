from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.asr.guard import (
    Doubt,
    Evidence,
    GuardLimits,
    cut_loops,
    doubts,
    is_phantom,
    repeat_begins,
    repeats_itself,
    spoken_units,
)

LIMITS = GuardLimits()
SOUND = Evidence(
    text="ask not what your country can do for you, ask what you can do for your country.",
    ended=True,
    average_log_probability=-0.2,
    no_speech_probability=0.1,
    compression_ratio=1.4,
    speech_s=8.0,
    voiced_s=6.0,
)
THANKS = replace(SOUND, text="Thank you.", speech_s=1.5, voiced_s=0.6)


def test_a_sound_transcript_raises_no_doubt() -> None:
    assert doubts(SOUND, LIMITS) == frozenset()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"text": "I said it again. I said it again. I said it again."}, Doubt.LOOP),
        ({"text": "I said it again. I said it again.", "voiced_s": 1.2}, Doubt.LOOP),
        ({"text": "no " * 8}, Doubt.LOOP),
        ({"text": " ".join(str(number) for number in range(60))}, Doubt.TOO_FAST),
        ({"ended": False}, Doubt.NO_END),
        ({"compression_ratio": 2.5}, Doubt.COMPRESSIBLE),
        ({"average_log_probability": -1.1}, Doubt.UNLIKELY),
    ],
)
def test_each_sign_of_a_runaway_is_seen(change: dict[str, object], doubt: Doubt) -> None:
    assert doubts(replace(SOUND, **change), LIMITS) == {doubt}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["no no no", "bye bye, see you", "very, very, very good", "had had", "one two one two", "はいはい、そうですね"],
)
def test_what_people_do_repeat_is_no_loop(text: str) -> None:
    assert not repeats_itself(spoken_units(text))


@pytest.mark.parametrize("text", ["Tear down the fence! Tear down the fence! Tear.", "no no no no"])
def test_who_says_a_phrase_twice_and_takes_the_time_is_believed(text: str) -> None:
    assert doubts(replace(SOUND, text=text, voiced_s=3.0), LIMITS) == frozenset()


def test_loops_are_seen_in_scripts_without_spaces() -> None:
    assert repeats_itself(spoken_units("謝謝觀看謝謝觀看"))


@given(st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=15), st.integers(2, 5))
def test_every_loop_of_three_to_fifteen_words_is_seen(turn: list[str], turns: int) -> None:
    assert repeats_itself(turn * turns)


def test_thank_you_is_believed_when_it_was_heard() -> None:
    assert not is_phantom(THANKS, LIMITS)


@pytest.mark.parametrize(
    "evidence",
    [{"no_speech_probability": 0.8}, {"voiced_s": 0.2}, {"average_log_probability": -1.2}],
    ids=["no speech", "hardly voiced", "unlikely"],
)
def test_thank_you_is_a_phantom_when_other_evidence_says_so(evidence: dict[str, float]) -> None:
    assert is_phantom(replace(THANKS, **evidence), LIMITS)


def test_words_that_are_no_known_phrase_need_both_of_whispers_signs() -> None:
    assert not is_phantom(replace(SOUND, no_speech_probability=0.9), LIMITS)
    assert is_phantom(replace(SOUND, no_speech_probability=0.9, average_log_probability=-1.2), LIMITS)


def test_a_knock_that_whisper_rates_as_no_speech_is_no_word() -> None:
    knock = replace(SOUND, text="Pop.", speech_s=0.8, voiced_s=0.16, no_speech_probability=0.69)
    assert is_phantom(knock, LIMITS)
    assert not is_phantom(replace(knock, no_speech_probability=0.5), LIMITS)
    assert not is_phantom(replace(knock, voiced_s=0.5), LIMITS)


def test_a_knock_that_is_over_at_once_is_no_word_though_whisper_half_believes_in_it() -> None:
    knock = replace(SOUND, text="Po-po.", voiced_s=0.13, no_speech_probability=0.41, loudest_share=0.99)
    assert is_phantom(knock, LIMITS)
    assert not is_phantom(replace(knock, loudest_share=0.7), LIMITS)
    assert not is_phantom(replace(knock, no_speech_probability=0.3), LIMITS)
    assert not is_phantom(replace(knock, voiced_s=0.5), LIMITS)


def test_words_of_a_second_hearing_need_stronger_evidence() -> None:
    whisper = replace(SOUND, text="Italy.", no_speech_probability=0.3, is_doubtful=True)
    assert not is_phantom(whisper, LIMITS)
    assert is_phantom(replace(whisper, no_speech_probability=0.5), LIMITS)
    assert is_phantom(replace(whisper, average_log_probability=-0.95), LIMITS)
    assert not is_phantom(replace(whisper, no_speech_probability=0.5, is_doubtful=False), LIMITS)


def test_a_knock_that_booms_is_told_by_how_it_begins() -> None:
    boom = replace(SOUND, text="Boom.", voiced_s=0.26, no_speech_probability=0.41, loudest_share=0.4)
    assert is_phantom(replace(boom, rises_at_once=True), LIMITS)
    assert not is_phantom(boom, LIMITS)
    assert not is_phantom(replace(boom, rises_at_once=True, no_speech_probability=0.3), LIMITS)


def test_a_short_oh_is_believed() -> None:
    said = replace(SOUND, text="Oh.", average_log_probability=-0.75, no_speech_probability=0.05, voiced_s=0.16)
    assert not is_phantom(said, LIMITS)


def test_dots_alone_are_no_words() -> None:
    assert is_phantom(replace(SOUND, text=". . . .", voiced_s=0.0, no_speech_probability=0.7), LIMITS)


@given(st.lists(st.integers(), min_size=8, max_size=40, unique=True), st.integers(8, 60))
def test_where_a_text_begins_to_go_in_circles_is_seen_before_it_has_gone_round(turn: list[int], more: int) -> None:
    written = (turn * 10)[: len(turn) + more]
    assert repeat_begins(written) == len(turn)


@pytest.mark.parametrize("written", [[], [1, 2, 3], list(range(60)), [1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]])
def test_a_few_words_said_again_are_no_circle(written: list[int]) -> None:
    assert repeat_begins(written) is None


def test_a_loop_is_cut_to_its_first_turn() -> None:
    assert cut_loops("We go home now. We go home now. We go home now. We go") == "We go home now."


def test_what_follows_a_loop_stays() -> None:
    assert cut_loops("so so so so much we go home we go home today") == "so much we go home today"


@given(st.text(alphabet="abc .", max_size=80))
def test_cutting_leaves_no_loop_and_invents_no_word(text: str) -> None:
    cut = spoken_units(cut_loops(text))
    assert not repeats_itself(cut)
    remaining = iter(spoken_units(text))
    assert all(word in remaining for word in cut)


def test_a_loop_without_spaces_is_cut() -> None:
    assert cut_loops("No.no.no.no. Then we left for example.com.") == "No. Then we left for example.com."


@given(st.text(alphabet="ab .,-'3", max_size=40))
def test_what_has_no_loop_stays_as_it_is(text: str) -> None:
    if not repeats_itself(spoken_units(text)):
        assert cut_loops(text) == " ".join(text.split())
