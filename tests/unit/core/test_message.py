"""Sentences that know what they are made of."""

import copy
import json

from dictate.message import Message, message


class StubbornError(Exception):
    def __init__(self, line: int, column: int) -> None:
        super().__init__("nothing here")
        self.place = (line, column)


def test_it_is_an_ordinary_text() -> None:
    assert json.dumps(message("{count} of {path}", count=2, path="a")) == '"2 of a"'


def test_a_copy_knows_its_template_whatever_its_values_are() -> None:
    sentence = message("Wrong: {error} in {text}.", error=StubbornError(1, 2), text="{brace}")
    again = copy.deepcopy(sentence)
    assert isinstance(again, Message)
    assert again == "Wrong: nothing here in {brace}."
    assert again.template == "Wrong: {error} in {text}."


def test_a_sentence_in_a_sentence_stays_one() -> None:
    outer = message("{problem} So.", problem=message("It broke."))
    assert isinstance(copy.deepcopy(outer).values["problem"], Message)
