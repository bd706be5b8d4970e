"""The headless run: the whole pipeline on the recording that the project ships, the text on stdout.

What `make run` does on a machine without a display. Nothing is kept: history and journal live in a temporary folder.
"""

import re
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from dictate.asr.client import WorkerRecognizer
from dictate.audio.file_recorder import FileRecorder
from dictate.audio.journal import Journal
from dictate.audio.journal_keeper import JournalKeeper
from dictate.errors import DictateError
from dictate.events import Finished, HeardNothing, Problem, SessionEvent
from dictate.history.store import HistoryStore
from dictate.keyboard.stdout_typist import StdoutTypist
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.settings.settings import Settings
from dictate.system.resource_files import resource
from dictate.wiring.wiring import GateMaker, compose_for, model_choice, prepare_for, recognizer_request


@dataclass(frozen=True)
class Sample:
    """A recording and the words that are spoken in it."""

    audio: Path
    transcript: str

    @classmethod
    def shipped(cls) -> "Sample":
        """Raises DictateError when the program was installed without it."""
        audio, text = resource("sample", "sample.flac"), resource("sample", "sample.txt")
        if not audio.is_file() or not text.is_file():
            raise DictateError("The sample recording is missing.", "Install Dictate again.")
        return cls(audio, text.read_text(encoding="utf-8").strip())


def run_sample(settings: Settings) -> int:
    """Dictate the sample; 0 if the text equals its transcript but for case and punctuation. Raises DictateError."""
    sample = Sample.shipped()
    # The words were spoken in English, whatever language the user dictates in.
    settings = replace(settings, general=replace(settings.general, language="en"))
    model_choice(settings)
    events: list[SessionEvent] = []
    with tempfile.TemporaryDirectory(prefix="dictate-") as folder:
        journal = JournalKeeper(Journal(Path(folder) / "journal", settings.recordings))
        session = Session(
            Parts(
                settings=lambda: settings,
                recorder=FileRecorder(sample.audio, real_time=False),
                new_gate=GateMaker(),
                recognizer=WorkerRecognizer(settings.recognition),
                choose_model=model_choice,
                request=recognizer_request,
                prepare=prepare_for,
                compose=compose_for,
                preview=compose_for,
                typist=StdoutTypist(),
                history=HistoryStore(Path(folder) / "history.sqlite3"),
                journal=journal,
                notify=events.append,
            )
        )
        session.start()
        session.wait_idle()
        session.close()
        # It still compresses the recording, in the folder that is about to go.
        journal.close()
    return _verdict(sample, events)


def words(text: str) -> list[str]:
    """Lower-case words without punctuation, for comparing."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.findall(r"[\w']+", folded)


def _verdict(sample: Sample, events: list[SessionEvent]) -> int:
    for event in events:
        match event:
            case Finished(_, text, _, note):
                if note:
                    print(f"dictate: {note}", file=sys.stderr)
                if words(text) == words(sample.transcript):
                    return 0
                print("dictate: the text differs from the transcript of the sample.", file=sys.stderr)
                return 1
            case HeardNothing():
                raise DictateError("The detector heard no speech in the sample.", "Run `dictate doctor`.")
            case Problem(problem, mend):
                raise DictateError(problem, mend)
            case _:
                continue
    raise DictateError("The sample came to no end.", "Run `dictate doctor`.")
