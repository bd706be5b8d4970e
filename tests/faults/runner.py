"""Runs a scenario: one life of the program after the other, broken at the moments that were drawn."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import assert_never

from tests.faults import processes
from tests.faults.disks import fill, mount_anew, swap_for_what_reached_the_disk, turn_read_only, use_up_inodes
from tests.faults.home import Appender, Home
from tests.faults.plan import Accident, Breakage, Fault, Life, Moment, Scenario, Trigger, write_life
from tests.faults.speech import speak
from tests.faults.told import OVER, POWER_CUT
from tests.faults.victim import AGAIN

_POLL_S = 0.02
_LIFE_LIMIT_S = 200.0
_FILE_LIMIT_BYTES = 40_000


@dataclass
class Course:
    """What happened: `injected` counts the faults by name; `stuck` names lives that came to no end."""

    injected: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


class Runner:
    def __init__(self, model_folder: Path) -> None:
        self._model = model_folder

    def run(self, scenario: Scenario, home: Home) -> Course:
        home.make()
        course = Course()
        for number, life in enumerate(scenario.lives):
            write_life(life, home.plan)
            _Attempt(self, home, life, course).live()
            left = _leftovers(home)
            if left:
                course.complaints.append(f"life {number}: {left} process(es) were left over")
            for dictation in life.dictations:
                if dictation.accident is not Accident.NONE and _happened(home, number, life, dictation):
                    course.injected[dictation.accident.value] += 1
            if life.garbage:
                course.injected["recognizer answers garbage"] += 1
        if scenario.next_start_after_s:
            course.injected["clock jumps before the next start"] += 1
        return course

    def command(self, home: Home, life: Life) -> list[str]:
        command = [sys.executable, "-m", "tests.faults.victim", str(home.root), str(self._model)]
        reads_only = any(fault.breakage is Breakage.MAKE_READ_ONLY for fault in life.faults)
        return [*bound_by_permissions(), *command] if reads_only else command


class _Attempt:
    """One life."""

    def __init__(self, runner: Runner, home: Home, life: Life, course: Course) -> None:
        self._home = home
        self._life = life
        self._course = course
        self._command = runner.command(home, life)
        self._lines_before = len(home.lines())
        self._lengths = [len(speak(each.phrases, each.pauses_s).samples) for each in life.dictations]
        self._over = threading.Event()
        self._undo: list[Callable[[], object]] = []
        with home.errors.open("ab") as errors:
            self._victim = subprocess.Popen(
                self._command,
                env=home.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=Path(__file__).resolve().parents[2],
            )

    def live(self) -> None:
        threads = [threading.Thread(target=self._inject, args=(fault,)) for fault in self._life.faults]
        for thread in threads:
            thread.start()
        try:
            status = self._victim.wait(_LIFE_LIMIT_S)
        except subprocess.TimeoutExpired:
            status = 0
            self._course.complaints.append("the program came to no end")
            self._victim.kill()
            self._victim.wait()
        self._over.set()
        for thread in threads:
            thread.join()
        for undo in self._undo:
            undo()
        if status not in (0, -signal.SIGKILL):
            self._course.complaints.append(f"the program ended with status {status}")

    def _inject(self, fault: Fault) -> None:
        if self._wait_for(fault.trigger) and self._break(fault):
            self._course.injected[fault.breakage.value] += 1

    def _break(self, fault: Fault) -> bool:
        """Whether there was anything to break."""
        pid = self._victim.pid
        match fault.breakage:
            case Breakage.KILL_APP:
                return processes.send(pid, signal.SIGKILL)
            case Breakage.CUT_POWER:
                return self._cut_power()
            case Breakage.SUSPEND:
                return self._stop(fault, [*self._workers(), pid])
            case Breakage.KILL_WORKER:
                return sum(processes.send(worker, signal.SIGKILL) for worker in self._workers()) > 0
            case Breakage.KILL_FORMATTER:
                formatters = processes.formatters(self._home.root)
                return sum(processes.send(formatter, signal.SIGKILL) for formatter in formatters) > 0
            case Breakage.PAUSE_FORMATTER:
                return self._stop(fault, processes.formatters(self._home.root))
            case Breakage.PAUSE_WORKER | Breakage.HANG_WORKER:
                return self._stop(fault, self._workers())
            case Breakage.STARVE_WORKER:
                return sum(processes.forbid_growth(worker) for worker in self._workers()) > 0
            case Breakage.FILL_DISK:
                ballast = self._home.disk / "ballast"
                assert self._home.disk.is_mount(), "this would fill a disk that others use"
                fill(ballast)
                self._hold(fault, lambda: ballast.unlink(missing_ok=True))
                return True
            case Breakage.USE_UP_INODES:
                ballast = self._home.disk / "ballast-files"
                assert self._home.disk.is_mount(), "this would fill a disk that others use"
                use_up_inodes(ballast)
                self._hold(fault, lambda: shutil.rmtree(ballast, ignore_errors=True))
                return True
            case Breakage.NO_DESCRIPTORS:
                is_limited = processes.limit_descriptors(pid, is_free=False)
                self._hold(fault, lambda: processes.limit_descriptors(pid, is_free=True))
                return is_limited
            case Breakage.REMOVE_JOURNAL:
                shutil.rmtree(self._home.journal, ignore_errors=True)
                return True
            case Breakage.TURN_READ_ONLY:
                turn_read_only(self._home)
                self._hold(fault, lambda: mount_anew(self._home))
                return True
            case Breakage.LIMIT_FILES:
                is_limited = processes.limit_files(pid, _FILE_LIMIT_BYTES)
                self._hold(fault, lambda: processes.limit_files(pid, -1))
                return is_limited
            case Breakage.MAKE_READ_ONLY:
                self._home.data.chmod(0o500)
                self._home.journal.chmod(0o500)
                self._hold(fault, self._make_writable)
                return True
            case Breakage.LOCK_HISTORY:
                return self._lock_history(fault.lasts_s)
            case Breakage.SECOND_INSTANCE:
                return self._start_again()
            case _:
                assert_never(fault.breakage)

    def _cut_power(self) -> bool:
        """What the disk has not got is gone; what was typed and spoken stays known outside of it."""
        if self._victim.poll() is not None:
            return False
        everything = processes.of_home(self._home.root)
        for pid in everything:
            processes.send(pid, signal.SIGSTOP)
        Appender(self._home.log).write(POWER_CUT + "\n")
        swap_for_what_reached_the_disk(self._home)
        for pid in everything:
            processes.send(pid, signal.SIGKILL)
        return True

    def _stop(self, fault: Fault, pids: list[int]) -> bool:
        stopped = [pid for pid in pids if processes.send(pid, signal.SIGSTOP)]
        self._hold(fault, lambda: [processes.send(pid, signal.SIGCONT) for pid in stopped])
        return bool(stopped)

    def _hold(self, fault: Fault, undo: Callable[[], object]) -> None:
        self._undo.append(undo)
        if fault.lasts_s:
            self._over.wait(fault.lasts_s)
            undo()

    def _make_writable(self) -> None:
        self._home.data.chmod(0o700)
        self._home.journal.chmod(0o700)

    def _lock_history(self, seconds: float) -> bool:
        connection = sqlite3.connect(self._home.history, timeout=1, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._over.wait(seconds)
            connection.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        finally:
            connection.close()
        return True

    def _start_again(self) -> bool:
        again = subprocess.run(
            [*self._command, AGAIN],
            env=self._home.environment(),
            check=False,
            capture_output=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        is_over = self._home.lines()[-1:] == [[OVER]]
        if self._victim.poll() is None and again.returncode != 3 and not is_over:
            self._course.complaints.append(f"a second instance ended with status {again.returncode}")
        return True

    def _workers(self) -> list[int]:
        return processes.workers(self._home.root)

    def _wait_for(self, trigger: Trigger) -> bool:
        """False when the life was over before."""
        while not self._over.wait(_POLL_S):
            if self._has_come(trigger):
                return not self._over.wait(trigger.delay_s)
        return False

    def _has_come(self, trigger: Trigger) -> bool:
        begun = -1
        wanted = trigger.amount * self._lengths[trigger.dictation]
        for line in self._home.lines()[self._lines_before :]:
            if line[0] == "dictation":
                begun += 1
            if begun != trigger.dictation:
                continue
            match trigger.moment:
                case Moment.SPOKEN:
                    has_come = line[0] == "spoken" and int(line[1]) >= wanted
                case Moment.KEY_UP:
                    has_come = line[0] == "key-up"
                case Moment.TYPED:
                    has_come = line[0] == "typed" and int(line[1]) >= trigger.amount
            if has_come:
                return True
        return False


@cache
def bound_by_permissions() -> tuple[str, ...]:
    """A command before another, so that permissions bind it; root is bound only without its capabilities."""
    command = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    if os.geteuid() != 0 or shutil.which(command[0]) is None:
        return ()
    return command if subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0 else ()


def _leftovers(home: Home) -> int:
    """Processes that outlive the program by seconds; they are ended."""
    for _ in range(200):
        left = processes.of_home(home.root)
        if not left:
            return 0
        time.sleep(0.1)
    for pid in left:
        processes.send(pid, signal.SIGKILL)
    return len(left)


def _happened(home: Home, life_number: int, life: Life, dictation: object) -> bool:
    """Whether the life came as far as this dictation."""
    lives = -1
    begun = 0
    for line in home.lines():
        lives += line[0] == "ready"
        begun += line[0] == "began" and lives == life_number
    return any(each is dictation for each in life.dictations[:begun])
