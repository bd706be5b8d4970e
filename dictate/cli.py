"""The command line: finds the subcommand, and turns every error into a sentence and a status.

Only the module of the subcommand that was asked for is imported, so that `dictate toggle` answers at once.
"""

import argparse
import importlib
import logging
import sys
import traceback
from collections.abc import Sequence
from contextlib import nullcontext, suppress

from dictate import __version__
from dictate.errors import DictateError
from dictate.system.orderly_end import ending_in_order
from dictate.system.standard_streams import drop_what_nobody_takes, make_usable
from dictate.translation.catalogue import sentence_of, use_language
from dictate.translation.help import TranslatedParser
from dictate.wording.message import message, short_name
from dictate.wording.reasons import reason_of

MODULES = {
    "run": "run",
    "start": "control",
    "stop": "control",
    "toggle": "control",
    "toggle-continuous": "control",
    "start-private": "control",
    "toggle-private": "control",
    "cancel": "control",
    "status": "control",
    "type-last": "control",
    "undo-last": "control",
    "watch-keys": "control",
    "transcribe": "transcribe",
    "type": "type",
    "format": "format",
    "models": "models",
    "language-models": "language_models",
    "vocabulary": "vocabulary",
    "history": "history",
    "recover": "recover",
    "settings": "settings",
    "profile": "profile",
    "pedal": "pedal",
    "doctor": "doctor",
    "bench": "bench",
}
"""Subcommands and the module of dictate.commands that adds each."""

_SHELL_COMMANDS = ("sudo ", "printf ", "flatpak ", "pactl ")
"""A mend that begins so is to be copied: it has a line of its own."""

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130

_logger = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit status. `dictate` alone is `dictate run`."""
    make_usable()
    try:
        return _run(arguments)
    except DictateError as error:
        return _tell(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        drop_what_nobody_takes()
        return EXIT_ERROR
    except OSError as error:
        # Such as a full disk under the output.
        drop_what_nobody_takes()
        reason, path = reason_of(error), error.filename
        return _tell(
            DictateError(
                message("{path} cannot be read or written: {error}.", path=short_name(path), error=reason)
                if path
                else message("The output cannot be written: {error}.", error=reason)
            )
        )
    except UnicodeEncodeError:
        # Only names of files may be bytes of any kind.
        strange = next((each for each in arguments if not _is_text(each)), "")
        return _tell(
            DictateError(
                message("'{argument}' is not UTF-8 text.", argument=short_name(strange)),
                "Write it in a terminal that is set to UTF-8.",
            )
        )
    except Exception as error:
        # Where, and not what it says of itself: that may be somebody's words.
        _logger.debug("the command failed:\n%s", "".join(traceback.format_tb(error.__traceback__)))
        return _tell(
            DictateError(
                message("Something went wrong inside Dictate: {error}.", error=type(error).__name__),
                "Please report it, with what the same command prints as `dictate --verbose …`.",
            )
        )


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _run(arguments: Sequence[str]) -> int:
    if not _is_a_bare_word(arguments):
        _speak_as_chosen()
    parsed = build_parser(arguments, TranslatedParser).parse_args(arguments or ["run"])
    _set_up_logging(parsed.verbose)
    # The running program has a loop to end.
    with nullcontext() if _command(arguments) in (None, "run") else ending_in_order():
        status: int = parsed.run(parsed)
    sys.stdout.flush()
    return status


def _tell(error: DictateError) -> int:
    _speak_as_chosen()
    is_command = str(error.mend).startswith(_SHELL_COMMANDS)
    told = f"{_told(DictateError(error.problem))}\n  → {error.mend}" if is_command else _told(error)
    print(f"dictate: {told}", file=sys.stderr)
    return EXIT_ERROR


def _is_a_bare_word(arguments: Sequence[str]) -> bool:
    """Whether it is only a word for the Dictate that runs, as a key of the desktop sends it: it says nothing."""
    return len(arguments) == 1 and MODULES.get(arguments[0]) == "control" and arguments[0] != "status"


def _speak_as_chosen() -> None:
    # A sixth of the processor time of `dictate toggle`, which only an error makes speak.
    from dictate.settings.chosen_language import chosen_language  # noqa: PLC0415
    from dictate.system.paths import settings_file  # noqa: PLC0415

    # Without a home there are no settings; the command itself says so.
    with suppress(DictateError):
        use_language(chosen_language(settings_file()))


def _told(error: DictateError) -> str:
    # A sixth of the processor time of `dictate toggle`, for what only an error needs.
    from dictate.system.sandbox import as_typed_here  # noqa: PLC0415

    return as_typed_here(sentence_of(error))


def build_parser(
    arguments: Sequence[str], parser_class: type[argparse.ArgumentParser] = argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """The parser for these arguments: with one subcommand where it is clear which, else with all of them."""
    parser = parser_class(
        prog="dictate",
        description="Hold a key, speak, let go: the words stand in the focused window. Nothing leaves the machine.",
        epilog="Without a command, Dictate starts in the tray, or wakes the one that runs.",
    )
    parser.add_argument("--version", action="version", version=f"dictate {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log what happens (never the words) to stderr")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _modules_for(arguments):
        importlib.import_module(f"dictate.commands.{module}").add_parser(subparsers)
    return parser


def _modules_for(arguments: Sequence[str]) -> list[str]:
    command = _command(arguments)
    if not arguments:
        return [MODULES["run"]]
    if command in MODULES:
        return [MODULES[command]]
    return list(dict.fromkeys(MODULES.values()))


def _command(arguments: Sequence[str]) -> str | None:
    return next((each for each in arguments if not each.startswith("-")), None)


def _set_up_logging(verbose: bool) -> None:
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # The running program logs more than this into its file.
    for handler in logging.getLogger().handlers:
        handler.setLevel(level)
