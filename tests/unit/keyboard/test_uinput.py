"""The virtual keyboard with a double in place of the kernel's device; tests/desktop has the real one."""

import subprocess
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from evdev import UInputError, ecodes

from dictate.errors import DictateError
from dictate.keyboard import uinput
from dictate.keyboard.locks import Lamps
from dictate.keyboard.uinput import UinputKeyboard, setup_command, undo_command
from dictate.system.resource_files import resource


class Kernel:
    """What /dev/uinput would be told."""

    def __init__(self) -> None:
        self.written: list[tuple[int, int, int] | str] = []
        self.leds: list[SimpleNamespace] = []
        self.closed = False

    def write(self, kind: int, code: int, value: int) -> None:
        self.written.append((kind, code, value))

    def syn(self) -> None:
        self.written.append("syn")

    def read_one(self) -> SimpleNamespace | None:
        return self.leds.pop(0) if self.leds else None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def node(tmp_path: Path) -> Path:
    path = tmp_path / "uinput"
    path.touch()
    return path


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


@pytest.fixture
def keyboard(kernel: Kernel, node: Path) -> UinputKeyboard:
    return UinputKeyboard(0, create=lambda: kernel, node=node)


def test_every_change_of_a_key_is_its_own_report(keyboard: UinputKeyboard, kernel: Kernel) -> None:
    keyboard.open()
    keyboard.press(42)
    keyboard.press(30)
    keyboard.release(30)
    keyboard.release(42)
    key = ecodes.EV_KEY
    assert kernel.written == [(key, 42, 1), "syn", (key, 30, 1), "syn", (key, 30, 0), "syn", (key, 42, 0), "syn"]


def test_the_device_is_made_once_and_kept(kernel: Kernel, node: Path) -> None:
    made: list[Kernel] = []

    def create() -> Kernel:
        made.append(kernel)
        return kernel

    keyboard = UinputKeyboard(0, create=create, node=node)
    keyboard.open()
    keyboard.open()
    assert len(made) == 1
    keyboard.close()
    keyboard.close()
    assert kernel.closed


def test_it_claims_no_more_keys_than_a_keyboard_and_never_repeats() -> None:
    capabilities = uinput._CAPABILITIES
    assert set(capabilities[ecodes.EV_KEY]) == set(range(1, 128))
    assert ecodes.EV_REP not in capabilities


def test_the_desktop_tells_the_locks_by_the_lamps(keyboard: UinputKeyboard, kernel: Kernel) -> None:
    keyboard.open()
    assert keyboard.lamps() is None
    kernel.leds = [SimpleNamespace(type=ecodes.EV_LED, code=ecodes.LED_CAPSL, value=1)]
    assert keyboard.lamps() == Lamps(caps=True)
    assert keyboard.lamps() == Lamps(caps=True)
    kernel.leds = [SimpleNamespace(type=ecodes.EV_LED, code=ecodes.LED_NUML, value=1)]
    assert keyboard.lamps() == Lamps(caps=True, num=True)
    kernel.leds = [SimpleNamespace(type=ecodes.EV_LED, code=ecodes.LED_CAPSL, value=0)]
    assert keyboard.lamps() == Lamps(num=True)


def test_waiting_for_the_desktop_ends_when_the_user_stops(kernel: Kernel, node: Path) -> None:
    keyboard = UinputKeyboard(3600, create=lambda: kernel, node=node)
    keyboard.open()
    stop = Event()
    stop.set()
    keyboard.wait_ready(stop)


def test_a_missing_kernel_module_says_how_to_load_it(tmp_path: Path) -> None:
    keyboard = UinputKeyboard(0, node=tmp_path / "none")
    assert not keyboard.usable()
    with pytest.raises(DictateError, match="not loaded") as caught:
        keyboard.open()
    assert "modprobe uinput" in caught.value.mend


def test_missing_access_says_how_to_get_it(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    with pytest.raises(DictateError, match="no access") as caught:
        UinputKeyboard(0, node=node).open()
    assert "udevadm" in caught.value.mend


def test_where_the_package_brought_the_rule_the_module_is_only_loaded(tmp_path: Path) -> None:
    rule = tmp_path / "70-dictate-uinput.rules"
    rule.touch()
    assert UinputKeyboard(0, node=tmp_path / "none", packaged_rule=rule).usable().mend == "sudo modprobe uinput"


def test_where_the_package_brought_the_rule_no_file_is_written_or_taken_away(
    node: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = tmp_path / "70-dictate-uinput.rules"
    rule.touch()
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    mend = str(UinputKeyboard(0, node=node, packaged_rule=rule).usable().mend)
    assert "udevadm trigger" in mend
    assert "tee" not in mend
    assert undo_command(rule) == ""


@pytest.mark.parametrize("failure", [OSError(16, "busy"), UInputError("refused")])
def test_a_kernel_that_refuses_is_reported(failure: Exception, node: Path) -> None:
    def create() -> Kernel:
        raise failure

    with pytest.raises(DictateError, match="cannot be made"):
        UinputKeyboard(0, create=create, node=node).open()


def test_keys_for_a_closed_device_are_an_error(keyboard: UinputKeyboard) -> None:
    with pytest.raises(OSError, match="not open"):
        keyboard.press(30)


def test_on_x11_it_leaves_the_first_place_to_xtest(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = UinputKeyboard(0, node=node)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    on_wayland = keyboard.usable().score
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("DISPLAY", ":0")
    assert 0 < keyboard.usable().score < 80 < on_wayland


def test_the_setup_command_writes_the_lines_of_the_files_that_ship(tmp_path: Path) -> None:
    writing = setup_command(tmp_path / "none").partition(" && sudo modprobe")[0].replace("sudo tee", "tee")
    for folder in ("/etc/udev/rules.d", "/etc/modules-load.d"):
        writing = writing.replace(folder, str(tmp_path))
    subprocess.run(["sh", "-c", writing], check=True)
    shipped = resource("udev", "70-dictate-uinput.rules").read_text().splitlines()
    assert (tmp_path / "70-dictate-uinput.rules").read_text().splitlines() == [
        line for line in shipped if not line.startswith("#")
    ]
    assert (tmp_path / "dictate.conf").read_text().strip() == "uinput"


def test_the_rule_comes_before_the_one_that_gives_access() -> None:
    rule = resource("udev", "70-dictate-uinput.rules")
    assert rule.name < "73-seat-late.rules"
    assert 'TAG+="uaccess"' in rule.read_text()
