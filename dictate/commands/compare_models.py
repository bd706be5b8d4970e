"""`dictate models compare`: which installed model hears the user best."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from dictate.audio.journal import Journal
from dictate.audio.on_demand import OnDemandPortAudio
from dictate.audio.recorder import MicrophoneRecorder
from dictate.commands.comparison_page import as_text
from dictate.commands.observer import TerminalObserver
from dictate.comparison.comparing import ModelComparison, dictations_of
from dictate.comparison.report import as_json
from dictate.comparison.runner import ComparisonResult
from dictate.comparison.take import Take
from dictate.comparison.texts import ReadingText, TextKind
from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.models.store import ModelStore
from dictate.settings.file import load_settings, set_option
from dictate.settings.settings import Settings
from dictate.system import paths
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_BEST, _FASTEST = "best", "fastest"
_HINTS = {
    TextKind.FAST: message("Read it fast, as you speak when you are in a hurry."),
    TextKind.NOISY: message("Read it with noise around you: a fan, music, an open window."),
}


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = actions.add_parser(
        "compare",
        help="find out which installed model hears you best",
        description="Every installed model transcribes your recordings: errors by words and characters, names and "
        "terms written right, speed, memory, the words each got wrong, and which differences are proven. Read the "
        "texts aloud once with --read; recordings stay on this computer.",
    )
    parser.add_argument("name", nargs="*", help="names of installed models; all of them if none is given")
    parser.add_argument("--read", action="store_true", help="first read texts aloud that have no recording yet")
    parser.add_argument("--text", action="append", default=[], help="a text of your own to read, with --read")
    parser.add_argument(
        "--add", action="append", default=[], type=Path, metavar="FOLDER", help="first add an audio folder's recordings"
    )
    parser.add_argument("--add-corrections", action="store_true", help="first add dictations that you corrected")
    parser.add_argument(
        "--export", type=Path, metavar="FOLDER", help="write the recordings as an audio folder instead of comparing"
    )
    parser.add_argument("--forget", action="store_true", help="only delete all recordings and the kept result")
    parser.add_argument("--last", action="store_true", help="show the last comparison again, without making a new one")
    parser.add_argument("--use", choices=[_BEST, _FASTEST], help="choose the best, or the fastest that is not worse")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(action_function=run)


def run(arguments: argparse.Namespace) -> int:
    settings = load_settings(paths.settings_file()).settings
    comparison = ModelComparison(lambda: settings, history=lambda: _dictations(settings))
    if arguments.forget:
        comparison.forget()
        return 0
    if arguments.last:
        return _show(_last(comparison), arguments)
    for folder in arguments.add:
        imported = comparison.clips.add_folder(folder, comparison.language())
        counts = {"added": imported.added, "left_out": imported.left_out}
        _say(message("{folder}: {added} recordings added, {left_out} left out.", folder=folder, **counts))
    if arguments.add_corrections:
        imported = comparison.add_corrections()
        counts = {"added": imported.added, "left_out": imported.left_out}
        _say(message("{added} corrected dictations added, {left_out} left out.", **counts))
    if arguments.read:
        _read(comparison, settings, arguments.text)
    if arguments.export is not None:
        count = comparison.clips.export(arguments.export)
        _say(message("{count} recordings written to {folder}.", count=count, folder=arguments.export))
        return 0
    names = arguments.name or [model.name for model in comparison.models()]
    observer = TerminalObserver()
    try:
        result = comparison.compare(names, comparison.clips.clips(), observer)
    finally:
        observer.close()
    return _show(result, arguments)


def _last(comparison: ModelComparison) -> ComparisonResult:
    kept = comparison.last()
    if kept is None:
        raise DictateError("No comparison is kept.", "Make one: dictate models compare")
    _say(message("Compared on {when}.", when=f"{kept.made_at.astimezone():%Y-%m-%d %H:%M}"))
    return kept.result


def _show(result: ComparisonResult, arguments: argparse.Namespace) -> int:
    print(json.dumps(as_json(result), indent=2, ensure_ascii=False) if arguments.json else as_text(result))
    if arguments.use:
        _use(result, arguments.use)
    return 0 if result.scores else 1


def _use(result: ComparisonResult, which: str) -> None:
    name = result.verdict.best if which == _BEST else result.verdict.fastest_not_worse
    if not name:
        raise DictateError("The difference is not proven, so no other model was chosen.", "Read more texts: --read")
    ModelStore().get(name)
    set_option(paths.settings_file(), "general", "model", name)
    _say(message("{name} is chosen.", name=name))


def _read(comparison: ModelComparison, settings: Settings, own: Sequence[str]) -> None:
    recorded = {clip.text.text for clip in comparison.clips.clips()}
    texts = [*(ReadingText(text, TextKind.OWN, comparison.language()) for text in own), *comparison.texts()]
    waiting = [text for text in texts if text.text not in recorded]
    sound = OnDemandPortAudio()
    take = Take(lambda: MicrophoneRecorder(sound, settings.microphone))
    try:
        for number, text in enumerate(waiting, 1):
            place = translated(message("{number} of {count}.", number=number, count=len(waiting)))
            hint = translated(_HINTS.get(text.kind, ""))
            print(f"\n{place} {hint}\n\n    {text.text}\n", file=sys.stderr)
            begins = translated(message("Enter begins the recording, q ends reading:"))
            if input(f"{begins} ").strip().lower() == "q":
                return
            take.begin()
            input(f"{translated(message('Read, then press Enter.'))} ")
            comparison.clips.add(take.end(), text)
    except EOFError:
        raise DictateError("Reading needs a terminal.", "Add an audio folder: --add FOLDER") from None
    finally:
        take.drop()


def _dictations(settings: Settings) -> list[tuple[HistoryRecord, Path | None]]:
    history = HistoryStore(paths.history_file())
    journal = Journal(paths.journal_dir(), settings.recordings)
    try:
        return dictations_of(history, journal)
    finally:
        history.close()


def _say(sentence: str) -> None:
    print(translated(sentence), file=sys.stderr)
