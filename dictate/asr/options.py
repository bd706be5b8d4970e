"""The user's options for speech recognition."""

from dataclasses import dataclass

from dictate.wording.options import option

AT_ONCE = "at-once"
ACCURATE = "accurate"


@dataclass(frozen=True)
class RecognitionOptions:
    reading: str = option(
        AT_ONCE,
        "Write the text the moment you let go (at-once), or hear the whole recording in one piece first (accurate).",
        title="Speed or accuracy",
        choices=(AT_ONCE, ACCURATE),
    )
    device: str = option(
        "auto",
        "Where the model runs; auto takes an NVIDIA card when one works, else the processor.",
        title="Device",
        choices=("auto", "cpu", "cuda"),
        advanced=True,
    )
    compute_type: str = option(
        "auto",
        "The numbers that the model calculates with; auto is int8 on a processor and float16 on a graphics card.",
        title="Precision",
        choices=(
            "auto",
            "int8",
            "int8_float32",
            "int8_float16",
            "int8_bfloat16",
            "int16",
            "float16",
            "bfloat16",
            "float32",
        ),
        advanced=True,
    )
    threads: int = option(
        0,
        "How many processor threads the model may use; 0 takes half of the cores, up to four.",
        title="Processor threads",
        minimum=0,
        maximum=64,
    )
    beam_size: int = option(
        3,
        "How many readings are followed at once; more is slower and sometimes a little better.",
        title="Beam size",
        minimum=1,
        maximum=10,
    )
    full_window: bool = option(
        False,
        "Always give the model its full 30 s window; four times the work, for models that need it.",
        title="Full window",
        advanced=True,
    )
    window_floor_s: float = option(
        10.0,
        "The shortest window given to the model.",
        title="Shortest window",
        minimum=2.0,
        maximum=30.0,
        unit="s",
        advanced=True,
    )
    window_margin_s: float = option(
        2.0,
        "How much silence follows the speech in the model's window, at least.",
        title="Silence after speech",
        minimum=0.0,
        maximum=10.0,
        unit="s",
        advanced=True,
    )
    idle_unload_minutes: int = option(
        30,
        "After how long without dictation the model leaves the memory; 0 keeps it for good.",
        title="Unload when idle",
        minimum=0,
        maximum=10_080,
        unit="min",
    )
    niceness: int = option(
        2,
        "How far recognition steps back behind the rest of the desktop (0 not at all, 19 entirely).",
        title="Politeness of the recognizer",
        minimum=0,
        maximum=19,
        advanced=True,
    )
