"""`dictate recover`: the words of recordings that came to no end, into the history."""

import argparse
import sys
from typing import assert_never

from dictate.asr.client import WorkerRecognizer
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal, JournaledRecording
from dictate.commands.table import aligned
from dictate.errors import DictateError
from dictate.history.store import open_history
from dictate.recovery.lost_words import recovery_for
from dictate.recovery.recovery import Recovery, lost_recordings
from dictate.settings.file import load_settings
from dictate.system.paths import history_file, journal_dir, settings_file
from dictate.translation.catalogue import translated
from dictate.vad.open_gate import open_gate_for_all
from dictate.wiring.wiring import GateMaker
from dictate.wording.message import Message, message


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "recover",
        help="bring back what was said when Dictate died, or was cancelled",
        description="Transcribes recordings that came to no end, prints their texts and puts them into the history. "
        "Nothing is typed.",
    )
    parser.add_argument("--all", action="store_true", help="also what was cancelled or held no speech")
    parser.add_argument("--anyway", action="store_true", help="take everything in them for speech")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = load_settings(settings_file()).settings
    journal = Journal(journal_dir(), settings.recordings)
    recordings = (
        [each for each in journal.recordings() if each.state is not UtteranceState.DONE]
        if arguments.all
        else lost_recordings(journal)
    )
    if not recordings:
        print(translated(message("There is nothing to recover.")), file=sys.stderr)
        return 0
    if arguments.list:
        for line in aligned([_line(recording) for recording in recordings]):
            print(line)
        return 0
    history, sentence = open_history(history_file())
    if sentence:
        print(f"dictate: {translated(sentence)}", file=sys.stderr)
    recognizer = WorkerRecognizer(settings.recognition)
    new_gate = GateMaker()
    try:
        recovery = recovery_for(
            settings,
            journal,
            history,
            recognizer,
            lambda: open_gate_for_all(settings.gate) if arguments.anyway else new_gate(settings),
        )
        return _recover(recovery, recordings)
    finally:
        recognizer.close()
        history.close()


def _recover(recovery: Recovery, recordings: list[JournaledRecording]) -> int:
    unread = 0
    for recording in recordings:
        try:
            record = recovery.recover(recording)
        except DictateError as error:
            # What spoils one recording must not keep the words of the others.
            unread += 1
            _say(message("{id} stays as it is: {reason}", id=recording.utterance_id, reason=error.sentence))
            continue
        if record is not None:
            print(record.text.strip(), flush=True)
        else:
            _say(message("{id} holds no speech.", id=recording.utterance_id))
    return 1 if unread else 0


def _line(recording: JournaledRecording) -> tuple[str, str, str, str]:
    when = recording.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return recording.utterance_id, when, f"{recording.duration_s:.0f} s", translated(_state(recording.state))


def _state(state: UtteranceState) -> Message:
    match state:
        case UtteranceState.RECORDING:
            return message("stopped while recording")
        case UtteranceState.FINISHING:
            return message("recorded, not transcribed")
        case UtteranceState.TEXT_SAVED:
            return message("text saved, not typed")
        case UtteranceState.TYPING:
            return message("stopped while typing")
        case UtteranceState.DONE:
            return message("done")
        case UtteranceState.CANCELLED:
            return message("cancelled")
        case UtteranceState.SILENT:
            return message("no speech")
        case UtteranceState.SET_ASIDE:
            return message("set aside")
        case _:
            assert_never(state)


def _say(sentence: Message) -> None:
    print(f"dictate: {translated(sentence)}", file=sys.stderr)
