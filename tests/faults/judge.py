"""Does what the next start of the program does, then asks of every spoken word: typed once, in the history, or offered?

Runs in the runner's process, on the files that the victims left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dictate.asr.contract import ModelChoice
from dictate.audio.block import RATE_HZ
from dictate.audio.journal import Journal
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import open_history
from dictate.recovery.recovery import Recovery, look_back, lost_recordings
from dictate.session.transcription import FileTranscriber
from dictate.wiring.wiring import GateMaker, compose_for, prepare_for, recognizer_request
from tests.faults.home import Home
from tests.faults.plan import Accident, Life, Scenario
from tests.faults.recognizers import recognizer_of
from tests.faults.settings import settings_for
from tests.faults.speech import heard, speak
from tests.faults.told import Told, told

_SENTENCES = ("A", "B")
_POWER_CUT_S = 2.0
"""So much audio may be lost when the power is cut."""

_ARRIVED = frozenset({Delivery.TYPED, Delivery.PASTED, Delivery.COPIED})


class Judge:
    """Keeps its recognizers for many scenarios. Not thread-safe."""

    def __init__(self, model_folder: Path) -> None:
        self._choice = ModelChoice(model_folder.name, model_folder)
        self._recognizers = {real: recognizer_of(Life((), real_model=real)) for real in (False, True)}
        self._new_gate = GateMaker()

    def close(self) -> None:
        for recognizer in self._recognizers.values():
            recognizer.close()

    def verdict(self, home: Home, scenario: Scenario) -> list[str]:
        """What is wrong; nothing if every promise was kept."""
        return list(self._complaints(home, scenario))

    def _complaints(self, home: Home, scenario: Scenario) -> Iterator[str]:
        settings = settings_for(scenario.lives[-1])
        before = home.window.read_bytes()
        yield from _readable_by_others(home)
        journal = Journal(home.journal, settings.recordings)
        cancelled = {each.utterance_id: each.sample_count for each in journal.recordings()}
        history, sentence = open_history(home.history)
        if sentence:
            yield f"the history was damaged: {sentence}"
        now = time.time() + scenario.next_start_after_s
        offered = {each.utterance_id for each in lost_recordings(journal)}
        interrupted = {record.id for record in history.unfinished()}
        # Texts that came to an end are forgotten when the user's settings say, which is no loss.
        written = {record.id: record for record in history.search()}
        look_back(journal, history, settings.privacy.keep_text_days, now)
        lost = {each.utterance_id: each for each in lost_recordings(journal)}
        dictations = told(home, scenario)
        last = {each.utterance_id for each in dictations if each.life == len(scenario.lives) - 1}
        # What an earlier start offered may have grown too old since.
        expired = offered - lost.keys()
        if expired & last:
            yield f"{len(expired & last)} recording(s) were offered and deleted at the same start"
        if any(history.get(each) is None for each in interrupted):
            yield "a text that was not typed to the end was deleted at the start that tells of it"
        recovery = Recovery(
            journal=journal,
            history=history,
            transcriber=FileTranscriber(
                recognizer=self._recognizers[scenario.lives[-1].real_model],
                choice=self._choice,
                request=recognizer_request(settings),
                prepare=prepare_for(settings),
            ),
            new_gate=lambda: self._new_gate(settings),
            compose=compose_for(settings),
        )
        entries = home.typed()
        pieces: dict[int, list[_Case]] = {}
        for each in dictations:
            saved = written.get(each.utterance_id)
            typed = [text for name, text in entries if name == each.utterance_id]
            case = _Case(each, typed, saved, cancelled.get(each.utterance_id))
            yield from case.typing_complaints()
            is_piece = scenario.lives[each.life].continuous
            if each.utterance_id in lost:
                recording = lost[each.utterance_id]
                if not is_piece:
                    yield from case.audio_complaints(recording.sample_count)
                recovery.recover(recording)
            final = replace(case, saved=history.get(each.utterance_id) or saved)
            if is_piece:
                pieces.setdefault(each.number, []).append(final)
            elif each.utterance_id not in expired:
                yield from final.word_complaints()
        for together in pieces.values():
            if not {each.told.utterance_id for each in together} & expired:
                yield from _one(together).word_complaints()
        if any(name not in {each.utterance_id for each in dictations} for name, _ in entries):
            yield "something was typed that belongs to no dictation"
        if home.window.read_bytes() != before:
            yield "something was typed at the next start"
        journal.prune()
        yield from _litter(home)
        yield from _too_large(home, dictations)
        history.close()


@dataclass(frozen=True)
class _Case:
    """One dictation: `typed` holds the texts that began to be typed for it, `raw` the samples kept of it, if any."""

    told: Told
    typed: list[str]
    saved: HistoryRecord | None
    raw: int | None

    def typing_complaints(self) -> Iterator[str]:
        if len(self.typed) > 1:
            yield self._named("was typed more than once")
        if self.saved is None or not self.typed:
            if self.saved is not None and self.saved.delivery in _ARRIVED and self.saved.text:
                yield self._named(f"is {self.saved.delivery.value} by the history, but nothing arrived")
            return
        if not self.saved.text.startswith(self.typed[0]):
            yield self._named("was typed otherwise than the history has it")
        if self.saved.delivery in _ARRIVED and self.saved.text != self.typed[0]:
            yield self._named(f"is {self.saved.delivery.value} by the history, but not all of it arrived")

    def audio_complaints(self, sample_count: int) -> Iterator[str]:
        """Every sample that the microphone delivered is there, unless its words stand in the window anyway."""
        if self.is_typed:
            return
        dropped = 0 if self.told.dropped is None else RATE_HZ // 2
        missing_s = (self.told.sample_count - self._unsynced - sample_count - dropped) / RATE_HZ
        if missing_s > 0:
            yield self._named(f"{missing_s:.2f} s of its audio are missing")

    def word_complaints(self) -> Iterator[str]:
        """After recovery."""
        if self.told.dictation.accident is Accident.MICROPHONE_REFUSES:
            return
        text = self.saved.text if self.saved is not None else ""
        if self.is_typed or self._is_complete(text):
            return
        cancelled_at = self.told.cancelled_at
        if cancelled_at is not None and (self.raw or 0) >= cancelled_at - self._unsynced:
            return
        yield self._named(
            f"has lost words: {self._wanted()} were said, {_counts(''.join(self.typed))} typed, {_counts(text)} saved,"
            f" {self.raw} of {self.told.sample_count} samples kept, ended {self.told.ended or 'with the program'}"
        )

    @property
    def is_typed(self) -> bool:
        return bool(self.typed) and self._is_complete(self.typed[0])

    def _wanted(self) -> dict[str, tuple[int, int]]:
        """How often each sentence was said: at least to its end, at most begun."""
        spoken = speak(self.told.dictation.phrases, self.told.dictation.pauses_s)
        count = self.told.sample_count
        safe = count - self._unsynced
        wanted = {each: (spoken.whole(each, safe), spoken.begun(each, count)) for each in _SENTENCES}
        if self.told.dropped is None:
            return wanted
        # Some of the audio never came: one sentence may be beyond recognition.
        return {each: (max(0, least - 1), most) for each, (least, most) in wanted.items()}

    @property
    def _unsynced(self) -> int:
        """The samples that a power cut may take."""
        return round(_POWER_CUT_S * RATE_HZ) if self.told.lost_power else 0

    def _is_complete(self, text: str) -> bool:
        found = _counts(text)
        return all(least <= found[each] <= most for each, (least, most) in self._wanted().items())

    def _named(self, complaint: str) -> str:
        accident = self.told.dictation.accident.value or "no accident"
        return f"{self.told.utterance_id} (life {self.told.life}, {accident}) {complaint}"


def _one(pieces: list[_Case]) -> _Case:
    """The pieces of a continuous dictation as the one that was spoken."""
    texts = [_text_of(each) for each in pieces]
    last = pieces[-1]
    said = max(each.told.sample_count for each in pieces)
    whole = replace(last.told, sample_count=said)
    if last.saved is None:
        return replace(last, told=whole, typed=[" ".join(texts)])
    return replace(last, told=whole, typed=[], saved=replace(last.saved, text=" ".join(texts)))


def _text_of(case: _Case) -> str:
    return case.saved.text if case.saved is not None and case.saved.text else "".join(case.typed)


def _counts(text: str) -> dict[str, int]:
    return {each: heard(each, text) for each in _SENTENCES}


def _readable_by_others(home: Home) -> Iterator[str]:
    for path in (home.data, *home.data.rglob("*"), home.root / "run" / "dictate"):
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path.name} can be read by others"


def _litter(home: Home) -> Iterator[str]:
    for path in home.journal.iterdir():
        is_orphan = path.suffix == ".json" and not path.with_suffix(".pcm").exists()
        if is_orphan or path.suffix not in (".json", ".pcm", ".flac"):
            yield f"{path.suffix} is left over for good"


def _too_large(home: Home, dictations: list[Told]) -> Iterator[str]:
    used = sum(path.stat().st_size for path in home.data.rglob("*") if path.is_file())
    if used > 1_000_000 + 2 * sum(each.sample_count for each in dictations):
        yield f"{used / 1e6:.1f} MB are in use"
