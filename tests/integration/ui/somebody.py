"""What somebody at a screen says, and what the running program tells them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np

from dictate.audio.files import read_audio
from dictate.history.record import Delivery
from dictate.history.store import HistoryStore
from dictate.system.resource_files import resource
from tests.integration.audio_rig import Int16Samples
from tests.integration.ui.conftest import Display


def sample() -> Int16Samples:
    """The recording that comes with the program, at 16 kHz."""
    return np.round(read_audio(resource("sample", "sample.flac")) * 32767).astype(np.int16)


def status(display: Display) -> dict[str, str]:
    """What the running program says of itself; empty where none runs."""
    asked = display.python("-m", "dictate", "status", "--json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: bytes = asked.communicate(timeout=30)[0]
    told: dict[str, str] = json.loads(answer) if answer else {}
    return told


def typed(display: Display) -> str:
    """The text of the last dictation, once it was typed."""
    path = Path(display.environment["HOME"]) / ".local/share/dictate/history.sqlite3"
    if not path.exists():
        return ""
    store = HistoryStore(path)
    try:
        record = store.last()
    finally:
        store.close()
    return record.text if record is not None and record.delivery is Delivery.TYPED else ""
