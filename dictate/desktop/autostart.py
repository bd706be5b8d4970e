"""Starting at login: the XDG autostart file, and the Background portal inside a sandbox, which cannot write it."""

import os
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from dictate import APP_ID
from dictate.desktop.bus import Bus, CallFailed, Member, Typed
from dictate.desktop.entries import OWN_LINE, autostart_entry, lines_of, own_command, starts_a_program, write
from dictate.desktop.portal_request import PORTAL, PORTAL_OBJECT, Outcome, PortalRequest
from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_BACKGROUND = "org.freedesktop.portal.Background"


def autostart_path() -> Path:
    value = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(value) if value.startswith("/") else Path.home() / ".config"
    return folder / "autostart" / f"{APP_ID}.desktop"


class LoginFile(Enum):
    """What is at `autostart_path`."""

    NONE = auto()
    OURS = auto()
    """`set_start_at_login` wrote it; the user may have changed it since."""
    OURS_BROKEN = auto()
    """The same, but the program that it starts is gone: it was moved."""
    SOMEBODY_ELSES = auto()
    """A tool of the desktop put it there, or the user."""


def login_file() -> LoginFile:
    path = autostart_path()
    if not path.is_file():
        return LoginFile.NONE
    lines = lines_of(path)
    if OWN_LINE not in lines:
        return LoginFile.SOMEBODY_ELSES
    return LoginFile.OURS if starts_a_program(lines) else LoginFile.OURS_BROKEN


def set_start_at_login(wanted: bool) -> None:
    """Write or remove the autostart file, whoever made it. Raises DictateError."""
    path = autostart_path()
    if wanted:
        write(path, autostart_entry(own_command()))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DictateError(message("{path} cannot be removed: {error}.", path=path, error=reason_of(error))) from error


def ask_portal_to_start_at_login(bus: Bus, wanted: bool, done: Callable[[DictateError | None], None]) -> None:
    """The same inside a sandbox; `done` gets None, or why it was not done, on the main loop's thread."""

    def answered(outcome: Outcome) -> None:
        if isinstance(outcome, CallFailed):
            done(DictateError(message("The desktop cannot start Dictate at login: {error}", error=outcome.message)))
        elif outcome[0] or bool(outcome[1].get("autostart")) is not wanted:
            done(DictateError("The desktop was not allowed to start Dictate at login.", "Allow it in its settings."))
        else:
            done(None)

    options = {
        "reason": Typed("s", "Dictation is ready as soon as you log in."),
        "autostart": Typed("b", wanted),
        "commandline": Typed("as", ["dictate", "run", "--background"]),
        "dbus-activatable": Typed("b", False),
    }
    method = Member(PORTAL, PORTAL_OBJECT, _BACKGROUND, "RequestBackground")
    PortalRequest(bus, method, Typed("(sa{sv})", ("", options)), answered, timeout_s=None)
