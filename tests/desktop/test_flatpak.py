"""The installed flatpak types through the kernel's virtual keyboard, from inside its sandbox.

Before: `make test-flatpak`, which builds it and leaves it installed in build/flatpak. Then
`make test-desktops PYTEST_ADDOPTS="-k flatpak"`. Last results: docs/releasing.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.history.record import Delivery
from dictate.remote.client import ask
from tests.desktop.session import on_sway
from tests.desktop.session.installed_flatpak import InstalledFlatpak, is_installed
from tests.desktop.session.sway import Sway
from tests.desktop.session.waiting import wait_for
from tests.desktop.session.windows import Terminal
from tests.integration.audio_rig import FakeMicrophone, fake_microphone
from tests.integration.prompts import prompt

pytestmark = [
    on_sway,
    pytest.mark.desktop,
    pytest.mark.desktops,
    pytest.mark.model,
    pytest.mark.audio,
    # Every start of a sandbox takes a while on emulated processors.
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def microphone() -> Iterator[FakeMicrophone]:
    with fake_microphone() as plugged:
        yield plugged


@pytest.fixture(scope="module")
def flatpak(
    sway: Sway, microphone: FakeMicrophone, model: Path, tmp_path_factory: pytest.TempPathFactory, output: Path
) -> Iterator[InstalledFlatpak]:
    if not is_installed():
        pytest.skip("no flatpak is installed in build/flatpak: make test-flatpak")
    with InstalledFlatpak(tmp_path_factory.mktemp("user"), model, output / "flatpak.log") as program:
        yield program


def test_words_spoken_into_the_flatpak_are_typed_by_the_kernels_keyboard(
    terminal: Terminal, flatpak: InstalledFlatpak, microphone: FakeMicrophone
) -> None:
    spoken = prompt("ss-noservice")
    terminal.take_focus()
    ask("start")
    flatpak.wait_until_recording()
    wait_for("the microphone to be heard", lambda: microphone.is_heard)
    microphone.feed(spoken.samples_int16())
    microphone.feed_silence(0.3)
    ask("stop")
    flatpak.wait_until_idle()
    text = terminal.wait_for_text(spoken.words).strip()
    kept = json.loads(flatpak.run("history", "export", "--format", "json").stdout)[-1]
    assert text == kept["text"].strip() != "", f"{kept['delivery']}: {kept['note']}"
    # There is no portal in this session: what is typed here is typed by the kernel's keyboard.
    assert kept["delivery"] == Delivery.TYPED.value


def test_the_doctor_in_the_sandbox_finds_the_kernels_keyboard(flatpak: InstalledFlatpak) -> None:
    report = json.loads(flatpak.run("doctor", "--json").stdout)
    states = {part["id"]: part["state"] for part in report["parts"]}
    assert states["uinput"] == "ok"
