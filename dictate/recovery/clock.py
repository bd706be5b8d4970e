"""Whether the clock may be believed when things are deleted for their age. May touch the disk; any thread."""

from dataclasses import dataclass
from pathlib import Path

from dictate.system.durable import replace_text
from dictate.system.paths import private_dir, state_dir

BELIEVED_LEAP_S = 7 * 86_400.0
"""Who was away for longer finds what became too old deleted one start later."""

_DOUBTED = "doubted"


def is_clock_believed(now_s: float, folder: Path | None = None) -> bool:
    """Whether the start before this one was at most a week ago, by the same clock; `now_s` is remembered for the next.

    A clock that was set years ahead, as by an empty battery or a wrong hand, would make everything too old at once.
    It is doubted at one start only: somebody who dictates once a month wants old texts deleted, too. `now_s` in
    seconds since the epoch; `folder` instead of the state folder. Where nothing can be remembered, no clock is
    believed. Never raises.
    """
    last = (folder or state_dir()) / "last-start"
    before = _noted(last)
    leapt = before is not None and not before.doubted and now_s - before.at_s > BELIEVED_LEAP_S
    try:
        private_dir(last.parent)
        replace_text(last, f"{now_s:.0f} {_DOUBTED}\n" if leapt else f"{now_s:.0f}\n")
    except OSError:
        return False
    return before is not None and not leapt


@dataclass(frozen=True)
class _Start:
    """A start that was noted, in seconds since the epoch; `doubted` when its clock had leapt."""

    at_s: float
    doubted: bool


def _noted(last: Path) -> _Start | None:
    try:
        at_s, _, doubted = last.read_text(encoding="ascii")[:64].strip().partition(" ")
        return _Start(float(at_s), doubted == _DOUBTED)
    except (OSError, ValueError):
        return None
