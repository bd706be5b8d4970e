"""What is said to correct the dictation before, and in the window for it: a part of a language's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dictate.text.table_fields import lower_strings

_ACTIONS = frozenset(
    {"choose", "select", "next", "previous", "omit", "capitalize", "undo", "learn", "done", "save", "cancel"}
)


@dataclass(frozen=True)
class CorrectionTable:
    """How the dictation before is corrected. `replace` holds what is said before the old words and before the new
    ones, `mark` and `spell` what is said before words and before letters, `capital` names for a capital letter,
    `letters` letters by their names ("bravo"). `open` opens the correction window; `window` holds what is said there,
    by the name of the action, with "{number}" where a number is said.
    """

    replace: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    mark: tuple[tuple[str, ...], ...] = ()
    spell: tuple[tuple[str, ...], ...] = ()
    capital: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    window: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def correction_table(content: Mapping[str, Any]) -> CorrectionTable:
    """From the table [corrections] of a language. Raises TypeError or ValueError for one that is wrong."""
    window = content.get("window", {})
    unknown = sorted(set(window) - _ACTIONS)
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(sorted(_ACTIONS))}")
    return CorrectionTable(
        replace=tuple(_frame(template) for template in lower_strings(content.get("replace", []))),
        mark=_split(content.get("mark", [])),
        spell=_split(content.get("spell", [])),
        capital=lower_strings(content.get("capital", [])),
        letters=_letters(content.get("letters", {})),
        open=lower_strings(content.get("open", [])),
        window={action: lower_strings(phrases) for action, phrases in window.items()},
    )


def _frame(template: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, _, rest = template.partition("{old}")
    middle, has_new, behind = rest.partition("{new}")
    if not first.strip() or not middle.strip() or not has_new or behind.strip():
        raise ValueError(f"{template!r} is not of the form 'replace {{old}} with {{new}}'")
    return tuple(first.split()), tuple(middle.split())


def _letters(content: Mapping[str, Any]) -> dict[str, str]:
    return {name: letter for letter, names in content.items() for name in lower_strings(names)}


def _split(value: object) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split()) for each in lower_strings(value))
