"""English numbers as they are said, so that "15th" and "fifteenth" are the same word. Pure."""

_BELOW_TEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_ONES = _BELOW_TEN + _TEENS
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_POWERS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def spoken_number(digits: str) -> str:
    """ "42" as "forty two", "15th" as "fifteenth", "1455" as a year; too long ones digit by digit."""
    plain = digits.rstrip("stndrh")
    value = int(plain.replace(",", ""))
    if plain != digits:
        return _ordinal(_cardinal(value))
    if len(plain) > 12 or (plain.startswith("0") and len(plain) > 1):
        return " ".join(_ONES[int(digit)] for digit in plain if digit.isdigit())
    if len(plain) == 4 and 1100 <= value < 2000 and value % 100:
        century, rest = divmod(value, 100)
        return f"{_cardinal(century)} {'oh ' if rest < 10 else ''}{_cardinal(rest)}"
    return _cardinal(value)


def _cardinal(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f" {_ONES[ones]}" if ones else "")
    size, name = next((size, name) for size, name in _POWERS if value >= size)
    count, rest = divmod(value, size)
    return f"{_cardinal(count)} {name}" + (f" {_cardinal(rest)}" if rest else "")


def _ordinal(cardinal: str) -> str:
    *before, last = cardinal.split()
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join([*before, last])
