"""The root file system in which the desktops run: made once, under `build/`, and made anew when its lists change.

`mmdebstrap` unpacks Debian's packages, and the virtual environment in it has what `pyproject.toml` names. The project
itself is mounted when the root is entered, so that its present state is tested.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from tests.desktop.vm.cache import PROJECT

SUITE = "forky"
MIRROR = "http://deb.debian.org/debian"
FOLDER = PROJECT / "build" / "real-desktops"
ROOT = FOLDER / "root"
ENVIRONMENT = Path("/opt/dictate")
"""The virtual environment, inside the root."""

NOT_NEEDED = frozenset({"ruff", "mypy", "import-linter", "babel"})
FROM_THIS_MACHINE = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
"""What the root's network needs."""


class RootError(Exception):
    """The root cannot be made or entered; the text says why and what to do."""


def prepare() -> None:
    """Make what is missing of the root; nothing when all is there. Raises RootError."""
    for program, package in (("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")):
        if shutil.which(program) is None:
            raise RootError(f"The desktops' root needs {program}: sudo apt install {package}")
    if os.geteuid() != 0:
        raise RootError("The desktops run in a root file system of their own, which only root may enter.")
    if not _is_stamped("packages", _packages_print()):
        _unpack()
    if not _is_stamped("python", _python_print()):
        _install_python()


def _unpack() -> None:
    print(f"Making {ROOT} from Debian {SUITE}: about 1 GB to download, 4 GB on disk.", flush=True)
    shutil.rmtree(ROOT, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    # A build machine's clock may be far from that of the mirror.
    clock = ["--aptopt=Acquire::Check-Valid-Until false", "--aptopt=Acquire::Check-Date false"]
    packages = f"--include={','.join(_packages())}"
    _run(["mmdebstrap", "--quiet", *clock, "--variant=minbase", packages, SUITE, str(ROOT), MIRROR])
    _stamp("packages", _packages_print())


def _install_python() -> None:
    print(f"Installing what Dictate needs into {ROOT}{ENVIRONMENT} …", flush=True)
    for name in FROM_THIS_MACHINE:
        if Path(name).exists():
            shutil.copy(name, ROOT / name.removeprefix("/"))
    requirements = ROOT / "opt" / "requirements.txt"
    requirements.write_text("".join(f"{line}\n" for line in _requirements()), encoding="utf-8")
    python = str(ENVIRONMENT / "bin" / "python")
    inside = ["chroot", str(ROOT), "env", "-i", f"PATH={os.defpath}", "HOME=/root", "LANG=C.UTF-8"]
    if not (ROOT / python.removeprefix("/")).exists():
        _run([*inside, "python3", "-m", "venv", str(ENVIRONMENT)])
    _run(
        [*inside, python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--requirement", "/opt/requirements.txt"]
    )
    _stamp("python", _python_print())


def _packages() -> list[str]:
    lines = Path(__file__).with_name("root-packages.txt").read_text(encoding="utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith("#"))


def _requirements() -> list[str]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    everything = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [line for line in everything if Requirement(line).name not in NOT_NEEDED]


def _packages_print() -> str:
    return hashlib.sha256("\n".join([SUITE, *_packages()]).encode()).hexdigest()


def _python_print() -> str:
    return hashlib.sha256("\n".join([_packages_print(), *_requirements()]).encode()).hexdigest()


def _is_stamped(what: str, fingerprint: str) -> bool:
    stamp = ROOT / f".{what}"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint


def _stamp(what: str, fingerprint: str) -> None:
    (ROOT / f".{what}").write_text(fingerprint, encoding="utf-8")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise RootError(f"The desktops' root could not be made: {command[0]} ended with {done.returncode}.")
