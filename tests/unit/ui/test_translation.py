from __future__ import annotations

import ast
import gettext
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import dictate
from dictate.message import message
from dictate.resource_files import resource
from dictate.ui.option_catalogue import Page, page_title
from dictate.ui.translation import DOMAIN, catalogue, translate, translate_plural, translated


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def texts_of_the_interface() -> set[str]:
    """Every text that the interface marks as translatable."""
    found: set[str] = set()
    for path in Path(dictate.__file__).parent.rglob("*.py"):
        marks = ("_", "translate") if path.parent.name == "ui" else ("message",)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
                found |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    return found


def translations(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, resource("translations"), [code])


def test_without_a_catalogue_texts_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "tlh")
    assert translate("&Settings…") == "&Settings…"
    assert translate("") == ""


def test_the_environment_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert page_title(Page.PRIVACY) == "Privatsphäre"


def test_numbers_choose_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    forms = [translate_plural("{count} dictation", "{count} dictations", number) for number in (1, 2)]
    assert forms == ["{count} Diktat", "{count} Diktate"]


# Whoever adds a text adds its German; its Hebrew may come a little later.
@pytest.mark.parametrize(("code", "allowed"), [("de", 0), ("he", 20)])
def test_texts_are_translated(code: str, allowed: int) -> None:
    catalogue = translations(code)
    assert isinstance(catalogue, gettext.GNUTranslations)
    # Only its table tells a text that is the same in both languages from one that is not translated.
    translated = catalogue._catalog  # type: ignore[attr-defined]
    missing = [text for text in texts_of_the_interface() if text not in translated]
    assert len(missing) <= allowed, f"{missing}: translate in {code}.po and run packaging/translations.py"


@pytest.mark.parametrize("code", ["de", "he"])
def test_translations_keep_the_places_for_values(code: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    translated = translations(code)
    for text in texts_of_the_interface():
        assert places(translated.gettext(text)) == places(text), text


@pytest.mark.parametrize("code", ["de", "he"])
def test_translations_keep_one_mnemonic_where_there_is_one(code: str) -> None:
    translated = translations(code)
    for text in texts_of_the_interface():
        if re.search(r"&\w", text) and translated.gettext(text) != text:
            assert len(re.findall(r"&\w", translated.gettext(text))) <= 1, text


def test_a_sentence_of_another_room_is_shown_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    sentence = message("There is no microphone. {problem}", problem=message("The desktop has no tray."))
    assert sentence == "There is no microphone. The desktop has no tray."
    assert translated(sentence) == "Es gibt kein Mikrofon. Der Desktop hat keine Leiste für Symbole."
    assert translated("no text of ours") == "no text of ours"


def first_strong(text: str) -> str:
    """The direction of the first letter that tells one, outside isolates and values: that of the whole line."""
    bare = re.sub("\u2068[^\u2069]*\u2069|{[^}]*}", "", text)
    return next((kind for kind in map(unicodedata.bidirectional, bare) if kind in "LR"), "")


def test_hebrew_sentences_are_written_from_right_to_left() -> None:
    """One that begins with an English name needs a mark, or else its words stand in the wrong order."""
    texts = translations("he")._catalog.values()  # type: ignore[attr-defined]
    hebrew = [text for text in texts if re.search("[\u05d0-\u05ea]", text) and not text.startswith("Project-Id")]
    assert [text for text in hebrew if first_strong(text) == "L"] == []


def test_paths_and_commands_keep_their_own_direction_in_hebrew() -> None:
    texts = translations("he")._catalog.values()  # type: ignore[attr-defined]
    bare = re.compile("(?<!\u2068){(path|command|error|file|key)}")
    assert [text for text in texts if bare.search(text) and re.search("[\u05d0-\u05ea]", text)] == []
