"""A recognizer's process for the fault tests: `python -m tests.faults.worker`, started by the real supervisor.

It knows the two sentences and finds them in the audio with a matched filter: as exact as a model that never errs and
a twentieth of its cost, so that hundreds of programs can be started and killed. With DICTATE_FAULTS_REAL it is the real
one; DICTATE_FAULTS_GARBAGE says how often it answers what is no answer.
"""

from __future__ import annotations

import dataclasses
import os
import random
import socket
import struct
import sys
import time
from typing import NoReturn, Protocol

import numpy as np

from dictate.asr import wire
from dictate.asr.contract import ModelInUse
from dictate.asr.worker import RecognizerWorker
from dictate.audio.block import RATE_HZ, Samples
from dictate.text.transcript import Transcript, Word
from dictate.workers.framing import Frame
from dictate.workers.serve import serve
from tests.faults.speech import sentence_end

MODULE = "tests.faults.worker"
REAL, GARBAGE = "DICTATE_FAULTS_REAL", "DICTATE_FAULTS_GARBAGE"

_LOAD_S = 0.2
_SECONDS_A_SECOND = 0.05
_SAME = 0.75
"""Correlation from which a sentence is heard; other places come to less than 0.3."""

_WORDS = {"A": "The person you are calling is not at their desk.", "B": "I will try to locate them for you."}

_NONSENSE: tuple[dict[str, object], ...] = (
    {},
    {"transcript": None},
    {"transcript": {"text": 5}},
    {"transcript": {"words": [{"text": "x", "start_s": "soon"}], "warnings": []}},
    {"transcript": []},
    {"in_use": 7},
)


class Recognizer(Protocol):
    def load(self, request: Frame) -> Frame: ...

    def encode_ahead(self, request: Frame) -> Frame: ...

    def transcribe(self, request: Frame) -> Frame: ...


class MatchedFilter:
    """Hears the two sentences of the sample and nothing else."""

    def load(self, request: Frame) -> Frame:
        time.sleep(_LOAD_S)
        choice = wire.choice_from_json(request.header["choice"])
        in_use = ModelInUse(choice.name, "cpu", "float32", 1, _LOAD_S, multilingual=False)
        return Frame({"in_use": dataclasses.asdict(in_use), "warm_up_s": 0.05})

    def encode_ahead(self, request: Frame) -> Frame:
        time.sleep(0.03)
        return Frame({})

    def transcribe(self, request: Frame) -> Frame:
        segment = wire.segment_from(request)
        time.sleep(0.05 + _SECONDS_A_SECOND * segment.duration_s)
        found = sorted((position, name) for name in _WORDS for position in places(segment.samples, sentence_end(name)))
        words = [
            Word(" " + word, start, start + 0.01, 1.0)
            for position, name in found
            for start in [(segment.start + position) / RATE_HZ]
            for word in _WORDS[name].split()
        ]
        text = "".join(word.text for word in words).strip()
        start_s, end_s = segment.start / RATE_HZ, segment.end / RATE_HZ
        transcript = Transcript(text, start_s, end_s, "en", tuple(words))
        return Frame({"transcript": dataclasses.asdict(transcript)})


class Mad:
    """Now and then it answers with what is no answer."""

    def __init__(self, recognizer: Recognizer, how_often: float) -> None:
        self._recognizer = recognizer
        self._how_often = how_often

    def load(self, request: Frame) -> Frame:
        return self._recognizer.load(request)

    def encode_ahead(self, request: Frame) -> Frame:
        return self._recognizer.encode_ahead(request)

    def transcribe(self, request: Frame) -> Frame:
        if random.random() >= self._how_often:
            return self._recognizer.transcribe(request)
        if random.random() < 0.5:
            send_rubbish()
        return Frame(random.choice(_NONSENSE))


def send_rubbish() -> NoReturn:
    """Bytes that are no frame, straight to the socket; then the end."""
    connection = socket.socket(fileno=int(sys.argv[sys.argv.index("--fd") + 1]))
    rubbish = (
        random.randbytes(64),
        struct.pack("!II", 0xFFFFFFFF, 0xFFFFFFFF),
        struct.pack("!II", 4, 0) + b"nope",
        struct.pack("!II", 40, 0) + b"{",
        b"",
    )
    connection.sendall(random.choice(rubbish))
    os._exit(1)


def places(samples: Samples, pattern: Samples) -> list[int]:
    """Where the pattern stands in the samples, at whatever level."""
    count = len(samples) - len(pattern) + 1
    if count < 1:
        return []
    size = 1 << (len(samples) + len(pattern)).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(pattern, size))
    correlation = np.fft.irfft(spectrum, size)[:count]
    energy = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    of_window = np.sqrt(np.maximum(energy[len(pattern) :] - energy[: -len(pattern)], 1e-12))
    likeness = correlation / (of_window * float(np.linalg.norm(pattern)))
    found: list[int] = []
    for place in np.flatnonzero(likeness > _SAME):
        if not found or place - found[-1] > RATE_HZ // 2:
            found.append(int(place))
    return found


def main() -> int:
    recognizer: Recognizer = RecognizerWorker() if os.environ.get(REAL) else MatchedFilter()
    recognizer = Mad(recognizer, float(os.environ.get(GARBAGE, "0")))
    handlers = {
        "load": recognizer.load,
        "encode_ahead": recognizer.encode_ahead,
        "transcribe": recognizer.transcribe,
    }
    return serve(handlers, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
