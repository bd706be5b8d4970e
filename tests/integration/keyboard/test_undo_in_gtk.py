"""What undoing accepts is taken back exactly by GTK, which deletes some letters whole and takes others apart."""

import json
import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.keyboard.text_forms import clean_lines
from dictate.keyboard.undo import backspaces_for
from tests.integration.keyboard.desktop import x_server
from tests.integration.keyboard.test_every_text import TEXTS

PROGRAM = Path(__file__).with_name("gtk_backspaces.py")
LETTERS_PER_MARK = 4
EVERY = 10
"""One character in so many, for the time it takes. All were tried once."""


def accepted(text: str) -> bool:
    try:
        return bool(text) and backspaces_for(text) == len(text)
    except DictateError:
        return False


def script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def texts() -> Iterator[str]:
    """Single characters, each mark on a few letters of its script, and words of many languages."""
    no_text = ("Cc", "Cs", "Cn", "Co")
    characters = [chr(code) for code in range(0x20, 0x20000) if unicodedata.category(chr(code)) not in no_text]
    yield from characters[::EVERY]
    yield from (character for character in characters if unicodedata.decomposition(character))
    letters: dict[str, list[str]] = {}
    for character in characters:
        if unicodedata.category(character).startswith("L"):
            letters.setdefault(script(character), []).append(character)
    chance = random.Random(1)
    every_letter = [letter for some in letters.values() for letter in some]
    for mark in (character for character in characters if unicodedata.category(character).startswith("M")):
        bases = letters.get(script(mark), every_letter)
        for base in chance.sample(bases, min(LETTERS_PER_MARK, len(bases))):
            yield from (base + mark, base + mark + base)
    yield from (word for text in TEXTS for word in clean_lines(text).split(" "))


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.mark.desktop
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_as_many_backspaces_as_undo_sends_leave_nothing(version: str, display: str) -> None:
    lines = [json.dumps(text) for text in texts() if accepted(text)]
    environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11"}
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, str(PROGRAM), version]
    pipes = {"input": "\n".join(lines), "capture_output": True, "text": True}
    done = subprocess.run(command, check=False, timeout=250, env=environment, **pipes)
    if "Namespace Gtk not available" in done.stderr or "No module named 'gi'" in done.stderr:
        pytest.skip(f"not installed: GTK {version} for Python")
    assert done.returncode == 0, done.stderr
    print(f"GTK {version}: {len(lines)} texts")
    assert json.loads(done.stdout) == []
