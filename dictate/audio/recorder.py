"""The Recorder: opens a microphone, delivers 16 kHz blocks, ends cleanly whatever the device does.

start(), stop(), close() and arm() come from one thread, the session's. Everything else runs on the capture thread,
which takes messages from one queue: frames and the end of the device from the sound library's thread, wishes from
the session's. The sound library's callback only puts frames into that queue.
"""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, AudioBlock, Samples
from dictate.audio.contract import RecordingReport
from dictate.audio.host import InputHost, InputStream
from dictate.audio.options import RecorderOptions
from dictate.audio.resample import Resampler
from dictate.errors import DictateError
from dictate.wording.message import message

_log = logging.getLogger(__name__)

OPEN_TIMEOUT_S = 5.0
FIRST_BLOCK_TIMEOUT_S = 4.0
"""A Bluetooth headset takes a second or two to change to its microphone profile."""

WAKING_S = 3.0
"""For so long zeros are taken for a headset that wakes up; then for one that is muted."""

STALL_TIMEOUT_S = 2.0
"""A wireless microphone may be away for a second and come back."""

WATCH_S = 0.1
"""No wait is counted as longer: where the whole process was held up, by the loading of a large library on a slow disk,
say, the microphone delivered all the while, and nobody could take it."""

CLOSE_TIMEOUT_S = 1.0
LONGEST_DRAIN_S = 0.25
LONGEST_BACKLOG = 4000
"""Messages that may wait when the capture thread is held up (a disk that sleeps): about a minute of audio."""

OnBlock = Callable[[AudioBlock], None]
OnEnd = Callable[[RecordingReport], None]


RecordingFrom = Callable[[], str]
"""Names the microphone that this process really records from; an empty string when that is unknown."""

IsWireless = Callable[[str], bool]
"""Whether a chosen microphone is a Bluetooth headset, which wakes up with zeros."""


class MicrophoneRecorder:
    """A Recorder (see the contract) over any sound library."""

    def __init__(
        self,
        host: InputHost,
        options: RecorderOptions,
        recording_from: RecordingFrom = lambda: "",
        is_wireless: IsWireless = lambda _device: False,
    ) -> None:
        """`recording_from` and `is_wireless` are PulseWatch's where there is a sound server."""
        self._host = host
        self._options = options
        self._recording_from = recording_from
        self._is_wireless = is_wireless
        self._capture: _Capture | None = None
        self._ending: _Capture | None = None

    def configure(self, options: RecorderOptions) -> None:
        """Use other options from the next start() on."""
        self._options = options
        self._release_capture()

    def arm(self) -> None:
        """Open the microphone ahead if the options say so. Raises DictateError when it cannot be opened."""
        if self._options.keep_open and (self._capture is None or not self._capture.is_usable()):
            self._capture = self._opened()

    def start(self, on_block: OnBlock, on_end: OnEnd) -> None:
        """See Recorder. Raises DictateError when no microphone can be opened or one does not answer."""
        started_at = time.monotonic()
        if self._capture is None or not self._capture.is_usable():
            self._capture = self._opened()
        self._capture.messages.put(_Begin(on_block, on_end, started_at))

    def stop(self) -> None:
        """See Recorder."""
        if self._capture is not None:
            self._capture.stop()
            if not self._options.keep_open:
                self._ending, self._capture = self._capture, None

    def close(self) -> None:
        """See Recorder. A recording under way is ended first, with its last blocks."""
        self._release_capture()

    def _opened(self) -> "_Capture":
        if self._ending is not None:
            # A sound card without a server can be opened once; the recording before may still be draining.
            self._ending.wait_until_ended(CLOSE_TIMEOUT_S)
            self._ending = None
        self._capture = None
        is_waking = not self._options.keep_open and self._is_wireless(self._options.device)
        capture = _Capture(self._host, self._options, self._recording_from, is_waking=is_waking)
        capture.open()
        return capture

    def _release_capture(self) -> None:
        if self._capture is not None:
            self._capture.stop()
            self._capture.release()
            self._ending, self._capture = self._capture, None


@dataclass(frozen=True)
class _Frames:
    data: bytes
    overflow: bool


@dataclass(frozen=True)
class _Begin:
    on_block: OnBlock
    on_end: OnEnd
    started_at: float


class _Stop:
    """End the recording."""


class _Release:
    """Let go of the device when nothing is being recorded."""


class _DeviceEnded:
    """The sound library says that the stream is over."""


_Message = _Frames | _Begin | _Stop | _Release | _DeviceEnded


class _Capture:
    """One opened microphone and the thread that owns it; serves one recording, or many while kept open."""

    def __init__(
        self, host: InputHost, options: RecorderOptions, recording_from: RecordingFrom, *, is_waking: bool = False
    ) -> None:
        self._is_waking = is_waking
        self.messages: queue.SimpleQueue[_Message] = queue.SimpleQueue()
        self._host = host
        self._options = options
        self._keep_open = options.keep_open
        self._recording_from = recording_from
        self._backlog_lost = False
        self._opened = threading.Event()
        self._ended = threading.Event()
        self._error: DictateError | None = DictateError("The microphone was not opened because of a fault in Dictate.")
        self._pre_roll: deque[_Frames] = deque()
        self._pre_roll_bytes = 0
        self._recording: _Recording | None = None
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    def open(self) -> None:
        """Open the microphone on the capture thread. Raises DictateError, also when that takes too long."""
        self._thread.start()
        if not self._opened.wait(OPEN_TIMEOUT_S):
            self.release()
            raise DictateError(
                message(
                    "The microphone did not open within {seconds:.0f} s; the sound server does not answer.",
                    seconds=OPEN_TIMEOUT_S,
                ),
                "Restart it: systemctl --user restart pipewire pipewire-pulse (or pulseaudio)",
            )
        if self._error is not None:
            raise self._error

    def is_usable(self) -> bool:
        return not self._ended.is_set()

    def wait_until_ended(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def stop(self) -> None:
        self.messages.put(_Stop())

    def release(self) -> None:
        self.messages.put(_Release())

    def _on_frames(self, data: bytes, overflow: bool) -> None:
        """On the sound library's thread: only puts the frames into the queue."""
        if self.messages.qsize() > LONGEST_BACKLOG:
            self._backlog_lost = True
            return
        self.messages.put(_Frames(data, overflow or self._backlog_lost))
        self._backlog_lost = False

    def _run(self) -> None:
        try:
            stream = self._host.open_input(
                self._options.device,
                self._on_frames,
                lambda: self.messages.put(_DeviceEnded()),
            )
            self._error = None
        except DictateError as error:
            self._error = error
            return
        finally:
            if self._error is not None:
                self._ended.set()
            self._opened.set()
        problem = "The recording was ended by a fault in Dictate."
        try:
            problem = self._serve(stream)
        finally:
            self._ended.set()
            _close_within(stream, CLOSE_TIMEOUT_S)
            self._finish_recording(problem)
            self._refuse_waiting()

    def _serve(self, stream: InputStream) -> str:
        """Take messages until the device is done with; returns what went wrong with it, or an empty string."""
        left_s = FIRST_BLOCK_TIMEOUT_S
        heard = False
        while True:
            if self._recording is not None and self._recording.is_over():
                if not self._keep_open:
                    return ""
                self._finish_recording("")
            wait_s = min(left_s, WATCH_S)
            message = self._next_message(wait_s)
            match message:
                case _Frames():
                    heard = True
                    left_s = STALL_TIMEOUT_S
                    self._take(message, stream)
                case _Begin():
                    self._begin(message, stream)
                case _Stop():
                    if self._recording is not None:
                        self._recording.stop_within(min(stream.latency_s + 0.02, LONGEST_DRAIN_S))
                    elif not self._keep_open:
                        return ""
                case _Release():
                    if self._recording is None:
                        return ""
                    self._keep_open = False
                case _DeviceEnded():
                    return "The microphone was disconnected, or the sound server ended."
                case None:
                    left_s -= wait_s
                    if left_s <= 0:
                        return (
                            f"The microphone delivered nothing for {STALL_TIMEOUT_S:.0f} s."
                            if heard
                            else "The microphone opened but delivered no sound."
                        )

    def _next_message(self, wait_s: float) -> _Message | None:
        if self._recording is not None and self._recording.stop_at is not None:
            wait_s = min(wait_s, self._recording.stop_at - time.monotonic())
        try:
            return self.messages.get(timeout=max(wait_s, 0.0))
        except queue.Empty:
            return None

    def _take(self, frames: _Frames, stream: InputStream) -> None:
        if self._recording is not None:
            self._recording.take(frames)
            return
        self._pre_roll.append(frames)
        self._pre_roll_bytes += len(frames.data)
        longest = int(self._options.pre_roll_ms * stream.rate_hz / 1000) * stream.channels * 2
        if not self._keep_open:
            # Frames that came between opening and the word to begin belong to the recording.
            longest = stream.rate_hz * stream.channels * 2
        while self._pre_roll and self._pre_roll_bytes - len(self._pre_roll[0].data) >= longest:
            self._pre_roll_bytes -= len(self._pre_roll.popleft().data)

    def _begin(self, begin: _Begin, stream: InputStream) -> None:
        if self._recording is not None:
            # The one before is still being drained; what follows belongs to the new one.
            self._finish_recording("")
        self._recording = _Recording(begin, stream, self._options, self._recording_from, is_waking=self._is_waking)
        for frames in self._pre_roll:
            self._recording.take(frames)
        self._pre_roll.clear()
        self._pre_roll_bytes = 0

    def _finish_recording(self, problem: str) -> None:
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.finish(problem)

    def _refuse_waiting(self) -> None:
        """A recording that was begun just as the device ended is told so."""
        while True:
            try:
                message = self.messages.get_nowait()
            except queue.Empty:
                return
            if isinstance(message, _Begin):
                message.on_end(RecordingReport(self._options.device, 0, 0.0, 0, "The microphone was disconnected."))


class _Recording:
    """One recording on the capture thread: converts frames, delivers blocks, counts."""

    def __init__(
        self,
        begin: _Begin,
        stream: InputStream,
        options: RecorderOptions,
        recording_from: RecordingFrom,
        *,
        is_waking: bool,
    ) -> None:
        self._begin = begin
        self._is_waking = is_waking
        self._withheld: list[_Frames] = []
        self._channels = stream.channels
        self._resampler = Resampler(stream.rate_hz)
        self._recording_from = recording_from
        self._device = options.device
        self._rest: Samples = np.empty(0, dtype=np.float32)
        self._delivered = 0
        self._opened_after_s = 0.0
        self._overflows = 0
        self._heard = False
        self.stop_at: float | None = None

    def take(self, frames: _Frames) -> None:
        self._withheld.append(frames)
        # Whoever hears the cue speaks: nothing may be told to flow before it does.
        is_old = time.monotonic() - self._begin.started_at > WAKING_S
        if not self._is_waking or is_old or any(frames.data):
            self._take_withheld()

    def _take_withheld(self) -> None:
        self._is_waking = False
        withheld, self._withheld = self._withheld, []
        for frames in withheld:
            self._take(frames)

    def _take(self, frames: _Frames) -> None:
        if not self._heard:
            self._heard = True
            self._opened_after_s = max(time.monotonic() - self._begin.started_at, 0.0)
        self._overflows += frames.overflow
        self._deliver(self._resampler.process(np.frombuffer(frames.data, dtype=np.int16).reshape(-1, self._channels)))

    def stop_within(self, drain_s: float) -> None:
        """Go on for as long as the device may still hold what was said before the key went up."""
        if self.stop_at is None:
            self.stop_at = time.monotonic() + drain_s

    def is_over(self) -> bool:
        return self.stop_at is not None and time.monotonic() >= self.stop_at

    def finish(self, problem: str) -> None:
        """Deliver what is left and report, even if the receiver of blocks fails."""
        device = self._recording_from() or self._device or "default"
        # A device that ends while it is being stopped has delivered what it was asked for.
        told = "" if self.stop_at is not None else problem
        try:
            self._take_withheld()
            self._deliver(self._resampler.flush())
            if len(self._rest):
                self._block(self._rest)
        finally:
            self._begin.on_end(RecordingReport(device, self._delivered, self._opened_after_s, self._overflows, told))

    def _deliver(self, samples: Samples) -> None:
        waiting = np.concatenate([self._rest, samples])
        whole = len(waiting) // BLOCK_SAMPLES * BLOCK_SAMPLES
        for start in range(0, whole, BLOCK_SAMPLES):
            self._block(waiting[start : start + BLOCK_SAMPLES])
        self._rest = waiting[whole:]

    def _block(self, samples: Samples) -> None:
        self._begin.on_block(AudioBlock(self._delivered, samples))
        self._delivered += len(samples)


def _close_within(stream: InputStream, timeout_s: float) -> None:
    """Close the stream; a sound server that hangs keeps a thread of its own waiting (up to 30 s), not us."""
    closing = threading.Thread(target=stream.close, name="capture-close", daemon=True)
    closing.start()
    closing.join(timeout_s)
    if closing.is_alive():
        _log.warning("the microphone did not close within %.0f s", timeout_s)
