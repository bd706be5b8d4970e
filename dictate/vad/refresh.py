"""Keeps a recurrent detector awake through long pauses. Pure; called from the gate thread.

Silero's memory has no end: after 15 s of loud noise it heard the next sentence 1.9 s late, while a detector that
knew only the last seconds heard it at once (docs/audio.md). So, in quiet, the memory is rebuilt from recent audio.
"""

from collections import deque
from typing import Protocol

from dictate.audio.block import Samples

REFRESH_AFTER_HOPS = 125
"""4 s of quiet. More often costs false alarms in noise, less often is late again."""

WARM_UP_HOPS = 62
"""2 s: a detector that has heard less takes the middle of a noise for the beginning of a voice."""


class ResettableDetector(Protocol):
    def probability(self, hop: Samples) -> float:
        """The probability in [0, 1] that the next 512 samples hold speech."""
        ...

    def reset(self) -> None:
        """Forget everything heard so far."""
        ...


class RefreshedDetector:
    """A detector whose memory is rebuilt from the last 2 s whenever nothing was voiced for 4 s."""

    def __init__(self, detector: ResettableDetector, quiet_below: float) -> None:
        """`quiet_below` is the probability under which a hop cannot belong to speech."""
        self._detector = detector
        self._quiet_below = quiet_below
        self._quiet_hops = 0
        self._recent: deque[Samples] = deque(maxlen=WARM_UP_HOPS)

    def probability(self, hop: Samples) -> float:
        probability = self._detector.probability(hop)
        self._recent.append(hop.copy())
        self._quiet_hops = self._quiet_hops + 1 if probability < self._quiet_below else 0
        if self._quiet_hops >= REFRESH_AFTER_HOPS:
            self._quiet_hops = 0
            self._detector.reset()
            for heard in self._recent:
                self._detector.probability(heard)
        return probability
