"""A program for windows to stand before: everything they ask for, in memory, with something in it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from dictate.audio.contract import Device
from dictate.doctor.doctor import Check, Finding, Health
from dictate.errors import DictateError
from dictate.events import Level
from dictate.history.record import Delivery, HistoryRecord, TextVersion, VersionKind
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.keyboard.uinput import setup_command, undo_command
from dictate.settings.settings import Settings
from dictate.text.transcript import Transcript, Word
from dictate.trial.recommendation import MeasuredWait
from dictate.ui.bridge import SessionBridge
from dictate.ui.file_work import FileText, StoppedError
from dictate.ui.windows import WindowParts
from dictate.wording.message import message
from tests.fakes.comparison import FakeComparisonDesk
from tests.fakes.control import FakeControl
from tests.fakes.language_model_shelf import FakeLanguageModelShelf
from tests.fakes.model_shelf import FakeShelf
from tests.fakes.rereading import FakeRereading
from tests.fakes.settings_access import MemorySettings

MICROPHONES = (
    Device("alsa_input.pci", "Built-in Audio Analogue Stereo", is_default=True),
    Device("alsa_input.usb", "Studio USB Microphone"),
)
SENTENCES = (
    "Please send me the minutes of yesterday's meeting before noon.",
    "The second chapter needs a clearer beginning.\n\nIt should say what the reader will get from it.",
    "Grüße aus Köln – bis morgen!",
    "Remember to water the plants and to call the plumber about the kitchen tap.",
)


class FakeMeter:
    """A microphone that hears what the test says."""

    def __init__(self) -> None:
        self.on_level: Callable[[Level], None] = lambda _level: None

    def start(self, device: str, on_level: Callable[[Level], None], on_end: Callable[[str], None]) -> None:
        self.on_level = on_level

    def stop(self) -> None:
        self.on_level = lambda _level: None


class FakeFileWork:
    """Finishes recordings at once, refuses texts, and never ends a lecture."""

    def __init__(self) -> None:
        self._never = threading.Event()

    def transcribe(
        self, path: Path, heard_until: Callable[[float, float | None], None], stopped: Callable[[], bool]
    ) -> FileText:
        if path.suffix == ".txt":
            raise DictateError(f"{path.name} is not an audio or video file.", "Choose a recording.")
        if path.stem == "lecture":
            heard_until(1750.0, 3600.0)
            while not self._never.wait(0.02):
                if stopped():
                    raise StoppedError
        heard_until(65.0, 65.0)
        return FileText(SENTENCES[1], (Transcript(SENTENCES[1], 0.4, 64.0, "en"),))

    def close(self) -> None:
        pass


def checks() -> tuple[Check, ...]:
    """One part of each health."""
    findings = {
        ("microphone", "Microphone"): Finding(
            Health.OK, message("{device} at {volume}.", device="Built-in Audio Analogue Stereo", volume="80%")
        ),
        ("model", "Model"): Finding(Health.OK, message("{model} is installed.", model="base")),
        ("typing", "Typing"): Finding(
            Health.WARNING,
            message("Dictate cannot type here; it copies each text to the clipboard, and you paste it."),
            setup_command(),
        ),
        ("uinput", "Virtual keyboard"): Finding(
            Health.WARNING,
            message("You have no access to the virtual keyboard (/dev/uinput)."),
            message("The command under “{part}” mends this, too.", part=message("Typing")),
        ),
        ("tray", "Tray"): Finding(
            Health.WARNING,
            message("The desktop has no tray."),
            message(
                "On GNOME install the extension AppIndicator and KStatusNotifierItem Support; a window is shown until"
                " then."
            ),
        ),
    }

    def check(name: str, title: str, finding: Finding) -> Check:
        return Check(name, title, lambda: finding)

    return tuple(check(name, title, finding) for (name, title), finding in findings.items())


def filled_history(path: Path) -> HistoryStore:
    """A dozen dictations."""
    store = HistoryStore(path)
    for number in range(12):
        text = SENTENCES[number % len(SENTENCES)]
        store.add(
            HistoryRecord(
                id=f"u{number}",
                started_at=1_790_000_000.0 + number * 3_700,
                duration_s=4.0 + number,
                text=text,
                raw_text=text,
                language="en",
                model="base",
                delivery=Delivery.COPIED if number % 5 == 3 else Delivery.TYPED,
                note="The layout cannot type every character." if number % 5 == 3 else "",
                audio_file=f"u{number}",
                segments=_segments(text),
            )
        )
    store.add_version(
        "u11",
        TextVersion(
            1_790_050_000.0, VersionKind.TRANSCRIBED, "mine", SENTENCES[3], SENTENCES[3], _segments(SENTENCES[3])
        ),
    )
    return store


def doubtful_dictation(text: str, doubts: Mapping[str, float]) -> HistoryRecord:
    """A dictation of which the model was sure but for these words, with the probabilities that it gave them."""
    words = tuple(
        Word(f" {word}", 0.3 * place, 0.3 * place + 0.3, doubts.get(word, 0.97))
        for place, word in enumerate(text.split())
    )
    segments = segments_json([Transcript(text, 0.0, 0.3 * len(words), "en", words)])
    return HistoryRecord("doubtful", 1_790_100_000.0, 0.3 * len(words), text, text, language="en", segments=segments)


def _segments(text: str) -> str:
    """A segment a paragraph, each word with a time and how sure the model was of it."""
    transcripts = []
    for number, paragraph in enumerate(text.split("\n\n")):
        begins = 3.0 * number
        words = tuple(
            Word(f" {word}", begins + 0.2 * place, begins + 0.2 * place + 0.2, 0.35 + (place * 37 % 60) / 100)
            for place, word in enumerate(paragraph.split())
        )
        transcripts.append(Transcript(paragraph, begins, begins + 0.2 * len(words), "en", words))
    return segments_json(transcripts)


def window_parts(history: HistoryStore) -> WindowParts:
    """Everything filled; the settings have one option away from its default."""
    settings = Settings()
    typing = dataclasses.replace(settings.typing, route="paste")
    return WindowParts(
        settings=MemorySettings(dataclasses.replace(settings, typing=typing)),
        bridge=SessionBridge(),
        control=FakeControl(),
        history=history,
        shelf=FakeShelf(),
        language_models=FakeLanguageModelShelf(),
        comparison=FakeComparisonDesk(recorded=11),
        file_work=FakeFileWork(),
        meter=FakeMeter(),
        microphones=lambda: MICROPHONES,
        type_text=lambda _text: None,
        checks=checks,
        recording_of=lambda record: Path("recording.flac") if record.audio_file else None,
        rereading=FakeRereading(),
        undo_typing_right=undo_command(),
        measure_wait=lambda name: MeasuredWait(name, "base", 4.6, 0.21),
    )
