"""Sentences that know what they are made of."""

import copy
import json

import pytest

from dictate.cli import main
from dictate.wording.message import Message, from_json, joined, message, short_name, to_json


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


def test_sentences_are_joined_and_stay_messages() -> None:
    whole = joined("The disk is full.", "", message("Free {size} MB.", size=12))
    assert whole == "The disk is full. Free 12 MB."
    assert whole.values["sentence_2"] == "Free 12 MB."


def test_a_sentence_of_a_worker_can_still_be_translated() -> None:
    sent = message("{problem} It took {seconds:.0f} s.", problem=message("No {name}.", name="base"), seconds=2.4)
    received = from_json(json.loads(json.dumps(to_json(sent))))
    assert received == sent == "No base. It took 2 s."
    assert isinstance(received, Message)
    assert isinstance(received.values["problem"], Message)


def test_a_plain_text_is_sent_as_it_is() -> None:
    assert from_json(to_json("100 {percent}")) == "100 {percent}"


@pytest.mark.parametrize(
    "template", ["{a.__class__}", "{a[0]}", "{a:>999999999}", "{a:{b}}", "{", "{0}", "{missing}", "{a:d}"]
)
def test_a_template_that_does_more_than_fill_in_values_is_no_template(template: str) -> None:
    received = from_json({"template": template, "values": {"a": "x"}})
    assert isinstance(received, str)
    assert "class" not in received or received.startswith("{'template'")
    assert len(received) < 200


def test_a_name_longer_than_a_line_is_cut_where_a_sentence_names_it() -> None:
    assert short_name("my profile") == "my profile"
    assert short_name("x" * 5000) == "x" * 79 + "…"


@pytest.mark.parametrize("command", [["profile", "use"], ["settings", "text.mode"], ["settings"], ["models", "info"]])
def test_the_command_line_repeats_no_name_of_thousands_of_letters(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "x" * 5000]) != 0
    assert len(capsys.readouterr().err) < 400
