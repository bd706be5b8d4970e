"""Puts the gate together: Silero, its refreshing, and the rules that cut."""

from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from dictate.vad.refresh import RefreshedDetector
from dictate.vad.silero import SileroModel


def open_gate(model: SileroModel, options: GateOptions) -> Gate:
    """A gate for one recording, with a fresh detector state. `model` is loaded once and shared."""
    return Gate(RefreshedDetector(model.stream(), options.neg_threshold), options)
