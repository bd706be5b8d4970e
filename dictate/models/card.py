"""The facts at the head of a model card (README.md): licence, languages, base model.

Only the plain lines of its YAML front matter are read, not YAML: the file is a stranger's.
"""

import re
from dataclasses import dataclass
from pathlib import Path

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
    if path is None:
        return CardFacts()
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return CardFacts()
    return facts(text)


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
