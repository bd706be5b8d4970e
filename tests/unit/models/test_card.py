from pathlib import Path

import pytest

from dictate.models import card
from dictate.models.card import CardFacts

FRONT = "---\n{}\n---\n# A model\nlicense: not this\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("license: mit", CardFacts(licence="mit")),
        ("language: sv\nlicense: apache-2.0", CardFacts("apache-2.0", ("sv",))),
        ("language:\n- de\n- en\ntags:\n- x", CardFacts(languages=("de", "en"))),
        ("language: [de, en]", CardFacts(languages=("de", "en"))),
        ("base_model: 'openai/whisper-small'", CardFacts(base_model="openai/whisper-small")),
        ("license: <script>alert(1)</script>", CardFacts()),
        ("license: &a [*a, *a]", CardFacts()),
        ("", CardFacts()),
    ],
)
def test_the_head_of_a_card(lines: str, expected: CardFacts) -> None:
    assert card.facts(FRONT.format(lines)) == expected


def test_a_card_without_head_or_file_says_nothing(tmp_path: Path) -> None:
    assert card.facts("# A model\nlicense: mit") == CardFacts()
    assert card.read(None) == CardFacts()
    assert card.read(tmp_path / "nowhere") == CardFacts()
    (tmp_path / "README.md").write_bytes(b"---\nlicense: mit\n---\n\xff\xfe")
    assert card.read(tmp_path / "README.md") == CardFacts(licence="mit")
