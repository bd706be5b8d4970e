"""What the engine asks of a loaded model, window by window. Free of any engine library, so that tests can stand in."""

from dataclasses import dataclass
from typing import Any, Protocol

from dictate.audio.block import Samples


@dataclass(frozen=True)
class EncodedWindow:
    """The encoder's output for a window of so many frames of 10 ms; `speech_s` of it is audio, the rest silence."""

    encoding: Any
    frames: int
    speech_s: float


@dataclass(frozen=True)
class DecodingRequest:
    """How to decode a window. `temperature` 0 takes the most probable words, above it draws at random.

    A text that has not ended after `likely_tokens` is broken off where it repeats itself, else written anew, up to
    `token_cap`; None looks only at the end.
    """

    language: str
    token_cap: int
    likely_tokens: int | None = None
    beam_size: int = 1
    temperature: float = 0.0
    hotwords: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class DecodedWindow:
    """What the decoder wrote; `ended` tells that it closed the text itself and was not stopped."""

    text: str
    tokens: tuple[int, ...]
    ended: bool
    average_log_probability: float
    no_speech_probability: float
    compression_ratio: float


@dataclass(frozen=True)
class AlignedWord:
    """A word with its place in the window, in seconds from the window's beginning."""

    text: str
    start_s: float
    end_s: float
    probability: float


class Windows(Protocol):
    """A loaded Whisper model."""

    @property
    def compute_type(self) -> str:
        """What really runs, which may differ from what was asked for."""
        ...

    @property
    def device(self) -> str: ...

    @property
    def multilingual(self) -> bool: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of all languages that the model can write."""
        ...

    def encode(self, samples: Samples, frames: int) -> EncodedWindow:
        """Encode the samples, followed by digital silence, in a window of so many frames of 10 ms."""
        ...

    def decode(self, window: EncodedWindow, request: DecodingRequest) -> DecodedWindow: ...

    def align(self, window: EncodedWindow, decoded: DecodedWindow, language: str) -> list[AlignedWord]:
        """When each word was said; empty for a model that cannot tell."""
        ...

    def language_probabilities(self, window: EncodedWindow) -> dict[str, float]:
        """How probable each language is; empty for a model that lists no languages."""
        ...
