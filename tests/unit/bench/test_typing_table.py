"""The table of tests/benchmark/typing."""

import pytest

from tests.benchmark.typing.table import Measured, distance, table


@pytest.mark.parametrize(
    ("received", "wrong"),
    [("abcd", 0), ("abd", 1), ("abxcd", 1), ("abxd", 1), ("", 4), ("dcba", 4)],
    ids=["right", "lost", "doubled", "replaced", "nothing", "reversed"],
)
def test_every_wrong_character_counts(received: str, wrong: int) -> None:
    assert distance("abcd", received) == wrong


def test_the_pace_is_told_beside_the_first_route() -> None:
    ours = Measured(route="keys", layout="us", window="w", text="abcd", received="abcd", took_s=2.0)
    other = Measured(route="other", layout="us", window="w", text="abcd", received="abcx", took_s=1.0)
    assert table([ours, other]).splitlines() == [
        "| program | wrong on us | characters a second | pace |",
        "| --- | --- | --- | --- |",
        "| keys | 0.0 % | 2 | 1.0 |",
        "| other | 25.0 % | 4 | 2.0 |",
    ]
