"""How an answer is written token by token, and when it is given up."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pytest

from dictate.errors import DictateError
from dictate.llm.answering import answer
from dictate.llm.layout import LogProbabilities
from tests.unit.llm.fake_model import VOCABULARY, FakeModel

END = VOCABULARY - 2


class ChatModel(FakeModel):
    """Answers with `words`, whatever it is asked, and then ends if it `ends`."""

    def __init__(self, words: str, ends: bool = True, context_tokens: int = 4096) -> None:
        super().__init__(context_tokens=context_tokens)
        self._answer = [*self.tokenize(words), *([END] if ends else [])]
        self._asked = 0

    def chat_tokens(self, instruction: str, content: str) -> tuple[int, ...]:
        asked = (*self.tokenize(instruction), *self.tokenize(content))
        self._asked = len(asked)
        return asked

    def ends_answer(self, token: int) -> bool:
        return token == END

    def written(self, tokens: Sequence[int]) -> str:
        words = {number: word for word, number in self._numbers.items()}
        return "".join(words[token] for token in tokens)

    def extend(self, tokens: Sequence[int], wanted: Iterable[int]) -> Mapping[int, LogProbabilities]:
        super().extend(tokens, [])
        following = np.full(VOCABULARY, -10, dtype=np.float32)
        following[self._answer[(len(self.tokens) - self._asked) % len(self._answer)]] = 0
        return dict.fromkeys(wanted, following)


def test_the_answer_goes_to_its_end() -> None:
    assert answer(ChatModel("We meet on Tuesday."), "Tidy:", "um we meet on tuesday") == "We meet on Tuesday."


def test_an_answer_without_end_is_given_up() -> None:
    with pytest.raises(DictateError, match="no end"):
        answer(ChatModel("and on", ends=False), "Tidy:", "One thing.")


def test_a_text_that_does_not_fit_with_its_answer_is_not_read() -> None:
    model = ChatModel("Yes.", context_tokens=200)

    with pytest.raises(DictateError, match="too long"):
        answer(model, "Tidy:", "word " * 100)
    assert model.read == 0


def test_the_instruction_is_read_once() -> None:
    model = ChatModel("Yes.")
    answer(model, "Tidy this text well:", "One thing.")
    read = model.read

    answer(model, "Tidy this text well:", "Another thing.")

    assert model.read - read < len(model.tokenize("Tidy this text well: Another thing.")) + len(model.tokenize("Yes."))
