"""`dictate pedal`: a pedal, switch, headset or button of a device of its own as a dictation key."""

import argparse
import sys
from threading import Event

from dictate.errors import DictateError
from dictate.hotkeys.input_devices import Gadget, gadgets, input_devices, locks_out
from dictate.hotkeys.node_watch import may_read
from dictate.hotkeys.pedal import PedalKey, parse_pedal, rule_command, undo_command
from dictate.hotkeys.pedal_learn import learn
from dictate.hotkeys.pedal_source import INPUT_FOLDER, key_code_of
from dictate.settings.file import load_settings, set_option
from dictate.system.paths import settings_file
from dictate.translation.catalogue import translated
from dictate.wording.message import message, short_name

_SECTION = "shortcuts"
_OPTIONS = {"dictate": "pedal", "cancel": "cancel_pedal", "paste-last": "paste_last_pedal"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "pedal",
        help="use a pedal, switch, headset or button of a device of its own",
        description="The device serves Dictate alone while Dictate runs: a pedal that sends a letter does not type it.",
    )
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="every device with keys or buttons")
    listing.set_defaults(action_function=_list)

    allowing = actions.add_parser("rule", help="print the command that lets Dictate read this one device")
    allowing.add_argument("device", help="its numbers or a part of its name, as `dictate pedal list` prints them")
    allowing.set_defaults(action_function=_rule)

    learning = actions.add_parser("learn", help="use the key of the device that you press next")
    learning.add_argument("device", help="its numbers or a part of its name, as `dictate pedal list` prints them")
    learning.add_argument("--yes", action="store_true", help="take also a device that has the letters of a keyboard")
    _add_for(learning)
    learning.set_defaults(action_function=_learn)

    using = actions.add_parser("use", help="use a key that you know")
    using.add_argument("pedal", metavar="DEVICE_AND_KEY", help='such as "0c45:7403 KEY_B"')
    _add_for(using)
    using.set_defaults(action_function=_use)

    forgetting = actions.add_parser("forget", help="use no pedal any more; the device works as it did before")
    forgetting.set_defaults(action_function=_forget)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.action_function(arguments)
    return status


def _add_for(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for", dest="purpose", choices=tuple(_OPTIONS), default="dictate", help="what it does (default: dictate)"
    )


def _list(_arguments: argparse.Namespace) -> int:
    used = {parse_pedal(text).device: text for text in _current().values() if text}
    present = gadgets(input_devices())
    if not present:
        raise DictateError("Linux knows no device with keys here.", "Plug the pedal in.")
    for gadget in present:
        notes = [note for note in (_kind(gadget), used.get(gadget.identity, ""), _state(gadget)) if note]
        print(f"{gadget.identity}  {gadget.name}  ({'; '.join(notes)})")
    return 0


def _kind(gadget: Gadget) -> str:
    if gadget.has_letters:
        return translated(message("has the letters of a keyboard"))
    return translated(message("has mouse buttons")) if gadget.has_pointer else ""


def _state(gadget: Gadget) -> str:
    if _may_read(gadget):
        return translated(message("may be read"))
    return translated(message("may not be read yet: dictate pedal rule"))


def _rule(arguments: argparse.Namespace) -> int:
    gadget = _gadget(arguments.device)
    print(rule_command(gadget.identity))
    allowed = message(
        "It lets whoever sits at the machine read {device}, and no other device.\nTo undo it: {command}",
        device=gadget.name,
        command=undo_command(gadget.identity),
    )
    print(translated(allowed), file=sys.stderr)
    return 0


def _learn(arguments: argparse.Namespace) -> int:
    gadget = _gadget(arguments.device)
    if gadget.has_letters and not locks_out(gadget.identity, input_devices()) and not arguments.yes:
        _confirm(gadget)
    _let_go_of(gadget)
    print(translated(message("Press the key of {device} now.", device=gadget.name)), file=sys.stderr, flush=True)
    pedal = learn(gadget, Event())
    if pedal is None:
        raise DictateError("No key was pressed.", "Try again.")
    return _set(arguments.purpose, pedal)


def _confirm(gadget: Gadget) -> None:
    """Raises DictateError unless the user agrees."""
    warning = message(
        "{device} has the letters of a whole keyboard. While Dictate runs, none of its other keys types.",
        device=gadget.name,
    )
    if not sys.stdin.isatty():
        raise DictateError(warning, "Say --yes if it is a pedal, or if you want that.")
    question = translated(message("Use it? [y/N]"))
    if input(f"{translated(warning)}\n{question} ").strip().casefold() not in ("y", "yes"):
        raise DictateError("Nothing was changed.")


def _let_go_of(gadget: Gadget) -> None:
    """A running Dictate that has the device follows the settings and frees it."""
    for purpose, text in _current().items():
        if text and parse_pedal(text).device == gadget.identity:
            set_option(settings_file(), _SECTION, _OPTIONS[purpose], "")


def _use(arguments: argparse.Namespace) -> int:
    pedal = parse_pedal(arguments.pedal)
    key_code_of(pedal)
    return _set(arguments.purpose, pedal)


def _forget(_arguments: argparse.Namespace) -> int:
    for purpose, text in _current().items():
        if text:
            set_option(settings_file(), _SECTION, _OPTIONS[purpose], "")
    return 0


def _set(purpose: str, pedal: PedalKey) -> int:
    set_option(settings_file(), _SECTION, _OPTIONS[purpose], str(pedal))
    print(pedal)
    return 0


def _current() -> dict[str, str]:
    shortcuts = load_settings(settings_file()).settings.shortcuts
    return {purpose: getattr(shortcuts, option) for purpose, option in _OPTIONS.items()}


def _may_read(gadget: Gadget) -> bool:
    return all(may_read(INPUT_FOLDER / part.node) for part in gadget.parts)


def _gadget(wanted: str) -> Gadget:
    """Raises DictateError unless exactly one device fits."""
    present = gadgets(input_devices())
    fitting = [each for each in present if wanted.casefold() == each.identity.casefold()] or [
        each for each in present if wanted.casefold() in each.name.casefold()
    ]
    if len(fitting) != 1:
        problem = (
            message("{count} devices fit “{wanted}”.", count=len(fitting), wanted=short_name(wanted))
            if fitting
            else message("There is no device “{wanted}”.", wanted=short_name(wanted))
        )
        raise DictateError(problem, "`dictate pedal list` shows them all; name one by its numbers.")
    return fitting[0]
