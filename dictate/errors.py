"""Errors a user may meet: each says what is wrong and what to do."""


class DictateError(Exception):
    """Something the user can understand and mend.

    `problem` is one sentence: what is wrong.
    `mend` is one sentence or command: what to do about it; empty when nothing can be done.
    The command line prints both and exits with a status other than zero, never a traceback.
    """

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(f"{problem} {mend}".strip())
        self.problem = problem
        self.mend = mend
