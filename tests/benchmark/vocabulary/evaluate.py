"""What a vocabulary does to recognition: terms found, other words damaged, terms invented on noise.

    python -m tests.benchmark.vocabulary.evaluate MODEL_FOLDER DATA_FOLDER [--sizes 0 20 500] [--voices slt rms]

Sentences with 20 rare terms are said by flite; DATA_FOLDER has the folders speech and noise with a manifest.jsonl
(fields file, text, language). Everything goes through the real gate and the engine with short windows, as dictation
does, with the replacements of the vocabulary behind it. Noise is also heard without the gate, in segments of four
seconds, as if the gate had taken all of it for speech.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ, Samples
from dictate.bench.recordings import find_recordings
from dictate.measures.word_errors import WordErrors, word_errors, words
from dictate.settings.settings import Settings
from dictate.text.assembly import assemble
from dictate.text.document import Text
from dictate.text.replacements import with_replacements
from dictate.text.vocabulary import Vocabulary
from dictate.vad.contract import ClosedBy, SegmentClosed, SpeechSegment, SpeechSpan
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from dictate.wiring.wiring import recognizer_request
from tests.benchmark.vocabulary.entries import vocabulary_of
from tests.synthesizer import spoken, synthesizer_problem

SENTENCES = Path(__file__).with_name("sentences.tsv")
_NOISE_SEGMENT = 4 * RATE_HZ


@dataclass(frozen=True)
class Said:
    """One utterance as the gate cut it, its words, and the term in it, if one was put there."""

    name: str
    segments: tuple[SpeechSegment, ...]
    text: str
    term: str = ""


@dataclass
class Tally:
    terms: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    around_terms: WordErrors = field(default_factory=WordErrors)
    elsewhere: WordErrors = field(default_factory=WordErrors)
    invented: list[str] = field(default_factory=list)
    cpu_s: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[0, 20, 500], help="entries; 0 is no vocabulary")
    parser.add_argument("--voices", nargs="+", default=["slt", "rms"])
    parser.add_argument("--every", type=int, default=1, help="take each Nth recording of speech only")
    parser.add_argument("--pieces", type=int, default=1, help="how many segments of each noise are heard without gate")
    options = parser.parse_args()
    if synthesizer_problem():
        sys.exit(synthesizer_problem())
    engine = load_model(ModelChoice("model", options.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    terms = tuple(dict.fromkeys(term for term, _ in rows))
    sentences = [
        Said(f"{voice}: {text}", _cut(spoken(text, voice), silero), text, term)
        for voice in options.voices
        for term, text in rows
    ]
    speech = [
        Said(each.name, _cut(each.samples(), silero), each.transcript or "")
        for each in find_recordings(sorted((options.data / "speech").glob("*.flac"))[:: options.every])
    ]
    noises = [each for each in find_recordings(sorted((options.data / "noise").glob("*.flac"))) if not each.transcript]
    noise = [Said(each.name, _cut(each.samples(), silero), "") for each in noises]
    ungated = [
        Said(f"{each.name} without gate", tuple(_pieces(each.samples()))[: options.pieces], "") for each in noises
    ]
    for size in options.sizes:
        vocabulary = vocabulary_of(terms, size) if size else Vocabulary()
        _report(size, _measured(engine, vocabulary, (*sentences, *speech, *noise, *ungated)))
    return 0


def _measured(engine: Engine, vocabulary: Vocabulary, said: Sequence[Said]) -> Tally:
    settings = Settings()
    request = replace(recognizer_request(settings, vocabulary), language="en")
    names = [entry.written for entry in vocabulary.entries]
    tally = Tally()
    for each in said:
        began = time.process_time()
        text = _heard(engine, each.segments, request, vocabulary)
        tally.cpu_s += time.process_time() - began
        if each.term:
            tally.terms += 1
            is_found = _holds(text, each.term)
            tally.found += is_found
            if not is_found:
                tally.missed.append(f"{each.term}: {text}")
            tally.around_terms += word_errors(_without(each.text, each.term), _without(text, each.term))
        elif each.text:
            tally.elsewhere += word_errors(each.text, text)
        invented = [name for name in names if _holds(text, name) and not _holds(each.text, name)]
        tally.invented += [f"{name} in {each.name}: {text[:80]}" for name in invented]
    return tally


def _heard(
    engine: Engine, segments: Iterable[SpeechSegment], request: RecognizerRequest, vocabulary: Vocabulary
) -> str:
    text = assemble([engine.transcribe(segment, request) for segment in segments])
    return with_replacements(Text(text), vocabulary.all_rules()).content


def _holds(text: str, term: str) -> bool:
    return f" {' '.join(words(term))} " in f" {' '.join(words(text))} "


def _without(text: str, term: str) -> str:
    return f" {' '.join(words(text))} ".replace(f" {' '.join(words(term))} ", " ")


def _cut(samples: Samples, silero: SileroModel) -> tuple[SpeechSegment, ...]:
    gate = open_gate(silero, GateOptions())
    events = [*gate.feed(samples), *gate.finish()]
    return tuple(event.segment for event in events if isinstance(event, SegmentClosed))


def _pieces(samples: Samples) -> Iterable[SpeechSegment]:
    for start in range(0, len(samples) - RATE_HZ, _NOISE_SEGMENT):
        piece = np.ascontiguousarray(samples[start : start + _NOISE_SEGMENT])
        yield SpeechSegment(start, piece, (SpeechSpan(start, start + len(piece)),), ClosedBy.PAUSE)


def _report(size: int, tally: Tally) -> None:
    def rate(errors: WordErrors) -> str:
        return f"{errors.rate_percent or 0.0:.2f} % ({errors.errors}/{errors.words})"

    print(
        f"{size:4} entries: terms {tally.found}/{tally.terms}  words around them {rate(tally.around_terms)}  "
        f"WER elsewhere {rate(tally.elsewhere)}  invented {len(tally.invented)}  CPU {tally.cpu_s:.0f} s"
    )
    for line in (*tally.missed, *(f"INVENTED {each}" for each in tally.invented)):
        print(f"       {line}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
