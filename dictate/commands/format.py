"""`dictate format`: lays out a text from standard input without changing a word."""

from __future__ import annotations

import argparse
import re
import sys

from dictate.errors import DictateError
from dictate.text.document import Text
from dictate.text.languages import guessed_language, language_table
from dictate.text.layout.breaks import GapEvidence, Layout
from dictate.text.layout.modes import LAYOUT_MODES, Mode, lay_out

_MAX_INPUT_BYTES = 64 << 20
_LINE_END_IN_PARAGRAPH = re.compile(r"(?<=\S)[^\S\n]*\n(?=[^\s])(?![-*•] )")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "format",
        help="lay out a text from standard input as paragraphs, an e-mail, a list or one line",
        description="Reads a text from standard input and prints it laid out. No word is changed, added or left out.",
    )
    parser.add_argument(
        "--mode",
        choices=[mode.value for mode in LAYOUT_MODES],
        default=Mode.PARAGRAPHS.value,
        help="the layout (default: %(default)s)",
    )
    parser.add_argument("--language", default="auto", help="the language of the text, such as en or de (default: auto)")
    parser.add_argument(
        "--minimum-words",
        type=int,
        default=80,
        metavar="N",
        help="make no paragraphs in shorter texts (default: %(default)s)",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print each place where a break was weighed, with its evidence and score, instead of the text",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    mode = Mode(arguments.mode)
    content = _input()
    if mode is not Mode.PLAIN:
        content = _LINE_END_IN_PARAGRAPH.sub(" ", content)
    code = guessed_language(content) if arguments.language == "auto" else arguments.language
    text, layout = lay_out(Text(content), mode, language_table(code), arguments.minimum_words)
    output = explanation(layout) if arguments.explain else text.content
    if output and not output.endswith("\n"):
        output += "\n"
    # Written as bytes: line ends and code points arrive as they came, whatever the locale.
    sys.stdout.buffer.write(output.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
    return 0


def explanation(layout: Layout) -> str:
    """One line for each gap that was considered: the choice, its score, the evidence, the words around it."""
    return "\n".join(_line(gap) for gap in layout.evidence)


def _line(gap: GapEvidence) -> str:
    parts = " ".join(f"{name}={score:+.2f}" for name, score in gap.scores.items())
    return f"{gap.chosen.name.lower():9}  {gap.total:+6.2f}  {gap.before} | {gap.after}  [{parts}]".replace("\n", " ")


def _input() -> str:
    raw = sys.stdin.buffer.read(_MAX_INPUT_BYTES + 1)
    if len(raw) > _MAX_INPUT_BYTES:
        raise DictateError("The text is larger than 64 MiB.", "Give it in parts.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DictateError(
            f"The text is not UTF-8 (byte {error.start + 1}).", "Convert it first, for example with iconv."
        ) from error
