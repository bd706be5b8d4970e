from __future__ import annotations

from dictate.comparison.scores import ModelScore, Outcome, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.measures.alignment import Misheard

NAMES = ReadingText("Ask Aoife about the pull request.", TextKind.NAMES, "en", ("Aoife", "pull request"))


def hear(heard: str, *own_words: str, compute_s: float = 0.5) -> Outcome:
    return outcome_of("a.wav", NAMES, heard, audio_s=5.0, compute_s=compute_s, own_words=own_words)


def test_errors_are_counted_by_words_and_by_characters() -> None:
    score = ModelScore("base", (hear("ask eva about the pull request"),))
    assert score.word_error_percent == 100 / 6
    assert score.character_error_percent is not None
    assert 0 < score.character_error_percent < score.word_error_percent


def test_terms_count_as_right_only_as_a_whole() -> None:
    outcome = hear("Ask Aoife about the pull of the request.")
    assert (outcome.terms, outcome.terms_right) == (2, 1)


def test_the_users_own_words_count_where_they_were_said() -> None:
    assert hear("Ask Aoife", "Ask", "Kubernetes").terms == 3


def test_texts_without_terms_have_no_recall() -> None:
    plain = ReadingText("It rains.", TextKind.OWN, "en")
    assert (
        ModelScore("base", (outcome_of("a.wav", plain, "it rains", audio_s=1.0, compute_s=0.1),)).recall_percent is None
    )


def test_speed_is_computing_time_by_duration() -> None:
    assert ModelScore("base", (hear("", compute_s=0.5), hear("", compute_s=1.5))).real_time_factor == 0.2


def test_the_most_frequent_mistakes_come_first() -> None:
    score = ModelScore("base", (hear("ask eva about a pull request"), hear("ask eva about the pull request")))
    assert score.worst_words() == [(Misheard("aoife", "eva"), 2), (Misheard("the", "a"), 1)]
