"""Models in sentences, in the user's language. Pure."""

from collections.abc import Sequence

from dictate.models.check import Fault
from dictate.models.overview import ModelRow
from dictate.ui.interface_language import decimal
from dictate.ui.languages import language_title
from dictate.ui.translation import translate as _
from dictate.ui.translation import translated


def description(row: ModelRow) -> str:
    """What is known of a model, and before it what is wrong with it."""
    lines = []
    if row.problem:
        lines.append(translated(row.problem))
    elif row.check is not None:
        lines += [fault_sentence(Fault[name]) for name in row.check.faults]
    lines.append("; ".join(_facts(row)) + ".")
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
        facts.append(_("from {source}").format(source=row.source))
    return facts


def speed_words(real_time_factor: float) -> str:
    """Computing time per second of speech, as the country writes numbers."""
    return decimal(real_time_factor, 2)


def search_text(row: ModelRow) -> str:
    """Everything that a search may find a model by."""
    languages = " ".join(language_title(code) for code in row.languages)
    facts = (row.name, row.title, row.family, languages, row.licence, row.publisher, row.source, row.original_format)
    return " ".join(facts)


def fault_sentence(fault: Fault) -> str:
    """What is wrong with a model, and what helps."""
    sentences = {
        Fault.ENDLESS: _(
            "It repeats itself without end: the training data lacked the end-of-text token. Train again with labels "
            "that keep it. Dictate cuts such loops off, but the model will be slow."
        ),
        Fault.NOTHING: _(
            "It wrote nothing, although the recording is clear speech: the training went wrong, or its weights "
            "overflowed in float16. Add it with: dictate models add FOLDER --quantization float32"
        ),
        Fault.OTHER_LANGUAGE: _(
            "It answered in another language. Set its language in its settings, or train with the right language token."
        ),
        Fault.OTHER_WORDS: _(
            "What it wrote has little to do with what was said: its tokenizer may be that of another model, or the "
            "training went too far."
        ),
    }
    return sentences[fault]


def verdict(name: str, faults: Sequence[Fault]) -> str:
    """How a model did in its check."""
    if not faults:
        return _("{name} passed its check.").format(name=name)
    return "\n".join([_("{name} did not pass its check.").format(name=name), *map(fault_sentence, faults)])
