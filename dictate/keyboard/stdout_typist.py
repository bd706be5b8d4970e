"""Writes the text to standard output instead of a window, for scripts. Typist thread."""

import sys
from threading import Event
from typing import TextIO

from dictate.errors import DictateError
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.text_forms import clean_lines, untypable_reason
from dictate.system.usable import Usable
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


class StdoutTypist:
    """See `dictate.keyboard.contract.Typist`. Each text ends with a line feed."""

    name = "stdout"

    def __init__(self, output: TextIO | None = None) -> None:
        self._output = output if output is not None else sys.stdout

    def usable(self) -> Usable:
        return Usable(1, "Writes to standard output; only when chosen.")

    def type(self, text: str, stop: Event) -> TypingReport:
        if stop.is_set():
            return TypingReport(Route.NONE, "", text, "Stopped.")
        whole = clean_lines(text)
        refusal = untypable_reason(whole)
        if refusal:
            return TypingReport(Route.NONE, "", whole, refusal)
        try:
            self._output.write(whole + "\n")
            self._output.flush()
        except OSError as error:
            raise DictateError(message("The text cannot be written: {error}.", error=reason_of(error))) from error
        return TypingReport(Route.KEYS, whole)

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        raise DictateError("What was written to standard output cannot be taken back.")

    def before_cursor(self) -> str:
        return ""

    def close(self) -> None:
        """Standard output stays open: it is not ours."""
