"""Numbers, times, amounts and addresses, by example; and ordinary prose that must stay."""

import pytest

from dictate.text.cleanup.addresses import with_addresses
from dictate.text.cleanup.numbers import with_digits
from dictate.text.cleanup.written_forms import with_written_forms
from dictate.text.document import Text
from dictate.text.languages import language_table


@pytest.mark.parametrize(
    ("code", "heard", "wanted"),
    [
        ("en", "I have twenty-five cats.", "I have 25 cats."),
        ("en", "one hundred and five, two thousand and twenty four", "105, 2024"),
        ("en", "In nineteen eighty-four.", "In 1984."),
        ("en", "Pi is three point one four.", "Pi is 3.14."),
        ("en", "five million people, two hundred thousand cars", "5 million people, 200,000 cars"),
        ("en", "twelve, thirteen and forty", "12, 13 and 40"),
        ("en", "The twenty fifth of May, a hundred people, one of nine.", None),
        ("en", "Dial five five one.", "Dial 551."),
        ("de", "fünfundzwanzig und eintausendneunhundertvierundachtzig", "25 und 1984"),
        ("de", "drei Komma fünf, zwei Millionen", "3,5, 2 Millionen"),
        ("de", "hundert Leute, eine Frau, gib acht", None),
        ("fr", "quatre-vingt-dix-sept, vingt et un, soixante et onze", "97, 21, 71"),
        ("fr", "deux mille vingt-quatre", "2024"),
        ("fr", "un homme et une femme", None),
        ("es", "treinta y cinco, dos mil veinticuatro", "35, 2024"),
        ("es", "mil gracias, quince y veinte", "mil gracias, 15 y 20"),
    ],
)
def test_numbers(code: str, heard: str, wanted: str | None) -> None:
    assert with_digits(Text(heard), language_table(code)).content == (heard if wanted is None else wanted)


@pytest.mark.parametrize(
    ("code", "heard", "wanted"),
    [
        ("en", "At three thirty pm. Then we go.", "At 3:30 pm. Then we go."),
        ("en", "from 3 p.m. to 4 30 p m", "from 3 pm to 4:30 pm"),
        ("en", "Five dollars and twenty cents, or 10 euros.", "$5.20, or €10."),
        ("en", "He pounds on three doors at five.", None),
        ("de", "um 15 Uhr 30 oder um acht Uhr", "um 15:30 Uhr oder um 8 Uhr"),
        ("de", "fünf Euro zwanzig Cent", "5,20 €"),
        ("fr", "à quinze heures trente", "à 15 h 30"),
        ("es", "cinco euros con veinte céntimos", "5,20 €"),
    ],
)
def test_times_and_amounts(code: str, heard: str, wanted: str | None) -> None:
    assert with_written_forms(Text(heard), language_table(code)).content == (heard if wanted is None else wanted)


@pytest.mark.parametrize(
    ("code", "heard", "wanted"),
    [
        ("en", "My email is Jo dot Smith at example dot org.", "My email is jo.smith@example.org."),
        ("en", "Write to jo at example dot com, please.", "Write to jo@example.com, please."),
        ("en", "See www dot example dot co dot uk slash news.", "See www.example.co.uk/news."),
        ("en", "I bought shoes at example dot com.", "I bought shoes at example.com."),
        ("en", "Look at the polka dot dress at home.", None),
        ("de", "Meine E-Mail ist anna Punkt meier at beispiel Punkt de.", "Meine E-Mail ist anna.meier@beispiel.de."),
        ("de", "Das ist der Punkt de luxe.", None),
        ("fr", "C'est un point de vue.", None),
        ("es", "Mi correo es ana punto ruiz arroba ejemplo punto com", "Mi correo es ana.ruiz@ejemplo.com"),
    ],
)
def test_addresses(code: str, heard: str, wanted: str | None) -> None:
    assert with_addresses(Text(heard), language_table(code)).content == (heard if wanted is None else wanted)
