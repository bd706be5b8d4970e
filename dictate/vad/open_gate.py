"""Puts the gate together: Silero, its refreshing, and the rules that cut."""

from dictate.audio.block import Samples
from dictate.vad.contract import GateEvent
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from dictate.vad.refresh import RefreshedDetector
from dictate.vad.silero import SileroModel


class _HearsVoiceInAll:
    def probability(self, hop: Samples) -> float:
        return 1.0


def open_gate(model: SileroModel, options: GateOptions) -> Gate:
    """A gate for one recording, with a fresh detector state. `model` is loaded once and shared."""
    return Gate(RefreshedDetector(model.stream(), options.neg_threshold), options)


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
