"""Installs the Debian packages that a target of the Makefile lists for itself.

    python3 packaging/debian_packages.py PURPOSE LIST...

A list holds one package a line; # begins a comment. Nothing is asked of apt where all are there. Standard library only.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import system_packages
from system_packages import APT, SetUpError


def listed(files: Iterable[Path]) -> list[str]:
    """The packages of these lists, sorted, each once."""
    lines = (line.partition("#")[0].strip() for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def install_listed(files: Iterable[Path], purpose: str) -> None:
    """Install what is missing of these lists; where there is no apt, say what is needed. Raises SetUpError."""
    packages = listed(files)
    if not Path("/usr/bin/apt-get").exists():
        print(f"Only Debian's names of the packages {purpose} are known; install these yourself:", file=sys.stderr)
        print(f"  {' '.join(packages)}", file=sys.stderr)
        return
    absent = system_packages.missing(APT, packages)
    if absent:
        system_packages.install(APT, absent, purpose)


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        install_listed([Path(each) for each in sys.argv[2:]], sys.argv[1])
    except (SetUpError, OSError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
