"""Runs the tests of this folder inside the virtual machine and reports them as if they had run here.

On the host, the first test starts the machine, in which a second pytest runs all selected tests as an ordinary user.
That one writes every report as a line of JSON into the shared folder; here each test waits for its own lines and passes
them on, the way pytest-xdist does it. So the tests are ordinary tests, `-k` and node ids work, and one boot serves all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from dictate.system import paths
from tests.desktop.vm.cache import PROJECT
from tests.desktop.vm.job import Job, processors_of_this_machine
from tests.desktop.vm.machine import POLL_S, VirtualMachine
from tests.desktop.vm.requirements import UnsuitableMachineError, VirtualMachineError

OUTPUT = PROJECT / "build" / "desktop"
REPORTS = "reports.jsonl"
SELECTED = "selected.txt"
MACHINE_LIMIT_S = 60 * 60
"""Far beyond what the tests take: each has a limit of its own inside the machine."""

SEAT_DISPLAY = "virtio-vga,xres=800,yres=600"
"""The screen of KWin and GNOME Shell, small: it is drawn by emulated processors."""

PYTEST_IN_GUEST = ["-m", "pytest", "-p", "pytest_timeout", "-p", "no:cacheprovider", "-v", "--tb=short"]
# What hangs so that pytest-timeout cannot end it shows where: the stacks of all threads are in guest.log. Not sooner:
# faulthandler reads the frames of running threads, and has crashed on one (status 139).
PYTEST_IN_GUEST += ["-o", "faulthandler_timeout=1200"]
# Emulated processors stall for longer than real ones; that a test was run again is told, as everywhere.
PYTEST_IN_GUEST += ["-p", "pytest_rerunfailures", "--reruns", "1"]


def models_folder() -> Path:
    """The models of the tests, which the set-up fetched: the guest has no network."""
    return Path(os.environ.get("DICTATE_TEST_MODELS") or paths.models_dir()).resolve()


def inside_the_machine() -> bool:
    return "DICTATE_IN_TEST_VM" in os.environ


class ReportWriter:
    """In the guest: writes each report as pytest makes it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._path = Path(os.environ["OUT"]) / REPORTS

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(data) + "\n")


def is_done(reports: Sequence[pytest.TestReport]) -> bool:
    """Whether these are all reports of a test: it was taken down, and what came before is not to be run again."""
    if not reports or reports[-1].when != "teardown":
        return False
    last_run = takewhile(lambda report: report.when != "teardown", reversed(reports[:-1]))
    return all(report.outcome != "rerun" for report in (reports[-1], *last_run))


class Forwarder:
    """On the host: in place of running a test, waits for what the guest reports of it."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self._config = config
        self._folder = folder
        self._selected: list[pytest.Item] = []
        self._running = contextlib.ExitStack()
        self._machine: VirtualMachine | None = None
        self._has_seat = False
        self._problem: VirtualMachineError | None = None
        self._deadline = 0.0
        self._reports: dict[str, list[pytest.TestReport]] = {}
        self._reports_file = OUTPUT / REPORTS
        self._position = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if self._is_forwarded(item):
                # The time limit counts inside the machine, where the test runs.
                item.add_marker(pytest.mark.timeout(0), append=False)
        # The other machine is started once this one is done.
        items.sort(key=_needs_seat)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._selected = [item for item in session.items if self._is_forwarded(item)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if not self._is_forwarded(item):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in self._reports_of(item):
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_unconfigure(self) -> None:
        self._running.close()

    def _is_forwarded(self, item: pytest.Item) -> bool:
        return self._folder in item.path.parents and item.get_closest_marker("desktop") is not None

    def _reports_of(self, item: pytest.Item) -> Iterator[pytest.TestReport]:
        try:
            machine = self._started(_needs_seat(item))
            seen: list[pytest.TestReport] = []
            while True:
                reports = self._reports.pop(item.nodeid, [])
                yield from reports
                seen += reports
                if is_done(seen):
                    return
                self._read_reports(machine)
                if item.nodeid not in self._reports:
                    self._wait(machine)
        except VirtualMachineError as error:
            self._problem = error
            yield failure(item, error)

    def _started(self, with_seat: bool) -> VirtualMachine:
        if self._machine is not None and self._has_seat != with_seat:
            self._running.close()
            self._machine = self._problem = None
        if self._problem is not None:
            raise self._problem
        if self._machine is None:
            self._machine = self._running.enter_context(VirtualMachine(self._job(with_seat)))
            self._has_seat = with_seat
            self._deadline = time.monotonic() + MACHINE_LIMIT_S
        return self._machine

    def _job(self, with_seat: bool) -> Job:
        output = OUTPUT / "seat" if with_seat else OUTPUT
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        selected = [item.nodeid for item in self._selected if _needs_seat(item) == with_seat]
        (output / SELECTED).write_text("".join(f"{node}\n" for node in selected), encoding="utf-8")
        models = models_folder()
        self._reports_file, self._position = output / REPORTS, 0
        return Job(
            [str(Path(sys.executable)), *PYTEST_IN_GUEST, f"@/vm/out/{SELECTED}"],
            output,
            session=with_seat,
            display=SEAT_DISPLAY if with_seat else "",
            processors=processors_of_this_machine(),
            environment={
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTHONUNBUFFERED": "1",
                "DICTATE_TEST_MODELS": str(models),
            },
            readable=tuple(models.iterdir()) if models.is_dir() else (),
        )

    def _wait(self, machine: VirtualMachine) -> None:
        if time.monotonic() > self._deadline:
            raise VirtualMachineError(f"The virtual machine was not done after {MACHINE_LIMIT_S} s.")
        if not machine.running:
            self._read_reports(machine)
            status = machine.result().status
            raise VirtualMachineError(
                f"The pytest in the virtual machine ended (status {status}) without a report of this test; "
                f"see {self._reports_file.with_name('guest.log')}."
            )
        time.sleep(POLL_S)

    def _read_reports(self, machine: VirtualMachine) -> None:
        machine.poll()
        if not self._reports_file.exists():
            return
        with self._reports_file.open("rb") as file:
            file.seek(self._position)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._position += len(line)
                report = self._report(json.loads(line))
                self._reports.setdefault(report.nodeid, []).append(report)

    def _report(self, data: dict[str, Any]) -> pytest.TestReport:
        report: pytest.TestReport = self._config.hook.pytest_report_from_serializable(config=self._config, data=data)
        return report


def _needs_seat(item: pytest.Item) -> bool:
    return item.get_closest_marker("seat") is not None


def failure(item: pytest.Item, error: VirtualMachineError) -> pytest.TestReport:
    """The report of a test that could not run: skipped where no package would help, failed otherwise."""
    skipped = isinstance(error, UnsuitableMachineError)
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="skipped" if skipped else "failed",
        longrepr=(str(item.path), 0, f"Skipped: {error}") if skipped else str(error),
        when="setup",
    )
