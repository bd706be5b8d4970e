"""Texts of many scripts, forms and oddities: typed as they are, pasted as they are, or refused with a reason."""

import unicodedata
from itertools import islice

import pytest

from dictate.errors import DictateError
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.contract import Route
from dictate.keyboard.layout_names import known_layouts
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.plan import Means, Plan, plan
from dictate.keyboard.text_forms import ASCII_FORMS, clean_lines
from dictate.keyboard.xkb import Keymap
from tests.integration.keyboard.xkb_oracle import Oracle

LOCALE = "en_US.UTF-8"
OPTIONS = TypingOptions(newline="enter", composed_limit=1000)
EVERY = 5
"""One layout in so many, for the time it takes."""

TEXTS = [
    "Tiếng Việt rất đẹp: Nguyễn Thị Ánh, 50.000 ₫ “được”!",
    unicodedata.normalize("NFD", "Tiếng Việt: ngữ pháp; Grüße, ça, señor, łódź, ő, ğ, ṩ"),
    "Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ ὁ λόγος ἦν πρὸς τὸν θεόν· ᾧ",
    "हिन्दी में लिखना: क्ष त्र ज्ञ ₹५००।",
    "ภาษาไทย: เป็นมนุษย์ ฿๑๒๓ น้ำ",
    unicodedata.normalize("NFD", "한국어 각 ガギグ パピ"),
    "いろはにほへと 漢字カナ ﾊﾝｶｸ「」",
    "اَلْعَرَبِيَّةُ لُغَةٌ، ١٢٣؟ لا إله",
    "می‌خواهم به تهران بروم؛ ۱۲۳٪",
    "ˈɪŋɡlɪʃ ðə ˌfəˈnɛtɪk ɑ̃ t͡ʃ ʔ",
    "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, ∑ᵢ xᵢ² ≤ ½·π ± √2 × ÷ ≠ ∞",
    "👩‍👩‍👧‍👦 👍🏽 ❤️ 🏳️‍🌈 🇩🇪🇮🇱 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "a\u0301\u0323 a\u0323\u0301 q\u0307\u0323 Z͑ͫ̓ͪ",
    "\u212b \u212a \u2126 ﬁ ǆ ſ \ufb2a",
    "abc\u200fשלום\u200e (1)\u202bfoo\u202c \u2067x\u2069",
    "שָׁלוֹם עֲלֵיכֶם – ״צה״ל״ ג׳ירפה ₪5",
    "Donau\u00addampf a\u200bb 5\u00a0€ 10\u202f000 \ufffd \ue000",
    "a\r\nb\rc\nd\u2028e\u2029f\vg\fh\ti",
    "\ufeffabc",
    "„Wer?“ – ‘x’ ‚y‘ «a» ‹b› “c” … It’s 5′ 7″",
    "´ ` ^ ~ ¨ ^^ ~a",
    "".join(map(chr, (*range(32, 127), *range(0xA1, 0x100)))),
    "Ĉiuĵaŭde Ŵyŷ Ħaġar Þórður ąčęėį ģķļņ ďťň Árvíztűrő ʻŌlelo Yorùbá ọ́ Œuvre ẞ",
    "Съешь «ещё» №5 – „да“ Ґанок, м'я Қазақ Монгол хэл өү",
    "ქართული „ენა“ Հայերեն՝ «լեզու» አማርኛ። தமிழ் বাংলা ড় മലയാളം ൻ မြန်မာ ខ្មែរ བོད་སྐད་",
    "",
]
NO_TEXT = ["a\0b", "x\x1b[31m", "\a", "a\x7f", "a\x9b", "a\ud83d b", "\udc00", "a\ufffe", "\ufdd0"]


def layouts() -> list[tuple[str, str]]:
    return [(known.names.layout, known.names.variant) for known in islice(known_layouts(), 0, None, EVERY)]


@pytest.mark.parametrize(("layout", "variant"), layouts())
def test_a_text_is_typed_or_pasted_as_it_is(layout: str, variant: str) -> None:
    names = next(
        known.names for known in known_layouts() if (known.names.layout, known.names.variant) == (layout, variant)
    )
    try:
        characters = CharacterMap(Keymap.from_names(names), locale=LOCALE)
    except DictateError as error:
        pytest.skip(error.problem)
    oracle = Oracle(layout, variant, LOCALE)
    for text in TEXTS:
        chosen = plan(text, characters, "", OPTIONS, Means(can_paste=True, can_copy=True))
        if chosen.route is Route.PASTE:
            assert chosen.text == clean_lines(text)
        else:
            shown = "".join(oracle.text(each.keystrokes) for each in chosen.characters)
            assert shown == chosen.text
            assert plain(shown) == plain(clean_lines(text))
    for text in (*TEXTS, *NO_TEXT):
        alone = plan(text, characters, "", OPTIONS, Means(can_paste=False, can_copy=False))
        assert alone.route is not Route.NONE or explained(alone)
    oracle.close()


@pytest.mark.parametrize("text", NO_TEXT)
def test_what_is_no_text_is_refused_on_every_layout(text: str) -> None:
    characters = CharacterMap(Keymap.from_names(next(known_layouts()).names), locale=LOCALE)
    chosen = plan(text, characters, "", OPTIONS, Means(can_paste=True, can_copy=True))
    assert chosen.route is Route.NONE
    assert explained(chosen)


def plain(text: str) -> str:
    """What may differ: plain quotes, dashes and spaces, and which code points make the same letter."""
    return unicodedata.normalize("NFC", "".join(ASCII_FORMS.get(character, character) for character in text))


def explained(chosen: Plan) -> bool:
    return bool(chosen.reason) and not chosen.characters
