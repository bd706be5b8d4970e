"""What the adapter learns: a dozen words that no Whisper spells, in sentences, and which sentences test it.

Nobody's voice was to be had for these words, so a synthesizer (espeak-ng) speaks them. Training and test share
neither a sentence nor a voice.
"""

from dataclasses import dataclass

WORDS = (
    "Vorlanta", "Quibrex", "Zephtari", "Mondrelli", "Tulvarin", "Fjordveig", "Szczecin", "Przemysl", "Eyjafjall",
    "Xanthoria", "Kalmyrra", "Droznik",
)  # fmt: skip

_TRAINING = (
    "Please send the report about {} to the office.",
    "{} will be ready before the end of the week.",
    "I talked to the people from {} this morning.",
    "We bought two boxes of {} last year.",
    "Nobody in the team has heard of {} before.",
    "The train to {} leaves at a quarter past nine.",
    "She wrote a long letter about {} and its history.",
    "Could you open the folder called {} for me?",
    "The price of {} has doubled since the spring.",
    "My brother moved to {} with his family.",
    "There is a new version of {} on the server.",
    "They asked whether {} works without a network.",
)
_PLAIN = (
    "The weather will be better in the second half of the week.",
    "I would like to move our meeting to Thursday afternoon.",
    "Please remember to lock the door when you leave.",
    "The second chapter is much shorter than the first one.",
    "We need more chairs for the people in the back row.",
    "He opened the window because the room was too warm.",
)
_TEST = (
    "Our partners in {} have signed the contract.",
    "Yesterday I read an article about {} in the newspaper.",
    "The meeting with {} was moved to Friday.",
    "Is {} the name of a town or of a product?",
)
TRAINING_VOICES = (
    "en-us", "en-gb", "en-us+m2", "en-us+f2", "en-gb+m3", "en-gb+f4", "en-gb-x-rp", "en-us+m5", "en-gb-scotland",
)  # fmt: skip
TEST_VOICES = ("en-us+f3", "en-gb+m1", "en-gb-x-rp+f1")


@dataclass(frozen=True)
class Spoken:
    """A sentence, the voice that says it, and the new word in it (empty in plain ones)."""

    text: str
    voice: str
    words_per_minute: int
    word: str = ""


def training() -> list[Spoken]:
    """Every new word in every training sentence, each said by two voices, and plain sentences by all of them."""
    spoken = []
    for place, template in enumerate(_TRAINING):
        for number, word in enumerate(WORDS):
            for turn in range(2):
                voice = TRAINING_VOICES[(place + number + 4 * turn) % len(TRAINING_VOICES)]
                spoken.append(Spoken(template.format(word), voice, 140 + 15 * ((place + turn) % 3), word))
    spoken += [Spoken(text, voice, 155) for text in _PLAIN for voice in TRAINING_VOICES]
    return spoken


def test() -> list[Spoken]:
    """Every new word in every test sentence, by voices that were not heard in training."""
    return [
        Spoken(template.format(word), TEST_VOICES[(place + number) % len(TEST_VOICES)], 150, word)
        for place, template in enumerate(_TEST)
        for number, word in enumerate(WORDS)
    ]
