"""Files that ship with the program: in the wheel under dictate/resources, in a checkout under resources/."""

from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file, for example resource("icons", "dictate.svg"). It may not exist: callers say so."""
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    root = installed if installed.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)
