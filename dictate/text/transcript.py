"""What the recognizer heard: words with times and probabilities."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """One word as the recognizer wrote it, leading space and punctuation included.

    `start_s` and `end_s` count from the beginning of the recording and are None when the recognizer was not asked
    for word times; `probability` in [0, 1] is the mean of its tokens'.
    """

    text: str
    start_s: float | None = None
    end_s: float | None = None
    probability: float | None = None


@dataclass(frozen=True)
class Transcript:
    """The text of one speech segment and the evidence for it.

    `start_s` and `end_s` delimit the segment in the recording; `pause_before_s` is the silence between the last
    voiced hop of the segment before and the first of this one (0 for the first). `average_log_probability`,
    `no_speech_probability` and `compression_ratio` are Whisper's figures (Radford et al. 2022, section 4.5).
    `full_window` tells that the guard decoded again with the full 30 s window.
    """

    text: str
    start_s: float
    end_s: float
    language: str
    words: tuple[Word, ...] = ()
    average_log_probability: float = 0.0
    no_speech_probability: float = 0.0
    compression_ratio: float = 0.0
    full_window: bool = False
    pause_before_s: float = 0.0
    warnings: tuple[str, ...] = field(default=())
