"""The user's options for the local language model."""

from dataclasses import dataclass

from dictate.wording.options import option


@dataclass(frozen=True)
class LanguageModelOptions:
    model: str = option(
        "",
        "The installed language model that helps with the layout, by its name or the path of a GGUF file; empty uses "
        "none. all-minilm-l6-v2 helps with the paragraphs of English texts only.",
        title="Language model",
    )
    context_tokens: int = option(
        4096,
        "How much text the model sees at once; longer texts are read in parts.",
        title="Text seen at once",
        minimum=1024,
        maximum=32_768,
        unit="tokens",
        advanced=True,
    )
    threads: int = option(
        1,
        "Processor threads for the model; more than one is slower while speech is being recognized.",
        title="Threads of the language model",
        minimum=1,
        maximum=64,
        advanced=True,
    )
    longest_wait_s: float = option(
        5.0,
        "How long the layout of a text may wait for the model before rules decide alone.",
        title="Longest wait",
        minimum=0.2,
        maximum=60.0,
        unit="s",
    )
    longest_rewriting_s: float = option(
        20.0,
        "How long a text may wait to be rewritten before it is typed as it was said.",
        title="Longest rewriting",
        minimum=1.0,
        maximum=300.0,
        unit="s",
    )
    longest_text_words: int = option(
        3000,
        "Longer texts are laid out by rules alone.",
        title="Longest text",
        minimum=0,
        maximum=100_000,
        unit="words",
        advanced=True,
    )
    idle_unload_minutes: float = option(
        10.0,
        "After how long without use the model leaves the memory; 0 keeps it.",
        title="Unload when idle",
        minimum=0.0,
        maximum=1440.0,
        unit="min",
    )
    niceness: int = option(
        5,
        "How far the model's process steps back behind typing and recording.",
        title="Politeness of the language model",
        minimum=0,
        maximum=19,
        advanced=True,
    )
