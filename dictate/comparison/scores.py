"""How one model did with every recording. Pure."""

from collections import Counter
from dataclasses import dataclass

from dictate.comparison.texts import ReadingText
from dictate.measures.alignment import Misheard, character_errors, misheard
from dictate.measures.word_errors import WordErrors, word_errors, words


@dataclass(frozen=True)
class Outcome:
    """What a model made of one recording of `audio_s` seconds, in `compute_s` seconds of waiting.

    `terms` counts the names and terms in the text, `terms_right` those that were written as they should be.
    """

    clip: str
    text: ReadingText
    heard: str
    audio_s: float
    compute_s: float
    errors: WordErrors
    characters: WordErrors
    misheard: tuple[Misheard, ...]
    terms: int
    terms_right: int


@dataclass(frozen=True)
class ModelScore:
    """A model and its outcomes, in the order of the recordings.

    `base` names the model that it is a fine-tune of, if that takes part as well. `resident_mb` is the memory of the
    recognizer's process in use.
    """

    name: str
    outcomes: tuple[Outcome, ...]
    base: str = ""
    device: str = ""
    compute_type: str = ""
    load_s: float = 0.0
    resident_mb: float = 0.0

    @property
    def errors(self) -> WordErrors:
        return sum((each.errors for each in self.outcomes), WordErrors())

    @property
    def word_error_percent(self) -> float | None:
        return self.errors.rate_percent

    @property
    def character_error_percent(self) -> float | None:
        return sum((each.characters for each in self.outcomes), WordErrors()).rate_percent

    @property
    def recall_percent(self) -> float | None:
        """How many of a hundred names and terms were written right; None when the texts have none."""
        terms = sum(each.terms for each in self.outcomes)
        return 100 * sum(each.terms_right for each in self.outcomes) / terms if terms else None

    @property
    def real_time_factor(self) -> float:
        """Computing time by duration of the recordings."""
        audio_s = sum(each.audio_s for each in self.outcomes)
        return sum(each.compute_s for each in self.outcomes) / audio_s if audio_s else 0.0

    def worst_words(self, most: int = 1000) -> list[tuple[Misheard, int]]:
        """The words it got wrong and how often, the most frequent first."""
        return Counter(each for outcome in self.outcomes for each in outcome.misheard).most_common(most)


def outcome_of(
    clip: str, text: ReadingText, heard: str, *, audio_s: float, compute_s: float, own_words: tuple[str, ...] = ()
) -> Outcome:
    """Compare what was heard with the text. `own_words` are the user's vocabulary: those in the text are terms too."""
    said = words(text.text, text.language)
    terms = {each: words(each, text.language) for each in (*text.terms, *own_words)}
    wanted = {tuple(parts) for parts in terms.values() if parts and _contains(said, parts)}
    got = words(heard, text.language)
    return Outcome(
        clip=clip,
        text=text,
        heard=heard,
        audio_s=audio_s,
        compute_s=compute_s,
        errors=word_errors(text.text, heard, text.language),
        characters=character_errors(text.text, heard, text.language),
        misheard=misheard(text.text, heard, text.language),
        terms=len(wanted),
        terms_right=sum(_contains(got, list(parts)) for parts in wanted),
    )


def _contains(text: list[str], parts: list[str]) -> bool:
    return any(text[place : place + len(parts)] == parts for place in range(len(text) - len(parts) + 1))
