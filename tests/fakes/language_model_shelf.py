"""Language models in memory behind the LanguageModelShelf port."""

from __future__ import annotations

import threading
from pathlib import Path

from dictate.errors import DictateError
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.ui.language_model_shelf import LanguageModelRow


class FakeLanguageModelShelf:
    """One installed, one broken, one to download; a file is refused unless it is called .gguf.

    While `may_end` is not set, a download waits and can be stopped.
    """

    def __init__(self) -> None:
        self.models = {
            "mine": LanguageModelRow("mine", "Mine", 1_120_000_000, "Apache-2.0", True),
            "hurt": LanguageModelRow("hurt", "Hurt", 270_000_000, "MIT", True, "model.gguf has another size."),
            "smollm2-135m": LanguageModelRow("smollm2-135m", "SmolLM2 135M Instruct", 105_000_000, "Apache-2.0", False),
        }
        self.may_end = threading.Event()
        self.may_end.set()

    def rows(self) -> list[LanguageModelRow]:
        return list(self.models.values())

    def download(self, name: str, observer: Observer) -> None:
        observer.progress(Stage.DOWNLOADING, 40, 100)
        while not self.may_end.wait(0.01):
            if observer.cancelled():
                raise CancelledError(name)
        row = self.models[name]
        self.models[name] = LanguageModelRow(name, row.title, row.bytes, row.licence, True)

    def add(self, source: str, observer: Observer) -> str:
        path = Path(source)
        observer.progress(Stage.UNPACKING, 0, 100)
        if path.is_absolute() and path.suffix != ".gguf":
            raise DictateError(f"{path.name} is no GGUF file.", "Choose another one.")
        self.models[path.stem] = LanguageModelRow(path.stem, path.stem, 5, "unknown", True)
        return path.stem

    def remove(self, name: str) -> None:
        del self.models[name]
