"""`dictate format`: lays out a text from standard input without changing a word, or has it rewritten under guard."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from dictate.commands.arguments import AUTOMATIC, language_code, whole_number
from dictate.errors import DictateError
from dictate.llm.client import EmbeddingScorer, LanguageModelScorer, opened
from dictate.llm.models import model_file
from dictate.settings.file import load_settings
from dictate.system.paths import settings_file
from dictate.text.document import Edit, Text
from dictate.text.languages import guessed_language, language_table
from dictate.text.layout.breaks import GapEvidence, Layout
from dictate.text.layout.modes import LAYOUT_MODES, Mode, lay_out
from dictate.text.rewriting import RewriteMode, Rewriter, with_rewriting
from dictate.translation.catalogue import sentence_of, translated
from dictate.wording.message import message

_MAX_INPUT_BYTES = 64 << 20
_LEAST_WAIT_S = 60.0
_LINE_END_IN_PARAGRAPH = re.compile(r"(?<=\S)[^\S\n]*\n(?=[^\s])(?![-*•] )")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "format",
        help="lay out a text from standard input as paragraphs, an e-mail, a list or one line, or have it rewritten",
        description="Reads a text from standard input and prints it laid out: no word is changed, added or left out. "
        "Or has it rewritten by a language model: tidy, shorten, formal, custom. Where the rewriting might say "
        "something else, the text is printed as it came, and the reason on standard error.",
    )
    parser.add_argument(
        "--mode",
        choices=[mode.value for mode in (*LAYOUT_MODES, *RewriteMode)],
        default=Mode.PARAGRAPHS.value,
        help="the layout or the rewriting (default: %(default)s)",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="the language model, by its name or file; without it, layouts are made by rules, and rewriting uses the "
        "one of the settings",
    )
    parser.add_argument("--wish", default="", help="what --mode custom shall do, such as 'Write British English.'")
    parser.add_argument(
        "--language",
        type=language_code,
        default=AUTOMATIC,
        help="the language of the text, such as en or de (default: auto)",
    )
    parser.add_argument(
        "--minimum-words",
        type=whole_number(0, 1_000_000),
        default=80,
        metavar="N",
        help="make no paragraphs in shorter texts (default: %(default)s)",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print each place where a break was weighed, with its evidence and score, instead of the text; with a "
        "rewriting, what it changed",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    content = _input()
    code = guessed_language(content) if arguments.language == AUTOMATIC else arguments.language
    if arguments.mode in {mode.value for mode in RewriteMode}:
        return _rewrite(content, code, arguments)
    mode = Mode(arguments.mode)
    if mode is not Mode.PLAIN:
        content = _LINE_END_IN_PARAGRAPH.sub(" ", content)
    status = 0
    laid_out = partial(lay_out, Text(content), mode, language_table(code), arguments.minimum_words)
    try:
        with _language_model(arguments.model) if arguments.model else nullcontext() as scorer:
            text, layout = laid_out(scorer)
    except DictateError as error:
        if not arguments.model:
            raise
        print(sentence_of(error), file=sys.stderr)
        status = 1
        text, layout = laid_out()
    _print(explanation(layout) if arguments.explain else text.content)
    return status


def _rewrite(content: str, code: str, arguments: argparse.Namespace) -> int:
    settings = load_settings(settings_file()).settings
    name = arguments.model or settings.language_model.model
    if not name:
        raise DictateError(
            "No language model is chosen to rewrite the text.",
            "Name one with --model, or set language_model.model; `dictate language-models list` has the names.",
        )
    wish = arguments.wish or settings.text.rewriting_wish
    with _language_model(name) as rewriter:
        if not isinstance(rewriter, Rewriter):
            raise DictateError(
                message("The language model {file} writes nothing.", file=name), "Choose an instruct model."
            )
        try:
            text = with_rewriting(Text(content), rewriter, RewriteMode(arguments.mode), wish, code)
        except DictateError as error:
            if not arguments.explain:
                _print(content)
            print(sentence_of(error), file=sys.stderr)
            return 1
    changes = [_change(edit) for group in text.edits for edit in group]
    _print("\n".join(changes) if arguments.explain else text.content)
    return 0


@contextmanager
def _language_model(name: str) -> Iterator[LanguageModelScorer | EmbeddingScorer]:
    options = load_settings(settings_file()).settings.language_model
    # Nobody holds a key here, and nothing was read ahead while somebody spoke.
    patient = replace(options, longest_wait_s=max(options.longest_wait_s, _LEAST_WAIT_S))
    model = opened(model_file(name), patient)
    try:
        yield model
    finally:
        model.close()


def _change(edit: Edit) -> str:
    return f"{edit.removed.strip()!r} -> {edit.inserted.strip()!r}"


def _print(output: str) -> None:
    if output and not output.endswith("\n"):
        output += "\n"
    # Written as bytes: line ends and code points arrive as they came, whatever the locale.
    sys.stdout.buffer.write(output.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def explanation(layout: Layout) -> str:
    """One line for each gap that was considered: the choice, its score, the evidence, the words around it."""
    return "\n".join(_line(gap) for gap in layout.evidence)


def _line(gap: GapEvidence) -> str:
    parts = " ".join(f"{name}={score:+.2f}" for name, score in gap.scores.items())
    return f"{gap.chosen.name.lower():9}  {gap.total:+6.2f}  {gap.before} | {gap.after}  [{parts}]".replace("\n", " ")


def _input() -> str:
    if sys.stdin.isatty():
        print(translated(message("Write or paste the text, then press Enter and Ctrl+D.")), file=sys.stderr)
    raw = sys.stdin.buffer.read(_MAX_INPUT_BYTES + 1)
    if len(raw) > _MAX_INPUT_BYTES:
        raise DictateError("The text is larger than 64 MiB.", "Give it in parts.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DictateError(
            message("The text is not UTF-8 (byte {byte}).", byte=error.start + 1),
            "Convert it first, for example with iconv.",
        ) from error
