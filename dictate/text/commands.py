"""Spoken commands: "new line", "comma", "scratch that".

A command is obeyed only where it stands alone: between pauses, at the ends of the text, or as a sentence of its own.
Phrases that people also say in earnest ("period.", "press enter") need the pauses. Several commands in a row count as
one. The tables are in resources/languages and may be changed by the user.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import assert_never

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable, SpokenCommand
from dictate.text.layout.spans import Words, words_of
from dictate.text.letters import capital, lower, upper
from dictate.text.pieces import Piece, replacements_for
from dictate.wording.message import message

PAUSE_S = 0.3
"""Silence that sets a command apart."""
STRETCH_PAUSE_S = 0.7
"""Silence at which a stretch of speech begins that "scratch that" takes back."""
_QUOTING = '"“”„«»()[]'
_SENTENCE_MARKS = ".!?…"
_MODEL_MARKS = ".,;:!?…"


class Action(Enum):
    """What a command does; the value is its name in the tables."""

    NEW_LINE = "new-line"
    NEW_PARAGRAPH = "new-paragraph"
    MARK = "mark"
    """A mark that sticks to the word before it."""
    OPENING_MARK = "opening-mark"
    """A mark that sticks to the word behind it."""
    JOINING_MARK = "joining-mark"
    """A mark without space on either side."""
    SPACED_MARK = "spaced-mark"
    """A mark with a space on either side."""
    BULLET = "bullet"
    NUMBERED = "numbered"
    ALL_CAPS = "all-caps"
    END_CAPS = "end-caps"
    CAPITALIZE = "capitalize"
    NO_SPACE = "no-space"
    SCRATCH = "scratch"
    UNDO = "undo"
    PRESS_ENTER = "press-enter"


@dataclass(frozen=True)
class FoundCommand:
    """`command` covers the words from `first` to before `end`."""

    first: int
    end: int
    action: Action
    text: str = ""


@dataclass
class _Said(Piece):
    """A piece that remembers whether "scratch that" goes back to it."""

    begins_stretch: bool = False


@dataclass
class _Output:
    pieces: list[_Said] = field(default_factory=list)
    capitals: bool = False
    capitalize_next: bool = False
    lower_next: bool = False
    number: int = 0
    take_back_previous: int = 0


def obey(text: Text, language: LanguageTable, enter_allowed: bool = False) -> Text:
    """`text` with its commands carried out. Raises DictateError for a table with an unknown action."""
    words = words_of(text, language)
    commands = _resolved(list(find_commands(words, enter_allowed)))
    literals = dict(_literals(words))
    if not commands and not literals:
        return text
    by_first = {command.first: command for command in commands if command.first >= 0}
    output = _Output(take_back_previous=sum(command.first < 0 for command in commands))
    index = 0
    while index < len(words):
        command = by_first.get(index)
        if command is not None:
            _carry_out(command, output)
            index = command.end
        elif index in literals:
            index = literals[index]
        else:
            _say(words, index, output, text.content)
            index += 1
    return _written(text, words, output, literals)


def phrases_of(language: LanguageTable) -> tuple[tuple[str, ...], ...]:
    """The phrases of all commands, for the recognizer to ask for where it wrote something like them."""
    return tuple((phrase,) for command in language.commands for phrase in command.phrases)


def find_commands(words: Words, enter_allowed: bool = False) -> Iterator[FoundCommand]:
    """The commands that stand alone, in order."""
    table = words.language.commands
    literal_ends = {end for _, end in _literals(words)}
    index = 0
    while index < len(words):
        run = list(_run_at(words, index, table))
        if not run or index in literal_ends:
            index += 1
            continue
        end = run[-1][0].end
        need_pause = any(command.needs_pause for _, command in run)
        if _stands_alone(words, index, end, need_pause) or (not need_pause and _begins_sentence(words, index, end)):
            for found, _ in run:
                if found.action is not Action.PRESS_ENTER or (enter_allowed and found.end == len(words)):
                    yield found
            index = end
        else:
            index += 1


def _run_at(words: Words, index: int, table: tuple[SpokenCommand, ...]) -> Iterator[tuple[FoundCommand, SpokenCommand]]:
    """The commands that follow each other from `index` on."""
    while True:
        best: tuple[int, SpokenCommand] | None = None
        for command in table:
            length = words.match(index, command.phrases)
            if length and (best is None or length > best[0]):
                best = (length, command)
        # Nobody says the quotation marks or brackets of a command: "Period," with them is somebody's words.
        if best is None or any(mark in words.part(index, index + best[0]) for mark in _QUOTING):
            return
        length, command = best
        yield FoundCommand(index, index + length, _action(command), command.text), command
        index += length


def _action(command: SpokenCommand) -> Action:
    try:
        return Action(command.action)
    except ValueError as error:
        raise DictateError(
            message(
                "The spoken command '{phrase}' has the unknown action '{action}'.",
                phrase=command.phrases[0],
                action=command.action,
            ),
            message("Use one of: {actions}.", actions=", ".join(action.value for action in Action)),
        ) from error


def _stands_alone(words: Words, first: int, end: int, need_pause: bool) -> bool:
    return _is_apart(words, first, need_pause) and _is_apart(words, end, need_pause)


def _begins_sentence(words: Words, first: int, end: int) -> bool:
    """Whether the words stand before the first comma of a sentence: "New paragraph, hello."."""
    return words.is_capitalized(first) and words.word(end - 1).endswith(",") and _is_apart(words, first, False)


def _is_apart(words: Words, index: int, need_pause: bool) -> bool:
    """Whether something new begins at the word: the text, speech behind a pause, or a sentence."""
    if index in (0, len(words)):
        return True
    pause = words.pauses[index]
    if pause is not None and (pause.at_joint or pause.seconds >= PAUSE_S):
        return True
    return not need_pause and words.word(index - 1).rstrip("\"')”’")[-1:] in tuple(_SENTENCE_MARKS)


def _literals(words: Words) -> Iterator[tuple[int, int]]:
    """Places where "literal" stands before what would be a command, as (first word of the escape, of the command)."""
    for index in range(len(words)):
        length = words.match(index, words.language.literal)
        if not length:
            continue
        run = list(_run_at(words, index + length, words.language.commands))
        if run and _stands_alone(words, index, run[0][0].end, run[0][1].needs_pause):
            yield index, index + length


def _resolved(commands: list[FoundCommand]) -> list[FoundCommand]:
    """Each "undo" with the command before it gone; where there is none, it takes back the dictation before."""
    kept: list[FoundCommand] = []
    undone: list[FoundCommand] = []
    for command in commands:
        if command.action is not Action.UNDO:
            kept.append(command)
            continue
        # The words of an undone command and of the undo itself are still no words of the text.
        undone.append(FoundCommand(command.first, command.end, Action.UNDO))
        place = next((at for at in reversed(range(len(kept))) if kept[at].action is not Action.UNDO), None)
        if place is None:
            undone.append(FoundCommand(-1, -1, Action.UNDO))
        else:
            gone = kept.pop(place)
            undone.append(FoundCommand(gone.first, gone.end, Action.UNDO))
    return sorted([*kept, *undone], key=lambda command: command.first)


def _say(words: Words, index: int, output: _Output, content: str) -> None:
    start, end = words.spans[index]
    written = content[start:end]
    pause = words.pauses[index]
    begins = words.ends_sentence(index - 1) if index else True
    if pause is not None and (pause.at_joint or pause.seconds >= STRETCH_PAUSE_S):
        begins = True
    if output.capitals:
        written = upper(written, words.language.code)
    elif output.capitalize_next:
        written = _capitalized(written, words.language.code)
    elif output.lower_next and words.bare(index) in words.language.common_words and words.bare(index) != "i":
        written = lower(written[:1], words.language.code) + written[1:]
    output.capitalize_next = output.lower_next = False
    output.pieces.append(_Said(written, (start, end), begins_stretch=begins))


def _capitalized(word: str, code: str) -> str:
    place = next((index for index, letter in enumerate(word) if letter.isalnum()), 0)
    return word[:place] + capital(word[place : place + 1], code) + word[place + 1 :]


def _carry_out(command: FoundCommand, output: _Output) -> None:
    match command.action:
        case Action.NEW_LINE:
            _put(output, _Said("\n", sticks_left=True, sticks_right=True))
            output.capitalize_next = True
        case Action.NEW_PARAGRAPH:
            _put(output, _Said("\n\n", sticks_left=True, sticks_right=True))
            output.capitalize_next = True
        case Action.MARK:
            _drop_model_mark(output)
            _put(output, _Said(command.text, sticks_left=True))
            # French has a narrow space before them.
            output.capitalize_next = command.text.strip() in tuple(".!?")
            # Behind an ellipsis a sentence may go on or begin: as the model has it.
            output.lower_next = not output.capitalize_next and command.text != "…"
        case Action.OPENING_MARK:
            _put(output, _Said(command.text, sticks_right=True))
        case Action.JOINING_MARK:
            _drop_model_mark(output)
            _put(output, _Said(command.text, sticks_left=True, sticks_right=True))
            output.lower_next = True
        case Action.SPACED_MARK:
            _drop_model_mark(output)
            _put(output, _Said(command.text))
            output.lower_next = True
        case Action.BULLET:
            _begin_item(output, "- ")
        case Action.NUMBERED:
            output.number += 1
            _begin_item(output, f"{output.number}. ")
        case Action.ALL_CAPS:
            output.capitals = True
        case Action.END_CAPS:
            output.capitals = False
        case Action.CAPITALIZE:
            output.capitalize_next = True
        case Action.NO_SPACE:
            _drop_model_mark(output)
            _put(output, _Said("", sticks_left=True, sticks_right=True))
            output.lower_next = True
        case Action.SCRATCH:
            _scratch(output)
        case Action.PRESS_ENTER:
            _put(output, _Said("\n", sticks_left=True, sticks_right=True))
        case Action.UNDO:
            pass
        case _:
            assert_never(command.action)


def _put(output: _Output, piece: _Said) -> None:
    output.pieces.append(replace(piece, begins_stretch=True))


def _begin_item(output: _Output, bullet: str) -> None:
    if output.pieces:
        _drop_model_mark(output, only=",")
        if not output.pieces[-1].text.endswith("\n"):
            bullet = "\n" + bullet
    _put(output, _Said(bullet, sticks_left=True, sticks_right=True))
    output.capitalize_next = True


def _drop_model_mark(output: _Output, only: str = _MODEL_MARKS) -> None:
    """The user says the mark: the one that the model put at the pause goes."""
    if output.pieces and output.pieces[-1].source is not None:
        last = output.pieces[-1]
        kept = last.text.rstrip(only)
        if kept:
            last.text = kept


def _scratch(output: _Output) -> None:
    """Takes back what was said since the last pause, sentence or command; the dictation before where there is none."""
    if not output.pieces:
        output.take_back_previous += 1
        return
    while output.pieces:
        gone = output.pieces.pop()
        if gone.begins_stretch:
            # What follows takes its place.
            output.capitalize_next = gone.text[:1].isupper()
            break


def _written(text: Text, words: Words, output: _Output, literals: dict[int, int]) -> Text:
    """The output as replacements in the text, so that what was not touched keeps its place and its pauses."""
    replacements = replacements_for(text.content, output.pieces)
    edited = text.edited("commands", replacements)
    spoken = tuple(_kept_stretches(text, words, edited, replacements, literals))
    return replace(
        edited,
        protected=(*edited.protected, *spoken),
        takes_back_previous=text.takes_back_previous + output.take_back_previous,
    )


def _kept_stretches(
    text: Text, words: Words, edited: Text, replacements: list[Replacement], literals: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Where the words behind "literal" stand now: no later step may touch them."""
    for first in literals.values():
        length = max(words.match(first, each.phrases) for each in words.language.commands)
        start, end = words.spans[first][0], words.spans[first + length - 1][1]
        shift = sum(len(each.text) - (each.end - each.start) for each in replacements if each.end <= start)
        if edited.content[start + shift : end + shift] == text.content[start:end]:
            yield start + shift, end + shift
