from __future__ import annotations

import ast
import gettext
import re
import string
from pathlib import Path

import pytest

import dictate.ui
from dictate.resource_files import resource
from dictate.ui.option_catalogue import Page, page_title
from dictate.ui.translation import DOMAIN, catalogue, translate, translate_plural


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    catalogue.cache_clear()


def texts_of_the_interface() -> set[str]:
    """Every text that the interface marks as translatable."""
    found: set[str] = set()
    for path in Path(dictate.ui.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "translate"):
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


def test_german_is_complete() -> None:
    german = translations("de")
    assert isinstance(german, gettext.GNUTranslations)
    # Only its table tells a text that is the same in both languages from one that is not translated.
    translated = german._catalog  # type: ignore[attr-defined]
    missing = [text for text in texts_of_the_interface() if text not in translated]
    assert missing == [], "translate them in resources/translations/de.po and run packaging/translations.py"


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
