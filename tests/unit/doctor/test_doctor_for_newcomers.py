"""What the doctor says to somebody who knows none of the parts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dictate.audio.pulse import SoundServer
from dictate.doctor import checks
from dictate.doctor.doctor import Finding, Health
from dictate.settings.settings import Settings
from dictate.system.usable import Usable

COMMAND = "sudo modprobe uinput"


@pytest.fixture
def no_uinput(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dictate could type if the kernel's keyboard were loaded."""
    usable = Usable(0, "The kernel's virtual keyboard (/dev/uinput) is not loaded.", COMMAND)
    candidate = SimpleNamespace(typist=SimpleNamespace(name="uinput"), usable=usable, only_when_chosen=False)
    monkeypatch.setattr(checks, "all_typists", lambda _options: [candidate])
    monkeypatch.setattr(checks, "UinputKeyboard", lambda _settle_s: SimpleNamespace(usable=lambda: usable))


def found(part: str) -> Finding:
    return next(each for each in checks.all_checks(Settings()) if each.id == part).examine()


@pytest.mark.usefixtures("no_uinput")
def test_a_long_command_is_said_once() -> None:
    assert found("typing").mend == COMMAND
    assert found("uinput").mend == "The command under “Typing” mends this, too."


@pytest.mark.usefixtures("no_uinput")
def test_a_keyboard_that_is_not_needed_for_typing_has_its_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    usable = Usable(80, "Types through the X server.")
    xtest = SimpleNamespace(typist=SimpleNamespace(name="xtest"), usable=usable, only_when_chosen=False)
    monkeypatch.setattr(checks, "all_typists", lambda _options: [xtest])
    assert found("typing") == Finding(
        Health.OK, "Types through the X server.", details=("xtest: 80. Types through the X server.",)
    )
    assert found("uinput").mend == COMMAND


@pytest.mark.usefixtures("no_uinput")
def test_a_clipboard_is_named_in_the_details_only(monkeypatch: pytest.MonkeyPatch) -> None:
    usable = Usable(90, "The compositor's data control.")
    clipboard = SimpleNamespace(name="wayland data control", usable=lambda: usable)
    monkeypatch.setattr(checks, "session_clipboard", lambda: clipboard)
    finding = found("typing")
    assert finding.evidence == "Dictate cannot type here; it copies each text to the clipboard, and you paste it."
    assert any("data control" in line for line in finding.details)


@pytest.mark.parametrize(
    ("server", "mend"),
    [
        (SoundServer(problem="No sound server runs."), "Plug a microphone in"),
        (SoundServer(problem="No.", mend="Do."), "Do."),
    ],
)
def test_without_a_microphone_the_step_that_gives_one_is_told(
    monkeypatch: pytest.MonkeyPatch, server: SoundServer, mend: str
) -> None:
    watch = SimpleNamespace(wait_for_answer=lambda _timeout_s: server, close=lambda: None)
    monkeypatch.setattr(checks, "PulseWatch", lambda: watch)
    monkeypatch.setattr(checks, "PortAudio", lambda: SimpleNamespace(devices=lambda: ()))
    assert found("microphone").mend.startswith(mend)
