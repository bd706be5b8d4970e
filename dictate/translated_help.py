"""The command line's help in the user's language; what is generated of it, manual page and completions, is English."""

import argparse
import gettext

from dictate.resource_files import resource
from dictate.translation import DOMAIN, translated

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


class TranslatedParser(argparse.ArgumentParser):
    """A parser that is built in English, and explains itself in the user's language; so do its subcommands."""

    def __init__(self, *arguments: object, **keywords: object) -> None:
        _let_argparse_ask_us()
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]

    def format_help(self) -> str:
        _translate(self)
        return super().format_help()


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
