"""Everything `make run`, `make setup` and `make test` need, done once and checked quickly ever after.

    python3 packaging/set_up.py                 what running needs
    python3 packaging/set_up.py --test          and what the tests need

Standard library only. A stamp inside the virtual environment holds a hash of what was asked for, so that a second
run installs nothing and takes a fraction of a second.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import python_version  # isort: skip  # noqa: F401 - first: an old Python does not get through the others

import background_build
import debian_packages
import desktop_integration
import fetch_vad
import shown_progress
import system_packages
from system_packages import SetUpError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DEFAULT_MODEL = "base"
TEST_MODEL = "tiny.en"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--test", action="store_true", help="also install what the tests need")
    parser.add_argument("--integrate", action="store_true", help="also ask for the udev rule and the menu entry")
    arguments = parser.parse_args()
    try:
        set_up(test=arguments.test)
        if arguments.integrate:
            integrate()
            background_build.start(VENV, say)
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nset-up: stopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def integrate() -> None:
    """Ask for the right to type and the menu entry. Dictate runs without: nobody is kept from it by a refusal."""
    try:
        desktop_integration.offer(ROOT)
    except SetUpError as error:
        say(f"{error}\nGoing on without; `dictate doctor` says what is missing, and `make integrate` asks again.")


def say(line: str) -> None:
    print(line, file=sys.stderr)


def set_up(*, test: bool) -> None:
    if not is_done(test=test):
        install_system_packages(test)
        make_environment()
        install_python_packages(test)
        fetch_vad.fetch()
        stamp(test=test).write_text(fingerprint(test=test), encoding="utf-8")
    download_models(test)


def stamp(*, test: bool) -> Path:
    return VENV / ("set-up-for-tests" if test else "set-up-for-running")


def is_done(*, test: bool) -> bool:
    """Whether the same was set up before; what the tests need includes what running needs."""
    purposes = (True,) if test else (True, False)
    return PYTHON.exists() and any(
        stamp(test=each).exists() and stamp(test=each).read_text(encoding="utf-8") == fingerprint(test=each)
        for each in purposes
    )


def fingerprint(*, test: bool) -> str:
    """Changes when anything that set-up installs changes."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {test}".encode())
    files = [ROOT / "pyproject.toml", *sorted((ROOT / "packaging").glob("*.py")), *test_package_lists()]
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def test_package_lists() -> list[Path]:
    return sorted((ROOT / "tests").glob("**/packages.txt"))


def install_system_packages(test: bool) -> None:
    needed = system_packages.needed_for_running()
    if needed:
        system_packages.install(*needed, "to build and to run")
    if test:
        purpose = "for its tests (X server, compositor, sound server, virtual machine)"
        debian_packages.install_listed(test_package_lists(), purpose)


def make_environment() -> None:
    # venv installs pip last: without it the environment is the rest of an attempt that failed.
    if not (VENV / "bin" / "pip").exists():
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "make the virtual environment")
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1"], "update pip")


def install_python_packages(test: bool) -> None:
    constraints = VENV / "constraints.txt"
    constraints.write_text("".join(f"{line}\n" for line in constraint_lines()), encoding="utf-8")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--progress-bar=off",
        "--constraint",
        str(constraints),
        "--editable",
        str(ROOT),
    ]
    if test:
        for group in ("dev", "package"):
            command += ["--group", f"{ROOT / 'pyproject.toml'}:{group}"]
    say("Installing the Python packages (a few minutes the first time) …")
    shown_progress.run_shown(command, "install the Python packages", VENV / "pip.log")


def constraint_lines() -> list[str]:
    """PyGObject 3.51 needs girepository-2.0, which GLib has since 2.80; with an older GLib the last 3.50 builds."""
    done = subprocess.run(["pkg-config", "--exists", "girepository-2.0"], check=False)
    return [] if done.returncode == 0 else ["PyGObject<3.51"]


def download_models(test: bool) -> None:
    for name in [DEFAULT_MODEL, *([TEST_MODEL] if test else [])]:
        if not (models_dir() / name).is_dir():
            run([str(VENV / "bin" / "dictate"), "models", "download", name], f"download the model {name}")


def models_dir() -> Path:
    """As dictate.system.paths has it, which cannot be imported before the environment is there."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "dictate" / "models"


def run(command: list[str], what: str) -> None:
    done = subprocess.run(command, stdout=sys.stderr, check=False)
    if done.returncode:
        raise SetUpError(f"could not {what}; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main())
