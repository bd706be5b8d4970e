from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dictate.errors import DictateError
from dictate.llm.unusable import UnusableModel
from dictate.settings.settings import Settings
from dictate.text.document import Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import words_of
from dictate.text.vocabulary import Entry, Vocabulary
from dictate.text.vocabulary_files import save_vocabulary, vocabulary_file
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import recognizer_request


def test_the_vocabulary_is_read_again_when_its_file_changed() -> None:
    words = UserWords()
    assert words.vocabulary(Settings()).entries == ()
    save_vocabulary(vocabulary_file(), Vocabulary((Entry("Makolet"),)))
    assert [entry.written for entry in words.vocabulary(Settings()).entries] == ["Makolet"]


def test_a_vocabulary_that_cannot_be_read_costs_no_dictation() -> None:
    vocabulary_file().parent.mkdir(parents=True)
    vocabulary_file().write_text("][")
    words = UserWords()
    assert words.vocabulary(Settings()) == Vocabulary()
    assert "not valid TOML" in words.problem


def test_it_is_left_alone_when_the_user_wants_none() -> None:
    save_vocabulary(vocabulary_file(), Vocabulary((Entry("Makolet"),)))
    settings = replace(Settings(), text=replace(Settings().text, use_vocabulary=False))
    assert UserWords().vocabulary(settings) == Vocabulary()


def test_names_and_terms_are_told_to_the_recognizer() -> None:
    request = recognizer_request(Settings(), Vocabulary((Entry("Makolet"), Entry("Zvi"))))
    assert request.terms == (("Makolet",), ("Zvi",))


def test_without_a_language_model_there_is_no_scorer() -> None:
    assert UserWords().scorer(Settings()) is None


def test_a_language_model_that_is_not_there_costs_no_dictation() -> None:
    settings = replace(Settings(), language_model=replace(Settings().language_model, model="nowhere.gguf"))
    scorer = UserWords().scorer(settings)
    assert scorer is not None
    with pytest.raises(DictateError, match="There is no language model"):
        scorer.break_scores(words_of(Text("One. Two."), LanguageTable()), [1])


def test_a_language_model_that_only_rewrites_is_in_use_too() -> None:
    settings = replace(Settings(), language_model=replace(Settings().language_model, model="nowhere.gguf"))
    neither = replace(settings.text, use_language_model=False)
    assert UserWords().scorer(replace(settings, text=neither)) is None
    assert UserWords().scorer(replace(settings, text=replace(neither, rewriting="tidy"))) is not None


def test_a_model_that_rewrites_each_text_is_loaded_while_the_user_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(UnusableModel, "load", lambda _self: loaded.set())
    settings = replace(Settings(), language_model=replace(Settings().language_model, model="nowhere.gguf"))
    words = UserWords()

    words.make_ready(settings)
    assert not loaded.wait(0.1), "layouts alone may not need it"
    words.make_ready(replace(settings, text=replace(settings.text, rewriting="tidy")))
    assert loaded.wait(20)


def test_commands_are_asked_for_where_they_are_obeyed() -> None:
    general = replace(Settings().general, language="en")
    off = replace(Settings(), general=general)
    on = replace(off, text=replace(off.text, spoken_commands=True))
    assert ("scratch that",) in recognizer_request(on).terms
    assert recognizer_request(off).terms == ()


def test_what_the_user_accepted_is_learnt() -> None:
    save_vocabulary(vocabulary_file(), Vocabulary((Entry("Zvi"),)))
    words = UserWords()
    words.learn("cooper netties", "Kubernetes")
    known = words.vocabulary(Settings()).entries
    assert known == (Entry("Zvi"), Entry("Kubernetes", misheard=("cooper netties",)))
