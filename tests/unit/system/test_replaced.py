"""A program that is updated or removed while it runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.system import replaced

PACKAGE = Path(replaced.__file__).parents[1]
NEEDED = (
    "__init__.py",
    "errors.py",
    "wording/__init__.py",
    "wording/message.py",
    "system/__init__.py",
    "system/replaced.py",
)

ASK_TWICE = """
import sys
from dictate.system.replaced import explained, is_replaced

print(is_replaced())
sys.stdin.readline()
print(is_replaced())
print(explained("Something went wrong."))
"""


def told_when(change: str, tmp_path: Path) -> list[str]:
    """What a program says of itself before and after `change` was done, by a shell, to the folder of its files."""
    folder = tmp_path / "dictate"
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, folder / name)
    command = [sys.executable, "-c", ASK_TWICE]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        before = program.stdout.readline()
        subprocess.run(["sh", "-c", change], cwd=tmp_path, check=True)
        after, _ = program.communicate("\n", timeout=60)
    return [before.strip(), *after.splitlines()]


def test_it_is_removed(tmp_path: Path) -> None:
    told = told_when("rm -r dictate", tmp_path)
    assert told == ["False", "True", "Dictate was updated or removed while it runs. Quit it and start it again."]


def test_it_is_updated(tmp_path: Path) -> None:
    # As dpkg and pip do: a new file under the old name.
    told = told_when("cp dictate/__init__.py new && echo '# newer' >>new && mv new dictate/__init__.py", tmp_path)
    assert told[:2] == ["False", "True"]


def test_it_is_left_alone(tmp_path: Path) -> None:
    assert told_when("true", tmp_path) == ["False", "False", "Something went wrong."]


@pytest.mark.parametrize("is_replaced", [True, False])
def test_what_nobody_foresaw_is_explained_by_it(monkeypatch: pytest.MonkeyPatch, is_replaced: bool) -> None:
    monkeypatch.setattr(replaced, "is_replaced", lambda: is_replaced)
    error = replaced.explained("Something went wrong.", "See the log.")
    assert isinstance(error, replaced.ReplacedError) == is_replaced
    assert ("See the log." in error.sentence) != is_replaced
