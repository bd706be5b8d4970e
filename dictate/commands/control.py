"""dictate start, stop, toggle, cancel, status ...: asks the Dictate that is running.

Desktops bind these to keys, so they have to be quick: nothing heavy may be imported here.
"""

import argparse
import json
import sys

from dictate.remote.client import ask
from dictate.remote.errors import NotRunningError
from dictate.wording.message import message

_WORDS = {
    "start": message("begin to record"),
    "stop": message("end the recording and type what was said"),
    "toggle": message("begin to record, or end the recording and type what was said"),
    "toggle-continuous": message("begin to record and type each piece at the pause behind it, or end the recording"),
    "start-private": message("begin to record what is not kept: neither text nor audio once the text was typed"),
    "toggle-private": message("begin to record what is not kept, or end the recording and type what was said"),
    "cancel": message("throw the recording away, or stop typing"),
    "type-last": message("type the last text again"),
    "undo-last": message("take the last text back with BackSpace"),
    "watch-keys": message("choose anew how the keys are watched, and ask the desktop again"),
}


_WITH_PROFILE = ("start", "toggle")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for word, help_text in _WORDS.items():
        sentence = message("In the Dictate that is running: {what}.", what=help_text)
        parser = subparsers.add_parser(word, help=help_text, description=sentence)
        parser.set_defaults(run=run, word=word, profile="")
        if word in _WITH_PROFILE:
            parser.add_argument(
                "--profile", metavar="NAME", default="", help="for this one dictation, have that profile in force"
            )
    status = subparsers.add_parser(
        "status",
        help="print what the running Dictate does",
        description="Print what the running Dictate does: idle, recording, working or error on the first line, then "
        "with what, and the last sentence it told you. The exit status is 1 when none is running.",
    )
    status.add_argument("--json", action="store_true", help="print all that is known as JSON")
    status.set_defaults(run=run_status)


def run(arguments: argparse.Namespace) -> int:
    ask(f"{arguments.word}:{arguments.profile}" if arguments.profile else arguments.word)
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """With --json the answer is complete also when no Dictate is running."""
    try:
        status = ask("status")
    except NotRunningError:
        if not arguments.json:
            raise
        sys.stdout.write(json.dumps({"running": False}) + "\n")
        return 1
    sys.stdout.write((json.dumps({"running": True, **status}) if arguments.json else _in_lines(status)) + "\n")
    return 0


def _in_lines(status: dict[str, str]) -> str:
    """The state alone on the first line, for scripts; an older Dictate that is running tells less."""
    lines = [status["state"]]
    lines += [f"{name}: {status[name]}" for name in ("hotkey", "model", "microphone", "profile") if status.get(name)]
    told = f"{status.get('message', '')} {status.get('mend', '')}".strip()
    return "\n".join([*lines, f"told: {told}"] if told else lines)
