"""What the tray program takes: memory when started, listening and after two dictations, and processor time.

    python -m tests.benchmark.memory MODEL RECORDING

A whole program in a home of its own, under Xvfb with an X server's keyboard to type on, with a microphone that the
recording is played into. MODEL is the name of an installed model. Needs Xvfb, dbus-run-session and PulseAudio.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dictate.audio.files import read_audio
from dictate.audio.resample import to_int16
from dictate.system.paths import models_dir
from dictate.workers.usage import process_usage
from tests.integration.audio_rig import FakeMicrophone, fake_microphone

_DICTATE = [sys.executable, "-P", "-m", "dictate"]
_SETTLED_S = 20.0


class Program:
    """`dictate run --background`, and what it is told through the command line."""

    def __init__(self, home: Path, model: str) -> None:
        self._environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY"):
            self._environment.pop(name, None)
        store = home / ".local" / "share" / "dictate" / "models"
        store.mkdir(parents=True)
        (store / model).symlink_to(models_dir() / model)
        config = home / ".config" / "dictate"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text(f'[general]\nmodel = "{model}"\nlanguage = "en"\n', encoding="utf-8")
        self._process = subprocess.Popen([*_DICTATE, "run", "--background"], env=self._environment)

    def tell(self, word: str) -> str:
        answer = subprocess.run(
            [*_DICTATE, word], env=self._environment, check=False, capture_output=True, text=True, timeout=120
        )
        return answer.stdout.strip() or answer.stderr.strip()

    def memory_mb(self) -> str:
        lines = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        kilobytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
        wanted = ("Rss", "Pss", "Anonymous")
        return " / ".join(f"{kilobytes[name] * 1024 / 1e6:.0f}" for name in wanted) + " MB"

    def cpu_s(self) -> float:
        usage = process_usage(self._process.pid)
        assert usage is not None
        return usage.cpu_s

    def loaded(self) -> str:
        """The largest files in its memory."""
        sizes: dict[str, int] = {}
        name = ""
        for line in Path(f"/proc/{self._process.pid}/smaps").read_text(encoding="utf-8").splitlines():
            if "-" in line.partition(" ")[0]:
                name = line.split(maxsplit=5)[5].rpartition("/")[2] if len(line.split(maxsplit=5)) > 5 else "anonymous"
            elif line.startswith("Rss:"):
                sizes[name] = sizes.get(name, 0) + int(line.split()[1])
        largest = sorted(sizes.items(), key=lambda item: -item[1])[:12]
        return ", ".join(f"{name} {size * 1024 / 1e6:.0f}" for name, size in largest)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def dictate(program: Program, microphone: FakeMicrophone, recording: Path) -> None:
    program.tell("start")
    microphone.feed_silence(1.0)
    began_s, cpu_s = time.monotonic(), program.cpu_s()
    microphone.feed(to_int16(read_audio(recording)))
    share = (program.cpu_s() - cpu_s) / (time.monotonic() - began_s)
    microphone.feed_silence(0.5)
    print(f"  listening: {program.memory_mb()}, {share:.1%} of a core")
    program.tell("stop")
    time.sleep(_SETTLED_S)


def main() -> None:
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ or "MEMORY_ALONE" not in os.environ:
        alone = {**os.environ, "MEMORY_ALONE": "1"}
        command = ["xvfb-run", "-a", "dbus-run-session", "--", sys.executable, "-m", "tests.benchmark.memory"]
        sys.exit(subprocess.run([*command, *sys.argv[1:]], env=alone, check=False).returncode)
    model, recording = sys.argv[1], Path(sys.argv[2])
    print("resident / proportional / anonymous; workers apart", flush=True)
    with tempfile.TemporaryDirectory() as home, fake_microphone() as microphone:
        program = Program(Path(home), model)
        try:
            time.sleep(_SETTLED_S)
            began_s, cpu_s = time.monotonic(), program.cpu_s()
            time.sleep(_SETTLED_S)
            share = (program.cpu_s() - cpu_s) / (time.monotonic() - began_s)
            print(f"started: {program.memory_mb()}, {share:.2%} of a core")
            for number in (1, 2):
                dictate(program, microphone, recording)
                print(f"after {number}: {program.memory_mb()}; {program.tell('status').splitlines()[:1]}")
            print(program.loaded())
        finally:
            program.end()


if __name__ == "__main__":
    main()
