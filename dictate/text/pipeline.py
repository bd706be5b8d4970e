"""From what the recognizer heard to the text that is typed: small pure steps in an order that the user may change.

May be called from any thread; with a `GapScorer` it blocks as long as that does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dictate.errors import DictateError
from dictate.text.assembly import assemble
from dictate.text.cleanup.addresses import with_addresses
from dictate.text.cleanup.fillers import without_fillers
from dictate.text.cleanup.numbers import with_digits
from dictate.text.cleanup.quotes import with_straight_quotes, with_typographic_quotes
from dictate.text.cleanup.repeats import without_repeats
from dictate.text.cleanup.sentence_case import with_capital_after_greeting, with_sentence_case
from dictate.text.cleanup.spacing import continued, joined_to, with_ending
from dictate.text.cleanup.written_forms import with_written_forms
from dictate.text.code import as_code
from dictate.text.commands import obey
from dictate.text.correction_requests import (
    NO_WINDOW,
    CorrectionRequest,
    Open,
    WindowState,
    Write,
    opens_window,
    request_of,
)
from dictate.text.corrections import escaped, find_correction
from dictate.text.document import Edit, Replacement, Text
from dictate.text.evidence import with_pauses
from dictate.text.languages import LanguageTable, language_table
from dictate.text.layout.modes import Mode, lay_out
from dictate.text.layout.paragraphs import GapScorer
from dictate.text.options import TextOptions
from dictate.text.punctuation import PunctuationScorer, wants_marks, with_punctuation
from dictate.text.replacements import with_replacements
from dictate.text.rewriting import OFF, RewriteMode, Rewriter, with_rewriting
from dictate.text.transcript import Transcript
from dictate.text.vocabulary import Script, Vocabulary
from dictate.wording.message import message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TextContext:
    """What is known about the place where the text will stand.

    `before` are the texts of earlier dictations that are known to stand right before the cursor, the newest last.
    `mode` and `language`
    go before the options' mode and the transcripts' language. `in_terminal` tells that the window is no place for
    prose. `vocabulary` holds the user's words. `scorer` is a language model for layout and
    rewriting, if one is in use.
    `window` tells of the correction window, `writes_marks` whether the model writes punctuation, where that is known.
    """

    before: tuple[str, ...] = ()
    mode: Mode | None = None
    language: str | None = None
    in_terminal: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    scorer: GapScorer | None = None
    window: WindowState = NO_WINDOW
    writes_marks: bool | None = None


@dataclass(frozen=True)
class PipelineResult:
    """`text` is to be typed, `raw_text` is what the recognizer wrote; `edits` lead from one to the other, a group for
    each step (`dictate.text.document.undone` reverses them). `takes_back_previous` is how many dictations before this
    one a spoken command took back; where it `corrects`, `text` is that of the dictation before with a correction.
    With a `request` nothing is typed: all that was said is for the correction window.
    `notes` are sentences for the user about what was left out and why.
    """

    text: str
    raw_text: str
    edits: tuple[tuple[Edit, ...], ...]
    mode: Mode
    takes_back_previous: int = 0
    notes: tuple[str, ...] = ()
    corrects: bool = False
    request: CorrectionRequest | None = None


@dataclass(frozen=True)
class StepInput:
    """What a step may look at besides the text; `heard` is the text before any step."""

    options: TextOptions
    context: TextContext
    mode: Mode
    language: LanguageTable
    heard: str = ""

    @property
    def is_prose(self) -> bool:
        return self.mode is not Mode.CODE and not self.context.in_terminal


@dataclass(frozen=True)
class Step:
    """`is_wanted` looks at the options only; `apply` is pure and raises DictateError when it cannot do its work."""

    is_wanted: Callable[[StepInput], bool]
    apply: Callable[[Text, StepInput], Text]


def process(
    transcripts: Sequence[Transcript], options: TextOptions, context: TextContext | None = None
) -> PipelineResult:
    """The text to type. Never raises DictateError: a step that fails is left out, and a note says so."""
    context = context or TextContext()
    raw = with_pauses(assemble(transcripts), transcripts)
    mode = context.mode or Mode(options.mode)
    notes: list[str] = []
    language = LanguageTable()
    try:
        language = language_table(context.language or (transcripts[0].language if transcripts else None))
    except DictateError as error:
        notes.append(error.sentence)
    given = StepInput(options, context, mode, language, raw.content)
    about_text_before = _about_text_before(raw, given, tuple(notes))
    if about_text_before is not None:
        return about_text_before
    text = raw
    for name in options.order:
        step = STEPS.get(name)
        if step is None:
            notes.append(
                message(
                    "There is no text step '{name}'; it is left out. The steps are: {names}.",
                    name=name,
                    names=", ".join(STEPS),
                )
            )
        elif step.is_wanted(given):
            text = _applied(name, step, text, given, notes)
    told = tuple(dict.fromkeys((*notes, *text.notes)))
    return PipelineResult(text.content, raw.content, text.edits, mode, text.takes_back_previous, told)


def _about_text_before(raw: Text, given: StepInput, notes: tuple[str, ...]) -> PipelineResult | None:
    """What a dictation that only corrects the one before comes to; None for one that has words to type."""
    context, language = given.context, given.language
    if context.window.listens:
        request = request_of(raw.content, language, context.window.shown)
        if isinstance(request, Write) and not context.window.has_focus:
            # A window that came up behind others must not swallow words unnoticed.
            notes = (*notes, "This went to the correction window, which is open; 'cancel' closes it.")
        return _for_window(request, raw, given.mode, notes) if request is not None else None
    if not given.options.spoken_commands:
        return None
    if context.window.can_open and opens_window(raw.content, language):
        return _for_window(Open(context.before[-1] if context.before else ""), raw, given.mode, notes)
    if not context.before or not given.is_prose:
        return None
    correction = find_correction(raw.content, context.before[-1], language)
    if correction is None:
        return None
    if not correction.marked:
        edits = raw.edited("correction", [Replacement(0, len(raw.content), correction.text)]).edits
        return PipelineResult(correction.text, raw.content, edits, given.mode, 1, notes, corrects=True)
    if context.window.can_open:
        return _for_window(Open(correction.text, correction.marked), raw, given.mode, notes)
    note = f"To correct '{correction.marked}', say 'replace {correction.marked} with' and the right words."
    return replace(_for_window(None, raw, given.mode, notes), notes=(*notes, note))


def _for_window(request: CorrectionRequest | None, raw: Text, mode: Mode, notes: tuple[str, ...]) -> PipelineResult:
    gone = raw.edited("correction", [Replacement(0, len(raw.content), "")])
    return PipelineResult("", raw.content, gone.edits, mode, notes=notes, request=request)


def _without_escape(text: Text, given: StepInput) -> Text:
    before = given.context.before
    kept = escaped(text.content, before[-1], given.language) if before else ""
    if not kept:
        return text
    # No later step may take these words for a command.
    edited = text.edited("commands", [Replacement(0, len(text.content) - len(kept), "")])
    return replace(edited, protected=(*edited.protected, (0, len(kept))))


def _obey(text: Text, given: StepInput) -> Text:
    return obey(_without_escape(text, given), given.language, given.options.press_enter_command)


def _before(text: Text, given: StepInput) -> str:
    """What will stand before the cursor once the text takes back what it takes back; "" when that is not known."""
    standing = given.context.before[: max(0, len(given.context.before) - text.takes_back_previous)]
    return standing[-1] if standing else ""


def _applied(name: str, step: Step, text: Text, given: StepInput, notes: list[str]) -> Text:
    try:
        return step.apply(text, given)
    except DictateError as error:
        logger.warning("text step %s left out: %s", name, error.problem)
        notes.append(error.sentence)
        return text


def _punctuation(text: Text, given: StepInput) -> Text:
    """Only for models that write no marks."""
    if not wants_marks(given.heard, given.context.writes_marks):
        return text
    scorer = given.context.scorer if given.options.use_language_model else None
    if not isinstance(scorer, PunctuationScorer):
        return with_punctuation(text, given.language, None)
    try:
        return with_punctuation(text, given.language, scorer)
    except DictateError as error:
        logger.warning("the language model gave no marks: %s", error.problem)
        return _noted(with_punctuation(text, given.language, None), error)


def _rewriting(text: Text, given: StepInput) -> Text:
    rewriter = given.context.scorer
    if not isinstance(rewriter, Rewriter):
        raise DictateError(
            "The text was not rewritten: no language model is in use.",
            "Choose an instruct model in the settings, or set text.rewriting to off.",
        )
    mode = RewriteMode(given.options.rewriting)
    return with_rewriting(text, rewriter, mode, given.options.rewriting_wish, given.language.code)


def _sentence_case(text: Text, given: StepInput) -> Text:
    if given.options.sentence_case:
        text = with_sentence_case(text, given.language, _before(text, given))
    return with_capital_after_greeting(text, given.language) if given.mode is Mode.EMAIL else text


def _layout(text: Text, given: StepInput) -> Text:
    options, context = given.options, given.context
    scorer = context.scorer if options.use_language_model else None
    try:
        return lay_out(text, given.mode, given.language, options.paragraphs_from_words, scorer)[0]
    except DictateError as error:
        if scorer is None:
            raise
        logger.warning("the language model gave no scores: %s", error.problem)
        return _noted(_layout(text, replace(given, context=replace(given.context, scorer=None))), error)


def _noted(text: Text, error: DictateError) -> Text:
    """With the reason why the language model did not help, once."""
    return text if error.sentence in text.notes else replace(text, notes=(*text.notes, error.sentence))


def _quotes(text: Text, given: StepInput) -> Text:
    if given.options.quotes == "typographic" and given.is_prose:
        return with_typographic_quotes(text, given.language)
    return with_straight_quotes(text)


_ENDINGS = {"space": " ", "newline": "\n", "nothing": ""}


def _ending(text: Text, given: StepInput) -> Text:
    return with_ending(text, _ENDINGS[given.options.ending] if given.is_prose else "")


def _joint(text: Text, given: StepInput) -> Text:
    before = _before(text, given)
    return joined_to(continued(text, before, given.language.code) if given.is_prose else text, before)


def _replacements(text: Text, given: StepInput) -> Text:
    return with_replacements(text, given.context.vocabulary.all_rules(Script(given.options.vocabulary_script)))


STEPS: Mapping[str, Step] = {
    "code": Step(lambda given: given.mode is Mode.CODE, lambda text, given: as_code(text, given.language)),
    "commands": Step(
        lambda given: given.options.spoken_commands and given.mode is not Mode.CODE,
        _obey,
    ),
    "punctuation": Step(lambda given: given.is_prose, _punctuation),
    "fillers": Step(
        lambda given: given.options.remove_fillers, lambda text, given: without_fillers(text, given.language)
    ),
    "repeats": Step(
        lambda given: given.options.remove_repeats, lambda text, given: without_repeats(text, given.language)
    ),
    "replacements": Step(lambda given: given.options.use_vocabulary, _replacements),
    "addresses": Step(lambda given: given.options.addresses, lambda text, given: with_addresses(text, given.language)),
    "written-forms": Step(
        lambda given: given.options.written_forms, lambda text, given: with_written_forms(text, given.language)
    ),
    "numbers": Step(lambda given: given.options.numbers, lambda text, given: with_digits(text, given.language)),
    "sentence-case": Step(
        lambda given: (given.options.sentence_case or given.mode is Mode.EMAIL) and given.is_prose,
        _sentence_case,
    ),
    "rewriting": Step(lambda given: given.options.rewriting != OFF and given.is_prose, _rewriting),
    "layout": Step(lambda given: given.mode is not Mode.CODE, _layout),
    "quotes": Step(lambda given: given.options.quotes != "as-heard", _quotes),
    "ending": Step(lambda _: True, _ending),
    "joint": Step(lambda given: given.options.join_to_previous, _joint),
}
