"""A comparison in sentences, in the user's language. Pure."""

from dictate.comparison.scores import ModelScore
from dictate.comparison.texts import TextKind
from dictate.comparison.verdict import Finding, Verdict
from dictate.measures.alignment import Misheard
from dictate.measures.bootstrap import Interval
from dictate.translation.catalogue import translate as _
from dictate.ui.interface_language import decimal

_WORST_WORDS = 40


def kind_title(kind: TextKind) -> str:
    titles = {
        TextKind.ORDINARY: _("Ordinary"),
        TextKind.TECHNICAL: _("Technical"),
        TextKind.NAMES: _("Names"),
        TextKind.FAST: _("Fast"),
        TextKind.NOISY: _("Noisy"),
        TextKind.OWN: _("Own text"),
        TextKind.FOLDER: _("Audio folder"),
        TextKind.CORRECTED: _("Corrected"),
    }
    return titles[kind]


def kind_hint(kind: TextKind) -> str:
    """How to read a text of this kind."""
    hints = {
        TextKind.FAST: _("Read it fast, as you speak when you are in a hurry."),
        TextKind.NOISY: _("Read it with noise around you: a fan, music, an open window."),
    }
    return hints.get(kind, _("Read it as you would dictate it."))


def number(value: float | None, decimals: int = 1) -> str:
    """A figure as the language of the windows writes it."""
    return "–" if value is None else decimal(value, decimals)


def difference(value: float) -> str:
    """A figure with its sign, which rounding to nothing leaves out."""
    words = number(abs(value))
    if words == number(0.0):
        return words
    return f"+{words}" if value > 0 else f"−{words}"


def verdict_sentence(verdict: Verdict) -> str:
    """What is proven."""
    match verdict.finding:
        case Finding.NOTHING_MEASURED:
            return _("No model could be measured.")
        case Finding.ONE_MODEL:
            return _("{model} was measured alone: there is nothing to compare it with.").format(model=verdict.leader)
        case Finding.TOO_LITTLE:
            sentence = _("No difference proven: {recordings} recordings with {words} words are too few. Read more.")
            return sentence.format(recordings=verdict.recordings, words=verdict.words)
        case Finding.NO_DIFFERENCE:
            sentence = _("No difference proven between {model} and {others}. Read more to find one.")
            return sentence.format(model=verdict.leader, others=", ".join(verdict.equals))
        case Finding.BEST:
            sentence = _("{model} makes the fewest errors: proven with {recordings} recordings and {words} words.")
            return sentence.format(model=verdict.leader, recordings=verdict.recordings, words=verdict.words)


def score_sentences(score: ModelScore, verdict: Verdict) -> str:
    """One model beside the others, and the words it got wrong."""
    sentences = []
    if score.name in verdict.behind_base:
        sentence = _("Against {base}, its base: {difference} errors in 100 words.")
        sentences.append(sentence.format(base=score.base, difference=_interval(verdict.behind_base[score.name])))
    if score.name in verdict.behind_leader:
        sentence = _("Against {model}: {difference} errors in 100 words.")
        sentences.append(sentence.format(model=verdict.leader, difference=_interval(verdict.behind_leader[score.name])))
    wrong = [_pair(pair) + (f" ({times}×)" if times > 1 else "") for pair, times in score.worst_words(_WORST_WORDS)]
    if wrong:
        sentences.append(_("Wrong words: {words}").format(words=", ".join(wrong)))
    else:
        sentences.append(_("Every word was right."))
    return "\n".join(sentences)


def _interval(interval: Interval) -> str:
    values = {"measured": interval.measured, "low": interval.low, "high": interval.high}
    return _("{measured} (between {low} and {high})").format(
        **{name: difference(value) for name, value in values.items()}
    )


def _pair(pair: Misheard) -> str:
    return f"{pair.wanted or '–'} → {pair.heard or '–'}"
