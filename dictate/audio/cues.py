"""Short quiet sounds that say when recording starts, ends or fails.

play() may be called from any thread and returns at once; the sounds are made and played on a thread of their own.
They are tones, which the speech detector does not take for a voice when the microphone hears them.
"""

import logging
import queue
import threading
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from dictate.audio.host import OutputHost
from dictate.audio.options import CueOptions
from dictate.errors import DictateError

_log = logging.getLogger(__name__)

CUE_RATE_HZ = 48_000
NOTE_S = 0.07
FADE_S = 0.015
"""Notes are faded in and out, because a sudden beginning clicks."""


class Cue(Enum):
    """What is told; the value is the pitches, in Hz, that are played one after the other."""

    START = (659.3, 880.0)
    STOP = (880.0, 659.3)
    ERROR = (440.0, 349.2, 261.6)


def synthesized(cue: Cue, volume_db: float) -> NDArray[np.float32]:
    """The sound of a cue as mono samples at CUE_RATE_HZ, its peak at `volume_db` dBFS."""
    time_s = np.arange(round(NOTE_S * CUE_RATE_HZ)) / CUE_RATE_HZ
    fade = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / FADE_S)
    envelope = 0.5 - 0.5 * np.cos(np.pi * fade)
    notes = [np.sin(2 * np.pi * pitch_hz * time_s) * envelope for pitch_hz in cue.value]
    sound = np.concatenate(notes).astype(np.float32)
    loudest = float(np.abs(sound).max())
    return sound * np.float32(10 ** (volume_db / 20) / loudest)


class CuePlayer:
    """Plays cues in order; one that comes while two are waiting is dropped, since it would be late anyway."""

    def __init__(self, output: OutputHost, options: CueOptions) -> None:
        self._output = output
        self._options = options
        self._waiting: queue.Queue[Cue | None] = queue.Queue(maxsize=2)
        self._has_failed = False
        self._thread = threading.Thread(target=self._run, name="cues", daemon=True)
        self._thread.start()

    def configure(self, options: CueOptions) -> None:
        """Use other options from the next cue on."""
        self._options = options

    def play(self, cue: Cue) -> None:
        """Play a cue soon, if sounds are on. Never raises, never blocks."""
        if self._options.sounds:
            try:
                self._waiting.put_nowait(cue)
            except queue.Full:
                _log.debug("a cue was dropped")

    def close(self) -> None:
        """End the thread after what is playing. Never raises."""
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(2.0)

    def _run(self) -> None:
        while (cue := self._waiting.get()) is not None:
            try:
                self._output.play(synthesized(cue, self._options.volume_db), CUE_RATE_HZ)
            except DictateError as error:
                # A machine without speakers is no reason to fill the log.
                _log.log(logging.DEBUG if self._has_failed else logging.WARNING, "%s", error)
                self._has_failed = True
