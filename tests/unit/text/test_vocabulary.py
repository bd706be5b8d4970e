"""The user's words: terms for the recognizer, replacements that harm nothing, files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.replacements import check_expression, with_replacements
from dictate.text.vocabulary import (
    Entry,
    ReplacementRule,
    Script,
    Vocabulary,
    proposal_risk,
    with_correction,
)
from dictate.text.vocabulary_files import export_csv, import_vocabulary, load_vocabulary, merged, save_vocabulary

KUBERNETES = Entry("Kubernetes", misheard=("cooper netties", "cube are net ease"))
GROCER = Entry("makolet", other_script="מכולת", misheard=("mock a let",))


def replaced(content: str, *rules: ReplacementRule) -> str:
    return with_replacements(Text(content), rules).content


def test_misheard_forms_become_the_written_one() -> None:
    rules = Vocabulary((KUBERNETES,)).all_rules()

    assert replaced("Our cooper netties, and Cube are net ease.", *rules) == "Our Kubernetes, and Kubernetes."


def test_only_whole_words_are_replaced() -> None:
    rule = ReplacementRule("cat", "dog")

    assert replaced("The cat scattered concatenated cats.", rule) == "The dog scattered concatenated cats."


def test_a_form_without_capitals_takes_those_of_its_place() -> None:
    rule = ReplacementRule("btw", "by the way")

    assert replaced("Btw, it rains, btw. BTW", rule) == "By the way, it rains, by the way. BY THE WAY"


def test_right_words_stay_although_a_name_looks_like_them() -> None:
    rules = Vocabulary((Entry("Mark"), Entry("IT"), Entry("Polish"))).all_rules()

    assert replaced("Please mark it and polish it.", *rules) == "Please mark it and polish it."


def test_a_distinct_spelling_is_restored() -> None:
    assert replaced("see github", *Vocabulary((Entry("GitHub"),)).all_rules()) == "see GitHub"


def test_the_mode_picks_the_script() -> None:
    vocabulary = Vocabulary((GROCER,))

    assert replaced("to the מכולת", *vocabulary.all_rules(Script.WRITTEN)) == "to the makolet"
    assert replaced("to the mock a let", *vocabulary.all_rules(Script.OTHER)) == "to the מכולת"
    assert vocabulary.terms(Script.OTHER)[0][0] == "מכולת"


@pytest.mark.parametrize(
    ("content", "heard", "written", "right"),
    [
        ("İstanbul güzel", "istanbul", "Ankara", "Ankara güzel"),
        ("ıslak ISLAK", "ıslak", "kuru", "kuru KURU"),
        ("die STRASSE, die Straße", "straße", "Gasse", "die Gasse, die Gasse"),
        ("die Maße, die Masse", "masse", "Menge", "die Maße, die Menge"),
        ("Привет, МИР и мир", "мир", "свет", "Привет, СВЕТ и свет"),
        ("שלום והשלום", "שלום", "היי", "היי והשלום"),
        ("ΣΊΣΥΦΟΣ σίσυφος", "Σίσυφος", "Tantalos", "Tantalos Tantalos"),
        ("cafe\u0301 au lait", "café", "Bar", "Bar au lait"),
        ("café au lait", "cafe\u0301", "Bar", "Bar au lait"),
        ("東京に行く", "東京", "京都", "京都に行く"),
        ("C++ und c++", "c++", "Rust", "Rust und Rust"),
    ],
)
def test_a_form_is_found_in_any_script_and_case(content: str, heard: str, written: str, right: str) -> None:
    assert replaced(content, ReplacementRule(heard, written)) == right


@pytest.mark.parametrize("content", ["a" * 5000 + "b", "ab " * 5000])
@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ("a{1000000000}", "too many repeats"),
        ("(((a{1000}){1000}){1000}){1000}", "too many repeats"),
        ("", "it is empty"),
    ],
)
def test_an_expression_that_would_not_end_is_refused_at_once(content: str, heard: str, reason: str) -> None:
    rule = ReplacementRule(heard, "x", regex=True)
    with pytest.raises(DictateError, match=reason):
        replaced(content, rule)
    with pytest.raises(DictateError, match=reason):
        check_expression(rule)


def test_an_expression_may_not_blow_up_a_text() -> None:
    with pytest.raises(DictateError, match="far longer"):
        replaced("a" * 1000, ReplacementRule("a", "b" * 1000, regex=True))


@pytest.mark.parametrize(
    ("content", "heard", "written", "right"),
    [
        ("I like c plus plus, C Plus Plus.", "c plus plus", "C++", "I like C++, C++."),
        ("Use dot net, not the dot network.", "dot net", ".NET", "Use .NET, not the dot network."),
        ("node js and nodejs", "node js", "Node.js", "Node.js and nodejs"),
        ("O’Reilly's and o'reilly", "o'reilly", "O'Reilly", "O'Reilly's and O'Reilly"),
        ("der cooper netties-Cluster", "cooper netties", "Kubernetes", "der Kubernetes-Cluster"),
        ("die Müllersche Mühle von Müller", "müller", "Mueller", "die Müllersche Mühle von Mueller"),
        ("קניתי במקולת, והמקולת סגורה", "מקולת", "מכולת", "קניתי במכולת, והמכולת סגורה"),
        ("שבר בהר", "בר", "הר", "שבר בהר"),
        ("הלך למקולת", "מקולת", "makolet", "הלך למקולת"),
        ("我在北经工作", "北经", "北京", "我在北京工作"),
    ],
)
def test_terms_with_marks_prefixes_and_neighbours(content: str, heard: str, written: str, right: str) -> None:
    assert with_replacements(Text(content), [ReplacementRule(heard, written)]).content == right


@pytest.mark.parametrize(
    ("content", "right"),
    [
        ("It was, you know, nice.", "It was, nice."),
        ("It was you know nice.", "It was nice."),
        ("You know, it works.", "It works."),
        ("It works, you know.", "It works."),
        ("you know you know", ""),
        ("Yes. You know it works.", "Yes. It works."),
    ],
)
def test_what_is_replaced_by_nothing_leaves_no_hole(content: str, right: str) -> None:
    assert with_replacements(Text(content), [ReplacementRule("you know", "")]).content == right


def test_two_rules_that_undo_each_other_come_to_an_end() -> None:
    rules = [ReplacementRule("left", "right"), ReplacementRule("right", "left")]

    assert with_replacements(Text("left right"), rules).content == "right left"


def test_of_five_thousand_entries_those_in_the_text_are_applied() -> None:
    entries = tuple(Entry(f"Term{number}", misheard=(f"tirm {number} ex",)) for number in range(5000))

    text = with_replacements(Text("We met tirm 7 ex and Tirm 4999 Ex."), Vocabulary(entries).all_rules())

    assert text.content == "We met Term7 and Term4999."


def test_the_longest_form_wins() -> None:
    rules = (ReplacementRule("new", "old"), ReplacementRule("new york", "NYC"))

    assert replaced("new york is new", *rules) == "NYC is old"


def test_expressions_may_use_groups() -> None:
    rule = ReplacementRule(r"ticket (\d+)", r"#\1", regex=True)

    assert replaced("See ticket 42.", rule) == "See #42."


def test_an_expression_that_never_ends_is_stopped() -> None:
    rule = ReplacementRule(r"(x+x+)+y", "z", regex=True)

    with pytest.raises(DictateError, match="too long"):
        replaced("x" * 5000, rule)


@pytest.mark.parametrize(("heard", "written"), [("(", "a"), ("a", r"\3"), ("(a)", r"\g<b"), ("a" * 1001, "b")])
def test_a_wrong_expression_is_named(tmp_path: Path, heard: str, written: str) -> None:
    file = tmp_path / "vocabulary.toml"
    save_vocabulary(file, Vocabulary(rules=(ReplacementRule(heard, written, regex=True),)))

    with pytest.raises(DictateError, match="expression"):
        load_vocabulary(file)


def test_the_recognizer_learns_how_a_term_is_written_and_said() -> None:
    siobhan = Entry("Siobhan", sounds_like=("shivawn",), misheard=("she born",))

    assert Vocabulary((siobhan,)).terms() == (("Siobhan", "shivawn", "she born"),)


def test_a_correction_is_learned_once() -> None:
    vocabulary = with_correction(Vocabulary(), "cooper  netties", "Kubernetes")
    again = with_correction(vocabulary, "cooper netties", "Kubernetes")

    assert vocabulary.entries == (Entry("Kubernetes", misheard=("cooper netties",)),)
    assert again == vocabulary


def test_a_risky_proposal_says_why() -> None:
    english = language_table("en")

    assert "everyday words" in proposal_risk("that is", english)
    assert proposal_risk("cooper netties", english) == ""


def test_files_keep_everything(tmp_path: Path) -> None:
    vocabulary = Vocabulary((KUBERNETES, GROCER), (ReplacementRule("a|b", "c", regex=True, match_case=True),))
    file = tmp_path / "vocabulary.toml"

    save_vocabulary(file, vocabulary)

    assert load_vocabulary(file) == vocabulary
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfwritten,misheard\r\nKubernetes,cooper netties;cuban eighties\r\n",
        b'written;misheard\nKubernetes;"cooper netties;cuban eighties"\n',
        b"\nwritten\tmisheard\nKubernetes\tcooper netties;cuban eighties\n",
        "written\tmisheard\r\nKubernetes\tcooper netties;cuban eighties\r\n".encode("utf-16"),
        b'sep=;\r\nwritten;misheard\r\nKubernetes;"cooper netties;cuban eighties"\r\n',
        b"sep=,\nKubernetes,cooper netties,cuban eighties\n",
        b"Kubernetes;cooper netties;cuban eighties\n",
        b"Kubernetes,cooper netties\n\n  \nKubernetes,cuban eighties\n,nothing\n",
    ],
)
def test_csv_as_spreadsheets_write_it(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(raw)

    entries = merged(Vocabulary(), import_vocabulary(file)).entries

    assert entries == (Entry("Kubernetes", misheard=("cooper netties", "cuban eighties")),)


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b"a" * 200_000 + b'"',
        b"a\xff,b",
        b"\xff\xfea",
        b"PK\x03\x04\x80",
        b'{"entries": [{"written": "Kubernetes"}]}',
        b'["Kubernetes", "Helm"]',
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b'written,misheard\n"Kubernetes,cooper netties\nHelm,helm it\n',
    ],
)
def test_what_is_no_csv_is_told(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(raw)

    with pytest.raises(DictateError, match=r"terms\.csv is no"):
        import_vocabulary(file)


def test_a_term_with_a_control_character_is_told(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(b"Kuber\x00netes,cooper netties\n")

    with pytest.raises(DictateError, match="control characters"):
        import_vocabulary(file)


def test_five_hundred_terms_come_in_whole(tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("".join(f"Term{number}\n" for number in range(500)) * 2)

    assert len(merged(Vocabulary(), import_vocabulary(file)).entries) == 500


def test_csv_goes_out_and_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    export_csv(file, Vocabulary((KUBERNETES, GROCER)))

    assert import_vocabulary(file).entries == (KUBERNETES, GROCER)


def test_a_plain_list_is_a_vocabulary(tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("PyTorch\n\nQuerschnitt, quer Schnitt\n", encoding="utf-8")

    assert import_vocabulary(file).entries == (Entry("PyTorch"), Entry("Querschnitt", misheard=("quer Schnitt",)))


def test_merging_joins_the_forms() -> None:
    other = Vocabulary((Entry("Kubernetes", misheard=("cooper netties", "kuber nettys")), Entry("Helm")))

    entries = merged(Vocabulary((KUBERNETES,)), other).entries

    assert entries[0].misheard == ("cooper netties", "cube are net ease", "kuber nettys")
    assert entries[1] == Entry("Helm")


@pytest.mark.parametrize("content", ["entry = 3", "[[entry]]\nmisheard = ['a']", "[[entry]\n", "[[replacement]]"])
def test_a_broken_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "vocabulary.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(DictateError):
        load_vocabulary(file)


@given(st.text(alphabet="aAıİßẞsSςσeé\u0301 'ŉ’אב", max_size=12), st.text(alphabet="aiısßσé e'ʼn", max_size=3))
def test_a_form_that_cannot_occur_is_not_looked_for(content: str, heard: str) -> None:
    """What is passed over for speed would have changed nothing."""
    found = with_replacements(Text(content), [ReplacementRule(heard, "X", whole_words=False)]).content

    if heard.strip() and " ".join(heard.split()) in content:
        assert found != content


@given(st.text(), st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5)), max_size=5))
def test_any_text_and_any_rule_go_together(content: str, pairs: list[tuple[str, str]]) -> None:
    rules = [ReplacementRule(heard, written) for heard, written in pairs]

    with_replacements(Text(content), rules)
