"""Kinds of arguments that several commands take, for argparse's `type`."""

import argparse
from collections.abc import Callable

from dictate.text.language_codes import language_code_of
from dictate.text.languages import own_languages
from dictate.translation.catalogue import translated
from dictate.wording.message import message

AUTOMATIC = "auto"


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A kind of argument that is a whole number between these two."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            wrong = message("must be a whole number between {lowest} and {highest}", lowest=lowest, highest=highest)
            raise argparse.ArgumentTypeError(translated(wrong))
        return number

    return read


def language_code(text: str) -> str:
    """A language that Whisper knows, or the user has a table of, such as de or pt-br; or auto."""
    code = text.strip().lower()
    if code == AUTOMATIC or code in own_languages():
        return code
    known = language_code_of(code)
    if not known:
        raise argparse.ArgumentTypeError(translated(message("must be a code such as en or de, or auto")))
    return known
