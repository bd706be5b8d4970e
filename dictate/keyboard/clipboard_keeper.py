"""A process that keeps a text on the clipboard after the program has ended, until something else replaces it.

On X11 and Wayland a text lives as long as the program that offers it. Started as `python -m`; the text comes on
standard input, so that it shows in no list of processes.
"""

import argparse
import contextlib
import sys
import time
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.clipboards import session_clipboard
from dictate.keyboard.keeping import READY

_LOOK_EVERY_S: Final = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sensitive", action="store_true")
    arguments = parser.parse_args()
    text = sys.stdin.buffer.read().decode()
    clipboard = session_clipboard()
    if clipboard is None:
        return 1
    try:
        clipboard.offer(text, sensitive=arguments.sensitive)
    except DictateError:
        return 1
    sys.stdout.buffer.write(READY + b"\n")
    sys.stdout.close()
    while clipboard.is_ours():
        time.sleep(_LOOK_EVERY_S)
    clipboard.close()
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
