"""Things that a user is told once and never again, remembered in the state folder. May touch the disk; any thread."""

from pathlib import Path

from dictate.system.paths import private_dir, state_dir


def is_first_time(name: str, folder: Path | None = None) -> bool:
    """Whether `name` was never asked for before. Where nothing can be remembered, every time is the first."""
    marks = folder or state_dir() / "said"
    try:
        private_dir(marks)
        (marks / name).touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    except OSError:
        return True
    return True
