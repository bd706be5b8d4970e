"""A process ends in order although its background threads are still at work."""

from __future__ import annotations

import subprocess
import sys

ENDS = """
import atexit, sys, threading, time
from dictate.system.safe_exit import end_beside_threads

atexit.register(lambda: print("cleaned up"))
class TakenDown:
    def __del__(self):
        print("taken down")
kept = TakenDown()
threading.Thread(target=lambda: time.sleep({seconds}), daemon={daemon}).start()
print("worked")
end_beside_threads(3)
sys.exit(4)
"""


def ended(seconds: float, *, daemon: bool) -> tuple[int, str]:
    code = ENDS.format(seconds=seconds, daemon=daemon)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


def test_beside_a_thread_that_goes_on_python_is_not_taken_down() -> None:
    assert ended(600, daemon=True) == (3, "worked\ncleaned up\n")


def test_a_thread_that_is_to_be_waited_for_is() -> None:
    assert ended(0.2, daemon=False) == (4, "worked\ncleaned up\ntaken down\n")
