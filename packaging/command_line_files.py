"""Writes the manual page and the shell completions, both from the parsers of the command line, never by hand.

    python packaging/command_line_files.py FOLDER

Below FOLDER they lie as below /usr: share/man, share/bash-completion, share/zsh, share/fish. Needs shtab and
argparse-manpage; the commands' parsers need tomlkit, and none of the program's other libraries.
"""

import argparse
import sys
from pathlib import Path

import shtab
from build_manpages.manpage import Manpage  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from dictate import __version__  # noqa: E402  # the checkout is on the path only now
from dictate.cli import build_parser  # noqa: E402

PROJECT_URL = "https://github.com/dictate-desktop/dictate"

MANUAL_PAGE = "share/man/man1/dictate.1"
COMPLETIONS = {
    "bash": "share/bash-completion/completions/dictate",
    "zsh": "share/zsh/site-functions/_dictate",
    "fish": "share/fish/vendor_completions.d/dictate.fish",
}
"""Shells and where each looks for completions below its prefix."""


def contents() -> dict[str, str]:
    """Every generated file: its path below a prefix, and its text."""
    parser = build_parser(["--help"])
    name_files(parser)
    texts = {path: shtab.complete(parser, shell) for shell, path in COMPLETIONS.items()}
    return {MANUAL_PAGE: manual_page(parser), **texts}


def name_files(parser: argparse.ArgumentParser) -> None:
    """Let the shells complete files and folders where the commands take them: shtab completes none by itself."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                name_files(each)
        elif action.type is Path or action.dest == "source":
            action.complete = shtab.DIRECTORY if action.metavar == "FOLDER" else shtab.FILE  # type: ignore[attr-defined]


def manual_page(parser: argparse.ArgumentParser) -> str:
    """The page in roff, one section for each command."""
    details = {
        "project_name": "Dictate",
        "version": __version__,
        "url": PROJECT_URL,
        "manual_title": "Dictate",
        "description": "hold a key, speak, let go: the words stand in the focused window",
        "prog": "dictate",
    }
    return str(Manpage(parser, format="single-commands-section", _data=details)).rstrip() + "\n"


def write(folder: Path) -> dict[str, Path]:
    """Write every file below `folder`; returns the paths below a prefix with the files written."""
    written = {}
    for path, text in contents().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written[path] = target
    return written


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    for target in write(Path(sys.argv[1])).values():
        print(target, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
