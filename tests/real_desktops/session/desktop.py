"""What KWin and GNOME Shell have in common here: the buses, a home folder, the portal and the program's menu entry."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

from jeepney import DBusAddress
from jeepney.wrappers import DBusErrorResponse

from dictate import APP_ID
from tests.desktop.session import asking
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.waiting import wait_for
from tests.desktop.vm.cache import PROJECT
from tests.real_desktops.session.hands import Hands

STARTED_WITHIN_S = 600
"""On emulated processors; otherwise it takes seconds."""

ASKED_WITHIN_S = 300
DIALOG_S = 2.0
"""How long a dialog is looked at before it is answered: it takes no keys at once."""
CLOSED_WITHIN_S = 20.0
"""How long an answered dialog may take to close. Keys sent before it has would reach the window behind it."""

PORTAL = "org.freedesktop.portal.Desktop"
BACKENDS = ("kde", "gnome", "hyprland")

_DAEMON = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


class RealDesktop(Compositor):
    """A context manager; the environment of this process points to the desktop for as long."""

    environment: ClassVar[dict[str, str]]
    socket = "wayland-0"
    shortcuts_dialog: str
    """The application id of the dialog that asks for shortcuts, and of the one that asks for remote control."""
    remote_control_dialog: str
    portal_services: tuple[str, ...] = (PORTAL,)
    """What ends when the portal does, as far as the desktop recovers from it."""
    key_source = "auto"
    """What the settings say of the key's source."""
    key_interval_ms = 2.0
    """What they say of the pause between keys; the default unless the desktop reads them too seldom here."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folder = Path("/tmp") / f"session-{self.name}"
        self.home = self._folder / "home"
        self.runtime = self._folder / "run"
        self._bus: subprocess.Popen[str] | None = None
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._hands: Hands | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What starts the compositor."""

    @abstractmethod
    def new_hands(self) -> Hands: ...

    @abstractmethod
    def is_up(self) -> bool:
        """Whether the compositor answers."""

    @abstractmethod
    def shows_overlay(self) -> bool:
        """Whether a window of Dictate is on the screen that has not the focus."""

    def press_accept_shortcuts(self) -> None:
        """The keys that say yes to the dialog, which has the focus."""
        raise NotImplementedError(f"{self.name} asks nothing")

    def press_accept_remote_control(self) -> None:
        """The same for the other dialog, and to be remembered."""
        raise NotImplementedError(f"{self.name} asks nothing")

    def configure(self) -> None:
        """Write what the compositor reads at its start."""

    @property
    def hands(self) -> Hands:
        assert self._hands is not None
        return self._hands

    def __enter__(self) -> Self:
        shutil.rmtree(self._folder, ignore_errors=True)
        self.runtime.mkdir(parents=True)
        self.runtime.chmod(0o700)
        self._place_menu_entry()
        os.environ.update(
            HOME=str(self.home),
            XDG_RUNTIME_DIR=str(self.runtime),
            XDG_SESSION_TYPE="wayland",
            LIBGL_ALWAYS_SOFTWARE="1",
            **self.environment,
        )
        start_system_bus()
        with (self._output / f"{self.name}-bus.log").open("wb") as log:
            command = ["dbus-daemon", f"--config-file={self._bus_settings()}", "--nofork", "--print-address=1"]
            self._bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._bus.stdout is not None
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self.configure()
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        assert self._bus is not None
        self._bus.terminate()
        self._bus.wait(timeout=60)

    def start(self) -> None:
        """Start the compositor and what belongs to it."""
        os.environ.pop("WAYLAND_DISPLAY", None)
        self.run("compositor", *self.command())
        wait_for(f"{self.name} to answer", self._answers, limit_s=STARTED_WITHIN_S, poll_s=0.5)
        os.environ["WAYLAND_DISPLAY"] = self.socket
        # Tests have homes of their own, and what the bus starts belongs to the session's.
        environment = {**os.environ, "HOME": str(self.home)}
        subprocess.run(["dbus-update-activation-environment", "--all"], env=environment, check=True, timeout=60)
        # What a program had started while there was no compositor: GNOME's part then never has shortcuts (50.0).
        self._end_portals()
        # Whole desktops have it running from the login on.
        wait_for("the portal", self._start_portal, limit_s=STARTED_WITHIN_S)
        self._hands = self.new_hands()

    def stop(self) -> None:
        """End the compositor and what belongs to it, the portals included."""
        if self._hands is not None:
            self._hands.close()
            self._hands = None
        for name in reversed(list(self._processes)):
            self._end(name)
        self._end_portals()
        (self.runtime / self.socket).unlink(missing_ok=True)

    def _bus_settings(self) -> Path:
        """Those of every session bus, but for the patience with services that start: an emulated machine is slow."""
        path = self._folder / "bus.conf"
        limit = f'<limit name="service_start_timeout">{STARTED_WITHIN_S * 1000}</limit>'
        path.write_text(f"<busconfig><include>/usr/share/dbus-1/session.conf</include>{limit}</busconfig>\n")
        return path

    def _start_portal(self) -> bool:
        try:
            asking.call(_DAEMON, "StartServiceByName", "su", (PORTAL, 0))
        except TimeoutError:  # it is still starting
            return False
        return True

    def _end_portals(self) -> None:
        for name in (*(f"org.freedesktop.impl.portal.desktop.{each}" for each in BACKENDS), PORTAL):
            self.end_service(name)

    def run(self, name: str, *command: str) -> None:
        """Start a program of the desktop; it ends with it."""
        environment = {**os.environ, "HOME": str(self.home)}
        with (self._output / f"{self.name}-{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def end_portal(self) -> None:
        for name in self.portal_services:
            self.end_service(name)

    def end_service(self, name: str) -> None:
        """Kill whoever owns the name on the session bus, as a crash would; nothing when nobody does."""
        owner = self.owner_process(name)
        if owner:
            os.kill(owner, signal.SIGKILL)
            wait_for(f"{name} to end", lambda: self.owner_process(name) != owner)

    def owner_process(self, name: str) -> int:
        """The process that owns the name; 0 when nobody does."""
        try:
            return int(asking.call(_DAEMON, "GetConnectionUnixProcessID", "s", (name,)))
        except DBusErrorResponse:
            return 0

    def accept_shortcuts(self) -> None:
        self._accept(self.shortcuts_dialog, self.press_accept_shortcuts)

    def accept_remote_control(self) -> None:
        self._accept(self.remote_control_dialog, self.press_accept_remote_control)

    def crash(self) -> None:
        """End the compositor at once; its socket stays behind."""
        process = self._processes.pop("compositor")
        process.kill()
        process.wait()
        self.stop()

    def _accept(self, dialog: str, press: Callable[[], None]) -> None:
        def has_focus() -> bool:
            return self.focused_application() == dialog

        wait_for(f"the dialog {dialog}", has_focus, limit_s=ASKED_WITHIN_S, poll_s=0.3)
        time.sleep(DIALOG_S)
        for _attempt in range(5):
            if not has_focus():
                return
            press()
            with contextlib.suppress(TimeoutError):
                wait_for("the dialog to close", lambda: not has_focus(), limit_s=CLOSED_WITHIN_S, poll_s=0.3)
        raise TimeoutError(f"the dialog {dialog} stays")

    def has_keyboard(self, name: str) -> bool:
        return True

    def hold(self, *keys: str, for_s: float) -> None:
        self.hands.press(*keys)
        time.sleep(for_s)
        self.hands.release(*reversed(keys))

    def _place_menu_entry(self) -> None:
        """As `make setup` does. Portals know no program whose entry names a command that is not there."""
        entry = (PROJECT / "packaging" / f"{APP_ID}.desktop").read_text(encoding="utf-8")
        applications = self.home / ".local" / "share" / "applications"
        applications.mkdir(parents=True)
        placed = entry.replace("Exec=dictate", f"Exec={sys.executable} -m dictate")
        (applications / f"{APP_ID}.desktop").write_text(placed, encoding="utf-8")

    def place_command(self) -> None:
        """`dictate` on the path of the compositor, whose own shortcuts call it."""
        folder = self.home / "bin"
        folder.mkdir()
        command = folder / "dictate"
        command.write_text(f'#!/bin/sh\nexec env PYTHONPATH={PROJECT} {sys.executable} -m dictate "$@"\n')
        command.chmod(0o755)
        os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"

    def _answers(self) -> bool:
        process = self._processes["compositor"]
        assert process.poll() is None, f"the compositor ended with {process.returncode}"
        if not (self.runtime / self.socket).exists():
            return False
        try:
            return self.is_up()
        except Exception:  # its services come up some time after its socket
            return False

    def _end(self, name: str) -> None:
        process = self._processes.pop(name)
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def start_system_bus() -> None:
    """GNOME Shell does not start without one; nobody of the system's services is on it."""
    if not Path("/run/dbus/system_bus_socket").exists():
        Path("/run/dbus").mkdir(exist_ok=True)
        subprocess.run(["dbus-daemon", "--system", "--fork"], check=True, timeout=60)
