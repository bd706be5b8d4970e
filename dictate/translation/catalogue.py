"""Texts in the user's language, by gettext.

The catalogues are resources/translations/LANGUAGE/LC_MESSAGES/dictate.mo; English is in the code. The language is
the one that the settings choose, else the environment's (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).
"""

import gettext
import os
from functools import cache

from dictate.errors import DictateError
from dictate.system.resource_files import resource
from dictate.wording.message import Message

DOMAIN = "dictate"
_REPLACED = "DICTATE_LANGUAGE_REPLACED"
"""What LANGUAGE was before a chosen language took its place, as CHOSEN=BEFORE. argparse and the programs that we start
know the language by LANGUAGE alone."""


def use_language(code: str) -> None:
    """Show texts in the language `code` ("de"); an empty code follows the environment. Call before any window."""
    chosen, _, before = os.environ.pop(_REPLACED, "").partition("=")
    if chosen and chosen == os.environ.get("LANGUAGE"):
        os.environ["LANGUAGE"] = before
    if code:
        os.environ[_REPLACED] = f"{code}={os.environ.get('LANGUAGE', '')}"
        os.environ["LANGUAGE"] = code
    catalogue.cache_clear()


@cache
def catalogue() -> gettext.NullTranslations:
    """The texts in use; English where there is no catalogue for the user's language."""
    return gettext.translation(DOMAIN, resource("translations"), fallback=True)


def translate(text: str) -> str:
    """`text` in the user's language."""
    # gettext answers the empty string with the catalogue's header.
    return catalogue().gettext(text) if text else ""


def translate_plural(singular: str, plural: str, number: int) -> str:
    """The form of the text that fits `number`; put the number in with str.format."""
    return catalogue().ngettext(singular, plural, number)


def translated(text: str) -> str:
    """A sentence of another room in the user's language, as far as it is a Message or a text of the catalogue."""
    if not isinstance(text, Message):
        return translate(text)
    values = {name: translated(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return translate(text.template).format(**values).strip()


def sentence_of(error: DictateError) -> str:
    """What is wrong and what to do about it, in the user's language."""
    return translated(error.sentence)
