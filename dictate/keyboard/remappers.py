"""Programs that take keyboards for themselves and send what they make of the keys through one of their own.

They take ours, too, unless told otherwise. Whether they did is known for certain only where our own event node may be
read; elsewhere the program and what it was told have to do. Any thread.

Sources: device.c and keyd.scdoc of keyd 2.5, linux.rs and config.adoc of kanata 1.7, device.rs of xremap 0.15,
GrabbedDevicesLinux.cpp, VirtualDevices.h and README.md of keymapper 4.9, groups.py of input-remapper 2.1.
"""

import contextlib
import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.keyboard.held_keys import event_nodes, key_bits
from dictate.wording.message import message

_GRAB: Final = 1 << 30 | 4 << 16 | ord("E") << 8 | 0x90
"""EVIOCGRAB of linux/input.h."""

_PROCESSES: Final = Path("/proc")
_INPUT_DEVICES: Final = Path("/proc/bus/input/devices")
_LONGEST_CONFIGURATION_BYTES: Final = 1 << 20
_KEYD_LEAVES_OUT: Final = re.compile(r"^\s*-0000(:0000)?\b", re.MULTILINE)
_KEYD_TAKES_ALL: Final = re.compile(r"^\s*\*\s*$", re.MULTILINE)
_KANATA_NAMES_ITS_OWN: Final = re.compile(r"^[^;]*\blinux-dev(-names-include)?\s", re.MULTILINE)
_KEYMAPPER_LEAVES_ALL_OUT: Final = re.compile(r"^\s*@skip-device(-id)?\s+/\.\*/", re.MULTILINE)


@dataclass(frozen=True)
class Remapper:
    """`process` and `device` are how the names of its process and of its keyboard begin, `configurations` where it
    is told what to do, besides the files that its command line names. `takes_ours` judges both together, the command
    line first. `mend` has it leave our keyboard out.
    """

    name: str
    process: str
    device: str
    configurations: tuple[str, ...]
    takes_ours: Callable[[str, str], bool]
    mend: str


def _named(command: str, told: str) -> bool:
    return VIRTUAL_KEYBOARD_NAME in command or VIRTUAL_KEYBOARD_NAME in told


REMAPPERS: Final = (
    Remapper(
        "keyd",
        "keyd",
        "keyd virtual keyboard",
        ("/etc/keyd/*.conf",),
        lambda _command, told: not told or bool(_KEYD_TAKES_ALL.search(told) and not _KEYD_LEAVES_OUT.search(told)),
        message("Write -0000:0000 below the * under [ids] in /etc/keyd/*.conf, then: sudo keyd reload"),
    ),
    Remapper(
        "kanata",
        "kanata",
        "kanata",
        ("~/.config/kanata/*.kbd",),
        lambda command, told: not _named(command, told) and not _KANATA_NAMES_ITS_OWN.search(told),
        message('Write linux-dev-names-exclude ("Dictate virtual keyboard") into (defcfg) and start kanata anew.'),
    ),
    Remapper(
        "xremap",
        "xremap",
        "xremap",
        (),
        # Without --watch it takes the keyboards that were there when it started; with --device those it names.
        lambda command, told: "--watch" in command and "--device" not in command and not _named(command, told),
        message('Start it with: xremap --ignore "Dictate virtual keyboard"'),
    ),
    Remapper(
        "keymapper",
        "keymapperd",
        "keymapper",
        ("~/.config/keymapper.conf", "/etc/keymapper.conf"),
        lambda command, told: not _named(command, told) and not _KEYMAPPER_LEAVES_ALL_OUT.search(told),
        message('Write @skip-device "Dictate virtual keyboard" at the top of keymapper.conf.'),
    ),
    Remapper(
        "input-remapper",
        "input-remapper-",
        "input-remapper ",
        ("~/.config/input-remapper-2/config.json",),
        # It takes only what has a preset.
        _named,
        message('Take the preset away that "Dictate virtual keyboard" has in Input Remapper.'),
    ),
)
"""kmonad, interception and evremap are not among them: they take the one device that they are given."""


def remapper_that_takes_ours(processes: Path = _PROCESSES, devices: Path = _INPUT_DEVICES) -> Remapper | None:
    """One that runs and, by all that it was told, takes our keyboard; None when there is none."""
    names = _device_names(devices)
    commands = dict(_commands(processes))
    for remapper in REMAPPERS:
        running = next((command for name, command in commands.items() if name.startswith(remapper.process)), None)
        # In a sandbox other programs' processes are not seen, but their keyboards are.
        if running is None and not any(name.startswith(remapper.device) for name in names):
            continue
        if remapper.takes_ours(running or "", _told(remapper, running or "")):
            return remapper
    return None


def ours_is_taken(folder: Path = Path("/dev/input")) -> bool | None:
    """Whether a program has taken our keyboard for itself; None where our keyboard is not there or may not be read.

    Tried by taking it for a moment, while no key of it is down.
    """
    answer = None
    for name, descriptor in event_nodes(folder):
        if name == VIRTUAL_KEYBOARD_NAME and not any(key_bits(descriptor)):
            answer = bool(answer) or _is_taken(descriptor)
    return answer


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.ioctl(descriptor, _GRAB, 1)
    except OSError as error:
        return error.errno == errno.EBUSY
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, _GRAB, 0)
    return False


def _device_names(devices: Path) -> tuple[str, ...]:
    try:
        text = devices.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(re.findall(r'^N: Name="(.*)"$', text, re.MULTILINE))


def _commands(processes: Path) -> Iterator[tuple[str, str]]:
    """The names of all processes, and the words that each was started with, a line each."""
    for folder in processes.glob("[0-9]*"):
        try:
            name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
            if any(name.startswith(remapper.process) for remapper in REMAPPERS):
                yield name, (folder / "cmdline").read_bytes().replace(b"\0", b"\n").decode(errors="replace")
        except OSError:
            continue


def _told(remapper: Remapper, command: str) -> str:
    """All that can be read of what it was told."""
    given = [Path(word.rpartition("=")[2]) for word in command.splitlines()[1:]]
    places = [Path(os.path.expanduser(place)) for place in remapper.configurations]  # noqa: PTH111
    usual = [file for place in places for file in place.parent.glob(place.name)]
    return "\n".join(filter(None, map(_read, [*given, *usual])))


def _read(file: Path) -> str:
    if not file.is_absolute() or not file.is_file():
        return ""
    try:
        with file.open("rb") as content:
            return content.read(_LONGEST_CONFIGURATION_BYTES).decode(errors="replace")
    except OSError:
        return ""
