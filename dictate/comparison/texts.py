"""Short texts to read aloud."""

import tomllib
from dataclasses import dataclass
from enum import Enum

from dictate.errors import DictateError
from dictate.system.resource_files import resource

FALLBACK = "en"


class TextKind(Enum):
    """What makes a text hard, or where it came from; the value stands in files."""

    ORDINARY = "ordinary"
    TECHNICAL = "technical"
    NAMES = "names"
    FAST = "fast"
    NOISY = "noisy"
    OWN = "own"
    FOLDER = "folder"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class ReadingText:
    """A text in `language` (a Whisper code); `terms` are the words whose spelling is looked at."""

    text: str
    kind: TextKind
    language: str
    terms: tuple[str, ...] = ()


def reading_texts(language: str) -> tuple[ReadingText, ...]:
    """The shipped texts in a language, in English where there are none. Raises DictateError when they are missing."""
    path = resource("reading", f"{language}.toml")
    if not language.isalpha() or not path.is_file():
        if language == FALLBACK:
            raise DictateError("The texts to read are missing.", "Install Dictate again.")
        return reading_texts(FALLBACK)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["text"]
    return tuple(ReadingText(row["text"], TextKind(row["kind"]), language, tuple(row.get("terms", ()))) for row in rows)
