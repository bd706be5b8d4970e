"""Puts the gate together: Silero, its refreshing, and the rules that cut."""

from collections.abc import Callable

from dictate.audio.block import Samples
from dictate.vad.contract import GateEvent
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from dictate.vad.refresh import RefreshedDetector
from dictate.vad.silero import SileroModel, SileroStream


class _HearsVoiceInAll:
    def probability(self, hop: Samples) -> float:
        return 1.0


def open_gate(model: SileroModel, options: GateOptions) -> Gate:
    """A gate for one recording, with a fresh detector state. `model` is loaded once and shared."""
    return Gate(RefreshedDetector(model.stream(), options.neg_threshold), options)


class _LateDetector:
    """Loads the network with the first audio, so that the microphone does not wait for it."""

    def __init__(self, load: Callable[[], SileroModel]) -> None:
        self._load = load
        self._stream: SileroStream | None = None

    def probability(self, hop: Samples) -> float:
        self._stream = self._stream or self._load().stream()
        return self._stream.probability(hop)

    def reset(self) -> None:
        if self._stream is not None:
            self._stream.reset()


def open_late_gate(load: Callable[[], SileroModel], options: GateOptions) -> Gate:
    """The same, but the network is asked for at the first audio: then `feed` raises what `load` does."""
    return Gate(RefreshedDetector(_LateDetector(load), options.neg_threshold), options)


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
