"""The judge notices a program that breaks its promises."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Break, one_life
from tests.faults.disks import Disks
from tests.faults.plan import Accident, Breakage, Dictation, Fault, Life, Moment, Trigger

_SENTENCE = Dictation("A", (0.3,))


def test_a_journal_that_does_not_write_is_noticed(break_it: Break) -> None:
    killed = Fault(Breakage.KILL_APP, Trigger(Moment.SPOKEN, 0, 1.0))
    complaints = break_it(one_life(Life((_SENTENCE,), (killed,), sabotage="skip journal")))
    assert any("has lost words" in complaint for complaint in complaints)


def test_a_text_that_is_typed_twice_is_noticed(break_it: Break) -> None:
    complaints = break_it(one_life(Life((_SENTENCE,), sabotage="type twice")))
    assert any("typed more than once" in complaint for complaint in complaints)


def test_a_history_that_does_not_write_is_noticed(break_it: Break) -> None:
    breaks_off = Dictation("A", (0.3,), Accident.TYPIST_STOPS, 5)
    complaints = break_it(one_life(Life((breaks_off,), sabotage="forget history")))
    assert any("has lost words" in complaint for complaint in complaints)


def test_a_lost_piece_of_a_continuous_dictation_is_noticed(break_it: Break) -> None:
    killed = Fault(Breakage.KILL_APP, Trigger(Moment.SPOKEN, 0, 1.0))
    pieces = Dictation("AB", (1.5, 0.3))
    complaints = break_it(one_life(Life((pieces,), (killed,), continuous=True, sabotage="skip journal")))
    assert any("has lost words" in complaint for complaint in complaints)


def test_a_continuous_dictation_without_a_fault_has_nothing_to_complain_of(break_it: Break) -> None:
    assert break_it(one_life(Life((Dictation("ABAB", (1.5, 1.5, 0.3, 0.3)),), continuous=True))) == []


def test_a_journal_that_leaves_the_disk_to_the_kernel_is_noticed(break_it: Break, disks: Disks) -> None:
    if not disks.can_lose_power:
        pytest.skip("an ext4 image cannot be made and mounted here")
    cut = Fault(Breakage.CUT_POWER, Trigger(Moment.SPOKEN, 0, 1.0))
    long = Dictation("ABA", (0.3, 1.2, 0.3))
    complaints = break_it(one_life(Life((long,), (cut,), speed=1.0, sabotage="never sync")))
    assert any("has lost words" in complaint for complaint in complaints)
