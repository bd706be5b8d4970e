"""How well a back end fits the session it finds itself in (after Vorta's self-scoring keyrings)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Usable:
    """A back end's judgement of itself: the highest score that opens wins, the next is tried on failure.

    `score` is 0 when it cannot work here, up to 100 for a perfect fit. `reason` is one sentence that
    `dictate doctor` prints; `mend` is the one command or step that would make it usable, or empty.
    """

    score: int
    reason: str
    mend: str = ""

    def __bool__(self) -> bool:
        return self.score > 0
