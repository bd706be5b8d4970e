"""The options as the settings dialog shows them: pages, groups, titles and search. Pure."""

import dataclasses
import re
import typing
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dictate.translation.catalogue import translate as _
from dictate.wording.options import OptionInfo, info_of


class Kind(Enum):
    """Which sort of value an option has."""

    SWITCH = "switch"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"


class Page(Enum):
    """The pages of the dialog, in their order."""

    GENERAL = "general"
    MICROPHONE = "microphone"
    SHORTCUTS = "shortcuts"
    MODEL = "model"
    TEXT = "text"
    LAYOUT = "layout"
    TYPING = "typing"
    PROFILES = "profiles"
    PRIVACY = "privacy"
    ADVANCED = "advanced"


_PAGE_OF_SECTION = {
    "general": Page.GENERAL,
    "interface": Page.GENERAL,
    "overlay": Page.GENERAL,
    "sounds": Page.GENERAL,
    "microphone": Page.MICROPHONE,
    "level": Page.MICROPHONE,
    "gate": Page.MICROPHONE,
    "shortcuts": Page.SHORTCUTS,
    "hands_free": Page.SHORTCUTS,
    "recognition": Page.MODEL,
    "text": Page.TEXT,
    "language_model": Page.LAYOUT,
    "typing": Page.TYPING,
    "privacy": Page.PRIVACY,
    "recordings": Page.PRIVACY,
}
_PAGE_OF_OPTION = {
    "general.model": Page.MODEL,
    "general.language": Page.MODEL,
    "general.languages": Page.MODEL,
    "general.profile": Page.PROFILES,
    "text.mode": Page.LAYOUT,
    "text.paragraphs_from_words": Page.LAYOUT,
    "text.use_language_model": Page.LAYOUT,
    "text.rewriting": Page.LAYOUT,
    "text.rewriting_wish": Page.LAYOUT,
}


_PROPER_NAMES = {
    "de": "Deutsch",
    "en": "English",
    "he": "עברית",
    "x11": "X11",
    "ctrl-v": "Ctrl+V",
    "ctrl-shift-v": "Ctrl+Shift+V",
    "shift-insert": "Shift+Insert",
    "enter": "Enter",
    "shift-enter": "Shift+Enter",
}


@dataclass(frozen=True)
class Option:
    """One option: where it stands in the settings, what values it takes, and what is said about it."""

    section: str
    name: str
    kind: Kind
    default: Any
    info: OptionInfo

    @property
    def path(self) -> str:
        """`section.name`, as in the settings file and on the command line."""
        return f"{self.section}.{self.name}"

    @property
    def title(self) -> str:
        return _(self.info.title) or self.name.replace("_", " ").capitalize()

    @property
    def help(self) -> str:
        return _(self.info.help)

    @property
    def page(self) -> Page:
        """Where it is shown; what no page knows is on Advanced, so that nothing is out of reach."""
        if self.info.advanced:
            return Page.ADVANCED
        return _PAGE_OF_OPTION.get(self.path) or _PAGE_OF_SECTION.get(self.section, Page.ADVANCED)

    def value_in(self, settings: Any) -> Any:
        """Its value in a settings object."""
        return getattr(getattr(settings, self.section), self.name)

    def matches(self, query: str) -> bool:
        """Whether every word of `query` begins a word of what is said about it, in the user's language or English."""
        said = (self.title, self.help, self.info.title, self.info.help, self.path, *self.info.choices)
        words = _words(" ".join(said))
        return all(any(word.startswith(part) for word in words) for part in _words(query))


def page_title(page: Page) -> str:
    titles = {
        Page.GENERAL: _("General"),
        Page.MICROPHONE: _("Microphone"),
        Page.SHORTCUTS: _("Shortcuts"),
        Page.MODEL: _("Model"),
        Page.TEXT: _("Text"),
        Page.LAYOUT: _("Layout & LLM"),
        Page.TYPING: _("Typing"),
        Page.PROFILES: _("Profiles"),
        Page.PRIVACY: _("Privacy"),
        Page.ADVANCED: _("Advanced"),
    }
    return titles[page]


def group_title(section: str) -> str:
    """The heading over the options of a section."""
    titles = {
        "general": _("Dictation"),
        "interface": _("Appearance"),
        "overlay": _("Overlay"),
        "sounds": _("Sounds"),
        "microphone": _("Microphone"),
        "level": _("Loudness"),
        "gate": _("Speech detection"),
        "shortcuts": _("Keys"),
        "hands_free": _("Hands-free"),
        "recognition": _("Recognition"),
        "text": _("Text"),
        "language_model": _("Language model"),
        "typing": _("Typing"),
        "privacy": _("History"),
        "recordings": _("Recordings"),
    }
    return titles.get(section, section.replace("_", " ").capitalize())


def options_of(settings_type: type[Any]) -> tuple[Option, ...]:
    """Every option of a dataclass that is composed of options dataclasses, in the order of their declaration."""
    found: list[Option] = []
    for section, section_type in typing.get_type_hints(settings_type).items():
        types = typing.get_type_hints(section_type)
        for field in dataclasses.fields(section_type):
            info = info_of(field)
            found.append(Option(section, field.name, _kind(types[field.name], info), field.default, info))
    return tuple(found)


def choice_title(choice: str) -> str:
    """A choice as people read it; its own word where nobody gave it a better one."""
    if choice in ("", "auto", "automatic"):
        return _("Automatic")
    known = {
        "cpu": _("Processor"),
        "cuda": _("NVIDIA card (CUDA)"),
        "evdev": _("Keyboard devices (evdev)"),
        "portal": _("Desktop portal"),
        "uinput": _("Virtual keyboard (uinput)"),
        "xtest": _("X11 (XTEST)"),
        "hid-gadget": _("USB gadget"),
        "stdout": _("Standard output"),
        "ascii": _("Plain ASCII"),
    }
    return known.get(choice) or _PROPER_NAMES.get(choice) or _(choice_word(choice)) or choice


def choice_word(choice: str) -> str:
    """The English word to translate for a choice that is a word; empty for a name such as "int8"."""
    if not choice or choice in _PROPER_NAMES or any(character.isdigit() for character in choice):
        return ""
    return choice.replace("-", " ").capitalize()


def _words(text: str) -> list[str]:
    # An underscore joins words in the settings file, not in the mind.
    return re.findall(r"\w+", text.casefold().replace("_", " "))


def _kind(value_type: Any, info: OptionInfo) -> Kind:
    if value_type is bool:
        return Kind.SWITCH
    if value_type is int:
        return Kind.INTEGER
    if value_type is float:
        return Kind.NUMBER
    if value_type is str:
        return Kind.CHOICE if info.choices else Kind.TEXT
    if value_type == tuple[str, ...]:
        return Kind.LIST
    raise TypeError(f"no editor for options of type {value_type}")
