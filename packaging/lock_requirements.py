"""Pins what Dictate needs, with hashes, for the Python that runs this: the packages are built from the result.

    python packaging/lock_requirements.py packaging/deb/requirements.txt --constraint 'PyGObject<3.51' --also-for 3.13

The same versions serve the Pythons that are named besides; a wheel that is made for one Python has a hash for each.
pip decides; standard library and pip only.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import llama_library

ROOT = Path(__file__).resolve().parent.parent

NEVER_LOADED = frozenset({"onnxruntime", "flatbuffers", "protobuf"})
"""What faster-whisper asks for to run its own speech detector, and what that asks for: 72 MB. Dictate has a detector of
its own; only the benchmark's comparison with faster-whisper's would need it, and says that it is missing."""


class LockError(Exception):
    """pip found no set of packages; the text is what it said."""


def dependencies() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        listed: list[str] = tomllib.load(file)["project"]["dependencies"]
    # The packages bring llama.cpp; packaging/llama_library.py pins and builds that itself.
    return [*listed, *llama_library.REQUIREMENTS]


def resolve(requirements: list[str], constraints: list[str], options: list[str]) -> dict[str, Any]:
    """What pip would install for `requirements` into an empty environment: its installation report, version 1.

    `options` are further options of pip.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        bounds = Path(folder) / "constraints.txt"
        bounds.write_text("\n".join(constraints), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--report", str(report), "--constraint", str(bounds), *options, *requirements]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise LockError(done.stderr.strip())
        return json.loads(report.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def resolve_for(python: str, report: dict[str, Any]) -> dict[str, Any]:
    """The wheels in `report` once more, in the same versions, as another Python would take them."""
    wheels = [f"{name_of(each)}=={version_of(each)}" for each in report["install"] if is_wheel(each)]
    with tempfile.TemporaryDirectory() as folder:
        # pip resolves for another Python only for a folder of its own.
        elsewhere = ["--python-version", python, "--only-binary=:all:", "--no-deps", "--target", folder]
        return resolve(wheels, [], elsewhere)


def is_wheel(install: dict[str, Any]) -> bool:
    return str(install["download_info"]["url"]).endswith(".whl")


def name_of(install: dict[str, Any]) -> str:
    return str(install["metadata"]["name"])


def version_of(install: dict[str, Any]) -> str:
    return str(install["metadata"]["version"])


def hash_of(install: dict[str, Any]) -> str:
    """Raises LockError for a package without a SHA-256."""
    try:
        return str(install["download_info"]["archive_info"]["hashes"]["sha256"])
    except KeyError as error:
        raise LockError(f"{name_of(install)} {version_of(install)} has no SHA-256.") from error


def lock_file(
    report: dict[str, Any], config_settings: str | None = None, others: dict[str, dict[str, Any]] | None = None
) -> str:
    """A requirements file for pip's --require-hashes. Raises LockError for a package without a SHA-256.

    It names `config_settings` for each, because `pip download` takes them from nowhere else. `others` are the reports
    for further versions of Python.
    """
    settings = f' --config-settings="{config_settings}"' if config_settings is not None else ""
    major, minor, _ = platform.python_version_tuple()
    pythons = " and ".join([f"{major}.{minor}", *(others or {})])
    lines = [f"# For Python {pythons} on {platform.machine()}, written by packaging/lock_requirements.py."]
    taken = [each for each in report["install"] if name_of(each).lower() not in NEVER_LOADED]
    for each in sorted(taken, key=lambda install: name_of(install).lower()):
        same = [other for report in (others or {}).values() for other in report["install"] if is_same(other, each)]
        hashes = " ".join(f"--hash=sha256:{digest}" for digest in distinct(hash_of(one) for one in (each, *same)))
        lines.append(f"{name_of(each)}=={version_of(each)} {hashes}{settings}")
    return "\n".join(lines) + "\n"


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return name_of(one).lower() == name_of(other).lower()


def distinct(values: Iterable[str]) -> list[str]:
    """Each once, in the order of their first coming."""
    return list(dict.fromkeys(values))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--constraint", action="append", default=[], help="narrows the choice")
    parser.add_argument("--requirement", action="append", default=[], help="pin this instead of what Dictate needs")
    parser.add_argument("--without", metavar="NAME", help="leave this one of what Dictate needs out")
    parser.add_argument(
        "--alone",
        action="store_true",
        help="without what the requirements need themselves, for building or for running",
    )
    parser.add_argument("--config-settings", metavar="KEY=VALUE", help="as pip has it, for source packages")
    parser.add_argument("--also-for", metavar="PYTHON", action="append", default=[], help="another version of Python")
    arguments = parser.parse_args()
    ours = [each for each in dependencies() if arguments.without is None or not each.startswith(arguments.without)]
    options = ["--no-deps", "--no-build-isolation"] if arguments.alone else []
    if arguments.config_settings is not None:
        options += ["--config-settings", arguments.config_settings]
    try:
        report = resolve(arguments.requirement or ours, arguments.constraint, options)
        others = {python: resolve_for(python, report) for python in arguments.also_for}
        arguments.output.write_text(lock_file(report, arguments.config_settings, others), encoding="utf-8")
    except (LockError, OSError) as error:
        print(f"lock: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
