"""The doctor's checks, each asking the real part. Imports adapters: for the composition root and commands only."""

import os
from collections.abc import Callable

from jeepney import message_bus

from dictate.audio.portaudio import PortAudio
from dictate.audio.pulse import PulseWatch, SoundServer
from dictate.audio.sound_service import mend_without_server
from dictate.bus.address import session_bus_address
from dictate.bus.questions import BusError, call
from dictate.desktop.tray_watch import has_tray_host
from dictate.doctor.doctor import Check, Finding, Health
from dictate.history.store import open_history
from dictate.hotkeys.options import profile_keys
from dictate.hotkeys.pedal_source import PedalSource
from dictate.hotkeys.portal_question import portal_has_shortcuts
from dictate.hotkeys.portal_source import PortalSource
from dictate.hotkeys.sources import all_sources, key_label
from dictate.keyboard.active_layout import find_active_layout
from dictate.keyboard.clipboards import session_clipboard
from dictate.keyboard.remappers import ours_is_taken, remapper_that_takes_ours
from dictate.keyboard.typists import all_typists
from dictate.keyboard.uinput import UinputKeyboard
from dictate.settings.file import load_settings
from dictate.settings.settings import Settings
from dictate.system.paths import history_file, settings_file
from dictate.system.sandbox import Rights, is_sandboxed, mend_for, this_sandbox
from dictate.system.usable import Usable
from dictate.vad.silero import SileroModel
from dictate.wiring.wiring import model_choice, unwritten_language
from dictate.wording.message import message

_SOUND_SERVER_PATIENCE_S = 3.0


def all_checks(settings: Settings) -> tuple[Check, ...]:
    """Every part that dictation needs, in the order of the way from the voice to the window."""

    def check(name: str, title: str, examine: Callable[[Settings], Finding]) -> Check:
        return Check(name, title, lambda: examine(settings))

    return (
        check("settings", message("Settings"), _settings),
        check("microphone", message("Microphone"), _microphone),
        check("detector", message("Speech detector"), _detector),
        check("model", message("Model"), _model),
        check("typing", message("Typing"), _typing),
        check("uinput", message("Virtual keyboard"), _uinput),
        check("layout", message("Keyboard layout"), _layout),
        check("hotkey", message("Shortcut"), _hotkey),
        *(
            [check("profile-keys", message("Keys of profiles"), _profile_keys)]
            if settings.shortcuts.profile_keys
            else []
        ),
        *([check("pedal", message("Pedal"), _pedal)] if any(_pedal_texts(settings)) else []),
        check("bus", message("Message bus"), _bus),
        check("tray", message("Tray"), _tray),
        check("history", message("History"), _history),
        *([check("sandbox", message("Flatpak"), _sandbox)] if is_sandboxed() else []),
    )


def _settings(_settings: Settings) -> Finding:
    loaded = load_settings(settings_file())
    if loaded.is_unreadable:
        return Finding(Health.WARNING, loaded.problems[0], "dictate settings --put-aside")
    if loaded.problems:
        mend = message("Edit {file}.", file=settings_file())
        return Finding(Health.WARNING, loaded.problems[0], mend, loaded.problems[1:])
    return Finding(Health.OK, message("Every option is understood."))


def _microphone(settings: Settings) -> Finding:
    watch = PulseWatch()
    try:
        server = watch.wait_for_answer(_SOUND_SERVER_PATIENCE_S)
    finally:
        watch.close()
    if server.problem:
        return _microphone_without_server(server)
    devices = tuple(device.description for device in server.devices() if not device.is_monitor)
    wanted = settings.microphone.device
    source = server.source(wanted) or server.source("")
    if source is None or not devices:
        return Finding(
            Health.BROKEN, message("The sound server knows no microphone."), message("Plug one in or switch it on.")
        )
    if source.muted or source.volume == 0:
        return Finding(
            Health.BROKEN,
            message("{device} is muted.", device=source.description),
            f"pactl set-source-mute {source.name} 0",
            devices,
        )
    if source.is_monitor:
        mend = message("Choose a microphone in the settings.")
        return Finding(
            Health.WARNING,
            message("{device} records what the speakers play, not a voice.", device=source.description),
            mend,
            devices,
        )
    if server.source(wanted) is None:
        evidence = message(
            "The chosen microphone {wanted} is not there; {device} is used instead.",
            wanted=wanted,
            device=source.description,
        )
        return Finding(Health.WARNING, evidence, message("Plug it in or choose another one."), devices)
    return Finding(
        Health.OK,
        message("{device} at {volume}.", device=source.description, volume=f"{source.volume:.0%}"),
        details=devices,
    )


def _microphone_without_server(server: SoundServer) -> Finding:
    """PortAudio may still reach a sound card directly."""
    devices = tuple(device.description for device in PortAudio().devices())
    if devices:
        return Finding(
            Health.WARNING,
            message("{problem} The sound card is used directly.", problem=server.problem),
            server.mend,
            devices,
        )
    mend = mend_for(Rights.SOUND) or server.mend or mend_without_server()
    return Finding(Health.BROKEN, message("There is no microphone. {problem}", problem=server.problem), mend)


def _detector(_settings: Settings) -> Finding:
    SileroModel()
    return Finding(Health.OK, message("Silero VAD is loaded."))


def _model(settings: Settings) -> Finding:
    choice = model_choice(settings)
    if wrong := unwritten_language(settings):
        mend = message("Choose another model, or set the language: dictate settings general.language auto")
        return Finding(Health.WARNING, wrong, mend, (str(choice.folder),))
    return Finding(Health.OK, message("{model} is installed.", model=choice.name), details=(str(choice.folder),))


def _typing(settings: Settings) -> Finding:
    candidates = all_typists(settings.typing)
    details = tuple(_score(each.typist.name, each.usable) for each in candidates)
    for candidate in candidates:
        if candidate.usable and (not candidate.only_when_chosen or settings.typing.backend == candidate.typist.name):
            return Finding(Health.OK, candidate.usable.reason, details=details)
    mend = next((each.usable.mend for each in candidates if each.usable.mend), "")
    clipboard = session_clipboard()
    if clipboard is not None:
        evidence = message("Dictate cannot type here; it copies each text to the clipboard, and you paste it.")
        return Finding(Health.WARNING, evidence, mend, (*details, _score(clipboard.name, clipboard.usable())))
    return Finding(Health.BROKEN, message("Dictate cannot type here, and there is no clipboard."), mend, details)


def _uinput(settings: Settings) -> Finding:
    usable = UinputKeyboard(0.0).usable()
    if not usable:
        told = message("The command under “{part}” mends this, too.", part=message("Typing"))
        is_told = usable.mend and _typing(settings).mend == usable.mend
        return Finding(Health.WARNING, usable.reason, told if is_told else usable.mend)
    return _taken_by_a_remapper() or Finding(Health.OK, usable.reason, usable.mend)


def _taken_by_a_remapper() -> Finding | None:
    """What is said where another program has our keyboard for itself, as far as that can be known."""
    taken = ours_is_taken()
    remapper = remapper_that_takes_ours() if taken is not False else None
    if remapper is None and not taken:
        return None
    if remapper is None:
        evidence = message("Another program has taken Dictate's keyboard for itself and changes what is typed.")
        mend = message('Have it leave the keyboard "Dictate virtual keyboard" (0000:0000) out.')
        return Finding(Health.WARNING, evidence, mend)
    program = remapper.name
    evidence = (
        message("{program} has taken Dictate's keyboard and does to its keys what it does to yours.", program=program)
        if taken
        else message("{program} takes every keyboard, Dictate's, too, and changes what is typed.", program=program)
    )
    return Finding(Health.WARNING, evidence, remapper.mend)


def _layout(settings: Settings) -> Finding:
    layout = find_active_layout(settings.typing.layout)
    if layout.keymap is None:
        return Finding(
            Health.WARNING, message("The keyboard layout is not known: {reason}", reason=layout.reason), _SET_LAYOUT
        )
    if layout.group is None:
        return Finding(
            Health.WARNING, message("{reason} Texts are pasted instead of typed.", reason=layout.reason), _SET_LAYOUT
        )
    if layout.reason:
        return Finding(Health.OK, message("Known from {source}. {reason}", source=layout.source, reason=layout.reason))
    return Finding(Health.OK, message("Known from {source}.", source=layout.source))


_SET_LAYOUT = message("Name it: dictate settings typing.layout de:neo (for example)")


def _hotkey(settings: Settings) -> Finding:
    sources = [(source, _asked(source.name, usable)) for source, usable in all_sources(settings.shortcuts)]
    details = tuple(_score(source.name, usable) for source, usable in sources)
    for source, usable in sources:
        if usable.mend:
            return Finding(Health.WARNING, usable.reason, usable.mend, details)
        if usable:
            return Finding(
                Health.OK,
                message("{key}: {reason}", key=key_label(settings.shortcuts, source.name), reason=usable.reason),
                details=details,
            )
    mend = next((usable.mend for _, usable in sources if usable.mend), "")
    toggle = (
        message("{mend} Or bind `dictate toggle` to a key in your desktop's settings.", mend=mend)
        if mend
        else message("Bind `dictate toggle` to a key in your desktop's settings.")
    )
    return Finding(Health.WARNING, message("Dictate can watch no key here."), toggle, details)


def _profile_keys(settings: Settings) -> Finding:
    keys = profile_keys(settings.shortcuts.profile_keys)
    known = {each.name for each in load_settings(settings_file()).profiles}
    for name, key in keys.items():
        if name not in known:
            return Finding(
                Health.WARNING,
                message("{key} is the key of the profile {name}, which there is not.", key=key, name=name),
                message("Take it away in the settings under Shortcuts, or make the profile."),
            )
    return Finding(Health.OK, ", ".join(f"{name}: {key}" for name, key in keys.items()))


def _asked(name: str, usable: Usable) -> Usable:
    """A Flatpak does not see which portals there are, and a start may not wait for an answer: the doctor may."""
    if name == PortalSource.name and usable and is_sandboxed() and not portal_has_shortcuts():
        return Usable(0, "This desktop's portal has no global shortcuts.")
    return usable


def _score(name: str, usable: Usable) -> str:
    return message("{name}: {score}. {reason}", name=name, score=usable.score, reason=usable.reason)


def _pedal_texts(settings: Settings) -> tuple[str, str, str]:
    shortcuts = settings.shortcuts
    return shortcuts.pedal, shortcuts.cancel_pedal, shortcuts.paste_last_pedal


def _pedal(settings: Settings) -> Finding:
    usable = PedalSource(settings.shortcuts.pedals()).usable()
    return Finding(Health.OK if usable else Health.WARNING, usable.reason, usable.mend)


def _bus(_settings: Settings) -> Finding:
    # It needs libraries that a wheel cannot bring; where they are missing, importing it says so.
    import dictate.desktop.dbus_link  # noqa: F401, PLC0415

    if session_bus_address() is None:
        evidence = message(
            "This session has no message bus (D-Bus): the desktop gives no shortcut, no tray and no notification."
        )
        return Finding(Health.WARNING, evidence, message("Start Dictate inside your desktop."))
    try:
        call("SESSION", message_bus, "GetId")
    except BusError as error:
        evidence = message("The session's message bus (D-Bus) does not answer: {error}.", error=error)
        return Finding(
            Health.WARNING, evidence, message("Log out and in again. Until then the desktop gives no shortcut.")
        )
    return Finding(Health.OK, message("The desktop is asked over D-Bus."))


def _tray(_settings: Settings) -> Finding:
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        return Finding(Health.WARNING, message("There is no display: Dictate runs without a tray."))
    if has_tray_host():
        return Finding(Health.OK, message("The desktop shows tray icons."))
    mend = mend_for(Rights.TRAY) or message(
        "On GNOME install the extension AppIndicator and KStatusNotifierItem Support; a window is shown until then."
    )
    return Finding(Health.WARNING, message("The desktop has no tray."), mend)


def _history(_settings: Settings) -> Finding:
    store, sentence = open_history(history_file())
    count = store.count()
    store.close()
    if sentence:
        return Finding(Health.WARNING, sentence)
    return Finding(Health.OK, message("Dictations kept: {count}.", count=count))


def _sandbox(_settings: Settings) -> Finding:
    sandbox = this_sandbox()
    if sandbox is None:
        return Finding(Health.WARNING, message("What the Flatpak is allowed cannot be read."))
    version = message("flatpak {version}", version=sandbox.flatpak_version)
    if not sandbox.missing:
        return Finding(Health.OK, message("Dictate has every right that it asks for."), details=(version,))
    lacking = tuple(message("{option} is for {use}.", option=right.option, use=right.use) for right in sandbox.missing)
    return Finding(
        Health.WARNING,
        message("Dictate lacks these rights: {rights}.", rights=", ".join(right.option for right in sandbox.missing)),
        sandbox.grant(*sandbox.missing),
        (*lacking, version),
    )
