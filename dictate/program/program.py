"""The running program without its windows: real parts wired to a session, and kept in step with the settings.

Made, used and closed on the main thread, with Qt or without.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from dictate.asr.client import WorkerRecognizer
from dictate.audio.archive import archive_apart
from dictate.audio.contract import Device
from dictate.audio.cues import Cue, CuePlayer
from dictate.audio.journal import Journal
from dictate.audio.journal_keeper import JournalKeeper
from dictate.audio.on_demand import OnDemandPortAudio
from dictate.audio.options import RecorderOptions
from dictate.audio.pulse import PulseWatch, SoundServer
from dictate.audio.recorder import MicrophoneRecorder
from dictate.desktop.bus import Bus
from dictate.errors import DictateError
from dictate.events import AudioFlows, Notice, Problem, SessionEvent, SessionState, StateChanged
from dictate.history.store import open_history
from dictate.hotkeys.contract import HotkeyEvent, KeyInUse
from dictate.hotkeys.key_watch import KeyWatch
from dictate.hotkeys.push_to_talk import PushToTalk
from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.clipboards import session_clipboard
from dictate.keyboard.contract import Typist
from dictate.keyboard.keeping import keep
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import Holds, open_typist
from dictate.keyboard.window import focused_window
from dictate.logs.activity_log import ActivityLog
from dictate.program.following_recorder import FollowingRecorder
from dictate.program.ready_typist import ReadyTypist
from dictate.program.stand_in import ChosenOrStandIn
from dictate.recovery.clock import is_clock_believed
from dictate.recovery.lost_words import LostWords
from dictate.recovery.recovery import look_back
from dictate.remote.last_told import LastTold
from dictate.remote.remote import Circumstances
from dictate.session.parts import Parts
from dictate.session.session import Session
from dictate.settings.live import LiveSettings
from dictate.settings.settings import Settings
from dictate.system.paths import history_file, journal_dir
from dictate.text.correction_requests import NO_WINDOW, WindowState
from dictate.text.layout.paragraphs import GapScorer
from dictate.text.pipeline import TextContext
from dictate.text.vocabulary import Vocabulary
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import (
    GateMaker,
    compose_for,
    compose_without_rewriting,
    prepare_for,
    recognizer_request,
    smaller_models,
)
from dictate.wording.message import message

Listener = Callable[[SessionEvent], None]


class Program:
    """Everything that dictation needs, running.

    `on_sound_server` is told of microphones that come and go, on the watching thread; `on_key` that another key is the
    dictation key, on the main loop's.
    """

    def __init__(
        self,
        settings: LiveSettings,
        on_sound_server: Callable[[SoundServer], None] = lambda _server: None,
        on_key: Callable[[], None] = lambda: None,
    ) -> None:
        """Raises DictateError when the history can be written nowhere: then nothing could be kept safe."""
        self.settings = settings
        now = settings.current()
        self._started_at = time.time()
        self._applied = now
        self._last_told = LastTold()
        self._activity = ActivityLog(settings.current, settings.profile)
        self._listeners: list[Listener] = [self._last_told.on_event, self._activity.on_event]
        self._holds = Holds()
        self._keys = KeyWatch(lambda sentence: self._notify(Notice(sentence)), self._holds.pause.hold, on_key)
        self.history, self._history_sentence = open_history(history_file())
        self.history.on_put_aside = self._history_put_aside
        self.journal = Journal(journal_dir(), now.recordings, archive_apart)
        self.sound_server = PulseWatch(on_sound_server)
        self.lost_words = LostWords(settings.current, self.journal, self.history, self._started_at)
        self._sound = OnDemandPortAudio()
        self._recorder = FollowingRecorder(
            MicrophoneRecorder(
                self._sound, now.microphone, self.sound_server.recording_from, self.sound_server.is_wireless
            ),
            lambda: settings.current().microphone,
            lambda: self.sound_server.snapshot,
            lambda sentence: self._notify(Notice(sentence)),
        )
        self._cues = CuePlayer(self._sound, now.sounds)
        self._recognizer = WorkerRecognizer(now.recognition)
        self._typist = ReadyTypist(self._open_typist, self._clipboard, lambda: settings.current().typing)
        self._keeper = JournalKeeper(self.journal)
        self._new_gate = GateMaker()
        self._words = UserWords()
        self._correction_window = NO_WINDOW
        self.session = Session(self._parts())
        self._push_to_talk = self._new_push_to_talk(now)
        self._start_problems = [sentence for sentence in (self._history_sentence, *settings.problems) if sentence]

    def listen(self, listener: Listener) -> None:
        """`listener` gets every event of the session, on session threads; it must return at once."""
        self._listeners.append(listener)

    def start(self, bus: Bus | None) -> None:
        """Make ready ahead of the first key press, and watch the key. Problems are events, never exceptions."""
        threading.Thread(target=self._make_ready, name="make-ready", daemon=True).start()
        self._keys.start(self._applied.shortcuts, bus, self._deliver)
        self._activity.started(self._keys.describe())
        self.session.arm()
        for sentence in self._start_problems:
            self._notify(Notice(sentence))

    def apply(self, bus: Bus | None) -> bool:
        """Follow the settings: parts whose options changed get the new ones. False when nothing changed.

        While a recording is under way, nothing changes: a key that is held must still be watched when it comes up.
        """
        before, now = self._applied, self.settings.current()
        if now == before or self.session.state is SessionState.RECORDING:
            return False
        self._applied = now
        self._activity.settings_changed()
        if now.microphone != before.microphone:
            self.session.arm()
        self.journal.configure(now.recordings)
        if now.sounds != before.sounds:
            self._cues.configure(now.sounds)
        if now.typing != before.typing:
            # Each text brings the options that it was dictated with.
            threading.Thread(target=self._typist.prepare, name="make-ready", daemon=True).start()
        gestures = (now.shortcuts, now.microphone, now.hands_free)
        if gestures != (before.shortcuts, before.microphone, before.hands_free):
            self._push_to_talk.close()
            self._push_to_talk = self._new_push_to_talk(now)
        if now.shortcuts != before.shortcuts:
            self._keys.start(self._applied.shortcuts, bus, self._deliver)
        return True

    def microphones(self) -> list[Device]:
        """What the sound server offers right now. Any thread."""
        return self.sound_server.snapshot.devices()

    def recorder_for(self, device: str) -> MicrophoneRecorder:
        """Another recorder on the same sound library, for looking at the level of a microphone."""
        return MicrophoneRecorder(self._sound, RecorderOptions(device=device), self.sound_server.recording_from)

    def circumstances(self) -> Circumstances:
        """What is dictated with right now, for the status. Any thread."""
        settings = self.settings.current()
        # What is wrong with a file was told at the start; the file may be mended since, also by another program.
        self._last_told.forget(set(self._start_problems) - {self._history_sentence, *self.settings.problems})
        sound = self.sound_server.snapshot
        source = sound.source(sound.recording_from or settings.microphone.device) or sound.source("")
        return Circumstances(
            hotkey=self._keys.describe(),
            model=settings.general.model,
            microphone=source.description if source is not None else "",
            told=self._last_told.told,
        )

    def _history_put_aside(self, aside: Path) -> None:
        self._last_told.on_event(Notice(message("The damaged history is kept as {file}.", file=aside.name)))

    def key_in_use(self) -> KeyInUse:
        """The dictation key that people press. Main loop's thread."""
        return self._keys.in_use()

    def watch_keys_again(self) -> None:
        """After a refusal or a new permission: choose anew how the keys are watched. Main loop's thread."""
        self._keys.restart()

    def correction_window_is(self, state: WindowState) -> None:
        """From now on dictations know of this window. Any thread."""
        self._correction_window = state
        self._holds.undo_clock.hold(state.has_focus)

    def learn_word(self, heard: str, right: str) -> None:
        """Add to the vocabulary what the user accepted. Blocks on the disk; raises DictateError. Any thread."""
        self._words.learn(heard, right)

    def vocabulary(self) -> Vocabulary:
        """The user's words for the settings in force. Any thread."""
        return self._words.vocabulary(self.settings.current())

    def close(self) -> None:
        """End recording and typing in order, then free everything. Blocks."""
        self._keys.stop()
        self._push_to_talk.close()
        self.session.close()
        self._words.close()
        self._cues.close()
        self._keeper.close()
        self.sound_server.close()
        self.history.close()
        self._activity.ended()

    def _parts(self) -> Parts:
        return Parts(
            settings=self._settings_for_dictation,
            settings_with=self._settings_for_dictation,
            recorder=self._recorder,
            new_gate=self._new_gate,
            recognizer=self._recognizer,
            choose_model=ChosenOrStandIn(lambda sentence: self._notify(Notice(sentence))),
            request=lambda now: recognizer_request(
                now, self._words.vocabulary(now), correcting=self._correction_window.listens
            ),
            smaller_models=lambda choice: smaller_models(self.settings.current(), choice),
            prepare=prepare_for,
            compose=lambda now: compose_for(now, self._context(now, self._words.scorer(now), self._correction_window)),
            preview=lambda now: compose_without_rewriting(now, self._context(now, None)),
            stop_composing=self._words.abort,
            copy=lambda text: keep(text, sensitive=True),
            typist=self._typist,
            type_with=self._typist.type_with,
            typing_of=self._typing_of,
            history=self.history,
            journal=self._keeper,
            notify=self._notify,
            arm=lambda _settings: self._recorder.arm(),
        )

    def _settings_for_dictation(self, profile: str = "") -> Settings:
        """On the session thread, as a recording begins by the key of a profile or another one. Raises DictateError."""
        self.settings.follow_key(profile)
        if not profile:
            self.settings.follow_application(self._focused_application())
        settings = self.settings.current()
        self._words.make_ready(settings)
        return settings

    def _typing_of(self, profile: str) -> TypingOptions:
        """On the typist thread, before a text is typed again; it may go to another window than the first time."""
        return self.settings.seen_with(profile, self._focused_application()).typing

    def _focused_application(self) -> str:
        """Empty where nobody tells, or needs to know."""
        if not any(profile.applications for profile in self.settings.profiles()):
            return ""
        window = focused_window()
        return window.application if window is not None else ""

    def _context(self, settings: Settings, scorer: GapScorer | None, window: WindowState = NO_WINDOW) -> TextContext:
        return TextContext(vocabulary=self._words.vocabulary(settings), scorer=scorer, window=window)

    def _notify(self, event: SessionEvent) -> None:
        cue = _cue_for(event)
        if cue is not None:
            self._cues.play(cue)
        if isinstance(event, StateChanged):
            self._keys.recording_changed(event.state is SessionState.RECORDING)
            if event.state in (SessionState.IDLE, SessionState.ERROR):
                # The profile of a key counts for what was said with it.
                self.settings.follow_key("")
        for listener in self._listeners:
            listener(event)

    def _new_push_to_talk(self, settings: Settings) -> PushToTalk:
        longest_s = settings.microphone.max_recording_min * 60.0
        # Continuous dictation is a chain of recordings, each of which the session limits by itself.
        latched_s = None if settings.hands_free.continuous else longest_s
        return PushToTalk(settings.shortcuts.gesture_times(longest_s, latched_s), self.session)

    def _deliver(self, event: HotkeyEvent) -> None:
        # Other options give another push-to-talk; the keys go on being watched.
        self._push_to_talk.deliver(event)

    def _make_ready(self) -> None:
        self._sound.preload()
        self._typist.prepare()
        self._new_gate.load_ahead()
        self._look_back()

    def _look_back(self) -> None:
        try:
            left = look_back(
                self.journal,
                self.history,
                self._applied.privacy.keep_text_days,
                self._started_at,
                clears=is_clock_believed(self._started_at),
            )
        except DictateError as error:
            self._notify(Problem(error.problem, error.mend))
            return
        if left.recordings:
            self._notify(
                Notice(
                    message(
                        "Recordings that came to no end last time: {count}. The history window brings their words back,"
                        " or `dictate recover`.",
                        count=left.recordings,
                    )
                )
            )
        if left.texts:
            self._notify(
                Notice(
                    message(
                        "Texts that were not typed to the end last time: {count}. They are in the history.",
                        count=left.texts,
                    )
                )
            )

    def _open_typist(self, options: TypingOptions) -> Typist:
        return open_typist(options, holds=self._holds)

    def _clipboard(self) -> Clipboard | None:
        return session_clipboard()


def _cue_for(event: SessionEvent) -> Cue | None:
    """The start cue comes only when audio really flows: a Bluetooth headset takes seconds to wake."""
    match event:
        case AudioFlows():
            return Cue.START
        case StateChanged(SessionState.WORKING):
            return Cue.STOP
        case Problem():
            return Cue.ERROR
        case _:
            return None
