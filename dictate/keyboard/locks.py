"""Caps Lock and Num Lock, and the lamps that tell of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Locks:
    """What is locked. Num Lock changes letters on some layouts: Neo has its fifth level behind it."""

    caps: bool = False
    num: bool = False


@dataclass(frozen=True)
class Lamps:
    """The lamps that are lit on a keyboard."""

    caps: bool = False
    num: bool = False
