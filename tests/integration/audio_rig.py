"""Microphones for tests, without a sound card: a private PulseAudio whose sources read from pipes.

    with fake_microphone() as microphone:
        microphone.feed(samples)          # returns when the last sample has been "spoken"

A microphone lives like a real one: from the moment it is plugged in it delivers samples in real time, zeros while
nothing is fed; what is said while nobody records is lost. The pipe is the source's clock, so what is fed arrives
sample for sample, without resampling, in every stream that opens the source at the microphone's own rate.

The environment of this process is changed for as long as the server runs, so that libpulse and ALSA's `pulse` device
find it and nothing else. PortAudio lists its devices once, when `sounddevice` is imported: where that happened before
the server came up, PortAudio must be started anew.

Each microphone has one thread of its own, which writes its pipe.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACE_S = 0.01
"""The length of one write: short enough to look continuous, long enough for a busy machine."""

PIPE_BYTES = 4096
"""The smallest pipe Linux makes: what waits in it is the longest delay between feeding and hearing."""

UNHEARD_AFTER_S = 2.0
"""A pipe that nobody emptied for so long has no listener: PulseAudio reads it only while something records."""

HEARD_WITHIN_S = 0.5
"""A pipe emptied so recently has a listener, on a busy machine too."""

PULSEAUDIO_COMMAND = [
    "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes",
    "--high-priority=no", "--realtime=no", "--log-level=notice",
    "-L", "module-native-protocol-unix auth-cookie-enabled=0",
]  # fmt: skip

Int16Samples = NDArray[np.int16]


class FakeMicrophone:
    """One PulseAudio source. `name` is what PULSE_SOURCE and libpulse call it."""

    def __init__(self, name: str, pipe: Path, rate_hz: int, channels: int, module: str) -> None:
        self.name = name
        self.rate_hz = rate_hz
        self.channels = channels
        self.module = module
        self._descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._spoken = threading.Event()
        self._spoken.set()
        self._stalled = threading.Event()
        self._ended = threading.Event()
        self._heard_at = -UNHEARD_AFTER_S
        self._writer = threading.Thread(target=self._write_in_real_time, name=f"microphone {name}", daemon=True)
        self._writer.start()

    def feed(self, samples: Int16Samples, wait: bool = True) -> None:
        """Speak `samples`: shape (n,), or (n, channels), at the microphone's rate.

        Follows without a gap on what still waits. Returns when all was spoken, unless `wait` is False.
        """
        if samples.dtype != np.int16:
            raise TypeError(f"a microphone is fed with int16 samples, not {samples.dtype}")
        with self._lock:
            self._waiting += samples.tobytes()
            self._spoken.clear()
        if wait:
            self.wait_until_spoken()

    def feed_silence(self, length_s: float, wait: bool = True) -> None:
        """Queue zeros: a pause of an exact length between two things said."""
        self.feed(np.zeros(round(length_s * self.rate_hz) * self.channels, np.int16), wait)

    def wait_until_spoken(self) -> None:
        self._spoken.wait()

    @property
    def is_heard(self) -> bool:
        """Whether something records: only then does PulseAudio empty the pipe."""
        return time.monotonic() - self._heard_at < HEARD_WITHIN_S

    def stall(self) -> None:
        """Deliver nothing any more, not even zeros, as a hung device does."""
        self._stalled.set()

    def recover(self) -> None:
        self._stalled.clear()

    def close(self) -> None:
        self._ended.set()
        self._writer.join()
        os.close(self._descriptor)
        self._spoken.set()

    def _write_in_real_time(self) -> None:
        bytes_per_write = round(self.rate_hz * PACE_S) * self.channels * 2
        due = time.monotonic()
        while not self._ended.is_set():
            due += PACE_S
            time.sleep(max(0.0, due - time.monotonic()))
            if self._stalled.is_set():
                continue
            if self._write(self._take(bytes_per_write), self._heard_at + UNHEARD_AFTER_S):
                self._heard_at = time.monotonic()
            elif due < time.monotonic() - UNHEARD_AFTER_S:
                due = time.monotonic()

    def _take(self, size: int) -> bytes:
        with self._lock:
            taken = bytes(self._waiting[:size])
            del self._waiting[:size]
            if not self._waiting:
                self._spoken.set()
        return taken.ljust(size, b"\0")

    def _write(self, chunk: bytes, give_up_at: float) -> bool:
        """Write all of `chunk`, waiting while PulseAudio is busy; False when nobody listened."""
        while chunk and not self._ended.is_set():
            try:
                chunk = chunk[os.write(self._descriptor, chunk) :]
            except BlockingIOError:
                if time.monotonic() > give_up_at:
                    return False
                time.sleep(PACE_S / 2)
        return True


class SoundServer:
    """A private PulseAudio. Microphones are plugged in and pulled out while it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "pulseaudio.log"
        self.environment = {
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{folder / 'pulse' / 'native'}",
        }
        self._microphones: dict[str, FakeMicrophone] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.folder / "pulse").mkdir(mode=0o700, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                PULSEAUDIO_COMMAND, stdout=log, stderr=log, env={**os.environ, **self.environment}
            )
        deadline = time.monotonic() + 60
        while self._pactl("info").returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PulseAudio did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def plug(self, name: str, rate_hz: int = 16_000, channels: int = 1) -> FakeMicrophone:
        """Connect a microphone; the first one is the default source."""
        pipe = self.folder / f"{name}.pipe"
        loaded = self._pactl(
            "load-module", "module-pipe-source", f"source_name={name}", f"file={pipe}", "format=s16le",
            f"rate={rate_hz}", f"channels={channels}", f"source_properties=device.description={name}",
        )  # fmt: skip
        if loaded.returncode != 0:
            raise RuntimeError(f"PulseAudio refused the microphone {name}: {loaded.stderr}\n{self.log.read_text()}")
        microphone = FakeMicrophone(name, pipe, rate_hz, channels, loaded.stdout.strip())
        self._microphones[name] = microphone
        return microphone

    def unplug(self, microphone: FakeMicrophone) -> None:
        """Disconnect it, as a pulled USB plug does: its streams end."""
        del self._microphones[microphone.name]
        self._pactl("unload-module", microphone.module)
        microphone.close()

    def set_default(self, microphone: FakeMicrophone) -> None:
        self._pactl("set-default-source", microphone.name)

    def set_muted(self, microphone: FakeMicrophone, muted: bool) -> None:
        """The mute switch of the desktop: the stream goes on and delivers zeros."""
        self._pactl("set-source-mute", microphone.name, "1" if muted else "0")

    def stop(self) -> None:
        for microphone in list(self._microphones.values()):
            microphone.close()
        self._microphones.clear()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment},
            check=False,
            timeout=60,
        )


@contextlib.contextmanager
def sound_server() -> Iterator[SoundServer]:
    """Start a private PulseAudio without microphones and let this process and its children see it alone."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        raise RuntimeError("A test microphone needs PulseAudio: apt-get install pulseaudio pulseaudio-utils")
    # Not pytest's folder: the path of a Unix socket may not exceed 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="microphone-"))
    server = SoundServer(folder)
    before = {name: os.environ.get(name) for name in (*server.environment, "PULSE_SOURCE")}
    try:
        server.start()
        os.environ.update(server.environment)
        os.environ.pop("PULSE_SOURCE", None)
        yield server
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def fake_microphone(name: str = "fakemic", rate_hz: int = 16_000, channels: int = 1) -> Iterator[FakeMicrophone]:
    """One microphone on a server of its own, which is also the default source."""
    with sound_server() as server:
        yield server.plug(name, rate_hz, channels)
