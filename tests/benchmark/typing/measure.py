"""Inside the virtual machine: types the same texts by every route, and writes what arrived and how long it took."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME, Typist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import open_typist
from tests.benchmark.typing.table import Measured
from tests.desktop.session.bus import SessionBus
from tests.desktop.session.sway import Sway
from tests.desktop.session.texts import TEXTS, repeated
from tests.desktop.session.windows import QtEditor, Terminal, Window

RESULTS = "typing.json"
CHARACTERS = 300
LAYOUTS = ("us", "de", "fr", "ru")
QUIET_S = 6.0
"""After so long without a character the text is over."""

OURS = TypingOptions(composed_guard_ms=800, paste_wait_ms=10_000, paste_from_characters=0)
"""The waits for slow programs are ten times as long as usual: so much slower is the machine."""


def main() -> None:
    output = Path(os.environ["OUT"])
    results: list[Measured] = []
    with SessionBus(), Sway(output) as sway, Terminal(sway, output) as terminal, QtEditor(sway, output) as editor:
        for name, put in routes(sway).items():
            for layout in LAYOUTS:
                for window in (terminal, editor):
                    sway.set_layout(layout)
                    window.take_focus()
                    text = repeated(TEXTS[layout], CHARACTERS)
                    took_s = timed(window, lambda put=put, text=text: put(text))
                    results.append(
                        Measured(
                            route=name,
                            layout=layout,
                            window=window.application,
                            text=text,
                            received=window.received,
                            took_s=took_s,
                        )
                    )
                    (output / RESULTS).write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")


def routes(sway: Sway) -> dict[str, Callable[[str], None]]:
    """Each with its own defaults; ours are open before the time starts, as in the running program."""
    usual = open_typist(OURS)
    keys = open_typist(dataclasses.replace(OURS, route="keys"))
    paste = open_typist(dataclasses.replace(OURS, route="paste"))
    sway.wait_for_keyboard(VIRTUAL_KEYBOARD_NAME)
    return {
        "Dictate": lambda text: _type(usual, text),
        "Dictate, keys": lambda text: _type(keys, text),
        "Dictate, paste": lambda text: _type(paste, text),
        "ydotool": lambda text: _run("ydotool", "type", text),
        "wtype": lambda text: _run("wtype", text),
    }


def timed(window: Window, put: Callable[[], None]) -> float:
    """Seconds until the last character had arrived."""
    began_s = time.monotonic()
    thread = threading.Thread(target=put)
    thread.start()
    seen, seen_s = 0, time.monotonic()
    while thread.is_alive() or time.monotonic() - seen_s < QUIET_S:
        time.sleep(0.02)
        count = len(window.received)
        if count != seen:
            seen, seen_s = count, time.monotonic()
    return seen_s - began_s


def _type(typist: Typist, text: str) -> None:
    typist.type(text, threading.Event())


def _run(*command: str) -> None:
    subprocess.run(command, check=False, timeout=300)


if __name__ == "__main__":
    main()
