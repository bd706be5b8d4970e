"""Takes out of a text what a bug report must not hold: quoted words, and names of people in paths. Pure."""

import getpass
import re
from pathlib import Path

_QUOTED = re.compile(r"“[^”]*”?|„[^“]*“?")
_CHARACTER = re.compile(r"\S+ \(U\+[0-9A-F]{4,6}\)")
"""How a typist names a character that the layout lacks: in some scripts it is a word."""
_PERSONAL_FOLDER = re.compile(r"(?:/var)?/home/[^/\s:'\"]+|(?:/run)?/media/[^/\s:'\"]+")
_NAMES_OF_NOBODY = ("root", "user", "dictate")
_SHORTEST_NAME = 3


def without_words(text: str) -> str:
    """`text` without quotations and single characters: only there do our sentences repeat what somebody said."""
    return _CHARACTER.sub("…", _QUOTED.sub("“…”", text))


def without_names(text: str) -> str:
    """`text` with the home folder as ~, and without the name of whoever is logged in."""
    text = _PERSONAL_FOLDER.sub("~", text.replace(str(Path.home()), "~"))
    name = _login_name()
    if len(name) < _SHORTEST_NAME or name in _NAMES_OF_NOBODY:
        return text
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return ""
