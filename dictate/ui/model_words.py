"""Models in sentences, in the user's language. Pure."""

from collections.abc import Sequence

from dictate.models.check_report import Fault
from dictate.models.overview import ModelRow
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated
from dictate.ui.interface_language import decimal
from dictate.ui.languages import language_title


def description(row: ModelRow) -> str:
    """What is known of a model, and before it what is wrong with it."""
    lines = []
    if row.problem:
        lines.append(translated(row.problem))
    elif row.check is not None:
        lines += map(translated, row.check.sentences())
    lines.append("; ".join(_facts(row)) + ".")
    lines += map(translated, row.completed)
    return "\n".join(lines)


def _facts(row: ModelRow) -> list[str]:
    facts = [row.title or row.name]
    if row.family and row.family not in (row.name, row.title):
        facts.append(_("a Whisper of the size {family}").format(family=row.family))
    if row.parameters:
        facts.append(_("{count} million parameters").format(count=round(row.parameters / 1e6)))
    if row.memory_mb:
        facts.append(_("takes {megabytes} MB of memory in use").format(megabytes=row.memory_mb))
    if row.check is not None:
        speed = _("needs {seconds} s for a second of speech")
        facts.append(speed.format(seconds=speed_words(row.check.real_time_factor)))
    if row.publisher:
        who = (
            row.publisher
            if row.official
            else _("{publisher}, not one of Whisper's makers").format(publisher=row.publisher)
        )
        facts.append(_("published by {who}").format(who=who))
    if row.source:
        facts.append(_("from {source}").format(source=translated(row.source)))
    return facts


def speed_words(real_time_factor: float) -> str:
    """Computing time per second of speech, as the country writes numbers."""
    return decimal(real_time_factor, 2)


def search_text(row: ModelRow) -> str:
    """Everything that a search may find a model by."""
    languages = " ".join(language_title(code) for code in row.languages)
    facts = (row.name, row.title, row.family, languages, row.licence, row.publisher, row.source, row.original_format)
    return " ".join(facts)


def size_words(count: int) -> str:
    """A number of bytes for a narrow column, in powers of ten as disks are sold."""
    if count >= 1e9:
        return _("{gigabytes} GB").format(gigabytes=decimal(count / 1e9, 1))
    return _("{megabytes} MB").format(megabytes=decimal(count / 1e6, 0))


def verdict(name: str, faults: Sequence[Fault]) -> str:
    """How a model did in its check."""
    if not faults:
        return _("{name} passed its check.").format(name=name)
    return "\n".join(
        [_("{name} did not pass its check.").format(name=name), *(translated(fault.value) for fault in faults)]
    )
