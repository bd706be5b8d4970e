"""The guard over rewriting. The pairs it was made with must all be judged rightly; those that judge it prove it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.llm.guard import Objection, objection
from dictate.llm.permissions import permissions_for
from dictate.text.languages import LanguageTable, language_table
from dictate.text.rewriting import RewriteMode
from tests.unit.llm.guard_pairs import Pair, pairs_of

ENGLISH = language_table("en")
PROOF = pairs_of("guard_pairs_proof.tsv")
FRESH = [(code, pair) for code in ("en", "de") for pair in pairs_of(f"guard_pairs_fresh_{code}.tsv")]


def against(source: str, rewritten: str, mode: RewriteMode = RewriteMode.TIDY) -> Objection | None:
    return objection(source, rewritten, mode, ENGLISH)


@pytest.mark.parametrize("pair", pairs_of("guard_pairs_tuned.tsv"), ids=lambda pair: pair.source[:40])
def test_a_pair_that_the_guard_was_made_with(pair: Pair) -> None:
    assert (objection(pair.source, pair.rewritten, pair.mode, ENGLISH) is None) == pair.is_good


@pytest.mark.parametrize("pair", [each for each in PROOF if not each.is_good], ids=lambda pair: pair.rewritten[:40])
def test_no_bad_pair_passes(pair: Pair) -> None:
    assert objection(pair.source, pair.rewritten, pair.mode, ENGLISH) is not None


def test_most_good_pairs_pass() -> None:
    good = [each for each in PROOF if each.is_good]
    passed = sum(objection(each.source, each.rewritten, each.mode, ENGLISH) is None for each in good)

    assert len(PROOF) >= 100
    assert (passed, len(good)) == (46, 58), "docs/text.md has this figure"


@pytest.mark.parametrize(("code", "pair"), FRESH, ids=lambda each: getattr(each, "rewritten", each)[:40])
def test_no_bad_pair_of_two_languages_passes(code: str, pair: Pair) -> None:
    if not pair.is_good:
        assert objection(pair.source, pair.rewritten, pair.mode, language_table(code)) is not None


def test_how_many_good_pairs_of_two_languages_pass() -> None:
    good = [(code, pair) for code, pair in FRESH if pair.is_good]
    passed = sum(objection(each.source, each.rewritten, each.mode, language_table(code)) is None for code, each in good)

    assert (passed, len(good)) == (27, 41), "docs/text.md has this figure"


@pytest.mark.parametrize(
    ("said", "rewritten", "passes"),
    [
        ("We meet on Monday, no, on Tuesday.", "We meet on Tuesday.", True),
        ("We meet on Monday, no, on Tuesday.", "We meet on Monday.", False),
        ("We don't meet on Monday, no, on Tuesday.", "We don't meet on Tuesday.", False),
        ("Is it Monday? No, Tuesday.", "Is it Tuesday?", False),
        ("It takes five, I mean six hours.", "It takes six hours.", True),
        ("It takes five, I mean six hours.", "It takes five hours.", False),
        ("Ask Anna, no, wait for Ben.", "Ask for Ben.", False),
        ("Me and Anna called Ben.", "Anna and I called Ben.", True),
        ("Me and Anna called Ben.", "Ben and I called Anna.", False),
        ("He called me and Anna.", "He called Anna and I.", False),
    ],
)
def test_a_slip_that_was_taken_back_may_go(said: str, rewritten: str, passes: bool) -> None:
    assert (against(said, rewritten) is None) == passes


def test_the_objection_names_what_would_change() -> None:
    assert against("It costs 20.", "It costs 200.") is Objection.NUMBERS
    assert against("I saw Anna.", "I saw Anne.") is Objection.NAMES
    assert against("We do not go.", "We do go.") is Objection.NEGATIONS
    assert against("Go home.", "Go home now.") is Objection.ADDED
    assert against("Go home now.", "Go home.") is Objection.LOST
    assert against("um", "um") is Objection.EMPTY


@pytest.mark.parametrize("answer", ["[We go.]", "{We go.}", "**We go.**", "# We go.", "<b>We go.</b>", "`We go.`"])
def test_markup_is_no_part_of_a_text(answer: str) -> None:
    assert against("We go.", answer) is not None


def test_what_one_mode_may_do_another_may_not() -> None:
    assert against("We left in order to eat.", "We left to eat.", RewriteMode.SHORTEN) is None
    assert against("We left in order to eat.", "We left to eat.", RewriteMode.TIDY) is Objection.LOST
    assert against("We bought it.", "We purchased it.", RewriteMode.FORMAL) is None
    assert against("We bought it.", "We purchased it.", RewriteMode.SHORTEN) is Objection.CHANGED


def test_a_language_without_a_table_lets_only_fillers_and_repeated_words_go() -> None:
    french = language_table("fr")

    assert objection("Je euh je viens", "Je viens.", RewriteMode.FORMAL, french) is None
    assert objection("Je viens avec la voiture.", "Je viens avec une voiture.", RewriteMode.FORMAL, french)
    assert permissions_for("xx", RewriteMode.FORMAL).exchanges == {}


@pytest.mark.parametrize(
    ("rewritten", "passes"),
    [
        ("Ich komme nicht im Juni.", True),
        ("Ich komme nicht in dem Juni.", True),
        ("Ich komme im Juni.", False),
        ("Ich komme nicht. Im Juni.", False),
        ("Ich komme nicht im Juli.", False),
    ],
)
def test_german_has_a_table_of_its_own(rewritten: str, passes: bool) -> None:
    found = objection("Also, ich äh ich komme nicht im Juni.", rewritten, RewriteMode.TIDY, language_table("de"))

    assert (found is None) == passes


def test_words_that_rightly_follow_themselves_stay() -> None:
    german = language_table("de")

    assert objection("Leute, die die Regel brechen", "Leute, die Regel brechen", RewriteMode.TIDY, german)
    assert against("He had had a dog.", "He had a dog.") is Objection.LOST


def test_german_articles_stay() -> None:
    found = objection("Ich sah den Mann.", "Ich sah der Mann.", RewriteMode.TIDY, language_table("de"))

    assert found is Objection.CHANGED


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=30))
def test_a_text_may_stay_as_it_is(words: list[str]) -> None:
    content = " ".join(words)

    assert objection(content, content, RewriteMode.TIDY, LanguageTable()) in (None, Objection.EMPTY)


@given(
    st.lists(
        st.sampled_from(
            ["we", "pay", "not", "12", "3.5", "Anna", "the", "a", "um", "so,", "that", "and", "very", "don't", "1,200"]
        ),
        min_size=1,
    ),
    st.sampled_from(RewriteMode),
    st.data(),
)
def test_no_word_of_weight_comes_or_goes(words: list[str], mode: RewriteMode, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words)))
    added = data.draw(st.sampled_from(["13", "Ben", "not", "never", "pay", "house"]))
    longer = " ".join([*words[:place], added, *words[place:]])

    assert against(" ".join(words), longer, mode) is not None


def test_a_long_text_is_judged_too() -> None:
    content = "The pump in the cellar runs for twenty minutes, and then it stops. " * 300

    assert against(content, content.replace("twenty", "20")) is None
    assert against(content, content[:-40]) is not None
