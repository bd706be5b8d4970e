"""A model card (README.md): its text, and the facts at its head: licence, languages, base model.

Only the plain lines of its YAML front matter are read, not YAML: the file is a stranger's.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "README.md"
_MOST_BYTES = 1 << 20
_LINE = re.compile(r"(license|language|base_model)\s*:\s*(.*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PLAIN = re.compile(r"[A-Za-z0-9._/+-]{1,120}")


@dataclass(frozen=True)
class CardFacts:
    """What a card says; empty where it says nothing."""

    licence: str = ""
    languages: tuple[str, ...] = ()
    base_model: str = ""


def read(path: Path | None) -> CardFacts:
    """The facts of a card. Never raises: a card that cannot be read says nothing."""
    return facts(_text(path)) if path is not None else CardFacts()


def body(folder: Path) -> str:
    """The text of the card in a model's folder, without the facts at its head; empty where there is none.

    Control characters are left out: a terminal would obey them. Never raises.
    """
    text = _text(folder / FILE_NAME)
    if text.startswith("---"):
        text = text.partition("\n---")[2].partition("\n")[2]
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()


def facts(text: str) -> CardFacts:
    """The facts in the text of a card."""
    if not text.startswith("---"):
        return CardFacts()
    values: dict[str, list[str]] = {}
    key = ""
    for line in text.splitlines()[1:200]:
        if line.startswith("---"):
            break
        if match := _LINE.fullmatch(line.rstrip()):
            key = match[1]
            values[key] = [item.strip(" \"'") for item in match[2].strip("[] ").split(",")]
        elif line.lstrip().startswith("- ") and key:
            values[key].append(line.lstrip()[2:].strip(" \"'"))
        else:
            key = ""
    plain = {key: [item for item in items if _PLAIN.fullmatch(item)] for key, items in values.items()}
    return CardFacts(
        licence=next(iter(plain.get("license", [])), ""),
        languages=tuple(item for item in plain.get("language", []) if _LANGUAGE.fullmatch(item)),
        base_model=next(iter(plain.get("base_model", [])), ""),
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""
