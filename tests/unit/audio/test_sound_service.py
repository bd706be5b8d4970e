"""How the sound server is started here."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.audio.sound_service import mend_without_server


@pytest.mark.parametrize(
    ("services", "command"),
    [
        (("pipewire-pulse", "pulseaudio"), "systemctl --user restart pipewire-pulse"),
        (("pulseaudio",), "systemctl --user restart pulseaudio"),
    ],
)
def test_the_service_that_is_installed_is_named(services: tuple[str, ...], command: str, tmp_path: Path) -> None:
    for service in services:
        (tmp_path / f"{service}.service").touch()
    assert mend_without_server([tmp_path / "none", tmp_path]).endswith(f"start the sound server: {command}")


def test_where_none_is_installed_one_has_to_be(tmp_path: Path) -> None:
    assert "install one of them" in mend_without_server([tmp_path])
