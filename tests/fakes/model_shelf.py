"""Models in memory behind the ModelShelf port."""

from __future__ import annotations

import threading
from pathlib import Path

from dictate.errors import DictateError
from dictate.models.adding import AddRequest
from dictate.models.check_report import CheckReport, Fault
from dictate.models.importers.errors import AnswerNeededError
from dictate.models.overview import ModelRow
from dictate.models.own_settings import ModelSettings
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.ui.model_shelf import ModelDetails
from dictate.wording.message import message

_LIKE_THE_CATALOGUE = {
    "base": (147_882_941, "base", 72_600_000, 279),
    "small": (486_212_187, "small", 241_700_000, 458),
    "hurt": (78_204_372, "tiny", 37_800_000, 183),
}
"""Bytes, family, parameters and memory, in the order of the real sizes (resources/models/catalogue.toml)."""


_MEASURED = CheckReport("", 0.0, True, (), "cpu", "int8", 2, 0.8, 0.04, 222.0, 335.0)


def model_row(name: str, state: str, *, chosen: bool = False, problem: str = "", downloaded_bytes: int = 0) -> ModelRow:
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
        folder="" if state == "available" else f"/models/{name}",
        check=None if state in ("available", "broken") else _MEASURED,
        downloaded_bytes=downloaded_bytes,
        completed=(message("The tokenizer is that of the base model."),) if name == "mine" else (),
    )


class FakeShelf:
    """Models in memory; a download waits until the test lets it go on."""

    def __init__(self) -> None:
        self.states = {"base": "ready", "mine": "ready", "small": "available", "hurt": "broken"}
        self.go_on = threading.Event()
        self.download_fails = False
        self.added: list[AddRequest] = []
        self.asks = ""
        self.tells = ""
        self.downloaded: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.check_waits = False
        self.loaded = ""
        self.own: dict[str, ModelSettings] = {}
        self.card = "# Whisper, at home\n\nTrained on *my* voice, with 40 sentences.\n\n- names: 44 of 48 right"

    def rows(self, chosen: str) -> list[ModelRow]:
        problem = {"hurt": "model.bin is too short."}
        return [
            model_row(
                name,
                state,
                chosen=name == chosen,
                problem=problem.get(name, ""),
                downloaded_bytes=self.downloaded.get(name, 0),
            )
            for name, state in self.states.items()
        ]

    def download(self, name: str, observer: Observer) -> None:
        if self.download_fails:
            raise DictateError("No network.", "Check the connection.")
        observer.progress(Stage.DOWNLOADING, 45, 100)
        if self.tells:
            observer.notice(self.tells)
        while not self.go_on.wait(0.01):
            if observer.cancelled():
                self.downloaded[name] = 45 * _LIKE_THE_CATALOGUE[name][0] // 100
                raise CancelledError("The download")
        self.states[name] = "ready"

    def add(self, request: AddRequest, observer: Observer) -> str:
        self.added.append(request)
        if self.asks and not (request.name or request.base):
            raise AnswerNeededError(self.asks)
        self.states[request.name or "added"] = "ready"
        return request.name or "added"

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
        if self.downloaded.pop(name, 0):
            return
        del self.states[name]

    def rename(self, name: str, new_name: str) -> None:
        self.states = {new_name if each == name else each: state for each, state in self.states.items()}

    def details(self, name: str) -> ModelDetails:
        return ModelDetails(name, self.own.get(name, ModelSettings()), self.card)

    def set_own(self, name: str, settings: ModelSettings) -> None:
        self.own[name] = settings

    def folder(self) -> Path:
        return Path("/models")
