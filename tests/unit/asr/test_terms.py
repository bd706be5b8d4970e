"""Which of the user's terms a text may hold in disguise."""

import pytest

from dictate.asr.terms import holds, likely_terms

TERMS = tuple(
    (each,) for each in ("Kubernetes", "Grafana", "Nguyen", "PostgreSQL", "Debian", "Nextcloud", "Worcestershire")
)


@pytest.mark.parametrize(
    ("heard", "term"),
    [
        ("Cuber needs restarts a container.", "Kubernetes"),
        ("The dashboard in Rafa shows no data.", "Grafana"),
        ("Please give the second copy to Nuyen.", "Nguyen"),
        ("The data is in post-grask UL now.", "PostgreSQL"),
        ("The new release of Fabian came out.", "Debian"),
        ("Our next cloud is full again.", "Nextcloud"),
    ],
)
def test_a_misheard_term_is_asked_for_first(heard: str, term: str) -> None:
    assert likely_terms(heard, TERMS)[0] == term


def test_how_a_term_is_said_finds_it_where_its_spelling_does_not() -> None:
    assert likely_terms("I told Kayley.", (("Ceilidh",),)) == ()
    assert likely_terms("I told Kayley.", (("Ceilidh", "kaylee"),)) == ("Ceilidh",)


@pytest.mark.parametrize("heard", ["", "...", "Thank you.", "你好"])
def test_a_text_like_none_of_them_asks_for_none(heard: str) -> None:
    assert likely_terms(heard, TERMS) == ()


def test_only_a_few_are_asked_for_at_once() -> None:
    many = tuple((f"Debian{number}",) for number in range(100))
    assert len(likely_terms("Debian1 is here", many)) == 8


def test_a_term_stands_in_a_text_as_a_whole_word() -> None:
    assert holds("We run debian.", "Debian")
    assert not holds("We run debianish things.", "Debian")
