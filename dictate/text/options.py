"""What the user may choose about the text."""

from dataclasses import dataclass

from dictate.wording.options import option

DEFAULT_ORDER = (
    "code",
    "commands",
    "punctuation",
    "fillers",
    "repeats",
    "replacements",
    "addresses",
    "written-forms",
    "numbers",
    "sentence-case",
    "rewriting",
    "layout",
    "quotes",
    "ending",
    "joint",
)
"""The steps of the pipeline by name (dictate.text.pipeline has them)."""


@dataclass(frozen=True)
class TextOptions:
    mode: str = option(
        "paragraphs",
        "How texts are laid out: plain, paragraphs, email, list, chat (one line) or code. All but code keep each word.",
        title="Layout",
        choices=("plain", "paragraphs", "email", "list", "chat", "code"),
    )
    paragraphs_from_words: int = option(
        80,
        "Shorter texts get no paragraphs.",
        title="Paragraphs from",
        minimum=1,
        maximum=100_000,
        unit="words",
    )
    spoken_commands: bool = option(
        False,
        "Obey commands such as 'new line', 'scratch that' or 'all caps' when they stand alone between pauses.",
        title="Spoken commands",
    )
    press_enter_command: bool = option(
        False,
        "Let the spoken command 'press enter' press Enter, which sends the message in many programs.",
        title="Allow 'press enter'",
    )
    remove_fillers: bool = option(False, "Leave out um, uh and the like.", title="Remove fillers")
    remove_repeats: bool = option(
        False, "Leave out words said twice by mistake, as in 'the the'.", title="Remove stutters"
    )
    sentence_case: bool = option(False, "Begin every sentence with a capital.", title="Capitalize sentences")
    numbers: bool = option(
        False, "Write number words from ten on as digits, as in 25 for twenty-five.", title="Numbers as digits"
    )
    written_forms: bool = option(
        False,
        "Write times and amounts of money as one writes them, as in 3:30 pm or $5.20.",
        title="Times and amounts",
    )
    addresses: bool = option(
        False,
        "Write e-mail and web addresses that were said aloud, as in jo@example.org for 'jo at example dot org'.",
        title="Addresses",
    )
    quotes: str = option(
        "straight",
        "Quotation marks and apostrophes: straight as on the keyboard, typographic, or as-heard from the model.",
        title="Quotation marks",
        choices=("straight", "typographic", "as-heard"),
    )
    ending: str = option(
        "space",
        "What follows the text, so that the next dictation does not stick to it: space, newline or nothing.",
        title="After the text",
        choices=("space", "newline", "nothing"),
    )
    join_to_previous: bool = option(
        True,
        "Put a space before the text where the last dictation ended without one.",
        title="Space before",
    )
    use_vocabulary: bool = option(
        True, "Give your words and names to the recognizer and apply your replacements.", title="Vocabulary"
    )
    vocabulary_script: str = option(
        "written",
        "Which form of your words is typed: the written one, or the one in the other script where there is one.",
        title="Script of your words",
        choices=("written", "other"),
    )
    use_language_model: bool = option(
        True,
        "Let an installed language model help to find paragraphs; it cannot change a word.",
        title="Language model for layout",
    )
    rewriting: str = option(
        "off",
        "Let a language model change your words: tidy them, shorten them, make them formal, or do as you write below. "
        "Where a name, a number or the sense might change, your own words are typed.",
        title="Rewriting",
        choices=("off", "tidy", "shorten", "formal", "custom"),
    )
    rewriting_wish: str = option(
        "",
        "What custom rewriting shall do, in a sentence, such as 'Write British English'.",
        title="Instruction for custom rewriting",
    )
    order: tuple[str, ...] = option(
        DEFAULT_ORDER,
        "The order of the steps; a step that is not named is left out.",
        title="Order of the steps",
        advanced=True,
    )
