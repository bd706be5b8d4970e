"""The options of the speech gate. Defaults are for dictation; docs/audio.md says how they were chosen."""

from dataclasses import dataclass

from dictate.wording.options import option


@dataclass(frozen=True)
class GateOptions:
    """When sound counts as speech, and where a dictation is cut into segments."""

    threshold: float = option(
        0.5,
        "Sound counts as speech from this probability on; higher ignores more noise, lower hears softer voices.",
        title="Speech threshold",
        minimum=0.1,
        maximum=0.95,
    )
    neg_threshold: float = option(
        0.35,
        "Speech that has begun goes on until the probability falls below this.",
        title="End-of-speech threshold",
        minimum=0.05,
        maximum=0.95,
        advanced=True,
    )
    min_speech_ms: int = option(
        250,
        "Sounds with less speech in them than this are ignored unless the detector is sure (see the next options).",
        title="Shortest speech",
        minimum=32,
        maximum=2000,
        unit="ms",
        advanced=True,
    )
    short_word_ms: int = option(
        96,
        "A single short word is kept from this length on if the detector is sure of it.",
        title="Shortest word",
        minimum=32,
        maximum=1000,
        unit="ms",
        advanced=True,
    )
    short_word_threshold: float = option(
        0.85,
        "How sure the detector must be, at its best moment, of a word shorter than the shortest speech.",
        title="Short-word threshold",
        minimum=0.5,
        maximum=1.0,
        advanced=True,
    )
    pad_before_ms: int = option(
        500,
        "This much audio before the first speech is kept, so that a soft beginning is not clipped.",
        title="Padding before speech",
        minimum=400,
        maximum=2000,
        unit="ms",
        advanced=True,
    )
    pad_after_ms: int = option(
        400,
        "This much audio after the last speech is kept, at most half of the pause that follows.",
        title="Padding after speech",
        minimum=100,
        maximum=2000,
        unit="ms",
        advanced=True,
    )
    tail_pause_ms: int = option(
        128,
        "After a pause of this length the open end is transcribed in advance, in case nothing follows.",
        title="Early transcription pause",
        minimum=100,
        maximum=2000,
        unit="ms",
        advanced=True,
    )
    ignore_far_voices: bool = option(
        False,
        "Leave out voices that are much quieter than yours: other people in the room, a television.",
        title="Ignore far voices",
    )
    far_by_db: float = option(
        15.0,
        "A voice that is quieter than yours by this much is far.",
        title="Far voices are quieter by",
        minimum=6.0,
        maximum=40.0,
        unit="dB",
        advanced=True,
    )
    min_silence_ms: int = option(
        800,
        "A pause of this length ends a segment, which is then transcribed; shorter ones cost accuracy.",
        title="Pause between segments",
        minimum=300,
        maximum=5000,
        unit="ms",
    )
    medium_after_s: float = option(
        10.0,
        "Once a segment is this long, a medium pause ends it.",
        title="Medium pauses from",
        minimum=5.0,
        maximum=28.0,
        unit="s",
        advanced=True,
    )
    medium_silence_ms: int = option(
        500,
        "The medium pause.",
        title="Medium pause",
        minimum=100,
        maximum=5000,
        unit="ms",
        advanced=True,
    )
    short_after_s: float = option(
        15.0,
        "Once a segment is this long, a short pause ends it.",
        title="Short pauses from",
        minimum=5.0,
        maximum=28.0,
        unit="s",
        advanced=True,
    )
    short_silence_ms: int = option(
        250,
        "The short pause.",
        title="Short pause",
        minimum=64,
        maximum=5000,
        unit="ms",
        advanced=True,
    )
    max_segment_s: float = option(
        20.0,
        "A segment of this length is cut at its quietest point even if there is no pause; Whisper hears 30 s at once.",
        title="Longest segment",
        minimum=8.0,
        maximum=28.0,
        unit="s",
        advanced=True,
    )
