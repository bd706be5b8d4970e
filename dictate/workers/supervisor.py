"""Starts a worker process, speaks with it, and knows when it is gone.

Called from the thread that owns the work (the recognizer or formatter thread); `kill()`, `pid` and `usage()` may come
from any thread. One further thread a worker reads what it writes to its standard error, so that it never blocks.
"""

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dictate import __version__
from dictate.system.replaced import ReplacedError, is_replaced
from dictate.wording.message import message
from dictate.wording.reasons import reason_of
from dictate.workers.framing import Channel, ConnectionClosedError, Frame, FramingError
from dictate.workers.patience import Patience, process_activity
from dictate.workers.serve import EXIT_OTHER_VERSION
from dictate.workers.usage import ProcessUsage, process_usage

_log = logging.getLogger(__name__)

_STDERR_TAIL_LINES = 20
_STDERR_LINE_CHARACTERS = 500
_GOODBYE_S = 2.0
_LOOK_EVERY_S = 1.0


@dataclass(frozen=True)
class WorkerSpec:
    """How to start a worker: `module` is run with `python -m`, `niceness` lets typing and audio go first.

    `environment` is added to the app's own. With `in_its_own_time`, the time-outs do not count while a starved machine
    keeps the worker waiting (patience.py): for work that nothing else can do. Without it they go by the clock.
    """

    module: str
    niceness: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    in_its_own_time: bool = False


class WorkerError(Exception):
    """The worker gave no answer; it has been ended. `reason` is a clause for logs and messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkerDiedError(WorkerError):
    """The process ended, or sent garbage, while a request was under way."""


class WorkerHungError(WorkerError):
    """No answer within the time-out; the process was killed."""


class Supervisor:
    """One worker process at a time: started at the first request, started again at the next one after it died.

    It keeps no state of the worker's: `lives` counts the starts, so that its user sees when what it had loaded into
    the worker is gone.
    """

    def __init__(self, spec: WorkerSpec) -> None:
        self._spec = spec
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._stderr_tail: deque[str] = deque(maxlen=_STDERR_TAIL_LINES)
        self.lives = 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def usage(self) -> ProcessUsage | None:
        pid = self.pid
        return None if pid is None else process_usage(pid)

    def stderr_tail(self) -> str:
        """The last lines that the present or the last worker wrote to its standard error."""
        return "\n".join(self._stderr_tail)

    def start(self) -> None:
        """Start the process if none runs. Raises WorkerDiedError when it cannot be started, or ReplacedError."""
        if self.running:
            return
        self._discard()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        command = [sys.executable, "-P", "-m", self._spec.module]
        command += ["--fd", str(theirs.fileno()), "--niceness", str(self._spec.niceness), "--version", __version__]
        try:
            self._process = subprocess.Popen(
                command,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(self._spec.environment),
                # A Ctrl+C in the terminal is for the app; it decides when its workers end.
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            if is_replaced():
                raise ReplacedError from error
            raise WorkerDiedError(message("could not be started: {error}", error=reason_of(error))) from error
        finally:
            theirs.close()
        self._channel = Channel(ours)
        self._stderr_tail.clear()
        assert self._process.stderr is not None
        threading.Thread(
            target=_drain,
            args=(self._process.stderr, self._stderr_tail),
            name=f"{self._spec.module}-stderr",
            daemon=True,
        ).start()
        self.lives += 1

    def request(self, frame: Frame, timeout_s: float) -> Frame:
        """Send a request and wait for its answer, starting the worker if need be.

        Raises WorkerHungError or WorkerDiedError, or ReplacedError when the program was updated or removed under the
        app; either way the process is gone afterwards.
        """
        self.start()
        assert self._channel is not None
        try:
            self._channel.send(frame, timeout_s)
            if self._spec.in_its_own_time:
                self._wait_patiently(timeout_s)
            return self._channel.receive(timeout_s)
        except TimeoutError as error:
            self.kill()
            raise WorkerHungError(message("gave no answer within {seconds:.0f} s", seconds=timeout_s)) from error
        except ConnectionClosedError as error:
            process, reason = self._process, self._how_it_ended()
            self._discard()
            if is_replaced() or (process is not None and process.returncode == EXIT_OTHER_VERSION):
                raise ReplacedError from error
            raise WorkerDiedError(reason) from error
        except FramingError as error:
            self.kill()
            raise WorkerDiedError(message("sent garbage: {error}", error=error)) from error

    def _wait_patiently(self, limit_s: float) -> None:
        """Return when the answer begins or the connection ends. Raises TimeoutError."""
        assert self._channel is not None
        assert self._process is not None
        pid = self._process.pid
        patience = Patience(limit_s, lambda: process_activity(pid))
        answer = select.poll()
        answer.register(self._channel.fileno(), select.POLLIN)
        while not answer.poll(1000 * min(_LOOK_EVERY_S, limit_s)):
            if patience.is_over:
                raise TimeoutError

    def kill(self) -> None:
        """End the process at once, whatever it is doing. Never raises."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()

    def stop(self) -> None:
        """Let the process go: it ends when its socket closes, and is killed if it does not. Never raises."""
        process = self._process
        if self._channel is not None:
            self._channel.close()
        if process is not None:
            try:
                process.wait(_GOODBYE_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _how_it_ended(self) -> str:
        assert self._process is not None
        try:
            status = self._process.wait(_GOODBYE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return message("closed its connection")
        if status < 0:
            name = signal.Signals(-status).name
            if -status == signal.SIGKILL:
                return message(
                    "was ended by {signal}, which is what the kernel sends when memory runs out", signal=name
                )
            return message("was ended by {signal}", signal=name)
        return message("ended with status {status}", status=status)

    def _discard(self) -> None:
        if self._process is not None:
            self.kill()
            self._process = None
        if self._channel is not None:
            self._channel.close()
            self._channel = None


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    # The worker finds the same `dictate` as the app, installed or not, whatever its current folder.
    package_root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH", "")
    search_path = os.pathsep.join(part for part in (package_root, inherited) if part)
    return {**os.environ, **added, "PYTHONPATH": search_path}


def _drain(stream: IO[bytes], tail: deque[str]) -> None:
    with stream:
        for line in iter(lambda: stream.readline(_STDERR_LINE_CHARACTERS), b""):
            tail.append(line.decode(errors="replace").rstrip())
