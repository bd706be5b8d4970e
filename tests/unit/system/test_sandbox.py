"""What a Flatpak is kept from is read from the file that flatpak writes for it."""

from pathlib import Path

import pytest

from dictate.system.sandbox import Rights, as_typed_here, mend_for, mend_for_unseen, this_sandbox

ALL_RIGHTS = """\
[Application]
name=org.example.Program
runtime=runtime/org.freedesktop.Platform/x86_64/25.08

[Instance]
flatpak-version=1.14.10

[Context]
shared=network;ipc;
sockets=x11;wayland;pulseaudio;fallback-x11;
devices=all;

[Session Bus Policy]
org.kde.StatusNotifierWatcher=talk
"""


@pytest.fixture
def info(tmp_path: Path) -> Path:
    path = tmp_path / "flatpak-info"
    path.write_text(ALL_RIGHTS)
    return path


def test_a_flatpak_with_every_right_lacks_nothing(info: Path) -> None:
    sandbox = this_sandbox(info)
    assert sandbox is not None
    assert sandbox.missing == ()
    assert sandbox.flatpak_version == "1.14.10"


@pytest.mark.parametrize(
    ("taken", "right"),
    [
        ("devices=all;\n", Rights.DEVICES),
        ("network;", Rights.NETWORK),
        ("pulseaudio;", Rights.SOUND),
        ("org.kde.StatusNotifierWatcher=talk\n", Rights.TRAY),
    ],
)
def test_a_right_that_was_taken_away_is_given_back_by_one_command(info: Path, taken: str, right: Rights) -> None:
    info.write_text(ALL_RIGHTS.replace(taken, ""))
    sandbox = this_sandbox(info)
    assert sandbox is not None
    assert sandbox.missing == (right.value,)
    assert mend_for(right, info) == f"flatpak override --user {right.value.option} org.example.Program"


def test_a_right_that_is_there_needs_no_command(info: Path) -> None:
    assert mend_for(Rights.DEVICES, info) == ""


def test_outside_of_a_flatpak_nothing_is_asked_of_it(tmp_path: Path) -> None:
    nowhere = tmp_path / "none"
    assert this_sandbox(nowhere) is None
    assert mend_for(Rights.DEVICES, nowhere) == ""
    assert mend_for_unseen(Path("talk.flac"), "Check the name.", nowhere) == "Check the name."


def test_a_file_that_the_flatpak_cannot_see_is_let_in_by_one_option(info: Path) -> None:
    mend = mend_for_unseen(Path("/home/ann/my talk.flac"), "Check the name.", info)
    assert "flatpak run --filesystem='/home/ann/my talk.flac':ro org.example.Program" in mend


def test_commands_are_named_as_they_are_typed_outside_of_the_flatpak(info: Path, tmp_path: Path) -> None:
    sentence = "dictate doctor says more. Or bind `dictate toggle` to a key; see ~/.config/dictate and Dictate itself."
    typed = "flatpak run org.example.Program"
    assert as_typed_here(sentence, info) == (
        f"{typed} doctor says more. Or bind `{typed} toggle` to a key; see ~/.config/dictate and Dictate itself."
    )
    assert as_typed_here(sentence, tmp_path / "none") == sentence


def test_a_damaged_file_is_no_flatpak(info: Path) -> None:
    info.write_bytes(b"\xff[Context")
    assert this_sandbox(info) is None
