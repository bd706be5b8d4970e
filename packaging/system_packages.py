"""Which system packages Dictate needs, on which distribution, and how they are installed.

Standard library only: set-up runs it before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DEBIAN = [
    "python3-venv",
    "python3-dev",
    "gcc",
    "pkg-config",
    "libcairo2-dev",
    "gir1.2-glib-2.0",
    "libportaudio2",
    "libasound2-plugins",
    "libpulse0",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libegl1",
    "libgl1",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "libxtst6",
    "xkb-data",
]
GIREPOSITORY_DEBIAN = ("libgirepository-2.0-dev", "libgirepository1.0-dev")
"""PyGObject 3.51 and newer are built on girepository-2.0, older ones on 1.0; the first that exists is taken."""

FEDORA = [
    "python3-devel",
    "gcc",
    "pkgconf-pkg-config",
    "cairo-gobject-devel",
    "gobject-introspection-devel",
    "portaudio",
    "alsa-plugins-pulseaudio",
    "libxkbcommon",
    "libxkbcommon-x11",
    "xcb-util-cursor",
    "xcb-util-wm",
    "xcb-util-image",
    "xcb-util-keysyms",
    "xcb-util-renderutil",
    "mesa-libEGL",
    "libXtst",
    "xkeyboard-config",
    "kernel-headers",
]
ARCH = [
    "python",
    "gcc",
    "pkgconf",
    "cairo",
    "gobject-introspection",
    "portaudio",
    "alsa-plugins",
    "libxkbcommon",
    "libxkbcommon-x11",
    "xcb-util-cursor",
    "xcb-util-wm",
    "xcb-util-image",
    "xcb-util-keysyms",
    "xcb-util-renderutil",
    "libxtst",
    "xkeyboard-config",
    "linux-api-headers",
]
OPENSUSE = [
    "python3-devel",
    "gcc",
    "pkg-config",
    "cairo-devel",
    "gobject-introspection-devel",
    "libportaudio2",
    "alsa-plugins-pulse",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "Mesa-libEGL1",
    "libXtst6",
    "xkeyboard-config",
    "linux-glibc-devel",
]


@dataclass(frozen=True)
class Manager:
    """A package manager: how to ask whether packages are there, and how to install them."""

    name: str
    query: tuple[str, ...]
    install: tuple[str, ...]
    refresh: tuple[str, ...] = ()


APT = Manager(
    "apt-get",
    ("dpkg-query", "-W", "-f", "${Status}\n"),
    ("apt-get", "install", "-y", "--no-install-recommends"),
    ("apt-get", "update"),
)
DNF = Manager("dnf", ("rpm", "-q", "--whatprovides"), ("dnf", "install", "-y"))
PACMAN = Manager("pacman", ("pacman", "-Q"), ("pacman", "-S", "--needed", "--noconfirm"))
ZYPPER = Manager("zypper", ("rpm", "-q", "--whatprovides"), ("zypper", "--non-interactive", "install"))


class SetUpError(Exception):
    """A sentence for the person at the terminal."""


class CommandFailedError(SetUpError):
    """A command had root's rights and did not do what it should: no network, no such package."""


def distribution(os_release: str) -> tuple[Manager, list[str]] | None:
    """The package manager and the packages for the contents of /etc/os-release; None for an unknown system."""
    ids: set[str] = set()
    for line in os_release.splitlines():
        key, _, value = line.partition("=")
        if key in ("ID", "ID_LIKE"):
            ids.update(value.strip('"').split())
    if ids & {"debian", "ubuntu"}:
        return APT, DEBIAN
    if ids & {"fedora", "rhel"}:
        return DNF, FEDORA
    if "arch" in ids:
        return PACMAN, ARCH
    if any("suse" in each for each in ids):
        return ZYPPER, OPENSUSE
    return None


def is_installed(manager: Manager, package: str) -> bool:
    done = subprocess.run([*manager.query, package], capture_output=True, text=True, check=False)
    if manager is APT:
        return "install ok installed" in done.stdout
    return done.returncode == 0


def missing(manager: Manager, packages: list[str]) -> list[str]:
    if shutil.which(manager.query[0]) is None:
        return []
    # A renamed package (libglib2.0-0t64 provides libglib2.0-0) counts as installed once apt finds nothing to do.
    absent = [package for package in packages if not is_installed(manager, package)]
    if manager is APT and absent:
        done = subprocess.run(
            ["apt-get", "install", "--simulate", "--no-install-recommends", *absent],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0 and not any(line.startswith("Inst ") for line in done.stdout.splitlines()):
            return []
    return absent


def install(manager: Manager, packages: list[str], purpose: str) -> None:
    """Install `packages`, after saying which and why. Raises SetUpError when that cannot be done from here."""
    print(f"Dictate needs these system packages {purpose}:\n  {' '.join(packages)}", file=sys.stderr)
    command = [*manager.install, *packages]
    by_hand = " && ".join(f"sudo {' '.join(step)}" for step in (manager.refresh, command) if step)
    if manager.refresh:
        refresh(manager, by_hand)
    run_as_root(command, by_hand)


def refresh(manager: Manager, by_hand: str) -> None:
    """Bring the manager's lists up to date; where that fails, those that are there may do."""
    try:
        run_as_root([*manager.refresh], by_hand)
    except CommandFailedError:
        print("The lists of packages are not up to date; going on with those that are there.", file=sys.stderr)


def run_as_root(command: list[str], by_hand: str = "") -> None:
    """Run a command with root's rights, by sudo where needed.

    Raises SetUpError, which asks for `by_hand` instead, if that is more than the command itself.
    """
    instead = f"\n  {by_hand or 'sudo ' + ' '.join(command)}\nthen start again."
    if os.geteuid() == 0:
        full = command
    elif shutil.which("sudo"):
        # Without a terminal nobody can type a password: -n fails at once instead of waiting for one.
        sudo = ["sudo", *([] if sys.stdin.isatty() else ["-n"])]
        if subprocess.run([*sudo, "true"], stdout=sys.stderr, check=False).returncode:
            raise SetUpError(
                f"This needs root's rights, and sudo does not give them. Have an administrator run{instead}"
            )
        full = [*sudo, *command]
    else:
        raise SetUpError(
            f"This needs root's rights, and there is no sudo. Run as root, without the word sudo:{instead}"
        )
    print(f"+ {' '.join(full)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(full, env=environment, stdout=sys.stderr, check=False)
    if done.returncode:
        raise CommandFailedError(f"{command[0]} failed, as the lines above say. Once it can work, run{instead}")


def needed_for_running() -> tuple[Manager, list[str]] | None:
    """The manager and the packages that are missing for building and running; None when nothing is missing."""
    os_release = Path("/etc/os-release")
    found = distribution(os_release.read_text(encoding="utf-8") if os_release.exists() else "")
    if found is None:
        print(
            "This distribution is unknown: see README.md for the system packages that Dictate needs.", file=sys.stderr
        )
        return None
    manager, packages = found
    wanted = list(packages)
    if manager is APT:
        if sys.prefix == sys.base_prefix and not sys.executable.startswith("/usr/bin"):
            # Another Python than the system's brings its own venv and headers.
            wanted = [package for package in wanted if package not in ("python3-venv", "python3-dev")]
        if not any(is_installed(APT, package) for package in GIREPOSITORY_DEBIAN):
            wanted.append(next(filter(_apt_knows, GIREPOSITORY_DEBIAN), GIREPOSITORY_DEBIAN[-1]))
    absent = missing(manager, wanted)
    return (manager, absent) if absent else None


def _apt_knows(package: str) -> bool:
    done = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return done.returncode == 0
