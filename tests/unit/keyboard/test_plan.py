import dataclasses
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import Route
from dictate.keyboard.keystroke import KEY_ENTER, KEY_LEFTSHIFT, Keystroke
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.plan import Means, Plan, plan
from dictate.keyboard.xkb import Keymap

EVERYTHING = Means(can_paste=True, can_copy=True)
NO_CLIPBOARD = Means(can_paste=False, can_copy=False)


@cache
def characters_of(layout: str) -> CharacterMap:
    return CharacterMap(Keymap.from_names(parse_layout(layout)), locale="en_US.UTF-8")


def plan_on(layout: str, text: str, means: Means = EVERYTHING, **options: object) -> Plan:
    chosen = dataclasses.replace(TypingOptions(), **options)
    return plan(text, characters_of(layout), "", chosen, means)


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("us", "Hello, world! It's 5%"),
        ("de", "Grüße aus Köln: „Straße“ – 5 €"),
        ("fr:bepo", "Ça va ? L’été « œuvre » à 5 €"),
        ("pl", "Zażółć gęślą jaźń"),
        ("tr", "İstanbul'da ığüşöç"),
        ("ru", "Привет, мир! Ёлка №5"),
        ("il", "שלום, מה נשמע?"),
        ("hu", "Árvíztűrő tükörfúrógép"),
    ],
)
def test_text_of_the_layouts_language_goes_by_plain_keys(layout: str, text: str) -> None:
    chosen = plan_on(layout, text)
    assert chosen.route is Route.KEYS
    assert chosen.text == text
    assert "".join(planned.character for planned in chosen.characters) == text


def test_a_few_dead_keys_are_typed_and_many_are_pasted() -> None:
    assert plan_on("es", "¿Qué tal, señor?").route is Route.COMPOSED_KEYS
    assert plan_on("es", "áéíóú").route is Route.PASTE
    assert plan_on("es", "áéíóú", composed_limit=5).route is Route.COMPOSED_KEYS
    assert plan_on("es", "áéíóú", NO_CLIPBOARD).route is Route.COMPOSED_KEYS


def test_one_missing_character_sends_the_whole_text_by_paste_and_is_named() -> None:
    chosen = plan_on("us", "naïve 漢字")
    assert chosen.route is Route.PASTE
    assert chosen.text == "naïve 漢字"
    assert chosen.characters == ()
    assert "ï (U+00EF)" in chosen.reason


def test_without_a_clipboard_nothing_is_typed_by_half() -> None:
    chosen = plan_on("us", "naïve", NO_CLIPBOARD)
    assert chosen.route is Route.NONE
    assert chosen.characters == ()
    assert "U+00EF" in chosen.reason


def test_a_clipboard_that_cannot_paste_gets_a_copy() -> None:
    assert plan_on("us", "naïve", Means(can_paste=False, can_copy=True)).route is Route.COPY


def test_quotes_that_the_layout_lacks_follow_the_setting() -> None:
    assert plan_on("us", "“It’s” – so…").text == '"It\'s" - so...'
    assert plan_on("us", "“It’s”", typographic="paste").route is Route.PASTE
    assert plan_on("de", "„Ja“").text == "„Ja“"


def test_a_text_that_is_pasted_anyway_keeps_its_quotes() -> None:
    assert plan_on("us", "“漢”").text == "“漢”"


def test_decomposed_text_is_typed_with_the_layouts_own_keys() -> None:
    chosen = plan_on("de", "gru\u0308n")
    assert (chosen.route, chosen.text) == (Route.KEYS, "grün")


def test_long_texts_are_pasted_where_that_works() -> None:
    text = "a" * 301
    assert plan_on("us", text).route is Route.PASTE
    assert plan_on("us", text, NO_CLIPBOARD).route is Route.KEYS
    assert plan_on("us", text, paste_from_characters=0).route is Route.KEYS
    assert plan_on("us", "a" * 300).route is Route.KEYS


@pytest.mark.parametrize(
    ("newline", "means", "keystroke"),
    [
        ("enter", EVERYTHING, Keystroke(KEY_ENTER)),
        ("shift-enter", EVERYTHING, Keystroke(KEY_ENTER, (KEY_LEFTSHIFT,))),
        ("paste", NO_CLIPBOARD, Keystroke(KEY_ENTER, (KEY_LEFTSHIFT,))),
    ],
)
def test_new_lines_follow_the_setting(newline: str, means: Means, keystroke: Keystroke) -> None:
    chosen = plan_on("us", "a\r\nb", means, newline=newline)
    assert chosen.text == "a\nb"
    assert chosen.characters[1].keystrokes == (keystroke,)


def test_new_lines_can_be_pasted() -> None:
    assert plan_on("us", "a\nb", newline="paste").route is Route.PASTE


def test_tabs_are_pasted_where_that_works() -> None:
    """Typed, they leave the field: what follows would press buttons."""
    assert plan_on("us", "a\tb").route is Route.PASTE
    assert plan_on("us", "a\tb", NO_CLIPBOARD).route is Route.KEYS


def test_an_unknown_layout_is_never_guessed() -> None:
    options = TypingOptions()
    assert plan("hello", None, "Which?", options, EVERYTHING) == Plan(Route.PASTE, "hello", reason="Which?")
    assert plan("hello", None, "Which?", options, NO_CLIPBOARD).route is Route.NONE


def test_a_chosen_route_is_kept() -> None:
    assert plan_on("us", "hello", route="copy").route is Route.COPY
    assert plan_on("us", "hello", route="paste").route is Route.PASTE
    assert plan_on("us", "a" * 500, route="keys").route is Route.KEYS
    assert plan_on("us", "漢", route="keys").route is Route.COPY


def test_a_window_that_completes_brackets_gets_a_paste() -> None:
    means = Means(can_paste=True, can_copy=True, prefer_paste="It completes brackets.")
    assert plan_on("us", "f(x)", means) == Plan(Route.PASTE, "f(x)", reason="It completes brackets.")


@pytest.mark.parametrize("text", ["a\x1bb", "\ud800", "a\0"])
def test_what_is_no_text_is_refused_with_a_reason(text: str) -> None:
    chosen = plan_on("us", text)
    assert chosen.route is Route.NONE
    assert chosen.reason
    assert chosen.characters == ()


@pytest.mark.parametrize("text", ["שלום\u200f!", "a\u200bb", "e\u0301\u0302"])
def test_invisible_characters_go_by_paste_as_they_are(text: str) -> None:
    chosen = plan_on("us", text)
    assert (chosen.route, chosen.text) == (Route.PASTE, text)


def test_hebrew_with_latin_words_goes_by_paste_as_a_whole() -> None:
    text = "Send the חשבונית (3) to dana@x.co.il, תודה."
    assert plan_on("us", text) == Plan(
        Route.PASTE,
        text,
        reason="The keyboard layout cannot type ח (U+05D7), ש (U+05E9), ב (U+05D1), ו (U+05D5), נ (U+05E0) and 4 more.",
    )


def test_a_long_text_is_walked_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Grüße, Welt! " * 8000
    lookups = 0
    look_up = CharacterMap.keystrokes

    def counting(characters: CharacterMap, character: str) -> tuple[Keystroke, ...] | None:
        nonlocal lookups
        lookups += 1
        return look_up(characters, character)

    monkeypatch.setattr(CharacterMap, "keystrokes", counting)
    chosen = plan_on("de", text, NO_CLIPBOARD)
    assert chosen.route is Route.KEYS
    assert len(chosen.characters) == len(text) == 104_000
    assert lookups <= 4 * len(text)


@given(st.text(max_size=40), st.sampled_from(["us", "de", "fr", "ru", "gr"]), st.booleans())
def test_a_plan_is_whole_or_nothing(text: str, layout: str, clipboard: bool) -> None:
    chosen = plan_on(layout, text, EVERYTHING if clipboard else NO_CLIPBOARD)
    match chosen.route:
        case Route.KEYS | Route.COMPOSED_KEYS:
            assert "".join(planned.character for planned in chosen.characters) == chosen.text
            assert all(planned.keystrokes for planned in chosen.characters)
        case _:
            assert chosen.characters == ()
            assert chosen.reason
