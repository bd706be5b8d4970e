"""A sentence in the language of each layout, with all that makes the layout its own."""

from __future__ import annotations

from itertools import cycle, islice

TEXTS = {
    "us": "The quick brown fox, \"jumps\" over (the) lazy dog's 0123456789 ~!@#$%^&*_+-=|\\/<>? [a] {b}: `c`; d. ",
    "de": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich: 3 € für {y|z} @ Öl, ÄÜ ~ µ² § 'ß'? ",
    "fr": "Où est passé le garçon très âgé? À 5 €, #{[|]} l'été: ça coûte 100 % (ou <moins>) & §! ",
    "ru": "Съешь же ещё этих мягких французских булок, да выпей чаю! № 5: (ЪЁ) 100 % \"да\"; нет? ",
    "il": "דג סקרן שט בים מאוכזב ולפתע מצא לו חברה, (123) כן! 100 % ללא: 5 + 5 = 10. ",
    "pl": "Zażółć gęślą jaźń, ŁÓDŹ za 5 € {ok} [tak] @ #1: pchnąć w tę łódź jeża lub ośm skrzyń fig? ",
    "tr": "Pijamalı hasta yağız şoföre çabucak güvendi: İĞÜŞÖÇ ığüşöç 5 € {a} [b] @ #1? 'evet' ",
    "br": "O avestruz já comeu doze quibes; açaí? 100 % @ #1 {a} [b] | \\ / ° ª º § Ç! ",
}  # fmt: skip


def repeated(text: str, count: int) -> str:
    """The text over and over, `count` characters in all."""
    return "".join(islice(cycle(text), count))
