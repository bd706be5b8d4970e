"""Builds the Debian package for another release of Debian, in a bare root of it that is gone afterwards.

    python packaging/deb/build_for.py SUITE WHEEL FOLDER

Standard library only; needs mmdebstrap, and the network for Debian's packages and the pinned libraries.
"""

import os
import shlex
import ssl
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import deb_build  # noqa: E402

SOURCE = Path("/source")
RESULT = Path("/result")
NEEDED = ("packaging", "resources", "THIRD-PARTY.md")
"""What deb_build reads of the project, besides the wheel."""
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
TOOLS = ("binutils", "ca-certificates", "cmake", "g++", "gzip", "libgirepository1.0-dev", "ninja-build")
"""Besides deb_build.ONLY_FOR_BUILDING. The PyGObject that is pinned is built on girepository-1.0."""


def build(suite: str, wheel: Path, folder: Path) -> None:
    """Put the package of `wheel` for `suite` into `folder`. Raises BuildError and OSError."""
    llama = ROOT / "build" / "llama"
    llama.mkdir(parents=True, exist_ok=True)
    hooks = [
        f'mkdir -p "$1{SOURCE}/build" "$1{RESULT}"',
        f"copy-in {words(*(ROOT / name for name in NEEDED), wheel)} {SOURCE}",
        f"copy-in {words(llama)} {SOURCE}/build",
        *own_authorities(),
        in_root("python3", "-m", "venv", "/tools"),
        in_root("/tools/bin/python", f"{SOURCE}/packaging/deb/deb_build.py", f"{SOURCE}/{wheel.name}", str(RESULT)),
        # What was compiled there is kept for the next time.
        f"sync-out {SOURCE}/build/llama {words(llama)}",
        f"sync-out {RESULT} {words(folder)}",
    ]
    packages = ",".join(sorted({*deb_build.ONLY_FOR_BUILDING, *TOOLS}))
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--format=null", f"--include={packages}"]
    deb_build.run([*command, *(f"--customize-hook={hook}" for hook in hooks), suite, "-"])


def own_authorities() -> list[str]:
    """A network may have a certificate authority of its own, which this machine knows and the root does not."""
    known = ssl.get_default_verify_paths().cafile
    return [f"upload {words(Path(known).resolve())} {AUTHORITIES}"] if known is not None else []


def in_root(*command: str) -> str:
    """A hook that runs `command` in the root, without this machine's environment."""
    kept = {name: os.environ[name] for name in ("SOURCE_DATE_EPOCH",) if name in os.environ}
    variables = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin", "LC_ALL": "C.UTF-8", "PIP_CERT": AUTHORITIES, **kept}
    return 'chroot "$1" ' + shlex.join(
        ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command]
    )


def words(*paths: Path) -> str:
    return shlex.join(str(path) for path in paths)


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    suite, wheel, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        build(suite, wheel.resolve(), folder.resolve())
    except (deb_build.BuildError, OSError, subprocess.CalledProcessError) as error:
        print(f"deb for {suite}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
