"""Opens X displays for whoever needs one: python-xlib prints its warnings to standard output, which is for answers."""

import contextlib
import sys

from Xlib.display import Display


def open_display(name: str | None = None) -> Display:
    """The display of that name, or of the environment. Any thread.

    Raises Xlib.error.DisplayError, Xlib.error.ConnectionClosedError or OSError.
    """
    with contextlib.redirect_stdout(sys.stderr):
        return Display(name)
