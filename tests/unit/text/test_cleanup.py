"""Clean-up rules, by example."""

import pytest

from dictate.text.cleanup.fillers import without_fillers
from dictate.text.cleanup.quotes import with_straight_quotes, with_typographic_quotes
from dictate.text.cleanup.repeats import without_repeats
from dictate.text.cleanup.sentence_case import with_sentence_case
from dictate.text.cleanup.spacing import continued, joined_to, with_ending
from dictate.text.document import Text
from dictate.text.languages import language_table


@pytest.mark.parametrize(
    ("code", "heard", "wanted"),
    [
        ("en", "Um, I think so.", "I think so."),
        ("en", "I, uh, think so.", "I think so."),
        ("en", "I uh think so.", "I think so."),
        ("en", "So um, yes.", "So yes."),
        ("en", "That is it, um.", "That is it."),
        ("en", "That is it. Um. And more.", "That is it. And more."),
        ("en", "Well, um, uh, no.", "Well, no."),
        ("en", "Uh um", ""),
        ("en", "um... it works", "it works"),
        ("en", "We go, um. Then we eat.", "We go. Then we eat."),
        ("en", "Her humming and the drum.", "Her humming and the drum."),
        ("de", "Ähm, er kommt um acht.", "Er kommt um acht."),
        ("de", "Das ist, äh, gut.", "Das ist gut."),
        ("fr", "Euh, je ne sais pas.", "Je ne sais pas."),
    ],
)
def test_fillers(code: str, heard: str, wanted: str) -> None:
    assert without_fillers(Text(heard), language_table(code)).content == wanted


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        ("It is the the same.", "It is the same."),
        ("I, I think so.", "I think so."),
        ("The the end.", "The end."),
        ("I think I think that works.", "I think that works."),
        ("we we we went", "we went"),
        ("W-what is it?", "What is it?"),
        ("It was b-b-big.", "It was big."),
        ("Re-read the co-conspirator's e-mail.", "Re-read the co-conspirator's e-mail."),
        ("Very, very good. He had had enough.", "Very, very good. He had had enough."),
        ("Dial five five one.", "Dial five five one."),
        ("Call 22 22.", "Call 22 22."),
        ("He left. He said no.", "He left. He said no."),
        ("Go home. Home is best.", "Go home. Home is best."),
    ],
)
def test_repeats(heard: str, wanted: str) -> None:
    assert without_repeats(Text(heard), language_table("en")).content == wanted


@pytest.mark.parametrize("meant", ["A poco a poco a casa.", "Sono entrati a due a due.", "Va a poco a poco meglio."])
def test_a_saying_that_repeats_itself_stays(meant: str) -> None:
    assert without_repeats(Text(meant), language_table("it")).content == meant


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        ("it works. we go.", "It works. We go."),
        ("i think i'm done.", "I think I'm done."),
        ("iPhone sales rose.", "iPhone sales rose."),
        ("e.g. this one.", "e.g. this one."),
    ],
)
def test_sentence_case(heard: str, wanted: str) -> None:
    assert with_sentence_case(Text(heard), language_table("en")).content == wanted


def test_sentence_case_goes_on_with_an_open_sentence() -> None:
    text = with_sentence_case(Text("and then we left."), language_table("en"), before="We ate,")

    assert text.content == "and then we left."


@pytest.mark.parametrize(
    ("code", "plain", "typographic"),
    [
        ("en", "\"It's 5' tall,\" she said.", "“It’s 5' tall,” she said."),
        ("en", "'Tis the dogs' bowl.", "’Tis the dogs’ bowl."),
        ("en", "He said 'yes' (\"no\").", "He said ‘yes’ (“no”)."),
        ("de", '"Ja", sagte er.', "„Ja“, sagte er."),
        ("fr", 'Il dit "oui".', "Il dit «\u202foui\u202f»."),
    ],
)
def test_quotes(code: str, plain: str, typographic: str) -> None:
    assert with_typographic_quotes(Text(plain), language_table(code)).content == typographic
    assert with_straight_quotes(Text(typographic)).content == plain


@pytest.mark.parametrize(
    ("before", "text", "joined"),
    [
        ("word", "next", " next"),
        ("word ", "next", "next"),
        ("word\n", " next", "next"),
        ("word", ", next", ", next"),
        ("(", "next", "next"),
        ("", "next", "next"),
    ],
)
def test_joint(before: str, text: str, joined: str) -> None:
    assert joined_to(Text(text), before).content == joined


def test_ending() -> None:
    assert with_ending(Text("Done."), " ").content == "Done. "
    assert with_ending(Text("Done.  "), "").content == "Done."
    assert with_ending(Text("Done.\n"), " ").content == "Done.\n"
    assert with_ending(Text("   "), " ").content == ""


@pytest.mark.parametrize(
    ("before", "content", "goes_on"),
    [
        ("We met,", "And then we left.", "and then we left."),
        ("We met ", "The others.", "the others."),
        ("We met because of ", "That rain.", "that rain."),
        ("We met. ", "And then we left.", "And then we left."),
        ("We met,\n", "And then we left.", "And then we left."),
        ("We met,", "Anna came.", "Anna came."),
        ("", "And then we left.", "And then we left."),
    ],
)
def test_a_sentence_goes_on_from_the_last_dictation(before: str, content: str, goes_on: str) -> None:
    assert continued(Text(content), before, "en").content == goes_on
