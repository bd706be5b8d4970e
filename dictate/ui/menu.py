"""What the tray menu offers, as plain data: the tray and the main window show it, and send back what was chosen."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from dictate.audio.contract import Device
from dictate.audio.device_names import name_now
from dictate.events import SessionState
from dictate.translation.catalogue import translate as _
from dictate.ui.microphone_titles import default_title

LONGEST_TITLE = 48
"""Characters of a text shown in a menu."""


class Command(Enum):
    """What a user may ask for without an argument."""

    START = "start"
    STOP = "stop"
    CANCEL = "cancel"
    COPY_LAST = "copy-last"
    TYPE_LAST = "type-last"
    UNDO_LAST = "undo-last"
    CORRECT_LAST = "correct-last"
    TRANSCRIBE_FILES = "transcribe-files"
    HISTORY = "history"
    PROFILES = "profiles"
    MODELS = "models"
    COMPARE_MODELS = "compare-models"
    SETTINGS = "settings"
    SETTINGS_FILE = "settings-file"
    FIRST_RUN = "first-run"
    DOCTOR = "doctor"
    MAIN_WINDOW = "main-window"
    WATCH_KEYS = "watch-keys"
    QUIT = "quit"


@dataclass(frozen=True)
class ChooseMicrophone:
    """`name` is the device's stable name; empty for the system's default."""

    name: str


@dataclass(frozen=True)
class ChooseModel:
    name: str


@dataclass(frozen=True)
class ChooseProfile:
    """`name` is "none" for the ordinary settings."""

    name: str


Action = Command | ChooseMicrophone | ChooseModel | ChooseProfile


@dataclass(frozen=True)
class Entry:
    """A line of the menu; `checked` is None where a tick makes no sense. An `&` marks the mnemonic."""

    title: str
    action: Action | None = None
    enabled: bool = True
    checked: bool | None = None


@dataclass(frozen=True)
class Separator:
    pass


@dataclass(frozen=True)
class Submenu:
    title: str
    entries: tuple["Entry | Separator", ...]
    enabled: bool = True


MenuItem = Entry | Separator | Submenu


@dataclass(frozen=True)
class ModelTitle:
    """A model as menus show it: `name` is kept in the settings, `title` is what people read."""

    name: str
    title: str


@dataclass(frozen=True)
class ProfileTitle:
    """A profile as menus show it. One that `in_force` without being chosen is that of the focused program."""

    name: str
    title: str
    is_chosen: bool = False
    in_force: bool = False


@dataclass(frozen=True)
class Situation:
    """All that the menu, the tooltip and the main window depend on.

    `microphone` and `model` are the names in the settings; an empty microphone is the system's default. `shortcut` is
    the dictation key as people read it, empty when there is none. `told` is the last sentence that the user was told.
    """

    state: SessionState = SessionState.IDLE
    last_text: str = ""
    microphones: tuple[Device, ...] = ()
    microphone: str = ""
    models: tuple[ModelTitle, ...] = ()
    model: str = ""
    profiles: tuple[ProfileTitle, ...] = ()
    shortcut: str = ""
    told: str = ""


def menu_of(situation: Situation) -> tuple[MenuItem, ...]:
    """The whole menu, top to bottom."""
    return (
        *_dictation_entries(situation),
        Separator(),
        microphone_menu(situation),
        model_menu(situation),
        profile_menu(situation),
        _last_text_menu(situation),
        Separator(),
        *places(),
        Separator(),
        Entry(_("&Quit"), Command.QUIT),
    )


def places() -> tuple[MenuItem, ...]:
    """The windows that can be opened."""
    return (
        Entry(_("Transcribe &files…"), Command.TRANSCRIBE_FILES),
        Entry(_("&History…"), Command.HISTORY),
        Entry(_("&Settings…"), Command.SETTINGS),
        Submenu(
            _("Hel&p"),
            (
                Entry(_("&Doctor…"), Command.DOCTOR),
                Entry(_("&First steps…"), Command.FIRST_RUN),
                Entry(_("Open the settings f&ile"), Command.SETTINGS_FILE),
            ),
        ),
    )


def tooltip_of(situation: Situation) -> str:
    """One or two short sentences: what Dictate is doing, and what the user can do."""
    match situation.state:
        case SessionState.IDLE if not situation.models:
            doing = _("Dictate has no model yet that could write. Get one under Model in the settings.")
        case SessionState.IDLE if situation.shortcut:
            doing = _("Dictate is ready. Hold {key} and speak.").format(key=situation.shortcut)
        case SessionState.IDLE:
            doing = _("Dictate is ready.")
        case SessionState.RECORDING:
            doing = _("Dictate is listening.")
        case SessionState.WORKING:
            doing = _("Dictate is writing down what you said.")
        case SessionState.ERROR:
            doing = situation.told or _("The last dictation failed; its words are in the history.")
        case _:
            assert_never(situation.state)
    profile = next((each.title for each in situation.profiles if each.in_force), "")
    return f"{doing} {_('Profile: {name}.').format(name=profile)}" if profile else doing


def shortened(text: str, longest: int = LONGEST_TITLE) -> str:
    """The beginning of `text` on one line, cut at a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    head, space, _tail = cut.rpartition(" ")
    return (head if space and len(head) > longest // 2 else cut) + "…"


def _plain(text: str) -> str:
    """Text that is not ours, with no mnemonic in it."""
    return text.replace("&", "&&")


def _dictation_entries(situation: Situation) -> tuple[MenuItem, ...]:
    recording = situation.state is SessionState.RECORDING
    busy = recording or situation.state is SessionState.WORKING
    first = Entry(_("S&top and write"), Command.STOP) if recording else Entry(_("S&tart dictation"), Command.START)
    return (first, Entry(_("&Cancel"), Command.CANCEL, enabled=busy))


def microphone_menu(situation: Situation) -> Submenu:
    entries: list[Entry | Separator] = [
        Entry(_plain(default_title(situation.microphones)), ChooseMicrophone(""), checked=not situation.microphone),
        Separator(),
    ]
    chosen = name_now(situation.microphone, (each.name for each in situation.microphones))
    # A monitor records what the loudspeakers play: never what a user means by a microphone, unless already chosen.
    offered = [each for each in situation.microphones if not each.is_monitor or each.name == chosen]
    entries += [
        Entry(_plain(device.description), ChooseMicrophone(device.name), checked=device.name == chosen)
        for device in offered
    ]
    if situation.microphone and chosen is None:
        missing = _("{name} (not connected)").format(name=situation.microphone)
        entries.append(Entry(_plain(missing), ChooseMicrophone(situation.microphone), enabled=False, checked=True))
    elif not offered:
        entries.append(Entry(_("No microphone found"), enabled=False))
    return Submenu(_("&Microphone"), tuple(entries))


def model_menu(situation: Situation) -> Submenu:
    entries: list[Entry | Separator] = [
        Entry(_plain(model.title), ChooseModel(model.name), checked=model.name == situation.model)
        for model in situation.models
    ]
    if not entries:
        entries.append(Entry(_("No model installed"), enabled=False))
    entries += [
        Separator(),
        Entry(_("&Get more models…"), Command.MODELS),
        Entry(_("&Compare models…"), Command.COMPARE_MODELS),
    ]
    return Submenu(_("M&odel"), tuple(entries))


def profile_menu(situation: Situation) -> Submenu:
    focused = next((each.title for each in situation.profiles if each.in_force and not each.is_chosen), "")
    ordinary = _("By the focused program ({name})").format(name=_plain(focused)) if focused else _("None")
    none_chosen = not any(each.is_chosen for each in situation.profiles)
    entries: list[Entry | Separator] = [Entry(ordinary, ChooseProfile("none"), checked=none_chosen), Separator()]
    entries += [
        Entry(_plain(each.title), ChooseProfile(each.name), checked=each.is_chosen) for each in situation.profiles
    ]
    entries += [Separator(), Entry(_("&Edit profiles…"), Command.PROFILES)]
    return Submenu(_("P&rofile"), tuple(entries))


def _last_text_menu(situation: Situation) -> Submenu:
    there = bool(situation.last_text)
    title = f"“{_plain(shortened(situation.last_text))}”" if there else _("Nothing dictated yet")
    return Submenu(
        _("&Last text"),
        (
            Entry(title, enabled=False),
            Separator(),
            Entry(_("&Copy"), Command.COPY_LAST, enabled=there),
            Entry(_("Type &again"), Command.TYPE_LAST, enabled=there),
            Entry(_("&Undo typing"), Command.UNDO_LAST, enabled=there),
            Entry(_("C&orrect…"), Command.CORRECT_LAST, enabled=there),
        ),
    )
