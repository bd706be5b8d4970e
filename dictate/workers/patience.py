"""How long a worker may take, counted in its own time: what it computes, and what it sleeps without need.

A machine that is starved of processors or memory, or whose disk is slow, makes a healthy worker take many times longer;
ending it then and beginning anew would only take longer still. So while one of its threads wants to run, or waits for
the disk, only the processor time that it was given counts; while all of them sleep, all time does. A worker that hangs
or computes without end is found in the same time as by the clock. Any one thread.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LONGEST_BY_THE_CLOCK = 5
"""However little of its own time it took, a worker is given up after so many times the limit."""


@dataclass(frozen=True)
class Activity:
    """`cpu_s` is the processor time since the process began, `is_held_up` whether a thread could use more of it."""

    cpu_s: float
    is_held_up: bool


def process_activity(pid: int) -> Activity:
    """What /proc says (proc(5)); of a process that is gone, that it sleeps."""
    cpu_ticks, states = 0, set()
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        try:
            # The second field, the thread's name, may hold spaces and parentheses: count from the last one.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        states.add(fields[0])
        cpu_ticks += int(fields[11]) + int(fields[12])
    return Activity(cpu_ticks / os.sysconf("SC_CLK_TCK"), bool(states & {"R", "D"}))


class Patience:
    """Says again and again whether to go on waiting. For one wait and one thread."""

    def __init__(
        self,
        limit_s: float,
        activity: Callable[[], Activity],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit_s` is in the worker's own time; five times as much by `clock`, in seconds, is the end anyway."""
        self._limit_s = limit_s
        self._activity = activity
        self._clock = clock
        self._began_s = self._looked_s = clock()
        self._before = activity()
        self._own_s = 0.0

    @property
    def is_over(self) -> bool:
        """Look at the worker: what has passed since the last look is counted by what it does now."""
        now_s, now = self._clock(), self._activity()
        passed_s = now_s - self._looked_s
        used_s = max(0.0, now.cpu_s - self._before.cpu_s)
        held_up = now.is_held_up or self._before.is_held_up
        self._own_s += min(passed_s, used_s) if held_up else passed_s
        self._looked_s, self._before = now_s, now
        return self._own_s >= self._limit_s or now_s - self._began_s >= LONGEST_BY_THE_CLOCK * self._limit_s
