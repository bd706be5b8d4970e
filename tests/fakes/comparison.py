"""Recordings and a comparison in memory behind the ComparisonDesk port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from dictate.comparison.clips import Imported
from dictate.comparison.kept import KeptComparison
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore, outcome_of
from dictate.comparison.texts import ReadingText, TextKind, reading_texts
from dictate.comparison.verdict import judge
from dictate.errors import DictateError
from dictate.events import Level
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.ui.compare_desk import Reading

MISTAKES = {
    "tiny": {"Siobhan": "Shevonne", "Nguyen": "win", "Kubernetes": "Cooper Netties", "is": "was", "Aoife": "Eva"},
    "base": {"Nguyen": "Win", "Kubernetes": "Cubernetes", "Aoife": "Eva"},
    "mine": {"Aoife": "Eefa"},
}
COST = {"tiny": 0.03, "base": 0.06, "mine": 0.06}


class FakeComparisonDesk:
    """`mine` is a fine-tune of `base`; a comparison waits until the test lets it go on."""

    def __init__(self, recorded: int = 0) -> None:
        self.texts = reading_texts("en")
        self.lengths = {text.text: 4.0 + number / 10 for number, text in enumerate(self.texts[:recorded])}
        self.others: list[ReadingText] = []
        self.on_level: Callable[[Level], None] = lambda _level: None
        self.refusal: DictateError | None = None
        self.go_on = threading.Event()
        self.exported: list[Path] = []
        self.dropped = 0
        self.kept: KeptComparison | None = None

    def readings(self) -> list[Reading]:
        return [
            Reading(text, f"{number}.wav" if text.text in self.lengths else "", self.lengths.get(text.text, 0.0))
            for number, text in enumerate((*self.texts, *self.others))
        ]

    def language(self) -> str:
        return "en"

    def begin(self, on_level: Callable[[Level], None]) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.on_level = on_level

    def end(self, text: ReadingText) -> None:
        if text not in self.texts:
            self.others.append(text)
        self.lengths[text.text] = 3.2

    def drop(self) -> None:
        self.dropped += 1

    def add_folder(self, folder: Path) -> Imported:
        text = ReadingText(f"A recording of {folder.name}.", TextKind.FOLDER, "en")
        self.others.append(text)
        self.lengths[text.text] = 2.0
        return Imported(1, 2)

    def add_corrections(self) -> Imported:
        return Imported(0, 0)

    def remove(self, clips: Sequence[str]) -> None:
        for reading in self.readings():
            if reading.clip in clips:
                del self.lengths[reading.text.text]

    def export(self, folder: Path) -> int:
        self.exported.append(folder)
        return len(self.lengths)

    def models(self) -> list[str]:
        return list(MISTAKES)

    def compare(self, models: Sequence[str], observer: Observer) -> ComparisonResult:
        observer.progress(Stage.COMPARING, 1, 4)
        while not self.go_on.wait(0.01):
            if observer.cancelled():
                raise CancelledError("The comparison")
        scores = tuple(self._score(name) for name in models)
        return ComparisonResult(scores, {"hurt": "The model 'hurt' is broken."}, judge(scores))

    def last(self) -> KeptComparison | None:
        return self.kept

    def keep(self, made_at: datetime) -> None:
        """As if the models had been compared then."""
        scores = tuple(self._score(name) for name in MISTAKES)
        self.kept = KeptComparison(ComparisonResult(scores, {}, judge(scores)), made_at)

    def _score(self, name: str) -> ModelScore:
        outcomes = []
        for reading in self.readings():
            if reading.clip:
                heard = reading.text.text
                for right, wrong in MISTAKES[name].items():
                    heard = heard.replace(f"{right} ", f"{wrong} ")
                cost = COST[name] * reading.length_s
                outcomes.append(outcome_of(reading.clip, reading.text, heard, audio_s=reading.length_s, compute_s=cost))
        return ModelScore(name, tuple(outcomes), "base" if name == "mine" else "", resident_mb=230.0)
