"""The Flatpak that Dictate may run in: what it is kept from there, and the command that lets it through.

Any thread; each question reads one small file, which flatpak writes at each start.
"""

import configparser
import re
import shlex
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dictate.wording.message import message

_INFO = Path("/.flatpak-info")
"""As flatpak-metadata(5) has it, with the instance in addition."""
_COMMAND = re.compile(r"(?<![\w./-])dictate (?=[a-z])")


@dataclass(frozen=True)
class Right:
    """A right of the manifest that a user can take away: where /.flatpak-info lists it, and its option of flatpak."""

    section: str
    key: str
    value: str
    option: str
    use: str
    """What it is for."""


class Rights(Enum):
    """Those that Dictate asks for and can be without."""

    DEVICES = Right("Context", "devices", "all", "--device=all", message("typing by the kernel's virtual keyboard"))
    SOUND = Right("Context", "sockets", "pulseaudio", "--socket=pulseaudio", message("the microphone"))
    NETWORK = Right("Context", "shared", "network", "--share=network", message("downloads of models"))
    TRAY = Right(
        "Session Bus Policy",
        "org.kde.StatusNotifierWatcher",
        "talk",
        "--talk-name=org.kde.StatusNotifierWatcher",
        message("the tray"),
    )


@dataclass(frozen=True)
class Sandbox:
    """The Flatpak around this process: its name, flatpak's version, and the rights it does not have."""

    app_id: str
    flatpak_version: str
    missing: tuple[Right, ...]

    def grant(self, *rights: Right) -> str:
        """The command, for outside, that gives these rights at the next start."""
        return " ".join(["flatpak override --user", *(right.option for right in rights), self.app_id])


def this_sandbox(info: Path = _INFO) -> Sandbox | None:
    """The Flatpak that this process runs in, or None. Never raises."""
    listed = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    # Names of the bus are told apart by case, which the parser would lower.
    listed.optionxform = str  # type: ignore[method-assign, assignment]
    try:
        listed.read_string(info.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
    return Sandbox(
        listed.get("Application", "name", fallback=""),
        listed.get("Instance", "flatpak-version", fallback=""),
        tuple(each.value for each in Rights if not _has(listed, each.value)),
    )


def is_sandboxed() -> bool:
    return _INFO.exists()


def mend_for(right: Rights, info: Path = _INFO) -> str:
    """What gives a right that this Flatpak lacks; empty outside of one, and where it has the right."""
    sandbox = this_sandbox(info)
    return sandbox.grant(right.value) if sandbox is not None and right.value in sandbox.missing else ""


def mend_for_unseen(path: Path, otherwise: str, info: Path = _INFO) -> str:
    """What lets a Flatpak see `path`, which it did not find; outside of one `otherwise`."""
    sandbox = this_sandbox(info)
    if sandbox is None:
        return otherwise
    return message(
        "The Flatpak does not see your files. Let it see this one, by its full path: {command}",
        command=f"flatpak run --filesystem={shlex.quote(str(path))}:ro {sandbox.app_id} …",
    )


def as_typed_here(text: str, info: Path = _INFO) -> str:
    """`text` with its commands as they have to be typed: outside of a Flatpak nobody has a command `dictate`."""
    sandbox = this_sandbox(info)
    return _COMMAND.sub(f"flatpak run {sandbox.app_id} ", text) if sandbox is not None else text


def _has(listed: configparser.ConfigParser, right: Right) -> bool:
    return right.value in listed.get(right.section, right.key, fallback="").split(";")
