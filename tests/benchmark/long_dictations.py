"""Whether the text waits longer after a long dictation: key-up to text, by the length of the dictation.

    python -m tests.benchmark.long_dictations MODEL DATA_FOLDER [--lengths 30 120 600] [--rounds 3] [--hurry 6]

MODEL is the name of an installed model. Sentences of DATA_FOLDER/speech are put together with pauses until a dictation
has its length. All dictations of a round end with the same ten seconds, and before each of them these are dictated by
themselves: what the computer does besides meets both, so that their ratio tells what the length costs. The rounds
have other endings; the medians over them are printed last.

The last 25 s are heard as they are spoken, what comes before them `--hurry` times as fast, so that three rounds take
eleven minutes; `--hurry 1` hears all of it as it is spoken (an hour).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.bench.measured import Run
from dictate.bench.ours import OurPipeline
from dictate.bench.recordings import Recording, until_key_up
from dictate.settings.file import load_settings
from dictate.settings.settings import Settings
from dictate.system.paths import settings_file
from dictate.wiring.wiring import GateMaker, model_choice

_ENDING_S = 10.0
_AS_SPOKEN_S = 25.0
"""So much at the end: nothing that was left to be done when the hurry ended is left when the key goes up."""
_SENTENCE_S = (2.0, 9.0)
"""Shorter sentences and longer ones are left out, so that endings of ten seconds can be made of the others."""
_PAUSES_S = (0.3, 0.9, 0.5, 1.4)
_ROOM_DBFS = -70.0


@dataclass(frozen=True, eq=False)
class Sentence:
    samples: Samples
    text: str

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RATE_HZ


@dataclass(frozen=True)
class Dictation:
    """Sentences with pauses between them."""

    samples: Samples
    text: str

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> "Dictation":
        random = np.random.default_rng(0)
        parts: list[Samples] = []
        for sentence, pause_s in zip(sentences, cycle(_PAUSES_S), strict=False):
            parts += [np.zeros(round(pause_s * RATE_HZ), np.float32), sentence.samples]
        samples = np.concatenate(parts)
        room = 10 ** (_ROOM_DBFS / 20) * random.standard_normal(len(samples))
        return cls((samples + room).astype(np.float32), " ".join(each.text for each in sentences))


def sentences_of(folder: Path) -> list[Sentence]:
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    shortest_s, longest_s = _SENTENCE_S
    wanted = [row for row in rows if shortest_s <= row["duration_s"] <= longest_s]
    return [
        Sentence(Recording(folder / row["file"]).samples(), row.get("text_spoken") or row["text"]) for row in wanted
    ]


def endings_of(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """Neighbours of ten seconds or a little more together, none of them in two endings."""
    taken: list[Sentence] = []
    for sentence in sentences:
        taken.append(sentence)
        if sum(each.duration_s for each in taken) >= _ENDING_S:
            yield tuple(taken)
            taken = []


def dictation_of(length_s: float, sentences: Sequence[Sentence], ending: Sequence[Sentence]) -> Dictation:
    """The sentences over and over until only the ending is left to be said."""
    left_s = length_s - sum(each.duration_s for each in ending)
    chosen: list[Sentence] = []
    for sentence in cycle(each for each in sentences if each not in ending):
        left_s -= sentence.duration_s + float(np.mean(_PAUSES_S))
        if left_s < 0:
            return Dictation.of([*chosen, *ending])
        chosen.append(sentence)
    raise AssertionError("cycle has no end")


@dataclass
class Bench:
    pipeline: OurPipeline
    settings: Settings
    new_gate: GateMaker
    hurry: float

    def run(self, name: str, dictation: Dictation) -> Run:
        samples = until_key_up(dictation.samples, self.new_gate(self.settings))
        hurried_s = max(0.0, len(samples) / RATE_HZ - _AS_SPOKEN_S)

        def pace(place_s: float) -> float:
            return min(place_s, hurried_s) / self.hurry + max(0.0, place_s - hurried_s)

        return self.pipeline.run(Recording(Path(name), dictation.text, "en"), samples, pace)


def line_of(run: Run, alone: Run) -> str:
    rate = 0.0 if run.errors is None else run.errors.rate_percent or 0.0
    return (
        f"{run.audio_s:6.1f} s: key-up to text {1000 * run.latency_s:5.0f} ms, tail {run.details['tail_s']:4.1f} s; "
        f"its ending alone {1000 * alone.latency_s:5.0f} ms, tail {alone.details['tail_s']:4.1f} s: "
        f"{run.latency_s / alone.latency_s:.2f} of it; read again {run.details['rereadings']:.0f} times, "
        f"{run.details['worker_cpu_s'] / run.audio_s:.3f} CPU-s a second, {run.resident_mb:.0f} MB, WER {rate:.1f} %"
    )


def medians_of(length_s: float, pairs: Sequence[tuple[Run, Run]]) -> str:
    """Of the rounds of a length, each with its ending alone."""
    waits_ms = 1000 * np.median([(run.latency_s, alone.latency_s) for run, alone in pairs], axis=0)
    ratios = sorted(run.latency_s / alone.latency_s for run, alone in pairs)
    return (
        f"{length_s:4.0f} s, median of {len(pairs)}: {waits_ms[0]:.0f} ms, the ending alone {waits_ms[1]:.0f} ms, "
        f"ratio {np.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("data", type=Path)
    parser.add_argument("--lengths", type=float, nargs="+", default=[30, 120, 600])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hurry", type=float, default=6)
    arguments = parser.parse_args()
    found = load_settings(settings_file()).settings
    settings = replace(
        found,
        general=replace(found.general, model=arguments.model, language="en"),
        # Ten minutes of words would be typed for a minute, which nobody measures here.
        typing=replace(found.typing, key_interval_ms=0),
    )
    sentences = sentences_of(arguments.data / "speech")
    new_gate = GateMaker()
    with OurPipeline(settings, model_choice(settings), new_gate) as pipeline:
        pipeline.load()
        bench = Bench(pipeline, settings, new_gate, arguments.hurry)
        pairs: dict[float, list[tuple[Run, Run]]] = {length_s: [] for length_s in arguments.lengths}
        for number, ending in zip(range(arguments.rounds), endings_of(sentences), strict=False):
            if number == 0:
                # The first window of each length costs more.
                bench.run("first", Dictation.of(ending))
            for length_s in arguments.lengths:
                alone = bench.run("ending", Dictation.of(ending))
                run = bench.run(f"{length_s:.0f} s", dictation_of(length_s, sentences, ending))
                pairs[length_s].append((run, alone))
                print(line_of(run, alone), flush=True)
        for length_s, of_length in pairs.items():
            if of_length:
                print(medians_of(length_s, of_length), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
