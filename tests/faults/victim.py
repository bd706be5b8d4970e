"""The program that is broken: the real session with all that keeps words safe, without Qt, microphone and keyboard.

`python -m tests.faults.victim HOME MODEL_FOLDER` dictates what HOME/plan.json says and logs each step to HOME/log.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np

from dictate.asr.contract import ModelChoice
from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, AudioBlock, Samples
from dictate.audio.contract import RecordingReport
from dictate.audio.journal import Journal
from dictate.audio.journal_keeper import JournalKeeper, KeptRecording
from dictate.audio.journal_writer import JournalWriter
from dictate.errors import DictateError
from dictate.events import Cancelled, Finished, HeardNothing, Problem, SessionEvent
from dictate.history.record import Delivery
from dictate.history.store import HistoryStore, open_history
from dictate.keyboard.contract import Route, TypingReport
from dictate.recovery.recovery import look_back
from dictate.remote import control_socket
from dictate.remote.instance_lock import only_instance
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.settings.settings import Settings
from dictate.system.paths import history_file, journal_dir
from dictate.system.usable import Usable
from dictate.text.pipeline import TextContext
from dictate.wiring.wiring import GateMaker, compose_for, prepare_for, recognizer_request
from tests.faults.formatter import formatter
from tests.faults.home import AFTER_NAME, ENTRY, Appender, Home
from tests.faults.plan import Accident, Dictation, Life, read_life
from tests.faults.recognizers import recognizer_of
from tests.faults.settings import settings_for
from tests.faults.speech import speak
from tests.faults.told import OVER

AGAIN = "again"
"""An argument: started a second time, it is to do nothing but find that out."""

_KEY_S = 0.002
_BACK_S = 3600.0
"""As far as a clock is set back that stood on summer time."""
_PATIENCE_S = 240.0


class Journaling(JournalKeeper):
    """The real one; it tells which utterance each dictation became."""

    def __init__(self, folder: Journal, began: Callable[[str], None]) -> None:
        super().__init__(folder)
        self._began = began

    def open(self, utterance_id: str, started_at: float) -> KeptRecording:
        self._began(utterance_id)
        return super().open(utterance_id, started_at)


class Remembering(HistoryStore):
    """The real one; it knows whose text is typed at the moment, for the entries in the window."""

    typing = "unknown"

    def set_delivery(self, record_id: str, delivery: Delivery, note: str = "") -> None:
        if delivery is Delivery.TYPING:
            self.typing = record_id
        super().set_delivery(record_id, delivery, note)


class Microphone:
    """Speaks the dictation that is inserted, faster than people do, with the accident that befalls it."""

    def __init__(self, log: Callable[[str], None], speed: float) -> None:
        self._log = log
        self._speed = speed
        self._samples: Samples = np.zeros(0, np.float32)
        self._dictation = Dictation("", ())
        self.all_said = Event()
        self._stop = Event()
        self._thread: threading.Thread | None = None

    def insert(self, dictation: Dictation, samples: Samples) -> None:
        self._dictation, self._samples = dictation, samples
        self.all_said.clear()

    def start(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        if self._dictation.accident is Accident.MICROPHONE_REFUSES:
            self.all_said.set()
            raise DictateError("The microphone cannot be opened.", "Plug it in.")
        self._stop.clear()
        self._thread = threading.Thread(target=self._play, args=(on_block, on_end), name="capture", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _play(self, on_block: Callable[[AudioBlock], None], on_end: Callable[[RecordingReport], None]) -> None:
        dictation, samples, problem, overflows = self._dictation, self._samples, "", 0
        turning_point = dictation.amount * len(samples)
        began, position = time.monotonic(), 0
        while position < len(samples) and not self._stop.is_set():
            if (
                dictation.accident is Accident.CLOCK_JUMP_MEANWHILE
                and position <= turning_point < position + BLOCK_SAMPLES
            ):
                jump(-_BACK_S)
                self._log("jumped")
            if dictation.accident is Accident.MICROPHONE_GOES and position >= turning_point:
                problem = "The microphone was unplugged."
                break
            block = AudioBlock(position, samples[position : position + BLOCK_SAMPLES])
            self._stop.wait(
                max(0.0, began + (position + len(block.samples)) / RATE_HZ / self._speed - time.monotonic())
            )
            is_lost = (
                dictation.accident is Accident.OVERFLOW and turning_point <= position < turning_point + RATE_HZ // 4
            )
            if is_lost:
                overflows += 1
                self._log(f"dropped {position}")
            else:
                on_block(block)
            position += len(block.samples)
            self._log(f"spoken {position}")
        self.all_said.set()
        if not problem:
            self._stop.wait()
        on_end(RecordingReport("a recording", position, 0.0, overflows, problem))


class Keyboard:
    """Types into a file; obeys the Typist contract but where the accident is a fault in it."""

    name = "file"

    def __init__(self, window: Appender, history: Remembering, log: Callable[[str], None], twice: bool) -> None:
        self._window = window
        self._history = history
        self._log = log
        self._twice = twice
        self.accidents: dict[str, Dictation] = {}

    def usable(self) -> Usable:
        return Usable(50, "A file.")

    def type(self, text: str, stop: Event) -> TypingReport:
        utterance_id = self._history.typing
        dictation = self.accidents.get(utterance_id, Dictation("", ()))
        if dictation.accident is Accident.TYPIST_ABSENT:
            raise DictateError("There is no keyboard.", "Install the udev rule.")
        for _ in range(2 if self._twice else 1):
            report = self._typed(utterance_id, dictation, text, stop)
        return report

    def _typed(self, utterance_id: str, dictation: Dictation, text: str, stop: Event) -> TypingReport:
        self._window.write(f"{ENTRY}{utterance_id}{AFTER_NAME}")
        for count, character in enumerate(text):
            if stop.is_set():
                return TypingReport(Route.KEYS, text[:count], text[count:], "Stopped.")
            if count >= dictation.amount:
                match dictation.accident:
                    case Accident.TYPIST_STOPS:
                        return TypingReport(Route.KEYS, text[:count], text[count:], "The keyboard is gone.")
                    case Accident.TYPIST_BREAKS:
                        raise OSError("No such device")
                    case Accident.WINDOW_STUCK:
                        stop.wait()
                        continue
                    case _:
                        pass
            self._window.write(character)
            self._log(f"typed {count + 1}")
            time.sleep(_KEY_S)
        return TypingReport(Route.KEYS, text)

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        raise DictateError("Nothing can be taken back here.")

    def before_cursor(self) -> str:
        return ""

    def close(self) -> None:
        """Nothing is open."""


class Victim:
    """The program and its user."""

    def __init__(self, home: Home, model: ModelChoice) -> None:
        self._life: Life = read_life(home.plan)
        self._lines = Appender(home.log)
        self._journal_folder = Journal(journal_dir(), self._settings().recordings)
        self._keeper = Journaling(self._journal_folder, self._began)
        open_history(history_file())[0].close()
        self._history = Remembering(history_file())
        self._microphone = Microphone(self._log, self._life.speed)
        self._keyboard = Keyboard(Appender(home.window), self._history, self._log, self._life.sabotage == "type twice")
        self._present = Dictation("", ())
        self._recognizer = recognizer_of(self._life)
        self._formatter = formatter(home.root) if self._life.formatter else None
        self._context = TextContext(scorer=self._formatter)
        self._session = Session(
            Parts(
                settings=self._settings,
                recorder=self._microphone,
                new_gate=GateMaker(),
                recognizer=self._recognizer,
                choose_model=lambda _settings: model,
                request=recognizer_request,
                prepare=prepare_for,
                compose=lambda now: compose_for(now, self._context),
                preview=compose_for,
                typist=self._keyboard,
                history=self._history,
                journal=self._keeper,
                notify=self._note,
            )
        )

    def run(self) -> None:
        """Dictate the whole life."""
        self._log("ready")
        # As dictate.program.program does; an older Dictate may have left something.
        look_back(self._journal_folder, self._history, self._life.keep_text_days, time.time())
        for dictation in self._life.dictations:
            self._dictate(dictation)
            if dictation.accident is Accident.QUIT:
                break
        self.close()

    def close(self) -> None:
        self._session.close()
        if self._formatter is not None:
            self._formatter.close()
        self._keeper.close()
        self._history.close()

    def _dictate(self, dictation: Dictation) -> None:
        accident = dictation.accident
        if accident is Accident.CLOCK_JUMP:
            jump(dictation.amount)
            self._log("jumped")
        self._present = dictation
        self._log("dictation")
        spoken = speak(dictation.phrases, dictation.pauses_s)
        self._microphone.insert(dictation, spoken.samples)
        if self._life.continuous:
            self._session.toggle_continuous()
        else:
            self._session.start()
        if accident is Accident.CANCEL_RECORDING:
            self._microphone.all_said.wait(dictation.amount * len(spoken.samples) / RATE_HZ / self._life.speed)
            self._cancel()
        if accident is Accident.QUIT:
            self._microphone.all_said.wait(dictation.amount * len(spoken.samples) / RATE_HZ / self._life.speed)
            return
        self._microphone.all_said.wait(_PATIENCE_S)
        self._log("key-up")
        self._session.stop()
        match accident:
            case Accident.CANCEL_WORKING:
                time.sleep(dictation.amount)
                self._cancel()
            case Accident.CANCEL_TYPING | Accident.WINDOW_STUCK:
                self._wait_for_keys()
                time.sleep(dictation.amount / 100)
                self._cancel()
            case Accident.SECOND_KEY:
                return
            case _:
                pass
        self._session.wait_idle(_PATIENCE_S)

    def _wait_for_keys(self) -> None:
        """Until something is typed, or there is nothing to type."""
        before = self._history.typing
        while self._history.typing == before and not self._session.wait_idle(0.02):
            pass

    def _cancel(self) -> None:
        self._log("cancel")
        self._session.cancel()
        self._microphone.all_said.set()

    def _began(self, utterance_id: str) -> None:
        self._keyboard.accidents[utterance_id] = self._present
        self._log(f"began {utterance_id}")

    def _settings(self) -> Settings:
        return settings_for(self._life)

    def _note(self, event: SessionEvent) -> None:
        match event:
            case Finished(utterance_id) | Cancelled(utterance_id) | HeardNothing(utterance_id):
                self._log(f"ended {utterance_id} {type(event).__name__}")
            case Problem(problem, _, utterance_id):
                self._log(f"ended {utterance_id or '-'} Problem: {problem}")
            case _:
                pass

    def let_others_begin(self) -> None:
        """From now on another instance is not the second one, though this process may take a while to end."""
        self._log(OVER)

    def _log(self, line: str) -> None:
        self._lines.write(line + "\n")


def jump(seconds: float) -> None:
    """Set this process's clock forward or back."""
    real = time.time
    time.time = lambda: real() + seconds


def sabotage(what: str) -> None:
    """Break the product as a programmer's mistake would; the judge has to notice."""
    nothing = MagicMock(return_value=None)
    if what == "skip journal":
        JournalWriter.append = nothing  # type: ignore[method-assign]
    elif what == "never sync":
        JournalWriter._sync = nothing  # type: ignore[method-assign]
    elif what == "forget history":
        HistoryStore.add = nothing  # type: ignore[method-assign]


def main() -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(relativeCreated)d %(name)s: %(message)s")
    home, folder = Home(Path(sys.argv[1])), Path(sys.argv[2])
    sabotage(read_life(home.plan).sabotage)
    with only_instance() as is_only:
        if not is_only:
            return 3
        victim = Victim(home, ModelChoice(folder.name, folder))
        if AGAIN in sys.argv:
            victim.close()
            return 0
        remote = SimpleNamespace(do=lambda _word: None, activate=lambda _token: None, status=lambda: None)
        served = control_socket.serve(remote)  # type: ignore[arg-type]
        victim.run()
        victim.let_others_begin()
        served.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
