"""Starts an X server or a compositor of its own, and the test window in it."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest


def need(*programs: str) -> None:
    """Skip with a reason where a program is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def wait_until(condition: Callable[[], bool], what: str, within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)


@contextmanager
def running(command: list[str], environment: Mapping[str, str], **options: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, env=dict(environment), text=True, **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def x_server() -> Iterator[str]:
    """The name of the display of a fresh Xvfb."""
    need("Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"]
    options = {"pass_fds": (writing,), "stderr": subprocess.DEVNULL}
    with running(command, os.environ, **options):
        os.close(writing)
        with os.fdopen(reading) as lines:
            yield f":{lines.readline().strip()}"


class TextWindow:
    """What a text field of a real program holds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.text = ""
        self._ready = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._ready.wait(30), "the test window did not open"

    def wait_for(self, text: str, within_s: float = 10) -> str:
        """What the field holds once it is `text`, or after the time."""
        deadline = time.monotonic() + within_s
        while self.text != text and time.monotonic() < deadline:
            time.sleep(0.02)
        # A letter too many would come late.
        time.sleep(0.1)
        return self.text

    def clear(self) -> None:
        self.command("clear")
        wait_until(lambda: self.text == "", "the field is empty")

    def command(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "ready" in said:
                self._ready.set()
            else:
                self.text = said["text"]


@contextmanager
def text_window(environment: Mapping[str, str]) -> Iterator[TextWindow]:
    program = Path(__file__).with_name("text_window.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with running([sys.executable, str(program)], environment, **pipes) as process:
        yield TextWindow(process)


@contextmanager
def sway(folder: Path, configuration: str = "") -> Iterator[dict[str, str]]:
    """The environment of a session in a headless sway."""
    need("sway", "unshare")
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    config = folder / "sway.conf"
    config.write_text(f"output HEADLESS-1 resolution 800x600\nxwayland disable\n{configuration}\n")
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {
        "XDG_RUNTIME_DIR": str(runtime),
        "WLR_BACKENDS": "headless",
        "WLR_RENDERER": "pixman",
        "WLR_LIBINPUT_NO_DEVICES": "1",
    }
    # sway refuses to run as root, which is what a container's user is.
    drop = ["unshare", "-U", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    with (folder / "sway.log").open("w") as log, running([*drop, "sway", "-c", str(config)], environment, stderr=log):
        wait_until(lambda: bool(list(runtime.glob("sway-ipc.*.sock"))), "sway's socket")
        wait_until(lambda: bool(list(runtime.glob("wayland-?"))), "sway's display")
        environment["SWAYSOCK"] = str(next(runtime.glob("sway-ipc.*.sock")))
        environment["WAYLAND_DISPLAY"] = next(runtime.glob("wayland-?")).name
        yield environment
