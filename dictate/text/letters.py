"""Capital and small letters as a language has them: Turkish and Azeri part i from ı, İ from I."""

_DOTTED = frozenset({"tr", "az"})


def upper(text: str, code: str) -> str:
    """`text` in capitals, for the language of the code ("tr", "" where none is known)."""
    return text.replace("i", "İ").upper() if code in _DOTTED else text.upper()


def capital(letter: str, code: str) -> str:
    """The capital of a letter; the letter itself where it has none or another letter's ("ß", the micro sign)."""
    found = upper(letter, code)
    return found if len(found) == 1 and lower(found, code) == letter else letter


def lower(text: str, code: str) -> str:
    """`text` in small letters."""
    return text.replace("İ", "i").replace("I", "ı").lower() if code in _DOTTED else text.lower()
