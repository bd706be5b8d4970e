"""The short form of the fault tests: one scenario of each kind. `make test-faults` runs hundreds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.conftest import Break
from tests.faults.disks import Disks
from tests.faults.draw import draw_short, kinds


@pytest.mark.parametrize("kind", kinds())
def test_no_word_is_lost_or_typed_twice(kind: str, break_it: Break, disks: Disks) -> None:
    scenario = draw_short(kind, disks)
    light = replace(scenario, lives=tuple(replace(life, real_model=False) for life in scenario.lives))
    assert break_it(light) == []


@pytest.mark.model
@pytest.mark.parametrize(
    "kind", ["recognizer and app killed", pytest.param("recognizer starves", marks=pytest.mark.long)]
)
def test_the_same_with_a_real_model(kind: str, break_it: Break, disks: Disks) -> None:
    scenario = draw_short(kind, disks)
    real = replace(scenario, lives=tuple(replace(life, real_model=True) for life in scenario.lives))
    assert break_it(real) == []
