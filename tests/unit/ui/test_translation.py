from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import string
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import dictate
from dictate.cli import main
from dictate.errors import DictateError
from dictate.system.resource_files import resource
from dictate.translation.catalogue import DOMAIN, catalogue, sentence_of, translate, translate_plural, translated
from dictate.ui.option_catalogue import Page, page_title
from dictate.wording.message import message


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def collector() -> ModuleType:
    """The program that collects the texts; packaging/ is no package."""
    path = Path(__file__).parents[3] / "packaging" / "translations.py"
    specification = importlib.util.spec_from_file_location("translations", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@cache
def all_texts() -> frozenset[str]:
    """Every text that can be shown; of those with a plural the singular."""
    return frozenset(text if isinstance(text, str) else text[0] for text, _ in collector().texts())


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
    missing = [text for text in all_texts() if text not in translated and not any(text in each for each in translated)]
    assert len(missing) <= allowed, f"{missing}: translate in {code}.po and run packaging/translations.py"


@pytest.mark.parametrize("code", ["de", "he"])
def test_translations_keep_the_places_for_values(code: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    translated = translations(code)
    for text in all_texts():
        if not text.startswith("Send a line such as {"):
            assert places(translated.gettext(text)) == places(text), text


@pytest.mark.parametrize("code", ["de", "he"])
def test_translations_keep_one_mnemonic_where_there_is_one(code: str) -> None:
    translated = translations(code)
    for text in all_texts():
        if re.search(r"&\w", text) and translated.gettext(text) != text:
            assert len(re.findall(r"&\w", translated.gettext(text))) <= 1, text


def test_a_sentence_of_another_room_is_shown_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    sentence = message("There is no microphone. {problem}", problem=message("The desktop has no tray."))
    assert sentence == "There is no microphone. The desktop has no tray."
    assert translated(sentence) == "Es gibt kein Mikrofon. Die Arbeitsumgebung hat keinen Systembereich für Symbole."
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


def test_sentences_with_values_keep_their_template() -> None:
    """What an f-string put together cannot be looked up any more: message("… {name} …", name=name) can."""
    module = collector()
    trees = {path: ast.parse(path.read_text()) for path in Path(dictate.__file__).parent.rglob("*.py")}
    carriers = module.CARRIERS | module.errors_in(trees.values())
    lost = [
        f"{path.name}:{each.lineno} {ast.unparse(each)}"
        for path, tree in trees.items()
        for each in sentences_in(tree, carriers, module)
        if is_put_together(each)
    ]
    assert not lost, lost


def sentences_in(tree: ast.Module, carriers: Collection[str], module: ModuleType) -> Iterator[ast.expr]:
    """What calls of `carriers` are given; of a name what is assigned to it in the same function."""
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))):
        assigned = {} if scope is tree else assignments(scope)
        for call in module.calls_in(scope, carriers):
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                for each in module.alternatives(argument):
                    yield from module.alternatives(assigned.get(each.id, each) if isinstance(each, ast.Name) else each)


def assignments(function: ast.AST) -> dict[str, ast.expr]:
    found = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
    return {target.id: node.value for node in found for target in node.targets if isinstance(target, ast.Name)}


def is_put_together(expression: ast.expr) -> bool:
    """Whether it is words with values in them; a shortened value with an ellipsis is none."""
    words = [node.value for node in ast.walk(expression) if isinstance(node, ast.Constant)]
    has_words = any(isinstance(word, str) and any(letter.isalpha() for letter in word) for word in words)
    match expression:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()) | ast.Call(func=ast.Attribute(attr="format")):
            return has_words
        case _:
            return False


def test_the_test_above_sees_an_error_put_together() -> None:
    tree = ast.parse("def f(name):\n    problem = f'No {name}.'\n    raise DictateError(problem, 'Look again.')")
    seen = [ast.unparse(each) for each in sentences_in(tree, {"DictateError"}, collector()) if is_put_together(each)]
    assert seen == ["f'No {name}.'"]


def test_an_error_is_told_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    error = DictateError(message("{path} is not there.", path="/a"), "Check the name.")
    assert str(error) == "/a is not there. Check the name."
    assert sentence_of(error) == "/a ist nicht da. Prüfen Sie den Namen."


def test_an_error_inside_another_sentence_is_told_in_the_same_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    error = DictateError("The screen is locked.", "Unlock it first.")
    sentence = message("{cause} The text is on the clipboard instead.", cause=error.sentence)
    assert translated(sentence) == (
        "Der Bildschirm ist gesperrt. Entsperren Sie ihn zuerst. Der Text ist stattdessen in der Zwischenablage."
    )


def test_the_command_line_refuses_in_the_language_of_the_user(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    assert main(["settings", "general.nonsense"]) == 1
    assert capsys.readouterr().err == (
        "dictate: Es gibt keine Einstellung general.nonsense. `dictate settings` zeigt alle.\n"
    )
