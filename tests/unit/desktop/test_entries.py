"""Menu, login and bus entries, and where they are written."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate import APP_ID, __version__
from dictate.desktop import autostart, entries
from dictate.desktop.autostart import LoginFile
from dictate.errors import DictateError

PACKAGING = Path(__file__).parents[3] / "packaging"


def test_words_without_special_characters_stay_as_they_are():
    assert entries.exec_line(["/usr/bin/dictate", "run", "--background"]) == "/usr/bin/dictate run --background"


def test_a_path_with_a_blank_and_a_percent_sign():
    assert entries.exec_line(["/home/me/100 %/dictate"]) == '"/home/me/100 %%/dictate"'


def test_a_path_that_no_entry_can_hold():
    with pytest.raises(DictateError):
        entries.exec_line(["/home/a\nb/dictate"])


def unescaped(line):
    """Read an Exec line back as the specification says: string escapes, then quoting, then field codes."""
    line = line.replace("\\\\", "\\")
    words, word, quoted, escaped, started = [], "", False, False, False
    for character in line:
        if escaped:
            word, escaped = word + character, False
        elif character == "\\" and quoted:
            escaped = True
        elif character == '"':
            quoted, started = not quoted, True
        elif character == " " and not quoted:
            words, word, started = [*words, word], "", False
        else:
            word, started = word + character, True
    return [each.replace("%%", "%") for each in ([*words, word] if started or word else words)]


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0x2000), min_size=1), min_size=1))
def test_every_command_reads_back(command):
    assert unescaped(entries.exec_line(command)) == command


def test_a_file_that_cannot_be_written(private_home):
    (private_home / ".config").write_text("in the way")
    with pytest.raises(DictateError, match="cannot be written"):
        autostart.set_start_at_login(True)


def test_start_at_login(private_home):
    assert autostart.login_file() is LoginFile.NONE
    autostart.set_start_at_login(True)
    text = (private_home / f".config/autostart/{APP_ID}.desktop").read_text()
    assert "run --background" in text
    assert autostart.login_file() is LoginFile.OURS
    autostart.set_start_at_login(False)
    autostart.set_start_at_login(False)
    assert autostart.login_file() is LoginFile.NONE


def test_the_command_is_this_program():
    assert entries.own_command()[0].startswith("/")


@pytest.fixture
def validate():
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is not installed")

    def validated(path):
        done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True, check=False)
        assert (done.stdout, done.returncode) == ("", 0)

    return validated


@pytest.mark.parametrize("command", [["dictate"], ["/home/me/my programs/dictate"]])
def test_the_login_entry_is_valid(validate, command, tmp_path):
    path = tmp_path / f"{APP_ID}.desktop"
    path.write_text(entries.autostart_entry(command))
    validate(path)


def test_the_menu_entry_is_valid(validate):
    validate(PACKAGING / f"{APP_ID}.desktop")


def test_the_service_file_names_the_program():
    assert f"Name={APP_ID}\n" in (PACKAGING / f"{APP_ID}.service").read_text()


def test_the_metainfo_is_valid():
    if shutil.which("appstreamcli") is None:
        pytest.skip("appstreamcli is not installed")
    metainfo = PACKAGING / f"{APP_ID}.metainfo.xml"
    checked = subprocess.run(
        ["appstreamcli", "validate", "--no-net", str(metainfo)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_the_metainfo_names_this_version():
    assert f'<release version="{__version__}"' in (PACKAGING / f"{APP_ID}.metainfo.xml").read_text()
