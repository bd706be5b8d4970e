"""The figures of an earlier run on this machine, to compare with: state folder, bench/baseline.json."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.system.paths import private_dir, state_dir
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


def baseline_file() -> Path:
    return state_dir() / "bench" / "baseline.json"


def store_baseline(figures: Mapping[str, Any]) -> Path:
    """Keep the figures of this run. Raises DictateError when they cannot be written."""
    file = baseline_file()
    try:
        private_dir(file.parent)
        file.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        file.chmod(0o600)
    except OSError as error:
        raise DictateError(
            message("The baseline cannot be written to {file}: {error}.", file=file, error=reason_of(error))
        ) from error
    return file


def stored_baseline(model: str) -> dict[str, Any] | None:
    """The stored figures of a model, or None when there are none or they cannot be read."""
    try:
        stored = json.loads(baseline_file().read_text(encoding="utf-8"))
        return next((dict(each) for each in stored["models"] if each["model"] == model), None)
    except (OSError, ValueError, KeyError, TypeError):
        return None
