"""The tray program: the one place where the running program meets Qt. Wires, owns the Qt loop, decides nothing."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QAbstractEventDispatcher, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWizard

from dictate import APP_ID, __version__
from dictate.audio.pulse import SoundServer
from dictate.desktop.appearance import Appearance as DesktopAppearance
from dictate.desktop.dbus_link import DbusLink, connect, ensure_loop
from dictate.desktop.menu_entry import place_menu_entry
from dictate.errors import DictateError
from dictate.events import Level, Notice, Partial, Problem, SessionEvent, SessionState, StateChanged
from dictate.keyboard.clipboards import LastingClipboard
from dictate.keyboard.copier import Copier
from dictate.models.store import ModelStore
from dictate.program.manners import Manners
from dictate.program.program import Program
from dictate.program.said_once import is_first_time
from dictate.remote import control_socket
from dictate.remote.client import say_it_is_running
from dictate.remote.remote import Remote
from dictate.remote.service import DictationService
from dictate.settings.file import set_option
from dictate.settings.live import NO_PROFILE, LiveSettings
from dictate.settings.watch import SettingsWatch
from dictate.system.replaced import ReplacedError, is_replaced
from dictate.text.correction_requests import WindowState
from dictate.translation.catalogue import translated
from dictate.ui.announcer import Announcer
from dictate.ui.bridge import SessionBridge
from dictate.ui.elided_combo import forgive_slow_typing
from dictate.ui.garbage import collect_on_this_thread
from dictate.ui.gui_thread import GuiThread
from dictate.ui.icons import Panel, app_icon, panel_of
from dictate.ui.interface_language import apply_language
from dictate.ui.main_window import MainWindow
from dictate.ui.menu import Action, ChooseMicrophone, ChooseModel, ChooseProfile, Command, ModelTitle, Situation
from dictate.ui.overlay import Overlay, OverlaySettings
from dictate.ui.overlay_layer import LayerShellOverlay
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_process import HelperOverlay
from dictate.ui.overlay_x11 import X11Overlay
from dictate.ui.palette import Appearance, apply_appearance, is_dark
from dictate.ui.profile_titles import profile_titles
from dictate.ui.signal_wake import SignalWake
from dictate.ui.text_size import text_scale
from dictate.ui.tray import Tray
from dictate.ui.tray_host import TrayHost

if TYPE_CHECKING:
    from dictate.ui.windows import Windows

_TRAY_PATIENCE_MS = 4000
"""At login the tray host may come seconds after us; only then is a window opened in its place."""
_TRAY_ABSENCE_MS = 30_000
"""Started without a window, or with a tray that went: how long it may stay away before the user is told, once."""


def run_app(settings: LiveSettings, *, background: bool) -> int:
    """Run until the user quits; returns the exit status. With `background` no window is opened at start.

    Raises DictateError when the program cannot start at all.
    """
    # Before the first portal call, which asks for it.
    place_menu_entry()
    QGuiApplication.setDesktopFileName(APP_ID)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Dictate")
    application.setApplicationVersion(__version__)
    application.setQuitOnLastWindowClosed(False)
    application.setWindowIcon(app_icon())
    forgive_slow_typing(application)
    apply_language(application, settings.current().interface.language)
    apply_appearance(Appearance(settings.current().interface.theme))
    try:
        app = App(application, settings)
    except DictateError as error:
        # Whoever started it from a menu sees no terminal.
        sentence = f"{translated(error.problem)}\n\n{translated(error.mend)}".strip()
        QMessageBox.critical(None, "Dictate", sentence)
        raise
    if not app.start(background=background):
        say_it_is_running()
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: application.exit())
    signals = SignalWake()
    status = application.exec()
    signals.close()
    app.close()
    return status


class App:
    """Everything with a face, around a Program. Qt main thread."""

    def __init__(self, application: QApplication, settings: LiveSettings) -> None:
        self._application = application
        self._settings = settings
        self._gui = GuiThread()
        self._bridge = SessionBridge()
        dispatcher = QAbstractEventDispatcher.instance()
        ensure_loop(dispatcher.metaObject().className() if dispatcher is not None else "")
        if dispatcher is not None:
            collect_on_this_thread(dispatcher)
        self._program = Program(settings, self._sound_server_changed, lambda: self._gui.post(self._show_circumstances))
        self._program.listen(self._bridge.deliver)
        self._bus = self._connected_bus("session")
        self._system_bus = self._connected_bus("system")
        self._shown: Appearance | None = None
        self._desktop = DesktopAppearance(self._bus, self._show_appearance)
        self._show_appearance()
        remote = Remote(
            self._program.session,
            lambda _token: self._gui.post(self._show_main_window),
            {command.value: self._posted(command) for command in Command},
            self._program.circumstances,
            settings,
        )
        self._remote = remote
        self._service = DictationService(self._bus, remote) if self._bus is not None else None
        self._socket: control_socket.ControlSocket | None = None
        self._tray_host = TrayHost()
        self._tray = Tray(self._situation, self._chosen, self._panel, self._tray_host)
        self._main_window: MainWindow | None = None
        self._copier = Copier(
            LastingClipboard(), lambda text: self._gui.post(lambda: QGuiApplication.clipboard().setText(text))
        )
        self._manners = Manners(
            self._program.session,
            settings.current,
            self._bus,
            self._system_bus,
            copy_last=self._copy_last,
            open_doctor=lambda: self._with_windows(lambda windows: windows.show(Command.DOCTOR)),
        )
        self._manners.follow(settings.current())
        self._windows: Windows | None = None
        self._overlay = Overlay(
            self._bridge, self._overlay_settings, [LayerShellOverlay(), X11Overlay(), HelperOverlay()]
        )
        Announcer(self._bridge, lambda: settings.current().sounds.sounds, application)
        self._program.correction_window_is(WindowState(can_open=True))
        self._bridge.correction_asked.connect(
            lambda event: self._with_windows(lambda windows: windows.correct(event.request))
        )
        self._bridge.any_event.connect(self._on_event)
        self._settings_watch: SettingsWatch | None = None

    def start(self, *, background: bool) -> bool:
        """Become the one Dictate of this session's bus; False when another one came first."""
        if self._service is not None and not self._service.claim():
            self.close()
            return False
        if self._service is not None:
            self._program.listen(self._service.on_event)
        self._socket = control_socket.serve(self._remote)
        self._program.start(self._bus)
        if self._bus is not None:
            self._bus.on_reconnected = self._program.watch_keys_again
        self._settings_watch = SettingsWatch(self._settings.path, lambda: self._gui.post(self._follow_settings))
        self._tray_host.changed.connect(self._tray_came_or_went)
        if background:
            self._tray_came_or_went(self._tray_host.available)
        else:
            QTimer.singleShot(_TRAY_PATIENCE_MS, self._show_window_without_tray)
            if not self._settings.path.exists() or not ModelStore().installed():
                self._with_windows(lambda windows: windows.begin())
        return True

    def close(self) -> None:
        """Finish what is under way and take everything off the screen and the bus."""
        if self._settings_watch is not None:
            self._settings_watch.close()
        if self._windows is not None:
            self._windows.close()
        self._overlay.close()
        self._tray.close()
        self._program.close()
        self._copier.close()
        self._manners.close()
        self._desktop.close()
        if self._service is not None:
            self._service.close()
        if self._socket is not None:
            self._socket.close()
        for bus in (self._bus, self._system_bus):
            if bus is not None:
                bus.close()

    def _connected_bus(self, which: Literal["session", "system"]) -> DbusLink | None:
        try:
            return connect(which)
        except DictateError as error:
            if which == "session":
                self._bridge.deliver(Notice(error.sentence))
            return None

    def _with_windows(self, do: "Callable[[Windows], None]") -> None:
        """Load them when the first one is asked for: 130 modules and 9 MB, which who waits for a key does without."""
        if self._windows is None:
            if is_replaced():
                # What would be loaded now does not fit what runs.
                error = ReplacedError()
                self._bridge.deliver(Problem(error.problem, error.mend))
                return
            from dictate.app_windows import windows_for  # noqa: PLC0415

            self._windows = windows_for(self._program, self._settings, self._bridge)
        do(self._windows)

    def _posted(self, command: Command) -> Callable[[], None]:
        return lambda: self._gui.post(lambda: self._chosen(command))

    def _situation(self) -> Situation:
        settings = self._settings.current()
        told = self._program.circumstances().told
        return Situation(
            state=self._program.session.state,
            last_text=self._program.session.last_text(),
            microphones=tuple(each for each in self._program.microphones() if not each.is_monitor),
            microphone=settings.microphone.device,
            models=tuple(ModelTitle(model.name, model.name) for model in ModelStore().installed()),
            model=settings.general.model,
            profiles=profile_titles(self._settings),
            shortcut=self._program.key_in_use().label,
            told=f"{translated(told.message)} {translated(told.mend)}".strip(),
        )

    def _chosen(self, action: Action) -> None:
        session = self._program.session
        match action:
            case ChooseMicrophone(name):
                self._set("microphone", "device", name)
            case ChooseModel(name):
                self._set("general", "model", name)
            case ChooseProfile(name):
                self._try(lambda: self._settings.choose_profile(name))
            case Command.START:
                session.start()
            case Command.STOP:
                session.stop()
            case Command.CANCEL:
                session.cancel()
            case Command.TYPE_LAST:
                session.type_last_again()
            case Command.UNDO_LAST:
                session.undo_last()
            case Command.COPY_LAST:
                self._copy_last()
            case Command.SETTINGS_FILE:
                self._open_settings_file()
            case Command.QUIT:
                # quit() asks every window first, and one that does not close would keep the program.
                self._application.exit()
            case Command.WATCH_KEYS:
                self._program.watch_keys_again()
            case Command.MAIN_WINDOW:
                self._show_main_window()
            case _:
                self._with_windows(lambda windows: windows.show(action))

    def _set(self, section: str, option: str, value: object) -> None:
        profile = self._settings.profile()
        if profile is not None and profile.value(section, option) is not None:
            # What was clicked has to count, not what a profile says.
            self._try(lambda: self._settings.choose_profile(NO_PROFILE))
        self._try(lambda: set_option(self._settings.path, section, option, value))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except DictateError as error:
            self._bridge.deliver(Problem(error.problem, error.mend))
        self._follow_settings()

    def _follow_settings(self) -> None:
        if self._program.apply(self._bus):
            settings = self._settings.current()
            self._manners.follow(settings)
            apply_language(self._application, settings.interface.language)
            self._show_appearance()
            if self._windows is not None:
                self._windows.settings_changed()
            self._tray.refresh()

    def _appearance(self) -> Appearance:
        interface = self._settings.current().interface
        return Appearance(
            interface.theme,
            high_contrast=interface.contrast == "high"
            or (interface.contrast == "automatic" and self._desktop.high_contrast),
            reduced_motion=interface.reduced_motion or self._desktop.reduced_motion,
        )

    def _show_appearance(self) -> None:
        appearance = self._appearance()
        if appearance != self._shown:
            self._shown = appearance
            apply_appearance(appearance)

    def _copy_last(self) -> None:
        self._copier.copy(self._program.session.last_text())

    def _open_settings_file(self) -> None:
        path = self._settings.path
        if not path.exists():
            self._set("general", "model", self._settings.current().general.model)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _on_event(self, event: SessionEvent) -> None:
        self._manners.on_event(event)
        if isinstance(event, Level | Partial):
            return
        if event == StateChanged(SessionState.IDLE):
            # What a dictation leaves behind may be large, its audio among it; nobody waits for anything now.
            gc.collect()
        self._tray.refresh()
        if self._main_window is not None:
            self._main_window.refresh()

    def _sound_server_changed(self, _server: SoundServer) -> None:
        """On the watching thread: microphones came or went, or outputs, each of which has a monitor."""
        self._gui.post(self._follow_sound_server)

    def _follow_sound_server(self) -> None:
        self._manners.outputs_changed()
        self._show_circumstances()

    def _show_circumstances(self) -> None:
        self._tray.refresh()
        if self._main_window is not None:
            self._main_window.refresh()
        if self._windows is not None:
            self._windows.settings_changed()

    def _tray_came_or_went(self, available: bool) -> None:
        if available and self._main_window is not None:
            self._main_window.say_no_tray(missing=False)
        elif not available:
            # A panel that crashed is back sooner.
            QTimer.singleShot(_TRAY_ABSENCE_MS, self._tell_that_there_is_no_tray)

    def _tell_that_there_is_no_tray(self) -> None:
        """Not by a window, which would take the focus, and the words with it (seen on Hyprland 0.56)."""
        if not self._tray_host.available and is_first_time("no-tray"):
            self._manners.tell_that_there_is_no_tray(lambda: self._chosen(Command.MAIN_WINDOW))

    def _show_window_without_tray(self) -> None:
        steps = self._windows.window(Command.FIRST_RUN) if self._windows is not None else None
        if isinstance(steps, QWizard) and steps.isVisible():
            # Not over the first steps: afterwards.
            steps.finished.connect(lambda _result: self._show_window_without_tray())
        elif self._tray_host.available:
            return
        elif self._program.session.state in (SessionState.RECORDING, SessionState.WORKING):
            # It would take the focus, and the words with it.
            QTimer.singleShot(_TRAY_PATIENCE_MS, self._show_window_without_tray)
        else:
            self._show_main_window().say_no_tray(missing=is_first_time("no-tray"))

    def _show_main_window(self) -> MainWindow:
        if self._main_window is None:
            self._main_window = MainWindow(self._situation, self._chosen)
        self._main_window.refresh()
        self._main_window.show()
        self._main_window.raise_()
        self._main_window.activateWindow()
        return self._main_window

    def _panel(self) -> Panel:
        choice = self._settings.current().interface.tray_icon
        return panel_of(choice, os.environ.get("XDG_CURRENT_DESKTOP", ""), QGuiApplication.styleHints().colorScheme())

    def _overlay_settings(self) -> OverlaySettings:
        settings = self._settings.current()
        overlay = settings.overlay
        appearance = self._appearance()
        look = OverlayLook(
            dark=is_dark(self._application.palette()),
            reduced_motion=appearance.reduced_motion,
            high_contrast=appearance.high_contrast,
            right_to_left=self._application.layoutDirection() is Qt.LayoutDirection.RightToLeft,
            position=overlay.position,
            size=overlay.size_percent / 100 * text_scale(),
            margin_px=overlay.margin_px,
        )
        return OverlaySettings(overlay.show, overlay.words, look)
