"""The words that are spoken: the two sentences of the recording that the project ships, in any order, with pauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from statistics import median_low

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import AudioFile
from dictate.program.sample_run import Sample

_SENTENCES = {"A": (0.0, 2.5), "B": (2.5, 4.6)}
"""Where each stands in the recording, in seconds."""

_TELLTALE = {"A": ("person", "calling", "desk"), "B": ("try", "locate", "them")}
"""Words that stand once in one sentence and never in the other."""

_QUIET_END_S = 0.08
_LEAD_IN_S = 0.3
_ROOM_AMPLITUDE = 1e-3
"""A real room is never digital silence, which the program takes for a muted microphone."""


@dataclass(frozen=True)
class Spoken:
    """The audio of a dictation; `ends` are the positions, in samples, where each sentence is over."""

    samples: Samples
    starts: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...]

    def whole(self, sentence: str, sample_count: int) -> int:
        """How often the sentence was said to its end in the first `sample_count` samples."""
        return sum(name == sentence and end <= sample_count for name, end in self.ends)

    def begun(self, sentence: str, sample_count: int) -> int:
        return sum(name == sentence and start < sample_count for name, start in self.starts)


def speak(phrases: str, pauses_s: tuple[float, ...]) -> Spoken:
    """The sentences that `phrases` names, each with its pause after it."""
    recording = _recording()
    random = np.random.default_rng(5)
    parts = [np.zeros(int(_LEAD_IN_S * RATE_HZ), np.float32)]
    starts, ends = [], []
    position = len(parts[0])
    for name, pause_s in zip(phrases, pauses_s, strict=True):
        begin_s, end_s = _SENTENCES[name]
        sentence = recording[int(begin_s * RATE_HZ) : int(end_s * RATE_HZ)]
        pause = np.zeros(int(pause_s * RATE_HZ), np.float32)
        starts.append((name, position))
        position += len(sentence)
        ends.append((name, position))
        position += len(pause)
        parts += [sentence, pause]
    samples = np.concatenate(parts)
    samples = samples + (random.standard_normal(len(samples)) * _ROOM_AMPLITUDE).astype(np.float32)
    return Spoken(samples.astype(np.float32), tuple(starts), tuple(ends))


def heard(sentence: str, text: str) -> int:
    """How often the sentence stands in the text, as most of its telltale words have it."""
    words = re.findall(r"[a-z]+", text.lower())
    return median_low([words.count(telltale) for telltale in _TELLTALE[sentence]])


def sentence_end(name: str) -> Samples:
    """The last 0.6 s of voice of a sentence."""
    end = int((_SENTENCES[name][1] - _QUIET_END_S) * RATE_HZ)
    return _recording()[end - int(0.6 * RATE_HZ) : end]


@cache
def _recording() -> Samples:
    with AudioFile(Sample.shipped().audio) as file:
        return np.concatenate([block.samples for block in file.blocks()])
