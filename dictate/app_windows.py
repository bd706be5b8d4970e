"""The windows, wired to the program. Loaded when the first one is asked for: what waits for a key does without them."""

from pathlib import Path

from dictate.comparison.comparing import ModelComparison, dictations_of
from dictate.comparison.take import Take
from dictate.doctor.checks import all_checks
from dictate.history.alternatives import alternatives_for
from dictate.history.record import HistoryRecord
from dictate.keyboard.uinput import undo_command
from dictate.program.program import Program
from dictate.settings.live import LiveSettings
from dictate.trial.measured_wait import measure_wait
from dictate.ui.bridge import SessionBridge
from dictate.ui.compare_desk import RealComparisonDesk
from dictate.ui.file_work import SettingsFileWork
from dictate.ui.language_model_shelf import StoreLanguageModelShelf
from dictate.ui.level_meter import RecorderMeter
from dictate.ui.model_shelf import StoreShelf
from dictate.ui.rereading import KeptRecordings
from dictate.ui.settings_access import SettingsFileAccess
from dictate.ui.windows import WindowParts, Windows


def windows_for(program: Program, settings: LiveSettings, bridge: SessionBridge) -> Windows:
    """None is open yet. Qt main thread."""

    def recording_of(record: HistoryRecord) -> Path | None:
        return program.journal.kept_file(record.audio_file)

    return Windows(
        WindowParts(
            settings=SettingsFileAccess(settings),
            bridge=bridge,
            control=program.session,
            history=program.history,
            shelf=StoreShelf(),
            language_models=StoreLanguageModelShelf(),
            comparison=RealComparisonDesk(
                ModelComparison(settings.current, history=lambda: dictations_of(program.history, program.journal)),
                Take(lambda: program.recorder_for(settings.current().microphone.device)),
            ),
            file_work=SettingsFileWork(settings.current),
            meter=RecorderMeter(program.recorder_for),
            microphones=program.microphones,
            type_text=program.session.type_text,
            checks=lambda: all_checks(settings.current()),
            recording_of=recording_of,
            replace_last=program.session.replace_last,
            alternatives=lambda record: alternatives_for(record, program.history, program.vocabulary()),
            correction_window_is=program.correction_window_is,
            vocabulary=program.vocabulary,
            learn_word=program.learn_word,
            watch_keys=program.watch_keys_again,
            key_in_use=program.key_in_use,
            undo_typing_right=undo_command(),
            lost=program.lost_words,
            measure_wait=lambda name: measure_wait(name, settings.current().recognition),
            rereading=KeptRecordings(settings.current, recording_of),
        )
    )
