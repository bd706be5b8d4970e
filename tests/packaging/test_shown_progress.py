import io
import sys
from pathlib import Path

import pytest
import shown_progress
from system_packages import SetUpError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def says(text: str, status: int = 0) -> list[str]:
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({status})"]


def test_a_step_that_takes_long_is_shown_in_place_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    pip = says("Collecting a\n  Downloading a-1.whl (82 MB)\nInstalling collected packages: a")
    shown_progress.run_shown(pip, "install a", tmp_path / "log")
    assert terminal.getvalue().split("\r\033[K") == [
        "",
        "  Downloading a-1.whl (82 MB)",
        "  Installing collected packages: a",
        "",
    ]


def test_without_a_terminal_nothing_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown_progress.run_shown(says("Downloading a-1.whl (82 MB)"), "install a", tmp_path / "log")
    assert capsys.readouterr().err == ""


def test_a_failure_shows_the_end_and_names_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    with pytest.raises(SetUpError, match=r"could not install a; .* has all of them"):
        shown_progress.run_shown(says("ERROR: no such package", status=1), "install a", log)
    assert "ERROR: no such package" in capsys.readouterr().err
    assert "ERROR: no such package" in log.read_text()
