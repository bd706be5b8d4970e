"""The last sentence that the user was told, for whoever asks afterwards what happened. Any thread."""

from collections.abc import Collection
from dataclasses import dataclass

from dictate.events import Finished, HeardNothing, Notice, Problem, SessionEvent
from dictate.keyboard.contract import Route
from dictate.wording.message import message


@dataclass(frozen=True)
class Told:
    """What was said, and what to do about it; both empty when there is nothing to tell. No dictated words."""

    message: str = ""
    mend: str = ""


class LastTold:
    """Follows the session's events; a dictation that went well ends what was told before."""

    def __init__(self) -> None:
        self.told = Told()

    def on_event(self, event: SessionEvent) -> None:
        match event:
            case Problem(problem, mend):
                self.told = Told(problem, mend)
            case Notice(sentence):
                self.told = Told(sentence)
            case HeardNothing(_, loud):
                self.told = Told("Heard nothing.", "The recording is kept: dictate recover" if loud else "")
            case Finished(_, text, route, note):
                # Without a text a spoken command was obeyed.
                self.told = Told(note or (_SAID_OF_ROUTE.get(route, "") if text else ""))
            case _:
                return

    def forget(self, sentences: Collection[str]) -> None:
        """What one of these told of is over."""
        if self.told.message in sentences:
            self.told = Told()


_SAID_OF_ROUTE = {Route.COPY: message("The text is on the clipboard."), Route.NONE: message("Nothing was typed.")}
