"""The next smaller model, where the chosen one cannot be loaded or cannot keep up. Used on the recognition thread."""

import logging
from collections.abc import Callable, Sequence

from dictate.asr.contract import ModelChoice, ModelInUse, Recognizer
from dictate.errors import DictateError
from dictate.wording.message import message

logger = logging.getLogger(__name__)

LONGEST_WAIT_S = 20.0
"""A text that would come later than this is written by a smaller model."""

SmallerModels = Callable[[ModelChoice], Sequence[ModelChoice]]
"""The installed models that can stand in for one, the best first."""


class Substitutes:
    """Decides, utterance by utterance, which model writes; what it says of that is for the user."""

    def __init__(self, recognizer: Recognizer, smaller: SmallerModels) -> None:
        self._recognizer = recognizer
        self._smaller = smaller
        self._chosen: dict[str, ModelChoice] = {}
        self._sentences: dict[str, str] = {}

    def load(self, utterance_id: str, choice: ModelChoice) -> ModelInUse:
        """Load the model that writes this utterance. Raises DictateError when neither it nor a smaller one loads."""
        substitute = self._chosen.get(utterance_id)
        if substitute is not None:
            return self._recognizer.load(substitute)
        try:
            return self._recognizer.load(choice)
        except DictateError as error:
            for smaller in self._smaller(choice):
                try:
                    in_use = self._recognizer.load(smaller)
                except DictateError:
                    logger.info("%s cannot stand in for %s", smaller.name, choice.name)
                    continue
                self._chosen[utterance_id] = smaller
                self._sentences[utterance_id] = message(
                    "{problem} The smaller model {name} wrote this text.", problem=error.problem, name=smaller.name
                )
                return in_use
            raise

    def consider_wait(self, utterance_id: str, choice: ModelChoice, wait_s: float) -> None:
        """The audio that waits would take the present model so long: from here on a smaller one may write."""
        if wait_s <= LONGEST_WAIT_S or utterance_id in self._chosen:
            return
        smaller = next(iter(self._smaller(choice)), None)
        if smaller is not None:
            self._chosen[utterance_id] = smaller
            self._sentences[utterance_id] = message(
                "The model {name} could not keep up with you; {smaller} wrote the rest of this text.",
                name=choice.name,
                smaller=smaller.name,
            )

    def sentence(self, utterance_id: str) -> str:
        """What the user should know about the model that wrote; empty where it is the chosen one."""
        return self._sentences.get(utterance_id, "")

    def forget(self, utterance_id: str) -> None:
        """The utterance is over: the next one begins with the chosen model again."""
        self._chosen.pop(utterance_id, None)
        self._sentences.pop(utterance_id, None)
