"""The values that a language model gives and takes, without the model."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LogProbabilities = npt.NDArray[np.float32]
"""The log-probability of every token of the vocabulary as the next one."""

BATCH_TOKENS = 512
"""Tokens that the model reads at once."""


@dataclass(frozen=True)
class Branch:
    """Tokens that could follow the first `start` tokens of the main sequence instead of its own."""

    start: int
    tokens: tuple[int, ...]
