from pathlib import Path

import debian_packages


def test_lists_are_joined_without_comments_and_doubles(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("# what this is\nxvfb\ndbus  # the bus\n\n")
    (tmp_path / "b").write_text("dbus\nflatpak\n")
    assert debian_packages.listed([tmp_path / "a", tmp_path / "b"]) == ["dbus", "flatpak", "xvfb"]
