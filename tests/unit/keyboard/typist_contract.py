"""What every Typist owes; the fakes of other rooms are held to it as well."""

from threading import Event

import pytest

from dictate.errors import DictateError
from dictate.keyboard.contract import Typist


class TypistContract:
    """Subclasses give the fixtures `typist` and, where the window can be read, `window`."""

    can_undo = True

    def test_a_whole_text_arrives(self, typist: Typist, window) -> None:
        report = typist.type("Hello, world!", Event())
        assert report.complete
        assert report.typed == "Hello, world!"
        assert window() == "Hello, world!"

    def test_typed_and_remaining_make_up_the_text(self, typist: Typist) -> None:
        stop = Event()
        stop.set()
        report = typist.type("Hello", stop)
        assert (report.typed, report.remaining) == ("", "Hello")
        assert report.reason

    def test_undo_takes_back_the_end_of_what_was_typed(self, typist: Typist, window) -> None:
        typist.type("Hello, world!", Event())
        if not self.can_undo:
            with pytest.raises(DictateError):
                typist.undo(8, Event())
            return
        report = typist.undo(8, Event())
        assert report.complete
        assert report.typed == ", world!"
        assert window() == "Hello"

    def test_undo_refuses_more_than_was_typed(self, typist: Typist) -> None:
        typist.type("Hello", Event())
        with pytest.raises(DictateError):
            typist.undo(6, Event())

    def test_texts_in_a_row_are_known_to_stand_before_the_cursor(self, typist: Typist) -> None:
        """Or nothing is: a typist that cannot know says so."""
        typist.type("Hello, ", Event())
        typist.type("world!", Event())
        assert typist.before_cursor() in ("", "Hello, world!")

    def test_usable_says_why(self, typist: Typist) -> None:
        assert typist.usable().reason

    def test_closing_twice_is_no_error(self, typist: Typist) -> None:
        typist.close()
        typist.close()
