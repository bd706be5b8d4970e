"""The command line: finds the subcommand, and turns every error into a sentence and a status.

Subcommand modules import what is heavy inside run(), so that `dictate toggle` answers at once.
"""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from dictate import __version__
from dictate.errors import DictateError

COMMANDS = ("run", "control", "transcribe", "type", "format", "models", "history", "settings", "doctor", "bench")
"""Modules of dictate.commands; each adds one or more subcommands."""

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit status. `dictate` alone is `dictate run`."""
    parser = build_parser()
    try:
        parsed = parser.parse_args(arguments or ["run"])
        _set_up_logging(parsed.verbose)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
        return status
    except DictateError as error:
        print(f"dictate: {error}", file=sys.stderr)
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `head` does. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dictate",
        description="Hold a key, speak, let go: the words stand in the focused window. Nothing leaves the machine.",
        epilog="Without a command, Dictate starts in the tray, or wakes the one that runs.",
    )
    parser.add_argument("--version", action="version", version=f"dictate {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log what happens (never the words) to stderr")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"dictate.commands.{name}").add_parser(subparsers)
    return parser


def _set_up_logging(verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
