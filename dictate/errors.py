"""Errors a user may meet: each says what is wrong and what to do."""

from dictate.wording.message import Message, joined


class DictateError(Exception):
    """Something the user can understand and mend.

    `problem` is one sentence: what is wrong.
    `mend` is one sentence or command: what to do about it; empty when nothing can be done.
    The command line prints both and exits with a status other than zero, never a traceback.

    Both are English, with values only by `message("… {name} …", name=…)`: then windows, notifications and the command
    line show them in the user's language, and logs in English. A test looks for sentences put together otherwise.
    """

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(f"{problem} {mend}".strip())
        self.problem = problem
        self.mend = mend

    @property
    def sentence(self) -> Message:
        """Both as one text that can still be translated."""
        return joined(self.problem, self.mend)
