"""The language of the whole interface: our texts, Qt's own, and the direction of writing. Qt main thread."""

import gettext

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from dictate.translation.catalogue import catalogue, use_language


def language_in_use() -> str:
    """The code of the language that our texts are in."""
    current = catalogue()
    # Without a catalogue for the user's language there is English, which is in the code.
    return current.info().get("language", "en") if isinstance(current, gettext.GNUTranslations) else "en"


def apply_language(application: QApplication, code: str) -> None:
    """Show everything in the language `code`, or in that of the session when it is empty. Call before any window."""
    use_language(code)
    locale = QLocale(language_in_use())
    for outdated in application.findChildren(QTranslator):
        application.removeTranslator(outdated)
        outdated.deleteLater()
    translator = QTranslator(application)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    application.setLayoutDirection(locale.textDirection())
    # Numbers and dates as the country of the session writes them, where it speaks the language of the windows.
    session = QLocale.system()
    QLocale.setDefault(session if session.language() == locale.language() else locale)


def decimal(value: float, decimals: int) -> str:
    """A number as the language of the windows writes it."""
    return QLocale().toString(value, "f", decimals)
