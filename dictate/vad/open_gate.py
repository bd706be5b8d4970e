"""Puts the gate together: Silero, its refreshing, and the rules that cut."""

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, Samples
from dictate.vad.contract import GateEvent
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from dictate.vad.refresh import RefreshedDetector
from dictate.vad.second_hearing import TwiceHearingGate
from dictate.vad.silero import SileroModel

QUIET_HOPS = 16
"""Half a second of zeros: with these in its memory Silero hears a whisper that begins with the first sample."""


class _HearsVoiceInAll:
    def probability(self, hop: Samples) -> float:
        return 1.0


def open_gate(model: SileroModel, options: GateOptions) -> Gate:
    """A gate for one recording, with a fresh detector state. `model` is loaded once and shared."""
    return Gate(RefreshedDetector(model.stream(), options.neg_threshold), options)


def open_gate_that_hears_twice(model: SileroModel, options: GateOptions) -> TwiceHearingGate:
    """A gate that takes a recording in which it heard nothing for one that came after a moment of quiet."""
    stream = model.stream()
    for _ in range(QUIET_HOPS):
        stream.probability(np.zeros(BLOCK_SAMPLES, np.float32))
    after_quiet = Gate(RefreshedDetector(stream, options.neg_threshold), options)
    return TwiceHearingGate(open_gate(model, options), after_quiet)


def open_gate_for_all(options: GateOptions) -> Gate:
    """A gate that lets everything through, cut where it is quietest: for a recording whose speech was not heard."""
    return Gate(_HearsVoiceInAll(), options)


class DeafGate:
    """Hears nothing: in the place of a gate that broke, while the recording comes to its end."""

    in_speech = False

    def feed(self, samples: Samples) -> list[GateEvent]:
        return []

    def finish(self) -> list[GateEvent]:
        return []
