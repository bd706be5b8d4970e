"""Whether the clock may be believed when things are deleted for their age. May touch the disk; any thread."""

import contextlib
from pathlib import Path

from dictate.durable import replace_text
from dictate.paths import private_dir, state_dir

BELIEVED_LEAP_S = 7 * 86_400.0
"""Who was away for longer finds what became too old deleted one start later."""


def is_clock_believed(now_s: float, folder: Path | None = None) -> bool:
    """Whether the start before this one was at most a week ago, by the same clock; `now_s` is remembered for the next.

    A clock that was set years ahead, as by an empty battery or a wrong hand, would make everything too old at once.
    `now_s` in seconds since the epoch; `folder` instead of the state folder. Where nothing can be remembered, no clock
    is believed. Never raises.
    """
    place = folder or state_dir()
    last = place / "last-start"
    with contextlib.suppress(OSError, ValueError):
        before_s = float(last.read_text(encoding="ascii")[:32])
        if now_s - before_s <= BELIEVED_LEAP_S:
            return _is_noted(last, now_s)
    _is_noted(last, now_s)
    return False


def _is_noted(last: Path, now_s: float) -> bool:
    try:
        private_dir(last.parent)
        replace_text(last, f"{now_s:.0f}\n")
    except OSError:
        return False
    return True
