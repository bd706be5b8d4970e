from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QTableWidget
from pytestqt.qtbot import QtBot

from dictate.history.alternatives import alternatives_for
from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.history.words import TextWord
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
)
from dictate.text.transcript import Transcript, Word
from dictate.text.vocabulary import Entry, Vocabulary
from dictate.ui.background import Background
from dictate.ui.correction_window import CorrectionWindow
from dictate.ui.correction_words import CorrectionWords
from dictate.ui.word_proposals import WordProposals

VOCABULARY = Vocabulary((Entry("Meyer"),))
SENTENCE = "Ask Meier, please."
WORDS = (Word(" Ask", 0.0, 0.2, 0.9), Word(" Meier,", 0.2, 0.5, 0.3), Word(" please.", 0.5, 0.9, 0.8))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history.sqlite3")
    yield store
    store.close()


class Fixture:
    def __init__(self, qtbot: QtBot, store: HistoryStore, background: Background) -> None:
        self.retyped: list[str] = []
        self.states: list[WindowState] = []
        self.learnt: list[tuple[str, str]] = []
        self.window = CorrectionWindow(
            store,
            background,
            self.retyped.append,
            alternatives=lambda record: alternatives_for(record, store, VOCABULARY),
            tell=self.states.append,
            proposals=WordProposals(lambda: VOCABULARY, lambda *pair: self.learnt.append(pair), background),
        )
        qtbot.addWidget(self.window)
        self.window.show()
        self.table = self.window.findChild(QTableWidget)
        qtbot.waitUntil(lambda: bool(self.window._sentence.text()))
        self._qtbot = qtbot

    def say(self, *requests: CorrectionRequest) -> None:
        for request in requests:
            self.window.obey(request)

    def open_for(self, text: str, marked: str) -> None:
        self.say(Open(text, marked))
        self._qtbot.waitUntil(lambda: not self.window._is_reading)

    def alternatives(self) -> list[str]:
        return [self.window._choices.item(row).text() for row in range(self.window._choices.count())]

    def write(self, row: int, word: str) -> None:
        self.table.item(row, 3).setText(word)


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def correcting(qtbot: QtBot, store: HistoryStore, background: Background) -> Fixture:
    segments = segments_json([Transcript(SENTENCE, 0.0, 1.0, "en", WORDS)])
    store.add(HistoryRecord("u1", 1000.0, 1.0, SENTENCE, SENTENCE, segments=segments))
    return Fixture(qtbot, store, background)


def test_doubtful_words_come_first_with_what_was_heard(correcting: Fixture) -> None:
    shown = [correcting.table.item(row, 0).text() for row in range(3)]
    assert shown == ["Meier", "please", "Ask"]
    assert correcting.table.item(0, 1).text() == "Meier,"
    assert correcting.table.item(0, 2).text() == "30%"


def test_the_right_word_takes_the_place_of_the_wrong_one(correcting: Fixture) -> None:
    assert not correcting.window._type_button.isEnabled()
    correcting.write(0, "Mayr")
    assert correcting.window.text() == "Ask Mayr, please."
    assert correcting.window._type_button.isEnabled()


def test_what_was_typed_is_replaced_after_the_window_has_gone(
    qtbot: QtBot, correcting: Fixture, store: HistoryStore
) -> None:
    correcting.write(0, "Mayr")
    qtbot.keyClick(correcting.window._type_button, Qt.Key.Key_Space)
    qtbot.waitUntil(correcting.window.isHidden)
    qtbot.waitUntil(lambda: correcting.retyped == ["Ask Mayr, please."])
    assert store.corrections()[0].after == "Ask Mayr, please."


def test_saving_alone_types_nothing(qtbot: QtBot, correcting: Fixture, store: HistoryStore) -> None:
    correcting.write(0, "Mayr")
    qtbot.keyClick(correcting.window._save_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(store.corrections()))
    qtbot.waitUntil(lambda: not correcting.window._save_button.isEnabled())
    assert correcting.retyped == []


def test_where_nothing_is_known_of_doubts_the_window_says_so(
    qtbot: QtBot, store: HistoryStore, background: Background
) -> None:
    store.add(HistoryRecord("u1", 1000.0, 1.0, SENTENCE, SENTENCE))
    correcting = Fixture(qtbot, store, background)
    assert [correcting.table.item(row, 0).text() for row in range(3)] == ["Ask", "Meier", "please"]
    assert "in their order" in correcting.window._sentence.text()
    assert correcting.table.isColumnHidden(2)


def test_without_a_dictation_there_is_nothing_to_correct(
    qtbot: QtBot, store: HistoryStore, background: Background
) -> None:
    correcting = Fixture(qtbot, store, background)
    assert correcting.window._sentence.text() == "Nothing dictated yet"
    assert not correcting.window._type_button.isEnabled()


def test_the_alternatives_are_numbered_and_one_is_chosen_by_its_number(correcting: Fixture) -> None:
    assert correcting.alternatives()[0] == "1   Meyer"
    correcting.say(Choose(1))
    assert correcting.window.text() == "Ask Meyer, please."


def test_a_click_chooses_too(qtbot: QtBot, correcting: Fixture) -> None:
    choices = correcting.window._choices
    place = choices.visualItemRect(choices.item(0)).center()
    qtbot.mouseClick(choices.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert correcting.window.text() == "Ask Meyer, please."


def test_what_was_corrected_once_is_offered_again(qtbot: QtBot, correcting: Fixture, store: HistoryStore) -> None:
    correcting.say(Write("Maier"), Step.SAVE)
    qtbot.waitUntil(lambda: bool(store.corrections()) and not correcting.window._save_button.isEnabled())
    qtbot.waitUntil(lambda: not correcting.window._is_reading)
    store.add(HistoryRecord("u2", 1001.0, 1.0, "Is Meier there?", "Is Meier there?"))
    correcting.open_for("Is Meier there?", "Meier")
    assert correcting.alternatives()[0] == "1   Maier"


def test_the_voice_goes_from_word_to_word(correcting: Fixture) -> None:
    correcting.say(Step.NEXT, Write("Kindly"), Select(3), Write("Tell"), Mark("Meier"), Write("Bob", is_exact=True))
    assert correcting.window.text() == "Tell Bob, kindly."


def test_a_word_is_left_out_and_comes_back(correcting: Fixture) -> None:
    correcting.say(Mark("Meier"), Step.OMIT)
    assert correcting.window.text() == "Ask, please."
    correcting.say(Step.UNDO)
    assert correcting.window.text() == SENTENCE


def test_a_capital_can_be_asked_for(correcting: Fixture) -> None:
    correcting.say(Mark("please"), Step.CAPITALIZE)
    assert correcting.window.text() == "Ask Meier, Please."


def test_words_that_are_wrong_together_become_one_row(correcting: Fixture) -> None:
    correcting.say(Select(3), Write("Tell"), Replace("Meier please", "nobody"))
    assert correcting.window.text() == "Tell nobody."


def test_done_replaces_what_was_typed(qtbot: QtBot, correcting: Fixture) -> None:
    correcting.say(Choose(1), Step.DONE)
    qtbot.waitUntil(lambda: correcting.retyped == ["Ask Meyer, please."])
    assert correcting.window.isHidden()


def test_cancel_changes_nothing(correcting: Fixture) -> None:
    correcting.say(Choose(1), Step.CANCEL)
    assert correcting.window.isHidden()
    assert correcting.retyped == []


def test_a_number_that_is_not_there_is_told(correcting: Fixture) -> None:
    correcting.say(Choose(9))
    assert correcting.window._status.text() == "There is no alternative 9."
    correcting.say(Select(4))
    assert correcting.window._status.text() == "There is no word 4."


def test_a_text_that_is_not_kept_can_be_corrected_but_not_saved(
    qtbot: QtBot, correcting: Fixture, store: HistoryStore
) -> None:
    correcting.open_for("A private word. ", "word")
    correcting.say(Write("Talk"))
    assert not correcting.window._save_button.isEnabled()
    correcting.say(Step.DONE)
    qtbot.waitUntil(lambda: correcting.retyped == ["A private talk. "])
    assert store.corrections() == []


def test_requests_wait_until_the_window_has_read(qtbot: QtBot, correcting: Fixture) -> None:
    correcting.say(Open(SENTENCE, "Meier"), Write("Bob"), Step.DONE)
    qtbot.waitUntil(lambda: correcting.retyped == ["Ask Bob, please."])


def test_an_opening_by_voice_listens_until_it_closes(correcting: Fixture) -> None:
    correcting.open_for(SENTENCE, "Meier")
    last = correcting.states[-1]
    assert (last.can_open, last.listens, last.shown) == (True, True, SENTENCE)
    correcting.window.close()
    last = correcting.states[-1]
    assert (last.can_open, last.listens, last.shown) == (True, False, "")


def test_a_right_word_is_proposed_and_learnt_only_when_that_is_wanted(qtbot: QtBot, correcting: Fixture) -> None:
    proposals = correcting.window._proposals
    assert proposals.isHidden()
    correcting.say(Mark("Meier"), Write("Mayr", is_exact=True))
    assert proposals._sentence.text() == "“Meier” would be “Mayr” from now on."
    assert correcting.learnt == []
    qtbot.mouseClick(proposals._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: correcting.learnt == [("Meier", "Mayr")])
    qtbot.waitUntil(lambda: "is in your vocabulary" in proposals._sentence.text())


def test_a_proposal_is_accepted_by_voice(qtbot: QtBot, correcting: Fixture) -> None:
    correcting.say(Mark("Meier"), Write("Mayr", is_exact=True), Step.LEARN)
    qtbot.waitUntil(lambda: correcting.learnt == [("Meier", "Mayr")])


def test_a_proposal_tells_what_speaks_against_it(qtbot: QtBot, correcting: Fixture, store: HistoryStore) -> None:
    store.add(HistoryRecord("u2", 1001.0, 1.0, "It was he.", "It was he.", language="en"))
    correcting.open_for("It was he.", "he")
    correcting.say(Write("Hee"))
    assert "everyday words" in correcting.window._proposals._sentence.text()


def test_a_capital_is_no_word_to_learn(correcting: Fixture) -> None:
    correcting.say(Mark("please"), Step.CAPITALIZE)
    assert correcting.window._proposals.isHidden()


def test_in_a_window_from_right_to_left_words_keep_their_own_direction(qapp: QApplication, qtbot: QtBot) -> None:
    table = CorrectionWords()
    qtbot.addWidget(table)
    table.show_words([TextWord(0, "tap.")])
    index = table.model().index(0, 0)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    delegate = table.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    try:
        shown = delegate.displayText(index.data(), QLocale())
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    assert shown == "\u2068tap.\u2069"
    assert index.data() == "tap."
