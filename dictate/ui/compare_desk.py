"""What the compare window asks for: texts, recordings and the comparison itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dictate.audio.block import Samples
from dictate.audio.level import loudness
from dictate.comparison.clips import Clip, Imported
from dictate.comparison.comparing import ModelComparison
from dictate.comparison.kept import KeptComparison
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.take import Take
from dictate.comparison.texts import ReadingText
from dictate.events import Level
from dictate.models.progress import Observer


@dataclass(frozen=True)
class Reading:
    """A text and its recording, `clip` empty and `length_s` 0 as long as it was not read."""

    text: ReadingText
    clip: str = ""
    length_s: float = 0.0


class ComparisonDesk(Protocol):
    """Every method may block and raises DictateError; one thread at a time, but `compare` runs beside the others."""

    def readings(self) -> list[Reading]:
        """The shipped texts in the user's language, then every other recording."""
        ...

    def language(self) -> str:
        """The language of texts that the user adds."""
        ...

    def begin(self, on_level: Callable[[Level], None]) -> None:
        """Open the microphone; `on_level` is called on its thread."""
        ...

    def end(self, text: ReadingText) -> None:
        """Close the microphone and keep what was heard as the recording of `text`."""
        ...

    def drop(self) -> None:
        """Close the microphone and keep nothing. Never raises."""
        ...

    def add_folder(self, folder: Path) -> Imported: ...

    def add_corrections(self) -> Imported: ...

    def remove(self, clips: Sequence[str]) -> None: ...

    def export(self, folder: Path) -> int: ...

    def models(self) -> list[str]:
        """The models that can take part."""
        ...

    def compare(self, models: Sequence[str], observer: Observer) -> ComparisonResult:
        """Let the models hear every recording; minutes."""
        ...

    def last(self) -> KeptComparison | None:
        """The comparison made last, or None."""
        ...


class RealComparisonDesk:
    """The recordings on this machine and the installed models."""

    def __init__(self, comparison: ModelComparison, take: Take) -> None:
        self._comparison = comparison
        self._take = take

    def readings(self) -> list[Reading]:
        recorded = {clip.text.text: clip for clip in self._comparison.clips.clips()}
        shipped = self._comparison.texts()
        first = [_reading(text, recorded.get(text.text)) for text in shipped]
        known = {text.text for text in shipped}
        others = [clip for clip in self._comparison.clips.clips() if clip.text.text not in known]
        return first + [_reading(clip.text, clip) for clip in others]

    def language(self) -> str:
        return self._comparison.language()

    def begin(self, on_level: Callable[[Level], None]) -> None:
        def on_block(samples: Samples) -> None:
            level = loudness(samples)
            on_level(Level(level.rms_dbfs, level.peak_dbfs, voiced=False))

        self._take.begin(on_block)

    def end(self, text: ReadingText) -> None:
        self._comparison.clips.replace(self._take.end(), text)

    def drop(self) -> None:
        self._take.drop()

    def add_folder(self, folder: Path) -> Imported:
        return self._comparison.clips.add_folder(folder, self._comparison.language())

    def add_corrections(self) -> Imported:
        return self._comparison.add_corrections()

    def remove(self, clips: Sequence[str]) -> None:
        self._comparison.clips.remove(list(clips))

    def export(self, folder: Path) -> int:
        return self._comparison.clips.export(folder)

    def models(self) -> list[str]:
        return [model.name for model in self._comparison.models()]

    def compare(self, models: Sequence[str], observer: Observer) -> ComparisonResult:
        return self._comparison.compare(models, self._comparison.clips.clips(), observer)

    def last(self) -> KeptComparison | None:
        return self._comparison.last()


def _reading(text: ReadingText, clip: Clip | None) -> Reading:
    if clip is None:
        return Reading(text)
    return Reading(clip.text, clip.name, clip.length_s())
