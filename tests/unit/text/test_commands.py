"""Spoken commands: obeyed where they stand alone, ordinary words anywhere else."""

import pytest

from dictate.errors import DictateError
from dictate.text.commands import Action, find_commands, obey
from dictate.text.document import Pause, Text, undone
from dictate.text.languages import LanguageTable, SpokenCommand, language_table
from dictate.text.layout.spans import words_of

ENGLISH = language_table("en")


def heard(marked: str) -> Text:
    """A text in which "|" stands for a pause of a second."""
    content, pauses = "", []
    for part in marked.split("|"):
        if content:
            content += " "
            pauses.append(Pause(len(content), 1.0))
        content += part.strip()
    return Text(content, tuple(pauses))


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Dear John | comma | new line | I am here.", "Dear John,\nI am here."),
        ("Dear John. | Comma, new line. | I am here.", "Dear John,\nI am here."),
        ("One. New paragraph. Two.", "One.\n\nTwo."),
        ("It rains | full stop | we stay | period", "It rains. We stay."),
        ("Is it | question mark | Yes | exclamation mark", "Is it? Yes!"),
        ("Bring | colon | the salt | semicolon | the oil", "Bring: the salt; the oil"),
        ("Wait | ellipsis", "Wait…"),
        ("well. | Hyphen. | Known", "well-Known"),
        ("This | dash | and that", "This – and that"),
        ("and | slash | or", "and/or"),
        ("He said | open quote | go | close quote | and left", 'He said "go" and left'),
        ("See | open parenthesis | page two | close parenthesis | now", "See (page two) now"),
        ("Buy | bullet point | milk | bullet | eggs", "Buy\n- Milk\n- Eggs"),
        ("To do. | Next number. | sleep. | Next number. | eat.", "To do.\n1. Sleep.\n2. Eat."),
        ("This is | all caps | very loud | end caps | really", "This is VERY LOUD really"),
        ("my | capitalize | word", "my Word"),
        ("data | no space | base", "database"),
        ("Keep this. Drop this. | Scratch that. | Go on.", "Keep this. Go on."),
        ("Keep this | drop this | scratch that | go on", "Keep this go on"),
        ("All of it | scratch that", ""),
        ("One | new line | undo that | two", "One two"),
        ("Keep | drop | scratch that | undo | all", "Keep drop all"),
        ("Write | literal comma | here", "Write comma here"),
        ("New line. New paragraph. Comma.", "\n\n\n,"),
    ],
)
def test_commands_are_obeyed(said: str, typed: str) -> None:
    text = heard(said)

    obeyed = obey(text, ENGLISH)

    assert obeyed.content == typed
    assert undone(obeyed.content, obeyed.edits) == text.content


@pytest.mark.parametrize(
    "prose",
    [
        "We launched a new line of shoes.",
        "The comma, the colon and the dash are marks.",
        "It was over. Period. We left.",
        "'Follow orders. | Period.\" | We did.",
        "Type the name, press enter, and wait.",
        "Use a comma, new line, or tab.",
        "A literal comma is rare.",
        "Undo the knot and scratch that itch.",
        "The period from 1900 to 1950 saw a dash for gas.",
    ],
)
def test_prose_is_left_alone(prose: str) -> None:
    assert obey(heard(prose), ENGLISH) == heard(prose)


def test_a_short_gap_between_words_is_no_pause() -> None:
    text = Text("I went comma home.", (Pause(7, 0.15), Pause(13, 0.15)))

    assert obey(text, ENGLISH) is text


def test_a_segment_joint_is_a_pause_whatever_its_length() -> None:
    text = Text("I went comma home.", (Pause(7, 0.0, True), Pause(13, 0.0, True)))

    assert obey(text, ENGLISH).content == "I went, home."


def test_enter_is_pressed_only_at_the_end_and_only_if_allowed() -> None:
    text = heard("Send it. | Press enter.")

    assert obey(text, ENGLISH).content == text.content
    assert obey(text, ENGLISH, enter_allowed=True).content == "Send it.\n"
    assert "\n" not in obey(heard("One | press enter | two"), ENGLISH, enter_allowed=True).content


def test_with_nothing_to_scratch_the_dictation_before_is_taken_back() -> None:
    assert obey(Text("Scratch that."), ENGLISH).takes_back_previous == 1
    assert obey(Text("Undo."), ENGLISH).takes_back_previous == 1
    assert obey(Text("Undo."), ENGLISH).content == ""


def test_later_steps_leave_literal_words_alone() -> None:
    obeyed = obey(heard("Write | literal new line | here"), ENGLISH)

    assert obeyed.content == "Write new line here"
    assert [obeyed.content[start:end] for start, end in obeyed.protected] == ["new line"]


def test_german_has_its_own() -> None:
    text = heard("Hallo Anna | Komma | neue Zeile | wie geht es | Fragezeichen")

    assert obey(text, language_table("de")).content == "Hallo Anna,\nWie geht es?"


def test_an_unknown_action_in_a_table_is_named() -> None:
    table = LanguageTable(commands=(SpokenCommand(("sing",), "sing"),))

    with pytest.raises(DictateError, match="'sing'"):
        obey(Text("sing"), table)


@pytest.mark.parametrize("code", ["en", "de", "fr", "es"])
def test_every_phrase_of_every_table_is_heard_between_pauses(code: str) -> None:
    table = language_table(code)
    for command in table.commands:
        for phrase in command.phrases:
            text = heard(f"xyzzy | {phrase}")
            found = list(find_commands(words_of(text, table), enter_allowed=True))

            assert [(each.action, each.text) for each in found] == [(Action(command.action), command.text)], phrase
