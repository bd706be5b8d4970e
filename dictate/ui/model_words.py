"""Models in sentences, in the user's language. Pure."""

from collections.abc import Sequence

from dictate.models.check import Fault
from dictate.models.overview import ModelRow
from dictate.ui.translation import translate as _


def description(row: ModelRow) -> str:
    """What is known of a model, and what is wrong with it."""
    if row.problem:
        return row.problem
    if row.check is not None and not row.check.trusted:
        return "\n".join(fault_sentence(Fault[name]) for name in row.check.faults)
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
