"""What may be said to the correction window, and when a dictation is for it."""

import pytest

from dictate.text.correction_requests import (
    Choose,
    CorrectionRequest,
    Mark,
    Open,
    Replace,
    Select,
    Step,
    WindowState,
    Write,
    request_of,
    window_phrases,
)
from dictate.text.corrections import fitted
from dictate.text.languages import known_languages, language_table
from dictate.text.options import TextOptions
from dictate.text.pipeline import PipelineResult, TextContext, process
from dictate.text.transcript import Transcript

SHOWN = "We run Cooper at home, and Bob too."


@pytest.mark.parametrize(
    ("code", "heard", "request_meant"),
    [
        ("en", "Choose two.", Choose(2)),
        ("en", "Choose to.", Choose(2)),
        ("en", "Take number 3.", Choose(3)),
        ("en", "4", Choose(4)),
        ("en", "Word, five.", Select(5)),
        ("en", "Next word.", Step.NEXT),
        ("en", "Leave it out.", Step.OMIT),
        ("en", "Scratch that.", Step.UNDO),
        ("en", "Capitalize.", Step.CAPITALIZE),
        ("en", "Add to vocabulary.", Step.LEARN),
        ("en", "Done!", Step.DONE),
        ("en", "Never mind.", Step.CANCEL),
        ("en", "Correct Bob.", Mark("Bob")),
        ("en", "Replace Cooper with Kubernetes.", Replace("Cooper", "Kubernetes")),
        ("en", "Spell that: J-O-H-N.", Write("John", is_exact=True)),
        ("en", "Spell that. Juliett Oscar hotel november.", Write("John", is_exact=True)),
        ("en", "Kubernetes.", Write("Kubernetes")),
        ("en", "Literal two.", Write("two")),
        ("en", "Replace Anna with Bert.", Write("Replace Anna with Bert")),
        ("de", "Wähle drei.", Choose(3)),
        ("de", "Nächstes Wort.", Step.NEXT),
        ("de", "Buchstabiere: Martha, Anton, Ypsilon.", Write("May", is_exact=True)),
        ("de", "Fertig.", Step.DONE),
        ("fr", "Choisis deux.", Choose(2)),
        ("fr", "Mot suivant.", Step.NEXT),
        ("es", "Elige tres.", Choose(3)),
        ("es", "Cancelar.", Step.CANCEL),
    ],
)
def test_the_window_understands(code: str, heard: str, request_meant: CorrectionRequest) -> None:
    assert request_of(heard, language_table(code), SHOWN) == request_meant


@pytest.mark.parametrize("heard", ["", " ", ".", "…"])
def test_nothing_said_asks_nothing(heard: str) -> None:
    assert request_of(heard, language_table("en"), SHOWN) is None


@pytest.mark.parametrize("code", known_languages())
def test_every_language_can_do_all(code: str) -> None:
    table = language_table(code)
    assert {step.value for step in Step} | {"choose", "select"} == set(table.corrections.window)
    assert table.corrections.open
    for phrase in window_phrases(table):
        assert not isinstance(request_of(phrase, table, SHOWN), Write), phrase


@pytest.mark.parametrize("code", known_languages())
def test_no_phrase_of_the_window_means_two_things(code: str) -> None:
    phrases = [phrase for said in language_table(code).corrections.window.values() for phrase in said]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("new", "old", "language", "written"),
    [
        ("House", "horse", "en", "house"),
        ("House", "Horse", "en", "House"),
        ("New York", "newark", "en", "New York"),
        ("GitHub", "git", "en", "GitHub"),
        ("I", "eye", "en", "I"),
        ("Haus", "maus", "de", "Haus"),
        ("Wir", "ihr", "de", "wir"),
        ("", "horse", "en", ""),
    ],
)
def test_a_word_said_by_itself_takes_the_case_of_its_place(new: str, old: str, language: str, written: str) -> None:
    assert fitted(new, old, language) == written


def said(text: str, window: WindowState, *, commands: bool = True) -> PipelineResult:
    context = TextContext(before=(SHOWN,), window=window)
    return process([Transcript(text, 0.0, 2.0, "en")], TextOptions(spoken_commands=commands), context)


def test_marked_words_open_the_window() -> None:
    result = said("Correct Cooper.", WindowState(can_open=True))
    assert (result.text, result.request, result.notes) == ("", Open(SHOWN, "Cooper"), ())


def test_the_window_opens_without_a_word() -> None:
    assert said("Correct that.", WindowState(can_open=True)).request == Open(SHOWN)


@pytest.mark.parametrize("text", ["Correct that.", "Choose two.", "Done."])
def test_without_spoken_commands_they_are_words(text: str) -> None:
    result = said(text, WindowState(can_open=True), commands=False)
    assert (result.text, result.request) == (f" {text} ", None)


def test_a_window_that_listens_gets_everything() -> None:
    window = WindowState(can_open=True, listens=True, shown=SHOWN)
    assert said("Choose two.", window).request == Choose(2)
    result = said("Kubernetes.", window, commands=False)
    assert (result.text, result.request) == ("", Write("Kubernetes"))


def test_a_window_that_does_not_listen_gets_nothing() -> None:
    assert said("Choose two.", WindowState(can_open=True)).request is None


@pytest.mark.parametrize(("has_focus", "notes"), [(True, 0), (False, 1)])
def test_a_window_behind_others_does_not_swallow_words_unnoticed(has_focus: bool, notes: int) -> None:
    window = WindowState(can_open=True, listens=True, has_focus=has_focus, shown=SHOWN)
    assert len(said("Kubernetes.", window).notes) == notes
    assert said("Choose two.", window).notes == ()
