from __future__ import annotations

from pathlib import Path

from dictate.live_settings import LiveSettings
from dictate.settings import Settings
from dictate.settings_file import set_option


def test_a_change_in_the_file_counts_at_once(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    live = LiveSettings(path)
    assert live.current() == Settings()
    set_option(path, "general", "model", "tiny.en")
    assert live.current().general.model == "tiny.en"


def test_listeners_hear_of_changes_only(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    live = LiveSettings(path)
    heard: list[str] = []
    live.on_change(lambda settings: heard.append(settings.general.model))
    live.current()
    set_option(path, "general", "model", "tiny.en")
    live.current()
    live.current()
    assert heard == ["tiny.en"]


def test_a_broken_file_is_reported_and_mended_by_its_mending(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[[[")
    live = LiveSettings(path)
    assert "not valid TOML" in live.problems[0]
    path.write_text('[general]\nmodel = "small"\n')
    assert live.current().general.model == "small"
    assert live.problems == ()
