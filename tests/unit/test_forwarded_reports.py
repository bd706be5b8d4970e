"""The virtual machine's tests are reported as they ended, also those that were run again."""

from __future__ import annotations

import pytest

from tests.desktop.forwarding import is_done


def report(when: str, outcome: str) -> pytest.TestReport:
    return pytest.TestReport("test", ("test.py", 1, "test"), {}, outcome, None, when)  # type: ignore[arg-type]


FIRST = [report("setup", "passed"), report("call", "rerun"), report("teardown", "passed")]
SECOND = [report("setup", "passed"), report("call", "failed"), report("teardown", "passed")]


@pytest.mark.parametrize(
    ("reports", "done"),
    [
        ([], False),
        (FIRST[:2], False),
        (FIRST, False),
        (FIRST + SECOND[:2], False),
        (FIRST + SECOND, True),
        (SECOND, True),
        ([report("setup", "rerun"), report("teardown", "passed")], False),
        ([*SECOND[:2], report("teardown", "rerun")], False),
    ],
)
def test_a_test_is_done_when_its_last_run_was_taken_down(reports: list[pytest.TestReport], done: bool) -> None:
    assert is_done(reports) == done
