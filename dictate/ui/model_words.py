"""Models in sentences, in the user's language. Pure."""

from collections.abc import Sequence

from dictate.models.overview import ModelRow
from dictate.ui.translation import translate as _


def description(row: ModelRow) -> str:
    """What is known of a model, and what is wrong with it."""
    if row.problem:
        return row.problem
    if row.check is not None and not row.check.trusted:
        return "\n".join(row.check.sentences())
    facts = [row.title or row.name]
    if row.parameters:
        facts.append(_("{count} million parameters").format(count=round(row.parameters / 1e6)))
    if row.memory_mb:
        facts.append(_("takes {megabytes} MB of memory in use").format(megabytes=row.memory_mb))
    if row.check is not None:
        speed = _("needs {seconds} s for a second of speech")
        facts.append(speed.format(seconds=f"{row.check.real_time_factor:.2f}"))
    if row.publisher:
        who = (
            row.publisher
            if row.official
            else _("{publisher}, not one of Whisper's makers").format(publisher=row.publisher)
        )
        facts.append(_("published by {who}").format(who=who))
    return "; ".join(facts) + "."


def verdict(name: str, faults: Sequence[str]) -> str:
    """How a model did in its check."""
    if not faults:
        return _("{name} passed its check.").format(name=name)
    return "\n".join([_("{name} did not pass its check.").format(name=name), *faults])
