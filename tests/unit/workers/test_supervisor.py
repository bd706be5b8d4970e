from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dictate.system.replaced import ReplacedError
from dictate.workers import supervisor as supervisor_module
from dictate.workers.framing import Frame
from dictate.workers.supervisor import Supervisor, WorkerDiedError, WorkerHungError, WorkerSpec

ECHO_WORKER = WorkerSpec("tests.unit.workers.echo_worker", niceness=3)
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor(ECHO_WORKER) as supervisor:
        yield supervisor


def eventually(condition: Callable[[], bool], within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def exists(pid: int) -> bool:
    """Whether the process still runs; a zombie that waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_first_request_starts_the_worker(supervisor: Supervisor) -> None:
    assert not supervisor.running
    answer = supervisor.request(Frame({"do": "echo", "say": "hello"}, b"\1\2"), timeout_s=20)
    assert (answer.header["said"], answer.payload) == ("hello", b"\1\2")
    assert supervisor.running
    assert supervisor.lives == 1


def test_a_worker_steps_back_behind_the_desktop(supervisor: Supervisor) -> None:
    answer = supervisor.request(Frame({"do": "echo", "say": ""}), timeout_s=20)
    assert answer.header["niceness"] == os.nice(0) + 3


def test_a_killed_worker_is_reported_and_started_again(supervisor: Supervisor) -> None:
    with pytest.raises(WorkerDiedError, match="memory"):
        supervisor.request(Frame({"do": "die", "signal": int(signal.SIGKILL)}), timeout_s=20)
    assert not supervisor.running
    assert supervisor.request(Frame({"do": "echo", "say": "again"}), timeout_s=20).header["said"] == "again"
    assert supervisor.lives == 2


def test_what_a_dying_worker_wrote_is_kept(supervisor: Supervisor) -> None:
    with pytest.raises(WorkerDiedError, match="SIGSEGV"):
        supervisor.request(Frame({"do": "die", "signal": int(signal.SIGSEGV)}), timeout_s=20)
    assert eventually(lambda: "last words" in supervisor.stderr_tail())


def test_a_worker_that_leaves_is_told_by_its_status(supervisor: Supervisor) -> None:
    with pytest.raises(WorkerDiedError, match="status 3"):
        supervisor.request(Frame({"do": "leave"}), timeout_s=20)


def test_an_error_nobody_foresaw_ends_the_worker(supervisor: Supervisor) -> None:
    with pytest.raises(WorkerDiedError, match="status 1"):
        supervisor.request(Frame({"do": "no such task"}), timeout_s=20)
    assert eventually(lambda: "KeyError" in supervisor.stderr_tail())


def test_a_worker_that_hangs_is_killed(supervisor: Supervisor) -> None:
    supervisor.request(Frame({"do": "ping"}), timeout_s=20)
    pid = supervisor.pid
    assert pid is not None
    with pytest.raises(WorkerHungError):
        supervisor.request(Frame({"do": "hang"}), timeout_s=0.2)
    assert not exists(pid)


@pytest.mark.parametrize("how", ["hang", "compute without end", "stop"])
def test_in_its_own_time_a_worker_that_hangs_is_killed_too(how: str) -> None:
    with Supervisor(WorkerSpec("tests.unit.workers.echo_worker", in_its_own_time=True)) as supervisor:
        supervisor.request(Frame({"do": "ping"}), timeout_s=20)
        with pytest.raises(WorkerHungError):
            supervisor.request(Frame({"do": how}), timeout_s=0.5)
        assert not supervisor.running


def test_a_worker_that_babbles_is_killed(supervisor: Supervisor) -> None:
    with pytest.raises(WorkerDiedError, match="garbage"):
        supervisor.request(Frame({"do": "babble"}), timeout_s=20)
    assert not supervisor.running


def test_an_error_for_the_user_comes_through_and_the_worker_lives(supervisor: Supervisor) -> None:
    answer = supervisor.request(Frame({"do": "refuse"}), timeout_s=20)
    assert answer.header == {"problem": "The soup is cold.", "mend": "Warm it up."}
    assert supervisor.running


def test_stopping_ends_the_process(supervisor: Supervisor) -> None:
    supervisor.request(Frame({"do": "ping"}), timeout_s=20)
    pid = supervisor.pid
    assert pid is not None
    supervisor.stop()
    assert not exists(pid)
    assert supervisor.pid is None


def test_its_costs_can_be_read_while_it_lives(supervisor: Supervisor) -> None:
    assert supervisor.usage() is None
    supervisor.request(Frame({"do": "ping"}), timeout_s=20)
    usage = supervisor.usage()
    assert usage is not None
    assert 0 < usage.resident_mb <= usage.peak_mb


@pytest.mark.parametrize("busy", [False, True])
def test_no_worker_outlives_an_app_that_was_killed(busy: bool) -> None:
    app = (
        "import threading, time\n"
        "from dictate.workers.framing import Frame\n"
        "from dictate.workers.supervisor import Supervisor, WorkerSpec\n"
        "supervisor = Supervisor(WorkerSpec('tests.unit.workers.echo_worker'))\n"
        "supervisor.request(Frame({'do': 'ping'}), 20)\n"
        "print(supervisor.pid, flush=True)\n"
        f"supervisor.request(Frame({{'do': 'hang'}}), 60) if {busy} else time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", app], stdout=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdout is not None
        worker_pid = int(process.stdout.readline())
        assert exists(worker_pid)
        process.kill()
    assert eventually(lambda: not exists(worker_pid))


def test_a_worker_outlives_the_thread_that_started_it(supervisor: Supervisor) -> None:
    import threading

    starter = threading.Thread(target=supervisor.start)
    starter.start()
    starter.join()
    time.sleep(0.1)
    assert supervisor.request(Frame({"do": "echo", "say": "still here"}), timeout_s=20).header["said"] == "still here"


def test_a_worker_of_another_version_says_that_the_program_was_updated(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "__version__", "0.0.1")
    with pytest.raises(ReplacedError, match="start it again"):
        supervisor.request(Frame({"do": "echo", "say": ""}), timeout_s=20)
    assert not supervisor.running


def test_a_worker_that_ends_because_its_files_are_gone_says_that_the_program_was_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor_module, "is_replaced", lambda: True)
    with Supervisor(WorkerSpec("tests.unit.workers.no_such_worker")) as gone, pytest.raises(ReplacedError):
        gone.request(Frame({"do": "echo"}), timeout_s=20)


def test_so_does_one_whose_interpreter_went_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "is_replaced", lambda: True)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Supervisor(ECHO_WORKER) as gone, pytest.raises(ReplacedError):
        gone.request(Frame({"do": "echo"}), timeout_s=20)
