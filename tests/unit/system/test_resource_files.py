"""What brings a shipped file back, for each kind of installation."""

from __future__ import annotations

from pathlib import Path

from dictate.system.resource_files import mend_for_missing


def test_in_a_checkout_set_up_fetches_it(tmp_path: Path) -> None:
    (tmp_path / "Makefile").touch()
    assert mend_for_missing(tmp_path / "dictate", tmp_path / ".venv").endswith("make setup")


def test_the_debian_package_is_installed_again(tmp_path: Path) -> None:
    assert "apt install --reinstall" in mend_for_missing(tmp_path / "dictate", Path("/usr/lib/dictate"))


def test_whatever_else_it_is_it_is_installed_again(tmp_path: Path) -> None:
    assert mend_for_missing(tmp_path / "dictate", Path("/app")) == "Install Dictate again, as you did the first time."
