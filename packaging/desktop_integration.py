"""The few files outside the project that make Dictate a desktop program: shown, asked for, and removed again.

    python3 packaging/desktop_integration.py install      shows them and asks
    python3 packaging/desktop_integration.py uninstall    removes exactly those

Standard library only.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from system_packages import SetUpError, run_as_root

ROOT = Path(__file__).resolve().parent.parent
APP_ID = "io.github.dictate_desktop.Dictate"


@dataclass(frozen=True)
class PlacedFile:
    """A file and where it goes; those outside the home folder are written with root's rights."""

    target: Path
    content: str
    purpose: str

    @property
    def is_current(self) -> bool:
        try:
            return self.target.read_text(encoding="utf-8") == self.content
        except (OSError, UnicodeDecodeError):
            return False


def user_data() -> Path:
    value = os.environ.get("XDG_DATA_HOME", "")
    return Path(value) if value.startswith("/") else Path.home() / ".local" / "share"


def system_files(root: Path) -> list[PlacedFile]:
    """What opens /dev/uinput to whoever sits at the machine: typing needs that, and nothing more."""
    resources = root / "resources"
    return [
        PlacedFile(
            Path("/etc/udev/rules.d/70-dictate-uinput.rules"),
            (resources / "udev" / "70-dictate-uinput.rules").read_text(encoding="utf-8"),
            "lets the person at the machine create a virtual keyboard (write to /dev/uinput)",
        ),
        PlacedFile(
            Path("/etc/modules-load.d/dictate.conf"),
            (resources / "modules-load" / "dictate.conf").read_text(encoding="utf-8"),
            "loads the kernel's uinput module at boot",
        ),
    ]


def user_files(root: Path) -> Iterator[PlacedFile]:
    """The menu entry, its icon, and the D-Bus service file; portals know programs by the first."""
    program = root / ".venv" / "bin" / "dictate"
    desktop = (root / "packaging" / f"{APP_ID}.desktop").read_text(encoding="utf-8")
    yield PlacedFile(
        user_data() / "applications" / f"{APP_ID}.desktop",
        with_program(desktop, program),
        "the entry in the applications menu",
    )
    yield PlacedFile(
        user_data() / "icons" / "hicolor" / "scalable" / "apps" / f"{APP_ID}.svg",
        (root / "resources" / "icons" / "dictate.svg").read_text(encoding="utf-8"),
        "its icon",
    )
    service = root / "packaging" / f"{APP_ID}.service"
    if service.exists():
        yield PlacedFile(
            user_data() / "dbus-1" / "services" / f"{APP_ID}.service",
            with_program(service.read_text(encoding="utf-8"), program),
            "lets shortcuts start it when it is not running",
        )


def with_program(text: str, program: Path) -> str:
    """Exec lines that name `dictate` alone, pointed at the program in the virtual environment."""
    return "".join(f"{_pointed_at(program, line)}\n" for line in text.splitlines())


def _pointed_at(program: Path, line: str) -> str:
    key, separator, command = line.partition("=")
    words = command.split(" ", 1)
    if not separator or key not in ("Exec", "TryExec") or Path(words[0]).name != "dictate":
        return line
    name = quoted(program) if key == "Exec" else str(program)
    return f"{key}={' '.join([name, *words[1:]])}"


def quoted(program: Path) -> str:
    """As the Desktop Entry Specification wants an Exec argument with a blank in it."""
    text = str(program)
    return f'"{text}"' if " " in text else text


def offer(root: Path, *, insist: bool = False) -> None:
    """Show what is missing and ask; without a terminal only say how. Asks once, unless `insist`."""
    ours = [file for file in user_files(root) if not file.is_current]
    systems = [file for file in system_files(root) if not file.is_current]
    if not ours and not systems:
        return
    asked_before = root / ".venv" / "integration-asked"
    if asked_before.exists() and not insist:
        return
    print("Dictate would like to place these files (make uninstall removes them):", file=sys.stderr)
    for file in [*systems, *ours]:
        print(f"  {file.target}\n      {file.purpose}", file=sys.stderr)
    if not sys.stdin.isatty():
        print("There is no terminal to ask at: run `make integrate` for it. Going on without.", file=sys.stderr)
        return
    answer = input("Place them? [Y/n] ").strip().lower()
    asked_before.touch()
    if answer in ("", "y", "yes"):
        place(ours, systems)


def place(ours: list[PlacedFile], systems: list[PlacedFile]) -> None:
    for file in ours:
        file.target.parent.mkdir(parents=True, exist_ok=True)
        file.target.write_text(file.content, encoding="utf-8")
    for file in systems:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=file.target.suffix) as draft:
            draft.write(file.content)
            draft.flush()
            run_as_root(["install", "-D", "-m", "0644", draft.name, str(file.target)])
    if systems:
        run_as_root(["modprobe", "uinput"])
        run_as_root(["udevadm", "control", "--reload"])
        run_as_root(["udevadm", "trigger", "--subsystem-match=misc", "--sysname-match=uinput"])


def uninstall(root: Path) -> None:
    for file in user_files(root):
        if file.target.exists():
            file.target.unlink()
            print(f"removed {file.target}", file=sys.stderr)
    autostart = Path.home() / ".config" / "autostart" / f"{APP_ID}.desktop"
    if autostart.exists():
        autostart.unlink()
        print(f"removed {autostart}", file=sys.stderr)
    there = [str(file.target) for file in system_files(root) if file.target.exists()]
    if there:
        run_as_root(["rm", "-f", *there])
        run_as_root(["udevadm", "control", "--reload"])
    (root / ".venv" / "integration-asked").unlink(missing_ok=True)
    print("Settings, history and models stay in the XDG folders named dictate; remove them by hand.", file=sys.stderr)


def main() -> int:
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        if action == "install":
            offer(ROOT, insist=True)
        elif action == "uninstall":
            uninstall(ROOT)
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except (SetUpError, OSError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
