"""Which remapper takes our keyboard, by its process, its keyboard and what it was told."""

import errno
import fcntl
from pathlib import Path

import pytest

from dictate.keyboard import held_keys, remappers
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.remappers import ours_is_taken, remapper_that_takes_ours


class Computer:
    """Processes and input devices as the kernel shows them, and a home folder."""

    def __init__(self, folder: Path) -> None:
        self.processes, self.devices = folder / "proc", folder / "devices"
        self.processes.mkdir()
        self.devices.write_text('I: Bus=0003\nN: Name="AT keyboard"\nH: Handlers=kbd\n')

    def run(self, name: str, *words: str) -> None:
        process = self.processes / str(100 + len(list(self.processes.iterdir())))
        process.mkdir()
        (process / "comm").write_text(f"{name[:15]}\n")
        (process / "cmdline").write_bytes("\0".join((f"/usr/bin/{name}", *words, "")).encode())

    def plug_in(self, name: str) -> None:
        with self.devices.open("a") as file:
            file.write(f'\nI: Bus=0003 Vendor=0fac Product=0ade\nN: Name="{name}"\n')

    @property
    def taker(self) -> str:
        found = remapper_that_takes_ours(self.processes, self.devices)
        return found.name if found is not None else ""


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    monkeypatch.setenv("HOME", str(tmp_path))
    keyd = remappers.REMAPPERS[0].configurations
    assert keyd == ("/etc/keyd/*.conf",), "the test puts it elsewhere"
    here = (str(tmp_path / "keyd/*.conf"),)
    moved = (remappers.Remapper(**{**vars(remappers.REMAPPERS[0]), "configurations": here}), *remappers.REMAPPERS[1:])
    monkeypatch.setattr(remappers, "REMAPPERS", moved)
    return Computer(tmp_path)


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_without_a_remapper_there_is_none(computer: Computer) -> None:
    computer.run("bash", "-l")
    assert computer.taker == ""


@pytest.mark.parametrize(
    ("told", "taker"),
    [
        ("[ids]\n*\n[main]\ncapslock = esc\n", "keyd"),
        ("[ids]\n\n*\n-0000:0000\n", ""),
        ("[ids]\n*\n-0000\n", ""),
        ("[ids]\n*\n-0001:0000\n", "keyd"),
        ("[ids]\n046d:c31c\n[main]\na = b\n", ""),
    ],
)
def test_keyd_takes_all_but_what_it_is_told(computer: Computer, tmp_path: Path, told: str, taker: str) -> None:
    computer.run("keyd")
    write(tmp_path / "keyd/default.conf", told)
    assert computer.taker == taker


def test_in_a_sandbox_the_keyboard_of_keyd_gives_it_away(computer: Computer) -> None:
    computer.plug_in("keyd virtual keyboard")
    assert computer.taker == "keyd"


@pytest.mark.parametrize(
    ("told", "taker"),
    [
        ("(defcfg process-unmapped-keys yes)", "kanata"),
        (f'(defcfg\n  linux-dev-names-exclude ("{VIRTUAL_KEYBOARD_NAME}"))', ""),
        ("(defcfg linux-dev /dev/input/by-id/usb-kbd)", ""),
        ('(defcfg\n linux-dev-names-include ("AT keyboard"))', ""),
        ("(defcfg)\n;; linux-dev /dev/input/by-id/usb-kbd\n", "kanata"),
    ],
)
def test_kanata_is_judged_by_the_file_that_it_was_started_with(
    computer: Computer, tmp_path: Path, told: str, taker: str
) -> None:
    computer.run("kanata_linux_x64", "--cfg", str(write(tmp_path / "mine.kbd", told)))
    assert computer.taker == taker


@pytest.mark.parametrize(
    ("words", "taker"),
    [
        (("--watch", "/etc/xremap.yml"), "xremap"),
        (("--watch=device", "/etc/xremap.yml"), "xremap"),
        (("/etc/xremap.yml",), ""),
        (("--watch", "--device", "AT keyboard", "/etc/xremap.yml"), ""),
        (("--watch", "--ignore", VIRTUAL_KEYBOARD_NAME, "/etc/xremap.yml"), ""),
    ],
)
def test_xremap_is_judged_by_its_command_line(computer: Computer, words: tuple[str, ...], taker: str) -> None:
    computer.run("xremap", *words)
    assert computer.taker == taker


@pytest.mark.parametrize(
    ("told", "taker"),
    [
        ("CapsLock >> Escape\n", "keymapper"),
        (f'@skip-device "{VIRTUAL_KEYBOARD_NAME}"\n', ""),
        ('@skip-device /.*/\n@grab-device "AT keyboard"\n', ""),
    ],
)
def test_keymapper_is_judged_by_its_configuration(computer: Computer, tmp_path: Path, told: str, taker: str) -> None:
    computer.run("keymapperd", "-v")
    write(tmp_path / ".config/keymapper.conf", told)
    assert computer.taker == taker


@pytest.mark.parametrize(
    ("told", "taker"),
    [
        ('{"autoload": {"AT keyboard": "mine"}}', ""),
        (f'{{"autoload": {{"{VIRTUAL_KEYBOARD_NAME}": "mine"}}}}', "input-remapper"),
    ],
)
def test_input_remapper_takes_what_has_a_preset(computer: Computer, tmp_path: Path, told: str, taker: str) -> None:
    computer.run("input-remapper-service")
    write(tmp_path / ".config/input-remapper-2/config.json", told)
    assert computer.taker == taker


def test_each_says_what_to_do() -> None:
    assert all(
        VIRTUAL_KEYBOARD_NAME in remapper.mend or "0000:0000" in remapper.mend for remapper in remappers.REMAPPERS
    )


class Kernel:
    """Event nodes of a folder, of which some are taken."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken: set[str] = set()
        self.down: set[str] = set()
        self.asked: list[int] = []
        self._folder = folder
        monkeypatch.setattr(fcntl, "ioctl", self.ioctl)

    def plug_in(self, name: str) -> None:
        (self._folder / f"event{len(list(self._folder.iterdir()))}").write_text(name)

    def ioctl(self, descriptor: int, request: int, argument: bytes | int) -> object:
        name = Path(f"/proc/self/fd/{descriptor}").read_text()
        match request:
            case held_keys._EVIOCGNAME:
                return name.encode().ljust(256, b"\0")
            case held_keys._EVIOCGKEY:
                return bytes([name in self.down] * 96)
        assert request == 0x40044590, "EVIOCGRAB as C's macro gives it"
        assert isinstance(argument, int)
        if name in self.taken:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.asked.append(argument)
        return 0


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    return Kernel(tmp_path, monkeypatch)


def test_a_keyboard_that_is_taken(kernel: Kernel, tmp_path: Path) -> None:
    kernel.plug_in("AT keyboard")
    kernel.plug_in(VIRTUAL_KEYBOARD_NAME)
    kernel.taken = {VIRTUAL_KEYBOARD_NAME}
    assert ours_is_taken(tmp_path) is True


def test_a_keyboard_that_nobody_took_is_given_back_at_once(kernel: Kernel, tmp_path: Path) -> None:
    kernel.plug_in("AT keyboard")
    kernel.plug_in(VIRTUAL_KEYBOARD_NAME)
    assert ours_is_taken(tmp_path) is False
    assert kernel.asked == [1, 0]


def test_a_keyboard_is_not_tried_while_it_types(kernel: Kernel, tmp_path: Path) -> None:
    kernel.plug_in(VIRTUAL_KEYBOARD_NAME)
    kernel.down = {VIRTUAL_KEYBOARD_NAME}
    assert ours_is_taken(tmp_path) is None
    assert kernel.asked == []


def test_without_our_keyboard_it_is_not_known(kernel: Kernel, tmp_path: Path) -> None:
    kernel.plug_in("AT keyboard")
    assert ours_is_taken(tmp_path) is None
