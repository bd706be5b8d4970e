"""The level of a microphone, for choosing one: the port, its real implementation, and what to advise."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from dictate.audio.block import AudioBlock
from dictate.audio.contract import Recorder, RecordingReport
from dictate.audio.level import SILENCE_DBFS, loudness
from dictate.events import Level
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated

CLIPPED_DBFS = -0.5
QUIET_DBFS = -42.0
"""Speech whose loudest blocks stay below this is lost in the noise of many microphones."""

LOUD_ENOUGH_DBFS = -55.0
"""Nothing louder than this is nobody speaking."""


class LevelMeter(Protocol):
    """Listens to a microphone without keeping anything. Methods may block: never on the Qt main thread."""

    def start(self, device: str, on_level: Callable[[Level], None], on_end: Callable[[str], None]) -> None:
        """Listen to `device` (empty: the default); stops listening to another one first.

        `on_level` is called for each block, `on_end` with a sentence when the microphone went away; both on a thread of
        the meter. Raises DictateError when it cannot be opened.
        """
        ...

    def stop(self) -> None:
        """Close the microphone. Never raises."""
        ...


class RecorderMeter:
    """A meter over the recorder that dictation uses; `new_recorder` makes one for a device. One thread at a time."""

    def __init__(self, new_recorder: Callable[[str], Recorder]) -> None:
        self._new_recorder = new_recorder
        self._recorder: Recorder | None = None

    def start(self, device: str, on_level: Callable[[Level], None], on_end: Callable[[str], None]) -> None:
        self.stop()
        recorder = self._new_recorder(device)

        def on_block(block: AudioBlock) -> None:
            level = loudness(block.samples)
            on_level(Level(level.rms_dbfs, level.peak_dbfs, voiced=False))

        def on_report(report: RecordingReport) -> None:
            if report.problem:
                on_end(translated(report.problem))

        recorder.start(on_block, on_report)
        self._recorder = recorder

    def stop(self) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.close()


class Advice(Enum):
    """What the last seconds of a microphone call for."""

    SPEAK = "speak"
    MUTED = "muted"
    QUIET = "quiet"
    CLIPPING = "clipping"
    GOOD = "good"


def advice(levels: Sequence[Level]) -> Advice:
    """Judge the last few seconds; the user was asked to speak."""
    if len(levels) >= 15 and all(level.peak_dbfs <= SILENCE_DBFS for level in levels):
        return Advice.MUTED
    if any(level.peak_dbfs > CLIPPED_DBFS for level in levels):
        return Advice.CLIPPING
    loudest = sorted((level.rms_dbfs for level in levels), reverse=True)[:5]
    if not loudest or loudest[0] < LOUD_ENOUGH_DBFS:
        return Advice.SPEAK
    return Advice.QUIET if sum(loudest) / len(loudest) < QUIET_DBFS else Advice.GOOD


def advice_sentence(given: Advice) -> str:
    sentences = {
        Advice.SPEAK: _("Say something, as you would dictate it."),
        Advice.MUTED: _("This microphone delivers only silence: it is muted, or its switch is off."),
        Advice.QUIET: _("You are very quiet. Come closer, or raise the input level in your sound settings."),
        Advice.CLIPPING: _("Too loud: the sound is cut off. Move away a little, or lower the input level."),
        Advice.GOOD: _("That sounds good."),
    }
    return sentences[given]
