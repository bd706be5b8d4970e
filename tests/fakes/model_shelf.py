"""Models in memory behind the ModelShelf port."""

from __future__ import annotations

import threading
from pathlib import Path

from dictate.errors import DictateError
from dictate.models.check import Fault
from dictate.models.overview import ModelRow
from dictate.models.own_settings import ModelSettings
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.ui.model_shelf import ModelDetails

_LIKE_THE_CATALOGUE = {
    "base": (147_882_941, "base", 72_600_000, 279),
    "small": (486_212_187, "small", 241_700_000, 458),
    "hurt": (78_204_372, "tiny", 37_800_000, 183),
}
"""Bytes, family, parameters and memory, in the order of the real sizes (resources/models/catalogue.toml)."""


def model_row(name: str, state: str, *, chosen: bool = False, problem: str = "") -> ModelRow:
    size, family, parameters, memory_mb = _LIKE_THE_CATALOGUE.get(name, _LIKE_THE_CATALOGUE["base"])
    return ModelRow(
        name=name,
        title=f"Whisper {name}",
        state=state,
        bytes=size,
        family=family,
        parameters=parameters,
        languages=(),
        licence="MIT",
        publisher="Systran",
        official=True,
        source="Systran/faster-whisper",
        memory_mb=memory_mb,
        chosen=chosen,
        problem=problem,
    )


class FakeShelf:
    """Models in memory; a download waits until the test lets it go on."""

    def __init__(self) -> None:
        self.states = {"base": "ready", "mine": "ready", "small": "available", "hurt": "broken"}
        self.go_on = threading.Event()
        self.download_fails = False
        self.added: list[str] = []
        self.faults: list[Fault] = []
        self.check_waits = False
        self.loaded = ""
        self.own: dict[str, ModelSettings] = {}
        self.card = "# Whisper, at home\n\nTrained on *my* voice, with 40 sentences.\n\n- names: 44 of 48 right"

    def rows(self, chosen: str) -> list[ModelRow]:
        problem = {"hurt": "model.bin is too short."}
        return [
            model_row(name, state, chosen=name == chosen, problem=problem.get(name, ""))
            for name, state in self.states.items()
        ]

    def download(self, name: str, observer: Observer) -> None:
        if self.download_fails:
            raise DictateError("No network.", "Check the connection.")
        observer.progress(Stage.DOWNLOADING, 45, 100)
        while not self.go_on.wait(0.01):
            if observer.cancelled():
                raise CancelledError("The download")
        self.states[name] = "ready"

    def add(self, source: str, name: str, observer: Observer) -> str:
        self.added.append(source)
        self.states["added"] = "ready"
        return "added"

    def verify(self, name: str, observer: Observer) -> list[str]:
        return [] if name == "base" else [f"{name}: model.bin differs."]

    def check(self, name: str, observer: Observer) -> list[Fault]:
        observer.progress(Stage.CHECKING, 1, 2)
        if self.check_waits:
            while not self.go_on.wait(0.01):
                if observer.cancelled():
                    raise CancelledError("The check")
        if self.faults:
            self.states[name] = "doubtful"
        return self.faults

    def remove(self, name: str) -> None:
        if name == self.loaded:
            raise DictateError(f"The model '{name}' is in use by a running Dictate.", "Choose another one.")
        del self.states[name]

    def rename(self, name: str, new_name: str) -> None:
        self.states = {new_name if each == name else each: state for each, state in self.states.items()}

    def details(self, name: str) -> ModelDetails:
        return ModelDetails(name, self.own.get(name, ModelSettings()), self.card)

    def set_own(self, name: str, settings: ModelSettings) -> None:
        self.own[name] = settings

    def folder(self) -> Path:
        return Path("/models")
