"""Runs these tests on the real desktops: `python -m tests.real_desktops [--shell] [PYTEST ARGUMENTS]`.

The root file system is made the first time (`root`). What the desktops and the program said is in
`build/real-desktops/out` afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dictate.system import paths
from tests.desktop.vm.cache import PROJECT
from tests.integration.prompts import FOLDER as PROMPTS
from tests.real_desktops import root
from tests.real_desktops.root import RootError

OUTPUT = root.FOLDER / "out"
SOURCES = ("dictate", "packaging", "resources", "tests")


def main() -> int:
    try:
        root.prepare()
    except RootError as error:
        print(error, file=sys.stderr)
        return 1
    python = str(root.ENVIRONMENT / "bin" / "python")
    arguments = sys.argv[1:]
    if arguments[:1] == ["--shell"]:
        return enter(["bash", *arguments[1:]])
    tests = [] if any("tests/real_desktops" in each for each in arguments) else ["tests/real_desktops"]
    return enter(
        [
            python,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-v",
            "--tb=short",
            "-W",
            "ignore::hypothesis.errors.HypothesisWarning",
            *tests,
            *arguments,
        ]
    )


def enter(command: list[str]) -> int:
    """Run a command in the root, in the project's folder; its exit status. The processes it leaves end with it."""
    # A copy of the sources as they are now: others may edit them while the tests run.
    with tempfile.TemporaryDirectory(dir=root.FOLDER, prefix="sources-") as copy:
        copy_sources(Path(copy))
        return _run(command, Path(copy))


def copy_sources(copy: Path) -> None:
    for name in SOURCES:
        shutil.copytree(PROJECT / name, copy / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", copy)


def _run(command: list[str], sources: Path) -> int:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    models = Path(os.environ.get("DICTATE_TEST_MODELS") or paths.models_dir()).resolve()
    mounts = {PROJECT: sources, **{folder: folder for folder in (models, PROMPTS) if folder.is_dir()}}
    variables = {
        "PATH": f"{root.ENVIRONMENT}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "OUT": "/out",
        "DICTATE_ON_REAL_DESKTOPS": "1",
        "DICTATE_TEST_MODELS": str(models),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    inside = ["env", "-i", "-C", str(PROJECT), *(f"{name}={value}" for name, value in variables.items()), *command]
    alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    lines = "".join(f"{source}\t{target}\n" for target, source in mounts.items())
    script = ["sh", str(Path(__file__).with_name("enter.sh")), str(root.ROOT), lines]
    return subprocess.run([*alone, *script, *inside], env={**os.environ, "OUT": str(OUTPUT)}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
