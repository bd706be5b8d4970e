"""What corrections of the history suggest for the vocabulary."""

from dictate.text.languages import language_table
from dictate.text.proposals import proposals
from dictate.text.vocabulary import Entry, ReplacementRule, Vocabulary

ENGLISH = language_table("en")
CORRECTED = ("We run cooper netties at home.", "We run Kubernetes at home.")


def pairs(*corrected: tuple[str, str], vocabulary: Vocabulary | None = None) -> list[tuple[str, str, int]]:
    found = proposals(corrected, vocabulary or Vocabulary(), ENGLISH)
    return [(each.heard, each.right, each.times) for each in found]


def test_what_was_corrected_is_proposed_the_most_frequent_first() -> None:
    other = ("Ask Shevon about it today.", "Ask Siobhan about it today.")
    assert pairs(other, CORRECTED, CORRECTED) == [("cooper netties", "Kubernetes", 2), ("Shevon", "Siobhan", 1)]


def test_what_is_known_is_not_proposed_again() -> None:
    entry = Vocabulary((Entry("Kubernetes", misheard=("Cooper netties",)),))
    rule = Vocabulary(rules=(ReplacementRule("cooper netties", "Kubernetes"),))
    assert pairs(CORRECTED, vocabulary=entry) == []
    assert pairs(CORRECTED, vocabulary=rule) == []


def test_rules_and_rewriting_are_no_corrections_of_words() -> None:
    assert pairs(("It costs twenty five euros", "It costs 25 euros.")) == []
    assert pairs(("um it works fine today", "It works, fine today.")) == []
    assert pairs(("we are going home now", "Everybody else stays in the office.")) == []
    assert pairs(("it is for me today", "It is to me today.")) == []


def test_a_risk_is_told() -> None:
    (found,) = proposals([("We take that is again today.", "We take Thetis again today.")], Vocabulary(), ENGLISH)
    assert "everyday words" in found.risk
