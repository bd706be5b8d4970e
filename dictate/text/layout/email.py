"""E-mail: greeting, body in paragraphs, closing, signature, postscript."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.text.layout.breaks import Break, GapEvidence, Layout
from dictate.text.layout.paragraphs import GapScorer, paragraph_layout
from dictate.text.layout.spans import Words
from dictate.text.paragraph_weights import EMAIL_BODY

_MAX_NAME_WORDS = 6
_MAX_CALLED_NAME_WORDS = 3
_MAX_NAME_BEFORE_GREETING_WORDS = 2
_MAX_CLOSING_WORDS = 8
_MAX_SIGNATURE_WORDS = 8
_MAX_LONE_SIGNATURE_WORDS = 3
_MAX_UNKNOWN_FORMULA_WORDS = 4
_MAX_WORDS_BEHIND_FORMULA = 3
_CLOSING_REACH_WORDS = 24
_MAX_POSTSCRIPT_WORDS = 80
_USUAL_SENTENCES = 1.8
_FEWEST_USUAL_WORDS, _MOST_USUAL_WORDS = 15.0, 60.0


@dataclass(frozen=True)
class Frame:
    """The parts around the body: it runs from word `body` to before `closing` or `postscript`, whichever comes first.
    `lines` begin further lines.
    """

    body: int
    closing: int
    postscript: int
    lines: tuple[int, ...] = ()

    @property
    def body_end(self) -> int:
        return min(self.closing, self.postscript)


def email_layout(words: Words, scorer: GapScorer | None = None) -> Layout:
    """A blank line behind the greeting, between the parts of the body, and before the closing; a line for the name."""
    if not len(words):
        return Layout({})
    frame = email_frame(words)
    part = (frame.body, frame.body_end)
    body = paragraph_layout(words, EMAIL_BODY.for_paragraphs_of(_usual_words(words, frame)), scorer, part)
    breaks = dict(body.breaks)
    reasons: dict[int, str] = {}
    parts_begin = (
        (frame.body, "greeting"),
        (_farewell(words, frame), "farewell"),
        (frame.closing, "closing"),
        (frame.postscript, "postscript"),
    )
    for start, reason in parts_begin:
        if 0 < start < len(words):
            breaks[start] = Break.PARAGRAPH
            reasons[start] = reason
    for start in frame.lines:
        breaks[start] = Break.LINE
        reasons[start] = "signature"
    parts = [_part_evidence(words, start, reason, breaks[start]) for start, reason in reasons.items()]
    return Layout(breaks, tuple(sorted((*body.evidence, *parts), key=lambda gap: gap.word)))


def _farewell(words: Words, frame: Frame) -> int:
    """Where the last sentence of the body begins if it is a closing of its own ("Veuillez agréer …"); 0 if not."""
    last = max((start for start, _ in words.sentences if start < frame.body_end), default=0)
    return last if last > frame.body and words.match(last, words.language.email.farewells) else 0


def _usual_words(words: Words, frame: Frame) -> float:
    """How long the paragraphs of this mail would be: a few of the writer's own sentences."""
    inside = sum(start < frame.body_end and end > frame.body for start, end in words.sentences)
    length = (frame.body_end - frame.body) / max(1, inside)
    return min(_MOST_USUAL_WORDS, max(_FEWEST_USUAL_WORDS, _USUAL_SENTENCES * length))


def email_frame(words: Words) -> Frame:
    """Where greeting and closing are; a text with neither is all body."""
    body = _greeting_end(words)
    postscript = _postscript(words, body)
    closing, lines = _closing(words, body, postscript)
    if closing == postscript < len(words):
        # Some write their postscript above the closing.
        closing, lines = _closing(words, postscript, len(words))
    return Frame(body, closing, postscript, lines)


def _part_evidence(words: Words, start: int, reason: str, chosen: Break) -> GapEvidence:
    before = words.part(max(0, start - 4), start)
    return GapEvidence(start, before, words.part(start, min(len(words), start + 4)), {reason: 1.0}, 1.0, chosen)


def _greeting_end(words: Words) -> int:
    """The index of the first word behind the greeting, or 0."""
    end = _one_greeting(words, 0) or _name_before_greeting(words)
    # "Dear Mr. Smith, dear Ms. Jones," is one line.
    while end and (further := _one_greeting(words, end)) and words.word(end - 1).endswith(","):
        end = further
    return end if end < len(words) else 0


def _name_before_greeting(words: Words) -> int:
    """Behind "Анна, здравствуйте!", where the language puts a greeting there; 0 where none is."""
    for place in range(1, min(len(words), _MAX_NAME_BEFORE_GREETING_WORDS + 1)):
        length = words.match(place, words.language.email.greetings_behind)
        if length and words.may_be_name(0) and words.ends_with_mark(place + length - 1):
            return place + length
    return 0


def _one_greeting(words: Words, start: int) -> int:
    length = words.match(start, words.language.email.greetings)
    if not length:
        return 0
    end = start + length
    if words.ends_with_mark(end - 1):
        return _called_name_end(words, end) if words.word(end - 1).endswith(",") else end
    return _marked_name_end(words, end) or _unmarked_name_end(words, end)


def _marked_name_end(words: Words, start: int) -> int:
    """Behind names that a mark ends ("Anna,"), and further ones; 0 where no mark ends names."""
    table, language = words.language.email, words.language
    plain = start + words.match(start, table.groups)
    while plain < len(words) and words.is_capitalized(plain) and not words.ends_with_mark(plain):
        plain += 1
    following = words.bare(plain) if start < plain < len(words) else ""
    is_inside = words.is_capitalized(plain) if following else True
    links = (*language.lists.joiners, *(() if words.match(start, table.groups) else table.name_links))
    is_linked = following in links or bool(words.match(plain, table.greetings))
    if table.name_links and not words.ends_with_mark(plain - 1) and not is_inside and not is_linked:
        # "Hi Anna hope you are well."
        return 0
    for index in range(start, min(len(words), start + _MAX_NAME_WORDS)):
        if _is_first_person(words.bare(index)):
            break
        if words.ends_with_mark(index):
            return _further_names(words, index + 1)
    return 0


def _called_name_end(words: Words, start: int) -> int:
    """Behind "Hello,": the end of the name that is called ("Hello, Anna!"); `start` where none is."""
    table = words.language.email
    group = words.match(start, table.groups)
    if group and words.ends_with_mark(start + group - 1):
        return start + group
    for index in range(start, min(len(words), start + _MAX_CALLED_NAME_WORDS)):
        is_name = words.is_capitalized(index) or words.bare(index) in table.titles
        if not is_name or _is_first_person(words.bare(index)):
            return start
        if words.word(index).endswith(("!", ",")) or words.ends_sentence(index):
            return index + 1
    return start


def _further_names(words: Words, start: int) -> int:
    """Behind "Dear Anna,": the rest of a list of names ("Ben and Carla,") if there is one."""
    joined = False
    for index in range(start, min(len(words), start + _MAX_NAME_WORDS)):
        is_joiner = words.bare(index) in words.language.lists.joiners
        joined = joined or is_joiner
        if not is_joiner and not words.is_capitalized(index):
            return start
        if words.ends_with_mark(index) and joined:
            return index + 1
    return start


def _unmarked_name_end(words: Words, start: int) -> int:
    """Names without a comma behind them ("Hi Anna and Ben we are late"), or who is called instead."""
    group = words.match(start, words.language.email.groups)
    end = start + group if group else _names_end(words, start)
    while not group and start < end < len(words) and words.bare(end) in words.language.lists.joiners:
        further = _names_end(words, end + 1)
        if further == end + 1:
            break
        end = further
    return end if start < end < len(words) else 0


def _names_end(words: Words, start: int) -> int:
    """Behind up to three capitalized words, of which all but the first are none that begin sentences."""
    end = start
    while end < min(len(words), start + 3) and words.is_capitalized(end) and not _is_first_person(words.bare(end)):
        if end > start and words.bare(end) in words.language.common_words:
            break
        end += 1
    return end


def _is_first_person(word: str) -> bool:
    return word == "i" or word.startswith(("i'", "i’"))


def _postscript(words: Words, body: int) -> int:
    """The index of the first word of a postscript; the number of words where there is none.

    It may follow a name without a full stop, so capitals tell it from other words.
    """
    for start in range(max(body + 1, len(words) - _MAX_POSTSCRIPT_WORDS), len(words)):
        length = words.match(start, words.language.email.postscripts)
        if length and (words.word(start).isupper() or words.ends_sentence(start - 1)):
            return start
    return len(words)


def _closing(words: Words, body: int, end: int) -> tuple[int, tuple[int, ...]]:
    """Where the closing begins, and where the lines below it do; `end` where there is none."""
    for start in range(max(body + 1, end - _CLOSING_REACH_WORDS), end):
        if not words.ends_with_mark(start - 1):
            continue
        lines = _closing_lines(words, start, end)
        if lines is not None:
            return start, lines
    return _unknown_formula(words, body, end) or (_lone_signature(words, body, end), ())


def _unknown_formula(words: Words, body: int, end: int) -> tuple[int, tuple[int, ...]] | None:
    """A few words with a comma and a name behind the last sentence of a text that began with a greeting
    ("Happy digging, Alan"), unless they call whom the greeting named.
    """
    start = max(start for start, _ in words.sentences if start < end)
    name = next((index + 1 for index in range(start, end) if words.word(index).endswith(",")), end)
    is_short = name - start <= _MAX_UNKNOWN_FORMULA_WORDS and 0 < end - name <= _MAX_LONE_SIGNATURE_WORDS
    if not body or start <= body or not is_short:
        return None
    called = {words.bare(index) for index in range(body)}
    is_name = all(words.is_capitalized(index) and words.bare(index) not in called for index in range(name, end))
    return (start, (name,)) if is_name else None


def _closing_lines(words: Words, start: int, end: int) -> tuple[int, ...] | None:
    """The beginnings of the lines behind a closing formula at `start`; None where it is none that runs to `end`."""
    table = words.language.email
    possessive = words.match(start, table.possessives, end)
    if possessive and not words.ends_with_mark(start + possessive - 1):
        # "Deine Mia" is one line.
        is_signed = start + possessive < end and _is_signature(words, start + possessive, end)
        return _signature_lines(words, start, end) if is_signed and end - start <= _MAX_SIGNATURE_WORDS else None
    formula = max(possessive, words.match(start, table.closings, end))
    thanks = words.match(start, table.thanks, end)
    if not formula and not thanks:
        return None
    formula_end = _formula_end(words, start + max(formula, thanks), end)
    if formula_end is None or formula_end - start > _MAX_CLOSING_WORDS:
        return None
    if formula_end == end:
        is_short = end - start - formula <= _MAX_WORDS_BEHIND_FORMULA
        return () if (formula >= thanks and is_short) or end - start <= 4 else None
    further = _closing_lines(words, formula_end, end)
    if further is not None:
        # Two formulas in a row: "Thanks, best regards, Anna". A whole sentence of thanks is body.
        return None if thanks > formula and words.ends_sentence(formula_end - 1) else (formula_end, *further)
    opener = formula_end + (words.match(formula_end, table.signature_openers, end) if formula >= thanks else 0)
    if end - formula_end > _MAX_SIGNATURE_WORDS or opener == end:
        return None
    if not _is_signature(words, opener, end) and not (opener > formula_end and end - opener == 1):
        return None
    return (formula_end, *_signature_lines(words, formula_end, end))


def _formula_end(words: Words, start: int, end: int) -> int | None:
    """Behind the mark that ends the formula; names may follow it without a mark ("Love Grandma")."""
    if words.ends_with_mark(start - 1):
        return start
    if start < end and words.is_capitalized(start) and _is_signature(words, start, end):
        return start
    return next((index + 1 for index in range(start, end) if words.ends_with_mark(index)), None)


def _is_signature(words: Words, start: int, end: int) -> bool:
    """Names and titles: it begins with a capital, and no sentence ends before the last word."""
    if not words.may_be_name(start) or _is_first_person(words.bare(start)):
        return False
    if any(words.ends_sentence(index) for index in range(start, end - 1)):
        return False
    if not words.is_capitalized(start):
        # A script without capitals: short enough for a name.
        return end - start <= _MAX_LONE_SIGNATURE_WORDS
    lower = sum(not words.may_be_name(index) for index in range(start, end))
    return lower * 2 <= end - start


def _signature_lines(words: Words, start: int, end: int) -> tuple[int, ...]:
    return tuple(index + 1 for index in range(start, end - 1) if words.word(index).endswith(","))


def _lone_signature(words: Words, body: int, end: int) -> int:
    """A name of up to three words behind the last sentence, in a text that began with a greeting."""
    inside = [start for start, _ in words.sentences if start < end]
    start = inside[-1]
    is_short = 0 < end - start <= _MAX_LONE_SIGNATURE_WORDS
    all_capital = all(words.is_capitalized(index) for index in range(start, end))
    return start if body and start > body and is_short and all_capital else end
