"""Spoken commands never fire inside ordinary prose: more than ten thousand sentences of it from Debian packages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dictate.text.commands import obey
from dictate.text.corrections import find_correction
from dictate.text.document import Pause, Text
from dictate.text.languages import LanguageTable, language_table
from dictate.text.layout.spans import words_of
from tests.benchmark.paragraphs.corpus import handbook, prose

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "paragraphs"
SENTENCES = 12_000
TRANSLATIONS = ("de-DE", "es-ES", "fr-FR", "it-IT", "nl-NL", "pl-PL", "pt-BR", "ru-RU", "tr-TR")
SENTENCES_OF_TRANSLATIONS = 1000
ENGLISH = language_table("en")


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    found: list[str] = []
    sentences = 0
    try:
        for paragraph in prose(CACHE):
            found.append(paragraph)
            sentences += len(words_of(Text(paragraph), ENGLISH).sentences)
            if sentences >= SENTENCES:
                return found
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"the documentation packages cannot be fetched: {error}")
    raise AssertionError(f"the packages hold only {sentences} sentences")


def test_prose_without_times_is_left_alone(paragraphs: list[str]) -> None:
    fired = [each for each in paragraphs if obey(Text(each), ENGLISH, enter_allowed=True).content != each]

    assert fired == []


def test_prose_read_aloud_is_left_alone(paragraphs: list[str]) -> None:
    fired = [
        each for each in paragraphs if obey(read_aloud(each, ENGLISH), ENGLISH, enter_allowed=True).content != each
    ]

    assert fired == []


def read_aloud(paragraph: str, table: LanguageTable) -> Text:
    """With the pauses of a reader: 0.6 s between sentences, 0.25 s at commas, none elsewhere."""
    words = words_of(Text(paragraph), table)
    return Text(
        paragraph,
        tuple(
            Pause(words.spans[index][0], 0.6 if words.ends_sentence(index - 1) else 0.25)
            for index in range(1, len(words))
            if words.ends_with_mark(index - 1)
        ),
    )


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_prose_of_other_languages_is_left_alone(locale: str) -> None:
    table = language_table(locale[:2])
    sentences, fired = 0, []
    try:
        for paragraph in handbook(CACHE, locale):
            sentences += len(words_of(Text(paragraph), table).sentences)
            if obey(read_aloud(paragraph, table), table, enter_allowed=True).content != paragraph:
                fired.append(paragraph)
            if sentences >= SENTENCES_OF_TRANSLATIONS:
                break
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"the Debian handbook cannot be fetched: {error}")

    assert sentences >= SENTENCES_OF_TRANSLATIONS
    assert fired == []


def test_no_sentence_of_prose_corrects_the_one_before(paragraphs: list[str]) -> None:
    """Each sentence as a dictation of its own, after the paragraph up to it."""
    fired = []
    for paragraph in paragraphs:
        words = words_of(Text(paragraph), ENGLISH)
        for first, end in words.sentences[1:]:
            if find_correction(words.part(first, end), words.part(0, first), ENGLISH) is not None:
                fired.append(words.part(first, end))

    assert fired == []
