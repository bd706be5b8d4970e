"""The clipboard of this session, the best that works."""

import os
from collections.abc import Mapping

from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.wayland_clipboard import WaylandClipboard
from dictate.keyboard.x11_clipboard import X11Clipboard


def all_clipboards(environment: Mapping[str, str] = os.environ) -> tuple[Clipboard, ...]:
    """Every clipboard there is, the best for this session first; for the doctor too."""
    clipboards: tuple[Clipboard, ...] = (WaylandClipboard(environment), X11Clipboard(environment))
    return tuple(sorted(clipboards, key=lambda clipboard: -clipboard.usable().score))


def session_clipboard(environment: Mapping[str, str] = os.environ) -> Clipboard | None:
    """The best clipboard that works in this session; None where none does."""
    best = all_clipboards(environment)[0]
    return best if best.usable() else None
