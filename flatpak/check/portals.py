"""The installed flatpak on a Wayland desktop that gives it nothing but portals: the real xdg-desktop-portal with a mock
desktop behind it, and a headless sway. Exits 1 with a sentence unless

- the key comes by GlobalShortcuts, and what is said while it is held goes out by RemoteDesktop: by the paste chord, as
  headless sway tells no layout, and key by key once the user has named it;
- the next start needs no dialog, by the restore token (RemoteDesktop 2, of xdg-desktop-portal 1.18);
- "Start at login" asks Background for it, and takes it back;
- a file that the user chooses in FileChooser, and that the sandbox does not see otherwise, is transcribed.

/usr/bin/python3 flatpak/check/portals.py APP SPEAKER_PID SPOKEN_LOG SAMPLE_FILE OUT [ROOT]

ROOT is a root file system whose xdg-desktop-portal is taken instead of this machine's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gi.repository import Gio, GLib
from mock_desktop import MockDesktop

HERE = Path(__file__).resolve().parent
WORDS = "person you are calling"
LONGEST_S = 300
PORTAL = "org.freedesktop.portal.Desktop"
OBJECT = "/org/freedesktop/portal/desktop"
BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>"""
ROWS = {16: "qwertyuiop", 30: "asdfghjkl", 44: "zxcvbnm", 57: " "}
LETTERS = {first + place: letter for first, row in ROWS.items() for place, letter in enumerate(row)}
"""Of the kernel's key codes, on the layout "us"."""
PASTE_CHORD = [42, 110]
"""Shift and Insert"""


class CheckError(Exception):
    """One sentence on what is not as it should be."""


def wait_for(what: str, condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise CheckError(f"in vain was waited for: {what}")
        time.sleep(0.2)


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise CheckError(f"{what}: {found!r} instead of {wanted!r}")


class Rig:
    """The session: a bus that starts nothing by itself, sway, the portals; and the program in it."""

    def __init__(self, app: str, out: Path, sample: Path, root: Path | None) -> None:
        self.app = app
        self._log = (out / "portals.log").open("wb")
        self._root = root
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = Path(os.environ["XDG_RUNTIME_DIR"])
        bus = self._folder / "portals-bus"
        config = self._folder / "portals-bus.conf"
        config.write_text(BUS.format(path=bus), encoding="utf-8")
        for name in ("DISPLAY", "SWAYSOCK"):
            os.environ.pop(name, None)
        os.environ |= {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}",
            "XDG_CURRENT_DESKTOP": "mock",
            "XDG_SESSION_TYPE": "wayland",
            "XDG_DESKTOP_PORTAL_DIR": str(self._folder / "portals"),
            # So that headless sway has an output, and needs neither seat nor graphics card.
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        }
        self._bus_file, self._sample = bus, sample

    def start(self) -> None:
        self._start("dbus-daemon", "--nofork", f"--config-file={self._folder / 'portals-bus.conf'}")
        wait_for("the bus", self._bus_file.exists)
        self.desktop = MockDesktop(os.environ["DBUS_SESSION_BUS_ADDRESS"], self._sample)
        self._bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        # Otherwise this process ends with the bus.
        self._bus.set_exit_on_close(False)
        self._start_sway()
        self._start_portals()

    def stop(self) -> None:
        subprocess.run(["flatpak", "kill", self.app], stderr=subprocess.DEVNULL, check=False)
        for process in reversed(self._processes):
            process.terminate()
            process.wait(20)

    def flatpak(self, *words: str, options: tuple[str, ...] = (), script: Path | None = None) -> str:
        """What a command inside the sandbox prints."""
        command = ["flatpak", "run", *options, self.app, *words]
        with (script or Path(os.devnull)).open("rb") as given:
            try:
                done = subprocess.run(
                    command, stdin=given, stdout=subprocess.PIPE, stderr=self._log, check=False, timeout=LONGEST_S
                )
            except subprocess.TimeoutExpired as error:
                raise CheckError(f"{' '.join(command)} did not end in {LONGEST_S} s") from error
        return done.stdout.decode()

    def start_program(self) -> None:
        bound = len(self.desktop.arguments_of("BindShortcuts"))
        self._start("flatpak", "run", self.app, "--verbose", "run")
        wait_for("the program's shortcuts", lambda: len(self.desktop.arguments_of("BindShortcuts")) > bound)
        wait_for("the program to be ready", lambda: self.state() == "idle")

    def end_program(self) -> None:
        subprocess.run(["flatpak", "kill", self.app], check=True)
        self._processes.pop().wait(30)

    def state(self) -> str:
        return self.flatpak("status").partition("\n")[0]

    def version(self, portal: str) -> int:
        """0 where the portal is not offered."""
        asked = GLib.Variant("(ss)", (f"org.freedesktop.portal.{portal}", "version"))
        get = ("org.freedesktop.DBus.Properties", "Get", asked, None, Gio.DBusCallFlags.NONE, 30_000, None)
        try:
            return int(self._bus.call_sync(PORTAL, OBJECT, *get).unpack()[0])
        except GLib.Error:
            return 0

    def _start(self, *command: str) -> None:
        self._processes.append(subprocess.Popen(command, stdout=self._log, stderr=self._log))

    def _start_sway(self) -> None:
        config = self._folder / "sway.conf"
        config.write_text("output HEADLESS-1 resolution 1280x800 bg #335577 solid_color\nxwayland disable\n")
        self._start("sway", "--config", str(config))

        def sockets(pattern: str) -> list[Path]:
            return [path for path in self._folder.glob(pattern) if path.suffix != ".lock"]

        wait_for("sway", lambda: sockets("wayland-*") and sockets("sway-ipc.*"))
        os.environ["WAYLAND_DISPLAY"] = sockets("wayland-*")[0].name

    def _start_portals(self) -> None:
        portals = self._folder / "portals"
        portals.mkdir()
        (portals / "mock.portal").write_text(MockDesktop.portal_file(), encoding="utf-8")
        (portals / "mock-portals.conf").write_text("[preferred]\ndefault=mock\n", encoding="utf-8")
        for program, name in (
            ("xdg-permission-store", "org.freedesktop.impl.portal.PermissionStore"),
            ("xdg-document-portal", "org.freedesktop.portal.Documents"),
            ("xdg-desktop-portal", PORTAL),
        ):
            path = f"/usr/libexec/{program}"
            loader: list[str] = []
            if self._root is not None:
                # No root of its own for it: it looks into its clients' /proc folders. Plug-ins fit its libraries.
                libraries = f"{self._root}/usr/lib/x86_64-linux-gnu"
                loader = [
                    "env",
                    "GIO_MODULE_DIR=/nonexistent",
                    f"SPA_PLUGIN_DIR={libraries}/spa-0.2",
                    f"PIPEWIRE_MODULE_DIR={libraries}/pipewire-0.3",
                    f"PIPEWIRE_CONFIG_DIR={self._root}/usr/share/pipewire",
                    f"{self._root}/lib64/ld-linux-x86-64.so.2",
                    "--library-path",
                    libraries,
                ]
                path = f"{self._root}{path}"
            self._start(*loader, path)
            wait_for(program, partial(self._has_owner, name))

    def _has_owner(self, name: str) -> bool:
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner")
        asked = GLib.Variant("(s)", (name,))
        return bool(self._bus.call_sync(*bus, asked, None, Gio.DBusCallFlags.NONE, 30_000, None).unpack()[0])


def pressed(desktop: MockDesktop) -> list[int]:
    """The codes of the keys that went down."""
    return [keycode for _, _, keycode, state in desktop.arguments_of("NotifyKeyboardKeycode") if state]


def typed(desktop: MockDesktop) -> str:
    """Their letters."""
    return "".join(LETTERS.get(keycode, "") for keycode in pressed(desktop))


def check_key_and_typing(rig: Rig, speaker: int, spoken: Path) -> None:
    desktop = rig.desktop
    spoken.unlink(missing_ok=True)
    rig.start_program()
    asking = {app for _, _, app, _ in desktop.arguments_of("CreateSession", "GlobalShortcuts")}
    expect("who asks for shortcuts", asking, {rig.app})
    desktop.press("dictate")
    wait_for("the recording", lambda: rig.state() == "recording")
    os.kill(speaker, signal.SIGUSR1)
    wait_for("somebody to listen", lambda: spoken.exists() and spoken.stat().st_size, 180)
    time.sleep(1)
    desktop.release("dictate")
    wait_for("the paste chord", lambda: pressed(desktop) == PASTE_CHORD, 180)
    wait_for("the end of typing", lambda: rig.state() == "idle")
    askers = {app for _, _, app, _ in desktop.arguments_of("CreateSession", "RemoteDesktop")}
    expect("who asks to type", askers, {rig.app})
    print(f"  key by GlobalShortcuts {rig.version('GlobalShortcuts')}, paste chord by RemoteDesktop")

    rig.flatpak("settings", "typing.layout", "us")
    rig.flatpak("type-last")
    wait_for(f"the words in keys; so far {typed(desktop)!r}", lambda: WORDS in typed(desktop))
    wait_for("the end of typing", lambda: rig.state() == "idle")
    print(f"  keys by RemoteDesktop: {typed(desktop)}")


def check_restore(rig: Rig) -> None:
    desktop = rig.desktop
    version = rig.version("RemoteDesktop")
    rig.end_program()
    before = len(desktop.arguments_of("SelectDevices"))
    rig.start_program()
    if version < 2:
        print(f"  RemoteDesktop {version} restores nothing: not checked")
        return
    wait_for("the session that is restored", lambda: len(desktop.arguments_of("SelectDevices")) > before)
    options = [options for *_, options in desktop.arguments_of("SelectDevices")]
    # Once the user has allowed it, the desktop is never again asked without the token.
    expect("what is restored", ["restore_data" in each for each in options], [False] + [True] * before)
    rig.flatpak("type", "hello again")
    wait_for("keys of the session that is restored", lambda: typed(desktop).endswith("hello again"))
    print(f"  RemoteDesktop {version}: no dialog at the second start, and none for a command that types")


def check_start_at_login(rig: Rig) -> None:
    """Older portals ask the desktop to write the autostart file, newer ones write it themselves."""
    entry = Path.home() / ".config" / "autostart" / f"{rig.app}.desktop"

    def asked() -> list[tuple[str, bool]]:
        return [(app, enable) for app, enable, *_ in rig.desktop.arguments_of("EnableAutostart")]

    rig.flatpak("settings", "general.start_at_login", "true")
    wait_for("the start at login", lambda: (rig.app, True) in asked() or entry.is_file())
    if asked():
        command = " ".join(rig.desktop.arguments_of("EnableAutostart")[-1][2])
    else:
        command = next(line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    expect("whether it is started without a window", "run --background" in command, True)
    rig.flatpak("settings", "general.start_at_login", "false")
    wait_for(
        "the end of the start at login", lambda: (rig.app, False) in asked() or (not asked() and not entry.exists())
    )
    print(f"  start at login, and no more: {command}")


def check_file(rig: Rig, sample: Path) -> None:
    if Path(os.environ["XDG_RUNTIME_DIR"]) != Path(f"/run/user/{os.getuid()}"):
        print(
            "  file chooser: not checked, as the portal names files by their place in /run/user: start check.sh as root"
        )
        return
    answer = rig.flatpak("-", options=("--command=python3",), script=HERE / "files_window.py")
    asked = rig.desktop.arguments_of("OpenFile")
    expect("how often the portal is asked for files", len(asked), 1)
    path, _, text = answer.partition("\n")
    if WORDS not in text or Path(path) == sample:
        raise CheckError(f"the chosen file was not transcribed: {answer!r}")
    print(f"  file chosen as {path}: {text.strip()}")


def main() -> int:
    app, speaker, spoken, sample, out = sys.argv[1:6]
    root = Path(sys.argv[6]) if len(sys.argv) > 6 else None
    rig = Rig(app, Path(out), Path(sample), root)
    try:
        rig.start()
        check_key_and_typing(rig, int(speaker), Path(spoken))
        check_restore(rig)
        check_start_at_login(rig)
        check_file(rig, Path(sample))
    except CheckError as failure:
        print(f"flatpak check, portals: {failure}", file=sys.stderr)
        return 1
    finally:
        subprocess.run(["grim", str(Path(out) / "portals.png")], check=False)
        rig.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
