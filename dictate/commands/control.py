"""dictate start, stop, toggle, cancel, status ...: asks the Dictate that is running.

Desktops bind these to keys, so they have to be quick: nothing heavy may be imported here.
"""

import argparse
import json
import sys

from dictate.desktop.client import NotRunningError, ask

_WORDS = {
    "start": "begin to record",
    "stop": "end the recording and type what was said",
    "toggle": "begin to record, or end the recording and type what was said",
    "toggle-continuous": "begin to record and type each piece at the pause behind it, or end the recording",
    "start-private": "begin to record what is not kept: neither text nor audio once the text was typed",
    "toggle-private": "the same, or end the recording and type what was said",
    "cancel": "throw the recording away, or stop typing",
    "type-last": "type the last text again",
    "undo-last": "take the last text back with BackSpace",
    "watch-keys": "choose anew how the keys are watched, and ask the desktop again",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for word, help_text in _WORDS.items():
        sentence = f"{help_text[0].upper()}{help_text[1:]}, in the Dictate that is running."
        parser = subparsers.add_parser(word, help=help_text, description=sentence)
        parser.set_defaults(run=run, word=word)
    status = subparsers.add_parser(
        "status",
        help="print what the running Dictate does",
        description="Print what the running Dictate does: idle, recording, working or error on the first line, then "
        "with what, and the last sentence it told you. The exit status is 1 when none is running.",
    )
    status.add_argument("--json", action="store_true", help="print all that is known as JSON")
    status.set_defaults(run=run_status)


def run(arguments: argparse.Namespace) -> int:
    ask(arguments.word)
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
