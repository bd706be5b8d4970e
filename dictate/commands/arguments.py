"""Kinds of arguments that several commands take, for argparse's `type`."""

import argparse
import re
from collections.abc import Callable

from dictate.translation.catalogue import translated
from dictate.wording.message import message

AUTOMATIC = "auto"
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{2,8})?")


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
    """A language such as de or pt-br, or auto, however it is written."""
    code = text.strip().lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(code):
        raise argparse.ArgumentTypeError(translated(message("must be a code such as en or de, or auto")))
    return code
