"""Progress of models on the terminal."""

import sys
from typing import Any

from tqdm import tqdm

from dictate.models.progress import Stage
from dictate.translation.catalogue import translated


class TerminalObserver:
    """Progress as a bar on stderr, notices as lines above it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage: Stage | None = None

    def progress(self, stage: Stage, done: int, total: int) -> None:
        if not sys.stderr.isatty() or total <= 0:
            return
        if stage is not self._stage or (self._bar is not None and self._bar.total != total):
            self.close()
            self._stage = stage
            unit = "" if stage in (Stage.CHECKING, Stage.CONVERTING, Stage.COMPARING) else "B"
            self._bar = tqdm(
                total=total, desc=translated(stage.value), unit=unit, unit_scale=True, file=sys.stderr, leave=False
            )
        assert self._bar is not None
        self._bar.update(done - self._bar.n)

    def notice(self, sentence: str) -> None:
        self.close()
        print(translated(sentence), file=sys.stderr)

    def cancelled(self) -> bool:
        # Ctrl-C raises KeyboardInterrupt in this thread; nothing else stops the work.
        return False

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
        self._stage = None
