"""Asks every part how it is. The command line, the doctor page and the flatpak check show what it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from dictate.errors import DictateError


class Health(Enum):
    OK = "ok"
    WARNING = "warning"
    """Dictation works, but not everything."""
    BROKEN = "broken"
    """Dictation does not work until this is mended."""


@dataclass(frozen=True)
class Finding:
    """What a part says of itself: one sentence of evidence, and the one command or step that mends it."""

    health: Health
    evidence: str
    mend: str = ""
    details: tuple[str, ...] = ()
    """Further lines, such as the score and reason of every back end."""


@dataclass(frozen=True)
class Check:
    """A part that can be asked, again and again. `examine` blocks, may raise DictateError, and changes nothing."""

    id: str
    title: str
    examine: Callable[[], Finding]


@dataclass(frozen=True)
class Diagnosis:
    """What a check found."""

    id: str
    title: str
    finding: Finding


def diagnose(check: Check) -> Diagnosis:
    """Ask one part; a DictateError is a finding, too."""
    try:
        finding = check.examine()
    except DictateError as error:
        finding = Finding(Health.BROKEN, error.problem, error.mend)
    return Diagnosis(check.id, check.title, finding)


def would_work(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether a dictation would reach a window now."""
    return all(each.finding.health is not Health.BROKEN for each in diagnoses)
