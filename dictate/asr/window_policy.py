"""How long a window Whisper's encoder is given, and how many tokens its decoder may write. Pure arithmetic."""

import math
from dataclasses import dataclass

FRAMES_PER_S = 100

FULL_WINDOW_FRAMES = 3000
"""30 s: what Whisper was trained on, and the most that CTranslate2 accepts."""

FRAME_STEP = 200
"""Windows come in few lengths, because the first run of a new one costs oneDNN more than the others."""

WIDER_BY_FRAMES = 400
WIDEST_BEFORE_FULL_FRAMES = 2000
"""A second look has this much more silence, as long as that is far cheaper than the full window."""

MAX_TOKENS = 224
"""Half of Whisper's text context: what its decoder may write in one window."""


@dataclass(frozen=True)
class WindowPolicy:
    """`margin_s` of silence follows the speech, and no window is shorter than `floor_s`."""

    floor_s: float = 10.0
    margin_s: float = 2.0
    full_window: bool = False

    def frames_for(self, speech_s: float) -> int:
        """The window for so many seconds of audio, in frames of 10 ms; at most FULL_WINDOW_FRAMES."""
        if self.full_window:
            return FULL_WINDOW_FRAMES
        wanted = math.ceil(max(self.floor_s, speech_s + self.margin_s) * FRAMES_PER_S)
        return min(FULL_WINDOW_FRAMES, math.ceil(wanted / FRAME_STEP) * FRAME_STEP)

    def wider(self, frames: int) -> tuple[int, ...]:
        """The windows to try, in this order, when one of `frames` gave a text that is not believed."""
        somewhat = frames + WIDER_BY_FRAMES
        return (somewhat, FULL_WINDOW_FRAMES) if somewhat <= WIDEST_BEFORE_FULL_FRAMES else (FULL_WINDOW_FRAMES,)


_DENSELY_TOKENIZED = frozenset(
    "am as bn bo gu hi hy ka kk km kn lo ml mr my ne pa sa sd si ta te th yi".split()  # noqa: SIM905 - read as one line
)
"""Languages whose script Whisper's vocabulary hardly holds: up to three tokens a letter."""

_SPARSELY_TOKENIZED = frozenset({"de", "en", "es", "fr", "pl", "ru", "tr"})
"""Languages of which Whisper's vocabulary holds most words: 4 to 5.5 tokens a second at 18 letters a second."""

_TOKENS_PER_S = 12
_SPARSE_TOKENS_PER_S = 6

_LOOKED_AT_EARLY = frozenset({"de", "en", "es", "fr"})
"""Languages of which no recording had as many tokens as are likely at the most; a Russian one had."""

_LIKELY_TOKENS_PER_S = 5


def token_cap(speech_s: float, language: str) -> int:
    """How many tokens so much speech can need at the very most: what reaches the cap is a runaway, or is taken for one.

    Measured speech needs 2 to 6 tokens a second. Fast speech (18 letters a second, 8 in Chinese and Japanese) needs 7
    to 9 in Finnish, Czech, Hungarian and Vietnamese, 9 to 12 in Greek, Hebrew, Arabic, Persian and Chinese, counted
    with the multilingual tokenizer.
    """
    if language in _DENSELY_TOKENIZED:
        return MAX_TOKENS
    tokens_per_s = _SPARSE_TOKENS_PER_S if language in _SPARSELY_TOKENIZED else _TOKENS_PER_S
    return min(MAX_TOKENS, math.ceil(tokens_per_s * speech_s) + 12)


def likely_tokens(speech_s: float, language: str) -> int:
    """After how many tokens a text that has not ended is worth a look: it goes in circles, or is said very fast.

    Of 117 segments read aloud in English none had more than 3.2 a second and 6; fast speech has 5.3 a voiced second.
    """
    cap = token_cap(speech_s, language)
    return min(cap, math.ceil(_LIKELY_TOKENS_PER_S * speech_s) + 4) if language in _LOOKED_AT_EARLY else cap
