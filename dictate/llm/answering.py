"""A model's answer to an instruction about a text, the likeliest token at each place. Runs in the formatter process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from dictate.errors import DictateError
from dictate.llm.layout import TokenModel

_LONGER_BY = 1.5
"""How much longer than the text an answer may be before it is given up: no rewriting that says the same is."""
_ROOM_TOKENS = 64


class ChatModel(TokenModel, Protocol):
    """What is needed of a model besides; dictate.llm.engine.Engine is one, and its methods are explained there."""

    def chat_tokens(self, instruction: str, content: str) -> tuple[int, ...]: ...

    def ends_answer(self, token: int) -> bool: ...

    def written(self, tokens: Sequence[int]) -> str: ...


def answer(model: ChatModel, instruction: str, content: str) -> str:
    """What the model writes, to its end. Raises DictateError when text or answer become too long, or it cannot chat."""
    asked = model.chat_tokens(instruction, content)
    longest = int(len(model.tokenize(content)) * _LONGER_BY) + _ROOM_TOKENS
    if len(asked) + longest > model.context_tokens:
        raise DictateError(
            "The text was not rewritten: it is too long for the language model.",
            "Dictate it in parts, or set a larger context_tokens.",
        )
    model.keep(_shared(model.tokens, asked))
    unread = asked[len(model.tokens) :]
    following = model.extend(unread, [len(unread) - 1])[len(unread) - 1]
    found: list[int] = []
    while not model.ends_answer(token := int(np.argmax(following))):
        found.append(token)
        if len(found) >= longest:
            raise DictateError("The text was not rewritten: the language model came to no end.")
        following = model.extend([token], [0])[0]
    return model.written(found)


def _shared(held: Sequence[int], asked: Sequence[int]) -> int:
    """How many tokens at the beginning are held already; the last one is read again for what follows it."""
    count = 0
    for one, other in zip(held, asked[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count
