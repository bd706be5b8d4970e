"""The command line's help in the user's language; what is generated of it, manual page and completions, is English."""

import argparse
import gettext
import sys
from collections.abc import Sequence
from typing import NoReturn

from dictate.system.resource_files import resource
from dictate.translation.catalogue import DOMAIN, translate, translated
from dictate.wording.message import message, short_name

ARGPARSE_TEXTS = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "show program's version number and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "not allowed with argument %s",
    "ambiguous option: %(option)s could match %(matches)s",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
)
"""What argparse itself says. It asks gettext for these, in the domain of the program."""

_LONGEST_SENTENCE = 1000
"""The list of all commands fits; thousands of superfluous arguments do not."""


class TranslatedParser(argparse.ArgumentParser):
    """A parser that is built in English, and explains itself in the user's language; so do its subcommands."""

    def __init__(self, *arguments: object, **keywords: object) -> None:
        _let_argparse_ask_us()
        self._given: Sequence[str] = ()
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]

    # argparse has its parameters untyped, and calls this of each subcommand's parser, too.
    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """As argparse does, which repeats what is wrong: all 5,000 letters of it, unless `error` knows them."""
        self._given = args or ()
        first = next(iter(self._given), "")
        if self._subparsers is not None and self._is_no_option(first):
            # argparse would complain of the command that is missing, too.
            self.error(translate("unrecognized arguments: %s") % first)
        if not self._given and any(action.required for action in self._actions_of_commands()):
            self.print_help(sys.stderr)
            self.exit(2)
        namespace, superfluous = super().parse_known_args(args, namespace)
        if superfluous:
            # Here, and not in the parser above, which would show how it is used and not this command.
            self.error(translate("unrecognized arguments: %s") % " ".join(superfluous))
        return namespace, superfluous

    def _check_value(self, action: argparse.Action, value: str) -> None:
        """As argparse does, which lists 25 commands in a row for one that is misspelt."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            raise argparse.ArgumentError(None, translated(_no_such_command(value, tuple(action.choices), self.prog)))
        super()._check_value(action, value)

    def _actions_of_commands(self) -> list[argparse.Action]:
        return [each for each in self._actions if isinstance(each, argparse._SubParsersAction)]

    def _is_no_option(self, text: str) -> bool:
        name = text.partition("=")[0]
        is_option = name.startswith("-") and name not in ("-", "--")
        return is_option and not any(known.startswith(name) for known in self._option_string_actions)

    def error(self, message: str) -> NoReturn:
        super().error(_shortened(message, self._given))

    def format_help(self) -> str:
        _translate(self)
        return super().format_help()


def _no_such_command(name: str, commands: Sequence[str], program: str) -> str:
    # For what only a slip needs.
    from difflib import get_close_matches  # noqa: PLC0415

    alike = get_close_matches(name[:80], commands, n=2)
    if alike:
        return message(
            "There is no command '{name}'. Did you mean {alike}? `{program} --help` lists them all.",
            name=short_name(name),
            alike=" / ".join(alike),
            program=program,
        )
    return message(
        "There is no command '{name}'. `{program} --help` lists them all.", name=short_name(name), program=program
    )


def _shortened(sentence: str, given: Sequence[str]) -> str:
    """The sentence with the beginnings of those arguments, or values of options, that are longer than a line."""
    for argument in given:
        for part in (argument, argument.partition("=")[2]):
            if short_name(part) != part:
                sentence = sentence.replace(repr(part), repr(short_name(part))).replace(part, short_name(part))
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}…"


def _let_argparse_ask_us() -> None:
    gettext.bindtextdomain(DOMAIN, str(resource("translations")))
    gettext.textdomain(DOMAIN)


def _translate(parser: argparse.ArgumentParser) -> None:
    parser.description = translated(parser.description or "")
    parser.epilog = translated(parser.epilog or "")
    # argparse names no public way to a finished parser's arguments; shtab and argparse-manpage go the same one.
    for group in parser._action_groups:
        group.title = translated(group.title or "")
    for action in parser._actions:
        listed = action._choices_actions if isinstance(action, argparse._SubParsersAction) else ()
        for each in (action, *listed):
            if each.help is not None and each.help != argparse.SUPPRESS:
                each.help = translated(each.help)
