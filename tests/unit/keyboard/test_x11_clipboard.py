"""An X server that misbehaves; the real one is in tests/integration/keyboard."""

import threading

import pytest

from dictate.errors import DictateError
from dictate.keyboard import x11_clipboard
from dictate.keyboard.x11_clipboard import X11Clipboard


def test_a_server_that_takes_the_connection_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen under GNOME Shell: Xlib waits without a limit."""
    done = threading.Event()

    def never_answers(_name: str) -> None:
        done.wait(30)
        raise OSError("closed")

    monkeypatch.setattr(x11_clipboard, "open_display", never_answers)
    monkeypatch.setattr(x11_clipboard, "_CONNECTED_WITHIN_S", 0.05)
    try:
        with pytest.raises(DictateError, match="does not answer"):
            X11Clipboard({"DISPLAY": ":9"}).read()
    finally:
        done.set()
