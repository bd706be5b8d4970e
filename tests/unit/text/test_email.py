"""Greeting, body, closing, signature, postscript: where the lines of an e-mail end."""

from pathlib import Path

import pytest

from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.modes import Mode, lay_out
from dictate.text.options import TextOptions
from dictate.text.pipeline import process
from dictate.text.transcript import Transcript


def laid_out(content: str, code: str = "en") -> str:
    text, _ = lay_out(Text(content), Mode.EMAIL, language_table(code))
    assert text.content.split() == content.split()
    return text.content


@pytest.mark.parametrize(
    ("code", "content", "layout"),
    [
        ("en", "Hi Jo, it works. Thanks, Al", "Hi Jo,\n\nit works.\n\nThanks,\nAl"),
        (
            "en",
            "Dear Mr. Smith, I agree. Sincerely, Dr. A. Lee",
            "Dear Mr. Smith,\n\nI agree.\n\nSincerely,\nDr. A. Lee",
        ),
        ("en", "Dear Anna, Ben and Carla, dinner is at six.", "Dear Anna, Ben and Carla,\n\ndinner is at six."),
        ("en", "Dear Ms. Bell, dear Mr. Ray, I agree.", "Dear Ms. Bell, dear Mr. Ray,\n\nI agree."),
        ("en", "Hello Maria I looked at it.", "Hello Maria\n\nI looked at it."),
        ("en", "It is done. Best regards, Ann Lee, Sales", "It is done.\n\nBest regards,\nAnn Lee,\nSales"),
        ("en", "Hi, it came. Thank you!", "Hi,\n\nit came.\n\nThank you!"),
        ("en", "Hi Al, yes. Love, Mum P.S. Bring salt.", "Hi Al,\n\nyes.\n\nLove,\nMum\n\nP.S. Bring salt."),
        ("en", "Hi Al, yes. P.S. Bring salt. Love, Mum", "Hi Al,\n\nyes.\n\nP.S. Bring salt.\n\nLove,\nMum"),
        ("en", "Hi Al, I come at ten. Jo", "Hi Al,\n\nI come at ten.\n\nJo"),
        ("en", "Hello, Ann! I come at ten. Bye, Jo", "Hello, Ann!\n\nI come at ten.\n\nBye,\nJo"),
        ("en", "Hi Al, it is dug. Happy digging, Jo", "Hi Al,\n\nit is dug.\n\nHappy digging,\nJo"),
        ("en", "Hi Al, it is dug. See you, Al", "Hi Al,\n\nit is dug.\n\nSee you,\nAl"),
        ("en", "Hi Al, it is dug. Well done, Al", "Hi Al,\n\nit is dug. Well done, Al"),
        ("en", "Thanks for the book.", "Thanks for the book."),
        ("en", "The best regards the rest.", "The best regards the rest."),
        ("de", "Hallo Anna, der Zug kommt. Viele Grüße Tom", "Hallo Anna,\n\nder Zug kommt.\n\nViele Grüße\nTom"),
        ("de", "Guten Tag Herr Dr. Lang, am 3. Mai. LG Jo", "Guten Tag Herr Dr. Lang,\n\nam 3. Mai.\n\nLG\nJo"),
        ("fr", "Bonjour Léa, à huit heures. Bises, Hugo", "Bonjour Léa,\n\nà huit heures.\n\nBises,\nHugo"),
        ("es", "Hola Marta, el jueves. Un saludo, Pedro", "Hola Marta,\n\nel jueves.\n\nUn saludo,\nPedro"),
    ],
)
def test_parts_of_a_mail(code: str, content: str, layout: str) -> None:
    assert laid_out(content, code) == layout


FRAMES = [line.split("\t") for line in Path(__file__).with_name("mail_frames.tsv").read_text().splitlines()]


@pytest.mark.parametrize(("code", "mail"), FRAMES)
def test_greetings_and_closings_as_people_say_them(code: str, mail: str) -> None:
    """In twelve languages, with and without marks, with titles, groups, names before the greeting."""
    layout = mail.replace("\\n", "\n")

    assert laid_out(" ".join(layout.split()), code) == layout


def test_a_request_begins_the_last_paragraph() -> None:
    body = (
        "I looked at the roof on Monday. Two tiles are loose, and the gutter leaks. Could you send somebody this week?"
    )

    assert laid_out(f"Hi Al, {body} Thanks, Jo").split("\n\n")[2] == "Could you send somebody this week?"


def test_what_is_announced_follows_in_the_same_paragraph() -> None:
    first = "I read the whole draft on Monday. I liked the new beginning a lot."
    second = "I have two questions. Why does the fourth chapter come before the third? And who took the pictures?"

    assert laid_out(f"Hi Al, {first} {second} Thanks, Jo").split("\n\n")[1:3] == [first, second]


@pytest.mark.parametrize("content", ["", " ", "Hi", "Hi,", "Thanks, Jo", "P.S. No.", "Dear", "Best regards,"])
def test_fragments_are_left_whole(content: str) -> None:
    laid_out(content)


@pytest.mark.parametrize(
    ("code", "content", "body"),
    [
        ("en", "Hi Laura, thanks for the book.", "Thanks for the book."),
        ("en", "Hi Laura, iPhones are cheap.", "iPhones are cheap."),
        ("fr", "Bonjour Léa, à huit heures.", "À huit heures."),
        ("es", "Hola Marta, el jueves.", "El jueves."),
        ("pt", "Olá Rita, está pronto.", "Está pronto."),
        ("nl", "Beste Jan, het is klaar.", "Het is klaar."),
        ("tr", "Merhaba Ali, için hazır.", "İçin hazır."),
        ("de", "Hallo Anna, der Zug kommt.", "der Zug kommt."),
        ("it", "Ciao Luca, il treno arriva.", "il treno arriva."),
        ("pl", "Cześć Ola, pociąg jedzie.", "pociąg jedzie."),
        ("ru", "Привет Анна, поезд идёт.", "поезд идёт."),
        ("uk", "Привіт Анна, потяг іде.", "потяг іде."),
        ("he", "שלום דנה, הרכבת באה.", "הרכבת באה."),
    ],
)
def test_below_the_greeting_each_language_begins_as_it_does(code: str, content: str, body: str) -> None:
    heard = Transcript(content, 0.0, 1.0, code)

    mail = process([heard], TextOptions(mode="email", ending="nothing")).text

    assert mail.split("\n\n")[1] == body


def test_other_layouts_leave_a_greeting_alone() -> None:
    heard = Transcript("Hi Laura, thanks for the book.", 0.0, 1.0, "en")

    assert process([heard], TextOptions(mode="chat", ending="nothing")).text == heard.text
