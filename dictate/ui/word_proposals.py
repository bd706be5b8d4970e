"""Proposes to learn a corrected word; nothing is learnt by itself. Qt main thread."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dictate.errors import DictateError
from dictate.history.words import TextWord
from dictate.text.languages import LanguageTable, language_table
from dictate.text.proposals import Proposal, changed, proposals_for
from dictate.text.vocabulary import Vocabulary
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.screen_reader import StatusLine

_MARKS = ".,;:!?…\"'“”‘’„«»()[] "


class WordProposals(QWidget):
    """One line with a button, there as long as there is a proposal. `learn` gets what was heard and the right word;
    it may block and raise DictateError.
    """

    def __init__(
        self, vocabulary: Callable[[], Vocabulary], learn: Callable[[str, str], None], background: Background
    ) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._learn = learn
        self._background = background
        self._proposals: tuple[Proposal, ...] = ()
        self._sentence = StatusLine(_("What your vocabulary may learn"))
        self._button = QPushButton(_("Add to &vocabulary"))
        self._button.clicked.connect(self.accept)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._button)
        self.setVisible(False)

    def show_for(self, right_words: Mapping[TextWord, str], language: str) -> None:
        """Propose the last of these that the vocabulary does not know."""
        pairs = [(word.heard.strip(_MARKS) or word.written, right) for word, right in right_words.items() if right]
        self._propose(pairs, language)

    def show_for_texts(self, before: str, after: str, language: str) -> None:
        """Propose what a text became by the user's hand and the vocabulary does not know."""
        self._propose(list(changed(before.split(), after.split())), language)

    def forget(self) -> None:
        """Propose nothing."""
        self._propose([], "")

    def _propose(self, pairs: Sequence[tuple[str, str]], language: str) -> None:
        self._proposals = proposals_for(pairs, self._vocabulary(), _table(language)) if pairs else ()
        self.setVisible(bool(self._proposals))
        self._button.setVisible(True)
        if self._proposals:
            first = self._proposals[0]
            known = _("“{heard}” would be “{right}” from now on.").format(heard=first.heard, right=first.right)
            self._sentence.say(f"{known} {first.risk}".strip())

    def accept(self) -> None:
        """Learn what is proposed."""
        if not self._proposals:
            return
        proposal = self._proposals[0]
        self._background.run(
            lambda: self._learn(proposal.heard, proposal.right), lambda _nothing: self._learnt(proposal), self._failed
        )

    def _learnt(self, proposal: Proposal) -> None:
        self._proposals = ()
        self._button.setVisible(False)
        self._sentence.say(_("“{right}” is in your vocabulary.").format(right=proposal.right))

    def _failed(self, error: DictateError) -> None:
        self._sentence.say(sentence_of(error))


def _table(language: str) -> LanguageTable:
    try:
        return language_table(language)
    except DictateError:
        return LanguageTable()
