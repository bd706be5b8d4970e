"""The last comparison, kept until the next one: its figures need minutes to come by.

It holds what was heard, so that it is readable by its owner only, and `forget` deletes it. Any thread.
"""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dictate.comparison.private_file import write_private
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.scores import ModelScore, Outcome, outcome_of
from dictate.comparison.texts import ReadingText, TextKind
from dictate.comparison.verdict import judge
from dictate.system import paths

_VERSION = 1
_MOST_BYTES = 64 << 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptComparison:
    """A comparison and when it was made (UTC)."""

    result: ComparisonResult
    made_at: datetime


class KeptComparisons:
    """The file with the last comparison."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.state_dir() / "comparison.json"

    def keep(self, result: ComparisonResult, made_at: datetime | None = None) -> None:
        """Put a comparison in the place of the last one. Never raises: its figures are on the screen already."""
        content = {
            "version": _VERSION,
            "made_at": (made_at or datetime.now(UTC)).isoformat(timespec="seconds"),
            "left_out": result.left_out,
            "models": [_score_as_json(score) for score in result.scores],
        }
        try:
            paths.private_dir(self.path.parent)
            write_private(self.path, json.dumps(content, ensure_ascii=False))
        except OSError as error:
            _log.warning("The comparison could not be kept: %s", error.strerror)

    def last(self) -> KeptComparison | None:
        """The last comparison, or None when there is none or its file is damaged. Judges anew. Never raises."""
        try:
            if self.path.stat().st_size > _MOST_BYTES:
                return None
            content = json.loads(self.path.read_text(encoding="utf-8"))
            if content["version"] != _VERSION:
                return None
            scores = tuple(_score_of(each) for each in content["models"])
            left_out = {str(name): str(reason) for name, reason in content["left_out"].items()}
            result = ComparisonResult(scores, left_out, judge(scores))
            return KeptComparison(result, datetime.fromisoformat(content["made_at"]).astimezone(UTC))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def forget(self) -> None:
        """Delete it. Never raises."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def _score_as_json(score: ModelScore) -> dict[str, Any]:
    return {
        "name": score.name,
        "base": score.base,
        "device": score.device,
        "compute_type": score.compute_type,
        "load_s": score.load_s,
        "resident_mb": score.resident_mb,
        "recordings": [_outcome_as_json(outcome) for outcome in score.outcomes],
    }


def _outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "clip": outcome.clip,
        "text": outcome.text.text,
        "kind": outcome.text.kind.value,
        "language": outcome.text.language,
        "terms": list(outcome.text.terms),
        "terms_wanted": outcome.terms,
        "terms_right": outcome.terms_right,
        "heard": outcome.heard,
        "audio_s": outcome.audio_s,
        "compute_s": outcome.compute_s,
    }


def _score_of(entry: dict[str, Any]) -> ModelScore:
    return ModelScore(
        name=str(entry["name"]),
        outcomes=tuple(_outcome_of(each) for each in entry["recordings"]),
        base=str(entry["base"]),
        device=str(entry["device"]),
        compute_type=str(entry["compute_type"]),
        load_s=float(entry["load_s"]),
        resident_mb=float(entry["resident_mb"]),
    )


def _outcome_of(entry: dict[str, Any]) -> Outcome:
    terms = tuple(str(term) for term in entry["terms"])
    text = ReadingText(str(entry["text"]), TextKind(entry["kind"]), str(entry["language"]), terms)
    outcome = outcome_of(
        str(entry["clip"]),
        text,
        str(entry["heard"]),
        audio_s=float(entry["audio_s"]),
        compute_s=float(entry["compute_s"]),
    )
    # The user's vocabulary counted as well, as it was then.
    return replace(outcome, terms=int(entry["terms_wanted"]), terms_right=int(entry["terms_right"]))
