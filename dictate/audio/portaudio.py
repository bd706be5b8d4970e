"""Microphones and the default output through PortAudio. The only importer of sounddevice.

PortAudio is not thread-safe where streams are opened and closed, so one lock covers that. Its list of devices is
made once, when it is initialized: a sound server or card that came later is seen only after initializing again,
which ends every stream and is therefore done only while none is open.
"""

import atexit
import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dictate.audio.contract import Device
from dictate.audio.host import InputStream, OnFrames
from dictate.audio.sound_service import mend_without_server
from dictate.errors import DictateError
from dictate.wording.message import message

_log = logging.getLogger(__name__)

BLOCK_S = 0.016
"""Length of one callback: short, because the first block comes that much after opening."""

SOUND_SERVER_RATE_HZ = 48_000
FALLBACK_RATES_HZ = (48_000, 44_100, 16_000)

SOUND_SERVER_DEVICES = ("pulse", "pipewire", "default")
"""Names of ALSA's devices that lead to the sound server, the best first: with 'pulse' the microphone can be chosen."""

ALIVE_S = 0.2
"""A stream that delivered or was opened this recently is alive: it can be closed at once."""

CLOSE_PATIENCE_S = 30.0
"""How long a stream that delivers nothing is left open, which shows as a microphone in use, before it is closed."""

QUICK_S = 1.0
"""An opening that fails later than this met a sound server that hangs; trying again would only double the wait."""

# Error codes of portaudio.h.
_PA_INVALID_SAMPLE_RATE = -9997
_PA_INVALID_CHANNEL_COUNT = -9998
_PA_DEVICE_UNAVAILABLE = -9985
_APPLICATION = "application.name=Dictate application.icon_name=io.github.dictate_desktop.Dictate"


class _LibraryUse:
    """The lock over opening and closing, and how many streams are open."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open_streams = 0


_USE = _LibraryUse()
"""One for the process, as the C library is: initializing it anew under another object's stream aborts the process."""


class PortAudio:
    """The sound library, loaded once. Safe to use from several threads, and several of these side by side."""

    def __init__(self) -> None:
        """Load PortAudio, which takes 0.2 s. Raises DictateError when the library is not installed."""
        self._library = _load()
        self._use = _USE

    def devices(self) -> list[Device]:
        """The microphones as PortAudio knows them, for systems without a sound server."""
        with self._use.lock:
            self._refresh_if_unused()
            default = self._library.default.device[0]
            return [
                Device(name=device["name"], description=device["name"], is_default=device["index"] == default)
                for device in self._library.query_devices()
                if device["max_input_channels"] > 0
            ]

    def open_input(self, source: str, on_frames: OnFrames, on_ended: Callable[[], None]) -> InputStream:
        """See InputHost. Where there is a sound server it is asked for `source`, else the device of that name."""
        with self._use.lock:
            started = time.monotonic()
            try:
                stream = self._open(source, on_frames, on_ended)
            except (self._library.PortAudioError, ValueError) as first_error:
                if time.monotonic() - started > QUICK_S:
                    raise self._explained(source, first_error) from first_error
                _log.info("opening the microphone failed (%s); trying with a fresh list of devices", first_error)
                self._refresh_if_unused()
                try:
                    stream = self._open(source, on_frames, on_ended)
                except (self._library.PortAudioError, ValueError) as error:
                    raise self._explained(source, error) from error
            self._use.open_streams += 1
        return stream

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        """See OutputHost."""
        with self._use.lock, _sound_server_environment(""):
            stream = None
            try:
                stream = self._library.OutputStream(samplerate=rate_hz, channels=1, dtype="float32", latency="high")
                stream.start()
            except (self._library.PortAudioError, ValueError) as error:
                if stream is not None:
                    # Left open, it would be under the library when that is initialized anew.
                    stream.close()
                raise DictateError(message("Sound cannot be played: {error}", error=error)) from error
            self._use.open_streams += 1
        try:
            stream.write(samples)
            stream.stop()
        except self._library.PortAudioError as error:
            raise DictateError(message("Sound cannot be played: {error}", error=error)) from error
        finally:
            self._close(stream)

    def _open(self, source: str, on_frames: OnFrames, on_ended: Callable[[], None]) -> "_PortAudioStream":
        device = self._device_for(source)
        life = _SignsOfLife(on_frames, on_ended)
        error: Exception = ValueError("no rate was tried")
        for rate, channels in self._formats(device):
            stream = None
            try:
                with _sound_server_environment(source):
                    stream = self._library.RawInputStream(
                        samplerate=rate,
                        channels=channels,
                        dtype="int16",
                        device=device["index"],
                        blocksize=round(rate * BLOCK_S),
                        latency="high",
                        callback=life.on_callback,
                        finished_callback=life.on_finished,
                    )
                    stream.start()
            except self._library.PortAudioError as failure:
                if stream is not None:
                    stream.close()
                error = failure
                if not {_PA_INVALID_SAMPLE_RATE, _PA_INVALID_CHANNEL_COUNT} & set(failure.args):
                    break
            else:
                return _PortAudioStream(stream, rate, channels, life, self._close)
        raise error

    def _device_for(self, source: str) -> dict[str, Any]:
        """The PortAudio device that leads to `source`. Raises ValueError when there is no microphone at all."""
        inputs = [device for device in self._library.query_devices() if device["max_input_channels"] > 0]
        by_name = {device["name"]: device for device in reversed(inputs)}
        for name in SOUND_SERVER_DEVICES[:2]:
            if name in by_name:
                return dict(by_name[name])
        if source in by_name:
            return dict(by_name[source])
        default = self._library.default.device[0]
        for device in inputs:
            if device["index"] == default or device["name"] == SOUND_SERVER_DEVICES[2]:
                return dict(device)
        if inputs:
            return dict(inputs[0])
        raise ValueError("no microphone")

    @staticmethod
    def _formats(device: dict[str, Any]) -> Iterator[tuple[int, int]]:
        """Rates and channel counts to try, the best first: one channel at the device's own rate.

        A sound server states any rate as its own. 48 kHz is what most microphones behind it have, and PulseAudio's
        resampler, made to be cheap, would fold sibilants into the band below 8 kHz if asked for 16 kHz.
        """
        behind_server = device["name"] in SOUND_SERVER_DEVICES
        own = SOUND_SERVER_RATE_HZ if behind_server else round(device["default_samplerate"])
        rates = dict.fromkeys([own, *FALLBACK_RATES_HZ])
        for channels in dict.fromkeys([1, min(2, device["max_input_channels"])]):
            for rate in rates:
                yield rate, channels

    def _refresh_if_unused(self) -> None:
        if self._use.open_streams == 0:
            # sounddevice has no public way (its issue 3); its author names these two functions for the purpose.
            self._library._terminate()
            self._library._initialize()

    def _close(self, stream: Any) -> None:
        try:
            stream.abort()
        except self._library.PortAudioError as error:
            _log.info("stopping a stream failed: %s", error)
        with self._use.lock:
            try:
                stream.close()
            except self._library.PortAudioError as error:
                _log.info("closing a stream failed: %s", error)
            self._use.open_streams -= 1

    def _explained(self, source: str, error: Exception) -> DictateError:
        if not any(device["max_input_channels"] > 0 for device in self._library.query_devices()):
            return DictateError(
                "No microphone was found.",
                mend_without_server(),
            )
        name = message("The microphone {source}", source=source) if source else message("The microphone")
        if _is_busy(error):
            return DictateError(
                message("{name} is in use by another program.", name=name), "Close that program, or choose another one."
            )
        return DictateError(
            message("{name} cannot be opened ({error}).", name=name, error=_reason(error)),
            "Check that it is connected, or choose another one in the settings.",
        )


class _SignsOfLife:
    """Passes a stream's callbacks on and remembers when the last one came. Written on the library's thread."""

    def __init__(self, on_frames: OnFrames, on_ended: Callable[[], None]) -> None:
        self._on_frames = on_frames
        self._on_ended = on_ended
        self._last_s = time.monotonic()
        self._has_ended = False

    def on_callback(self, data: Any, _frame_count: int, _time: Any, status: Any) -> None:
        self._last_s = time.monotonic()
        self._on_frames(bytes(data), status.input_overflow)

    def on_finished(self) -> None:
        self._has_ended = True
        self._on_ended()

    def wait(self) -> None:
        """Return once the stream has ended or delivers, or after CLOSE_PATIENCE_S."""
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while not self._has_ended and deadline > time.monotonic() > self._last_s + ALIVE_S:
            time.sleep(ALIVE_S / 4)


class _PortAudioStream:
    def __init__(
        self, stream: Any, rate_hz: int, channels: int, life: _SignsOfLife, close: Callable[[Any], None]
    ) -> None:
        self._stream = stream
        self._life = life
        self._close = close
        self.rate_hz = rate_hz
        self.channels = channels
        self.latency_s = float(stream.latency)

    def close(self) -> None:
        # Aborting a stream whose sound server hangs can leave PortAudio's thread in an endless loop that prints to
        # stderr (PortAudio issue 1037), and then the process cannot end cleanly: so the server is waited for.
        self._life.wait()
        self._close(self._stream)


@contextlib.contextmanager
def _sound_server_environment(source: str) -> Iterator[None]:
    """While a stream is opened: the microphone to choose, and the name that mixers show for us.

    libpulse and PipeWire's ALSA plug-in read these from the environment at each connection. PortAudio's lock is
    held, so that no other open sees them.
    """
    wanted = {"PULSE_PROP_OVERRIDE": _APPLICATION}
    if source:
        wanted |= {"PULSE_SOURCE": source, "PIPEWIRE_NODE": source}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _load() -> ModuleType:
    started = time.monotonic()
    try:
        import sounddevice  # noqa: PLC0415  # it loads and starts the library, which may be missing
    except OSError as error:
        raise DictateError(
            message("The sound library PortAudio is not installed ({error}).", error=error),
            "Install it: sudo apt install libportaudio2 (Fedora, openSUSE: portaudio; Arch: portaudio).",
        ) from error
    # At exit sounddevice would terminate PortAudio, which aborts the process while a stream cannot be closed because
    # the sound server hangs. The end of the process frees everything.
    atexit.unregister(sounddevice._exit_handler)
    _log.debug("PortAudio started in %.2f s", time.monotonic() - started)
    module: ModuleType = sounddevice
    return module


def _is_busy(error: Exception) -> bool:
    return _PA_DEVICE_UNAVAILABLE in error.args or "busy" in str(error).lower()


def _reason(error: Exception) -> str:
    """The last part of a PortAudio message, which is the cause: "... 'Input/output error' [ALSA error -5]"."""
    return str(error).removeprefix("Error opening RawInputStream: ")
