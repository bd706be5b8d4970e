"""The recognizer's process: `python -m dictate.asr.worker`, started by `dictate.workers.supervisor`.

Imports nothing of the engine until a model is to be loaded, so that it is there at once and can say what is wrong.
"""

import dataclasses
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dictate.asr import wire
from dictate.errors import DictateError
from dictate.models.store import held_for_loading
from dictate.workers.framing import Frame
from dictate.workers.serve import serve

if TYPE_CHECKING:
    from dictate.asr.engine import Engine


class RecognizerWorker:
    """Answers load, encode_ahead, transcribe and detect_language."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._held = ExitStack()

    def load(self, request: Frame) -> Frame:
        from dictate.asr.loading import load_model  # noqa: PLC0415 - half a second, and only when it is needed

        self._engine = None
        self._held.close()
        choice = wire.choice_from_json(request.header["choice"])
        # Held as long as this process has the model in memory, however it ends: `models remove` then refuses.
        self._held.enter_context(held_for_loading(choice.folder))
        loaded = load_model(choice, wire.policy_from_json(request.header["policy"]))
        self._engine = loaded.engine
        return Frame({"in_use": dataclasses.asdict(loaded.in_use), "warm_up_s": loaded.warm_up_s})

    def encode_ahead(self, request: Frame) -> Frame:
        wanted = wire.request_from_json(request.header["request"])
        self._loaded().encode_ahead(wire.segment_from(request), wanted)
        return Frame({})

    def transcribe(self, request: Frame) -> Frame:
        segment = wire.segment_from(request)
        wanted = wire.request_from_json(request.header["request"])
        return Frame({"transcript": dataclasses.asdict(self._loaded().transcribe(segment, wanted))})

    def detect_language(self, request: Frame) -> Frame:
        segment = wire.segment_from(request)
        language, probability = self._loaded().detect_language(segment, tuple(request.header["among"]))
        return Frame({"language": language, "probability": probability})

    def _loaded(self) -> "Engine":
        if self._engine is None:
            raise DictateError("No model is loaded.", "Choose a model in the settings.")
        return self._engine


def main() -> int:
    worker = RecognizerWorker()
    handlers = {
        "load": worker.load,
        "encode_ahead": worker.encode_ahead,
        "transcribe": worker.transcribe,
        "detect_language": worker.detect_language,
    }
    return serve(handlers, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
