"""The login entry beside what the user and the desktop's own tools do with it."""

import pytest

from dictate import APP_ID
from dictate.desktop.entries import OWN_LINE, autostart_entry
from dictate.desktop.login_start import LoginStart

COPIED = "[Desktop Entry]\nType=Application\nName=Dictate\nExec=sh run\n"
"""What GNOME Tweaks and Plasma's settings put there: the menu entry under its own name."""


@pytest.fixture
def entry(private_home):
    path = private_home / f".config/autostart/{APP_ID}.desktop"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def start(tmp_path):
    """A start of the program with that setting; returns what follows its changes, and the failures."""

    def started(wanted):
        failures = []
        login_start = LoginStart(None, sandboxed=False, mark=tmp_path / "mark", failed=failures.append)
        login_start.follow(wanted)
        return login_start, failures

    return started


def test_the_setting_makes_the_entry_and_takes_it_away(entry, start):
    login_start, _ = start(False)
    assert not entry.exists()
    login_start.follow(True)
    assert OWN_LINE in entry.read_text()
    login_start.follow(False)
    assert not entry.exists()


def test_a_setting_that_was_changed_while_the_program_did_not_run(entry, start):
    start(True)
    assert entry.exists()
    start(False)
    assert not entry.exists()


def test_an_entry_that_a_tool_of_the_desktop_made_stays(entry, start):
    entry.write_text(COPIED)
    start(False)
    start(True)
    assert entry.read_text() == COPIED


def test_the_switch_in_the_settings_has_the_last_word_over_it(entry, start):
    entry.write_text(COPIED)
    login_start, _ = start(True)
    login_start.follow(False)
    assert not entry.exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "X-GNOME-Autostart-Delay=20"])
def test_what_was_changed_by_hand_stays(entry, start, line):
    changed = autostart_entry(["sh"]) + line + "\n"
    entry.write_text(changed)
    login_start, _ = start(True)
    login_start.follow(True)
    assert entry.read_text() == changed


def test_an_entry_that_was_hidden_by_hand_counts_again_once_it_is_wanted_anew(entry, start):
    entry.write_text(autostart_entry(["sh"]) + "Hidden=true\n")
    login_start, _ = start(True)
    login_start.follow(False)
    login_start.follow(True)
    assert "Hidden" not in entry.read_text()


def test_a_program_that_was_moved_is_started_where_it_is_now(entry, start):
    entry.write_text(autostart_entry(["/gone/bin/dictate"]))
    start(True)
    assert "/gone" not in entry.read_text()


def test_an_entry_that_is_no_text_is_somebody_elses(entry, start):
    entry.write_bytes(b"\xff\xfe[")
    _, failures = start(True)
    assert (entry.read_bytes(), failures) == (b"\xff\xfe[", [])


def test_a_folder_that_cannot_be_written_is_told_of_once(entry, start):
    entry.parent.rmdir()
    entry.parent.write_text("in the way")
    login_start, failures = start(True)
    login_start.follow(True)
    assert len(failures) == 1
    login_start.follow(False)
    login_start.follow(True)
    assert len(failures) > 1, "a change is tried again"
