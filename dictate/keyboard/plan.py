"""The way a whole text takes into the window, chosen before the first key. Pure."""

from dataclasses import dataclass
from typing import Final

from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import Route
from dictate.keyboard.keystroke import Keystroke
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.text_forms import ascii_form, clean_lines, code_point, typable_form, untypable_reason
from dictate.wording.message import message

_NAMED_CHARACTERS: Final = 5


@dataclass(frozen=True)
class PlannedCharacter:
    """One character and its keystrokes; more than one keystroke means a dead key or Compose."""

    character: str
    keystrokes: tuple[Keystroke, ...]

    @property
    def composed(self) -> bool:
        return len(self.keystrokes) > 1


@dataclass(frozen=True)
class Plan:
    """What will be done with a text.

    `text` is what will stand in the window: the given text with uniform line ends, in a canonically equivalent form,
    with plain quotes where the user chose so. `characters` are its keystrokes on the routes by keys, else empty.
    `reason` says why the route is not plain keys; empty when it is.
    """

    route: Route
    text: str
    characters: tuple[PlannedCharacter, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Means:
    """What this session can do besides keys."""

    can_paste: bool
    can_copy: bool
    prefer_paste: str = ""
    """Why this window should rather get a paste than keys; empty when keys are as good."""


def plan(text: str, characters: CharacterMap | None, layout_reason: str, options: TypingOptions, means: Means) -> Plan:
    """Choose the route for a text.

    `characters` is the map of the layout in force, None when it is not known for certain: then `layout_reason` says
    why. A text that cannot be brought in whole is not brought in at all: route NONE, with the reason.
    """
    refusal = untypable_reason(clean_lines(text))
    if refusal:
        return Plan(Route.NONE, text, reason=refusal)
    whole = clean_lines(text)
    if options.route == "copy":
        return _without_keys(whole, message("Copying was chosen in the settings."), Means(False, means.can_copy))
    if options.route == "paste" and means.can_paste:
        return Plan(Route.PASTE, whole, reason="Pasting was chosen in the settings.")
    if options.route == "keys":
        means = Means(False, means.can_copy)
    if characters is None:
        return _without_keys(whole, layout_reason, means)
    return _with_keys(whole, characters, options, means)


def _with_keys(whole: str, characters: CharacterMap, options: TypingOptions, means: Means) -> Plan:
    if means.can_paste:
        if means.prefer_paste:
            return Plan(Route.PASTE, whole, reason=means.prefer_paste)
        if 0 < options.paste_from_characters < len(whole):
            return Plan(
                Route.PASTE,
                whole,
                reason=message("The text is longer than {count} characters.", count=options.paste_from_characters),
            )
        if options.newline == "paste" and "\n" in whole:
            return Plan(Route.PASTE, whole, reason="The text has several lines, and the settings paste those.")
        if "\t" in whole:
            return Plan(Route.PASTE, whole, reason="The text has tabs, and a Tab key moves on to the next field.")

    typed = _form_for_keys(whole, characters, options)
    planned = []
    missing = []
    for character in typed:
        keystrokes = _keystrokes(character, characters, options)
        if keystrokes is None:
            missing.append(character)
        else:
            planned.append(PlannedCharacter(character, keystrokes))
    if missing:
        return _without_keys(
            whole, message("The keyboard layout cannot type {characters}.", characters=_name(missing)), means
        )

    composed = sum(character.composed for character in planned)
    if not composed:
        return Plan(Route.KEYS, typed, tuple(planned))
    if composed > options.composed_limit and means.can_paste:
        return Plan(
            Route.PASTE,
            whole,
            reason=message(
                "{composed} characters need dead keys, which programs may put out of order.", composed=composed
            ),
        )
    return Plan(Route.COMPOSED_KEYS, typed, tuple(planned), reason="Some characters need dead keys or Compose.")


def _form_for_keys(whole: str, characters: CharacterMap, options: TypingOptions) -> str:
    def can_type(character: str) -> bool:
        return characters.keystrokes(character) is not None

    typed = typable_form(whole, can_type)
    return ascii_form(typed, can_type) if options.typographic == "ascii" else typed


def _keystrokes(character: str, characters: CharacterMap, options: TypingOptions) -> tuple[Keystroke, ...] | None:
    # Pasting new lines was chosen, but there is no pasting here: Shift+Enter at least sends no message.
    if character == "\n" and options.newline in ("shift-enter", "paste"):
        shift_enter = characters.chords.shift_enter
        return None if shift_enter is None else (shift_enter,)
    return characters.keystrokes(character)


def _without_keys(whole: str, reason: str, means: Means) -> Plan:
    if means.can_paste:
        return Plan(Route.PASTE, whole, reason=reason)
    if means.can_copy:
        return Plan(Route.COPY, whole, reason=reason)
    return Plan(Route.NONE, whole, reason=message("{reason} There is no clipboard to paste from.", reason=reason))


def _name(missing: list[str]) -> str:
    different = list(dict.fromkeys(missing))
    shown = ", ".join(
        f"{character} ({code_point(character)})" if character.isprintable() else code_point(character)
        for character in different[:_NAMED_CHARACTERS]
    )
    rest = len(different) - _NAMED_CHARACTERS
    return f"{shown} and {rest} more" if rest > 0 else shown
