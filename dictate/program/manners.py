"""How the program behaves in the desktop around it: what it tells, when it stops, whether it starts at login.

Everything here is called on the main loop's thread.
"""

import logging
from collections.abc import Callable

from dictate.audio.ducking import Ducking
from dictate.desktop.bus import Bus
from dictate.desktop.interruptions import Interruptions
from dictate.desktop.login_start import LoginStart
from dictate.desktop.media import MediaPause
from dictate.desktop.notifications import Button, Notification, Notifications, Urgency
from dictate.events import Finished, HeardNothing, Notice, Problem, SessionEvent, SessionState, StateChanged
from dictate.keyboard.contract import Route
from dictate.session.session import Session
from dictate.settings.settings import Settings
from dictate.system.paths import state_dir
from dictate.system.sandbox import is_sandboxed
from dictate.translation.catalogue import translated
from dictate.wording.message import message

logger = logging.getLogger(__name__)


class Manners:
    """`copy_last` puts the last text on the clipboard, `open_doctor` shows the doctor's page."""

    def __init__(
        self,
        session: Session,
        settings: Callable[[], Settings],
        session_bus: Bus | None,
        system_bus: Bus | None,
        *,
        copy_last: Callable[[], None],
        open_doctor: Callable[[], None],
    ) -> None:
        self._session = session
        self._settings = settings
        self._media = MediaPause(session_bus) if session_bus is not None else None
        self._ducking = Ducking(state_dir() / "lowered-sounds.json")
        # After a crash in the middle of a recording.
        self._ducking.restore()
        self._copy_last = copy_last
        self._open_doctor = open_doctor
        self._notifications = Notifications(session_bus) if session_bus is not None else None
        self._login_start = LoginStart(
            session_bus,
            sandboxed=is_sandboxed(),
            mark=state_dir() / "starts-at-login",
            failed=lambda error: self._tell("Dictate", _sentences(error.problem, error.mend)),
        )
        # Whoever locks the screen or closes the lid has stopped dictating; what was said so far is kept.
        self._interruptions = Interruptions(session_bus, system_bus, self._interrupted)

    def on_event(self, event: SessionEvent) -> None:
        """Tell what the user cannot see in the window: a text that did not arrive there, a fault."""
        match event:
            case StateChanged(state):
                self._mind_volume(state)
                self._mind_media(state)
            case Finished(_, text, Route.COPY | Route.NONE, note) if text:
                title = (
                    message("The text is on the clipboard")
                    if event.route is Route.COPY
                    else message("The text is kept")
                )
                again = Button(translated(message("Type again")), self._session.type_last_again)
                copy = Button(translated(message("Copy")), self._copy_last)
                self._tell(title, translated(note), buttons=(again,) if event.route is Route.COPY else (copy, again))
            case Finished(_, _, _, note) if note:
                self._tell("Dictate", translated(note))
            case HeardNothing(utterance_id, True):
                self._offer_transcript(utterance_id)
            case Problem(problem, mend):
                doctor = Button(translated(message("Open the doctor")), self._open_doctor)
                self._tell(message("Dictation failed"), _sentences(problem, mend), Urgency.CRITICAL, (doctor,))
            case Notice(sentence):
                self._tell("Dictate", translated(sentence))
            case _:
                return

    def follow(self, settings: Settings) -> None:
        """Bring the login entry in step with the settings."""
        self._login_start.follow(settings.general.start_at_login)

    def tell_that_there_is_no_tray(self, open_window: Callable[[], None]) -> None:
        """For who started Dictate without a window and has no icon to find it by."""
        if self._notifications is not None:
            button = Button(translated(message("Open the window")), open_window)
            text = message(
                "Your desktop shows no tray icons. The key works without them; starting Dictate again opens a window."
            )
            self._notifications.show(Notification("Dictate", translated(text), (button,), open_window, keep=True))

    def outputs_changed(self) -> None:
        """One came that nobody has lowered yet, or came back as quiet as it went."""
        self._mind_volume(self._session.state)

    def close(self) -> None:
        self._interruptions.close()
        self._ducking.close()
        if self._media is not None:
            self._media.close()
        if self._notifications is not None:
            self._notifications.close()

    def _mind_volume(self, state: SessionState) -> None:
        if state is not SessionState.RECORDING:
            self._ducking.restore()
        elif self._settings().general.lower_sounds:
            self._ducking.lower()

    def _mind_media(self, state: SessionState) -> None:
        if self._media is None:
            return
        if state is not SessionState.RECORDING:
            self._media.resume()
        elif self._settings().general.pause_media:
            self._media.pause()

    def _interrupted(self, reason: str) -> None:
        logger.info("recording ends: %s", reason)
        self._session.stop()

    def _offer_transcript(self, utterance_id: str) -> None:
        if self._notifications is None:
            return
        anyway = Button(translated(message("Transcribe anyway")), lambda: self._session.transcribe_anyway(utterance_id))
        text = message("Something was loud, but no speech was recognized. The recording is kept.")
        self._notifications.show(Notification(translated(message("Heard nothing")), translated(text), (anyway,)))

    def _tell(self, title: str, text: str, urgency: Urgency = Urgency.NORMAL, buttons: tuple[Button, ...] = ()) -> None:
        if self._notifications is not None:
            self._notifications.show(Notification(translated(title), text, buttons, urgency=urgency))


def _sentences(problem: str, mend: str) -> str:
    return f"{translated(problem)} {translated(mend)}".strip()
