"""Where things live, after the XDG base directory specification. Folders are made private (0700) on first use."""

import os
from pathlib import Path

from dictate.errors import DictateError

_NAME = "dictate"


def _base(variable: str, fallback: str) -> Path:
    # The specification says that relative paths in these variables are invalid and to be ignored.
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else _home() / fallback


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise DictateError("Nobody knows your home folder.", "Name it: HOME=FOLDER dictate …") from error


def config_dir() -> Path:
    return _base("XDG_CONFIG_HOME", ".config") / _NAME


def data_dir() -> Path:
    return _base("XDG_DATA_HOME", ".local/share") / _NAME


def state_dir() -> Path:
    return _base("XDG_STATE_HOME", ".local/state") / _NAME


def cache_dir() -> Path:
    return _base("XDG_CACHE_HOME", ".cache") / _NAME


def runtime_dir() -> Path:
    """A folder for sockets and locks that vanishes with the login session; the cache folder where there is none."""
    value = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(value) / _NAME if value.startswith("/") else cache_dir() / "run"


def settings_file() -> Path:
    return config_dir() / "settings.toml"


def models_dir() -> Path:
    return data_dir() / "models"


def history_file() -> Path:
    return data_dir() / "history.sqlite3"


def journal_dir() -> Path:
    return data_dir() / "journal"


def log_file() -> Path:
    return state_dir() / "dictate.log"


def crash_file() -> Path:
    return state_dir() / "crash.log"


def private_dir(path: Path) -> Path:
    """Make `path` and its missing parents, the folder itself readable by its owner only; returns it.

    Raises OSError when it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
