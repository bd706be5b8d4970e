"""The recognizer's worker with a script in place of a model: it fails as the lines of the model folder's files say.

`load` and `transcribe` in the folder hold one word a line, each used up by one call: ok, die, hang, garbage.
"""

import dataclasses
import os
import signal
import sys
import time
from pathlib import Path

from dictate.asr import wire
from dictate.asr.contract import ModelInUse
from dictate.errors import DictateError
from dictate.text.transcript import Transcript
from dictate.workers.framing import Frame
from dictate.workers.serve import serve


class ScriptedWorker:
    def __init__(self) -> None:
        self.folder = Path()

    def load(self, request: Frame) -> Frame:
        choice = wire.choice_from_json(request.header["choice"])
        if not choice.folder.is_dir():
            raise DictateError(f"The model {choice.name} is not there: {choice.folder} is no folder.")
        self.folder = choice.folder
        self.act("load")
        in_use = ModelInUse(choice.name, "cpu", "int8", 1, 0.0, multilingual=True)
        return Frame({"in_use": dataclasses.asdict(in_use), "warm_up_s": 0.0})

    def encode_ahead(self, request: Frame) -> Frame:
        self.act("encode_ahead")
        return Frame({})

    def transcribe(self, request: Frame) -> Frame:
        if self.act("transcribe") == "garbage":
            return Frame({"transcript": {"nonsense": 1}})
        segment = wire.segment_from(request)
        wanted = wire.request_from_json(request.header["request"])
        transcript = Transcript("scripted", segment.start / 16000, segment.end / 16000, wanted.language or "en")
        return Frame({"transcript": dataclasses.asdict(transcript)})

    def detect_language(self, request: Frame) -> Frame:
        return Frame({"language": request.header["among"][0], "probability": 0.5})

    def act(self, call: str) -> str:
        script = self.folder / call
        lines = script.read_text().split() if script.is_file() else []
        word = lines.pop(0) if lines else "ok"
        if script.is_file():
            script.write_text("\n".join(lines))
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "hang":
            time.sleep(600)
        return word


if __name__ == "__main__":
    worker = ScriptedWorker()
    handlers = {
        "load": worker.load,
        "encode_ahead": worker.encode_ahead,
        "transcribe": worker.transcribe,
        "detect_language": worker.detect_language,
    }
    sys.exit(serve(handlers, sys.argv[1:]))
