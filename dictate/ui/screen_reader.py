"""What somebody hears who has the screen read aloud. Qt main thread.

Qt tells screen readers a label's accessible name in the place of its text, and a list's chosen entry in the place of
its name, so neither is named as other widgets are: a label gets a description, a list a label of its own.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from dictate.ui.direction import keep_from_edge


def announce(sentence: str, source: QObject, *, urgent: bool = False) -> None:
    """Have `sentence` read aloud, wherever the focus is; nothing happens where nobody listens. `urgent` interrupts."""
    if not sentence or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(source, sentence)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class StatusLine(QLabel):
    """A line that tells how something stands. `about` says what it tells of, to those who do not see its place."""

    def __init__(self, about: str) -> None:
        super().__init__(wordWrap=True)
        self.setAccessibleDescription(about)
        keep_from_edge(self)

    def say(self, sentence: str) -> None:
        """Show a sentence, and have it read aloud when it is another one; `setText` shows without a word."""
        if sentence != self.text():
            self.setText(sentence)
            if self.isVisible():
                announce(sentence, self)


def name_list(box: QComboBox, title: str) -> None:
    """Name a list that has no label beside it. It stands in its parent already."""
    box.setAccessibleName(title)
    parent = box.parentWidget()
    assert isinstance(parent, QWidget)
    label = QLabel(title, parent)
    label.setBuddy(box)
    label.hide()
