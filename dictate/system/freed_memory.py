"""Freed memory goes back to the system: a program that waits for a key all day should not hold what it no longer needs.

By itself glibc keeps an arena for each thread that ever asked it for memory, and what was freed at their ends
(mallopt(3)): 16 MB after two dictations.
"""

import ctypes

_M_TRIM_THRESHOLD = -1
_M_ARENA_MAX = -8
_ARENAS = 2
_KEPT_BYTES = 128 * 1024


def return_freed_memory() -> bool:
    """Tell the C library, before the first thread starts; False where it is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, _ARENAS) and mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES))
