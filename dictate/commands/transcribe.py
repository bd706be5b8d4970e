"""`dictate transcribe`: any audio or video file to text on stdout."""

import argparse
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

from tqdm import tqdm

from dictate.asr.client import WorkerRecognizer
from dictate.audio.files import AudioFile
from dictate.commands.arguments import AUTOMATIC, language_code
from dictate.errors import DictateError
from dictate.history.segments import segments_json
from dictate.session.transcription import FileTranscriber
from dictate.settings.file import load_settings
from dictate.settings.settings import Settings
from dictate.system.paths import settings_file
from dictate.text.pipeline import TextContext
from dictate.text.subtitles import as_srt, as_vtt, cues_of
from dictate.text.transcript import Transcript
from dictate.translation.catalogue import sentence_of, translated
from dictate.wiring.user_words import UserWords
from dictate.wiring.wiring import GateMaker, compose_without_rewriting, model_choice, prepare_for, recognizer_request
from dictate.wording.message import message, short_name
from dictate.wording.reasons import reason_of

STANDARD_INPUT = Path("-")
STANDARD_INPUT_NAME = "stdin"


@dataclass(frozen=True)
class FileTranscript:
    """What was said in `file`: `text` as dictation would have typed it, and the transcripts with their times.

    `problem` is a sentence on what could not be read of it, empty when all was well.
    """

    file: str
    text: str
    transcripts: tuple[Transcript, ...]
    problem: str


@dataclass(frozen=True)
class Form:
    """A way to write a transcript: the ending of its files and the document."""

    ending: str
    write: Callable[[FileTranscript], str]


FORMS = {
    "text": Form("txt", lambda found: found.text + "\n"),
    "srt": Form("srt", lambda found: as_srt(cues_of(found.transcripts))),
    "vtt": Form("vtt", lambda found: as_vtt(cues_of(found.transcripts))),
    "json": Form("json", lambda found: _as_json(found) + "\n"),
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "transcribe",
        help="turn audio or video files into text on stdout",
        description="Transcribes files through the same detector and recognizer as dictation. "
        "Nothing but the text goes to stdout; progress goes to stderr. The exit status is 1 when a file could not be "
        "read, or only in part.",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="an audio or video file; - reads one from standard input"
    )
    parser.add_argument("--model", metavar="NAME", help="an installed model (default: the one in the settings)")
    parser.add_argument(
        "--language", type=language_code, metavar="CODE", help="the language spoken, such as en; auto listens for it"
    )
    parser.add_argument(
        "--format",
        choices=FORMS,
        default="text",
        help="text, subtitles (srt, vtt), or JSON with the times of segments and words, a line for each file",
    )
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="write a file for each FILE into this folder, none is overwritten"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    form = FORMS[arguments.format]
    if arguments.format in ("srt", "vtt") and len(arguments.files) > 1 and arguments.into is None:
        raise DictateError(
            "Subtitles of several files cannot stand in one.",
            "Name a folder for them: --into FOLDER, or name one file.",
        )
    targets = _targets(arguments.files, arguments.into, form.ending)
    settings = _settings(arguments.model, arguments.language)
    failed = False
    with _transcriber(settings, arguments.language) as transcribe:
        for path, target in zip(arguments.files, targets, strict=True):
            try:
                with _on_disk(path) as file:
                    found = transcribe(file, STANDARD_INPUT_NAME if path == STANDARD_INPUT else str(path))
                if found.problem:
                    print(f"dictate: {translated(found.problem)}", file=sys.stderr)
                    failed = True
                elif not found.text:
                    print(f"{path}: {translated(message('no speech'))}", file=sys.stderr)
                # A line of JSON for each file, whatever is in it.
                if found.text or arguments.format == "json":
                    _write(form.write(found), target)
            except DictateError as error:
                # The other files need not suffer for this one.
                print(f"dictate: {sentence_of(error)}", file=sys.stderr)
                failed = True
    return 1 if failed else 0


def _targets(files: Sequence[Path], folder: Path | None, ending: str) -> list[Path | None]:
    """Where each text goes, None being stdout. Raises DictateError before the long work when one could not go there."""
    if folder is None:
        return [None] * len(files)
    if not folder.is_dir():
        raise DictateError(
            message("{folder} is not a folder.", folder=short_name(folder)),
            "Name a folder."
            if folder.exists()
            else message("Make it: mkdir {folder}", folder=shlex.quote(short_name(folder))),
        )
    targets: list[Path | None] = [
        folder / f"{STANDARD_INPUT_NAME if file == STANDARD_INPUT else file.stem}.{ending}" for file in files
    ]
    for target in filter(None, targets):
        if targets.count(target) > 1:
            raise DictateError(
                message("Two of the files would be written to {target}.", target=target),
                "Transcribe them into different folders.",
            )
        if target.exists():
            raise DictateError(
                message("{target} is there already.", target=target), "Move it away, or name another folder."
            )
    return targets


@contextmanager
def _on_disk(path: Path) -> Iterator[Path]:
    """The file itself, or what comes through a pipe: most formats are read from more than one place at a time."""
    if path != STANDARD_INPUT and not path.is_fifo():
        yield path
        return
    if path == STANDARD_INPUT and sys.stdin.isatty():
        raise DictateError(
            "Nothing comes from standard input.", "Pipe an audio file into it: dictate transcribe - < FILE"
        )
    with NamedTemporaryFile(prefix="dictate-", suffix=".audio") as file:  # mode 0600
        try:
            with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else path.open("rb") as source:
                shutil.copyfileobj(source, file)
            file.flush()
        except OSError as error:
            raise DictateError(
                message("What comes through the pipe cannot be kept: {error}.", error=reason_of(error)),
                message("Make room in {folder}, or name another folder: TMPDIR=FOLDER", folder=gettempdir()),
            ) from error
        yield Path(file.name)


def _write(document: str, target: Path | None) -> None:
    if target is None:
        sys.stdout.write(document)
        sys.stdout.flush()
        return
    try:
        with target.open("x", encoding="utf-8") as file, _whole_or_none(target):
            file.write(document)
            file.flush()
    except OSError as error:
        raise DictateError(
            message("{target} cannot be written: {error}.", target=target, error=reason_of(error)),
            "Name another folder.",
        ) from error


@contextmanager
def _whole_or_none(new_file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        new_file.unlink(missing_ok=True)
        raise


def _as_json(found: FileTranscript) -> str:
    language = found.transcripts[0].language if found.transcripts else ""
    segments = json.loads(segments_json(found.transcripts))
    document = {"file": found.file, "text": found.text, "language": language, "segments": segments}
    return json.dumps(document, ensure_ascii=False)


def _settings(model: str | None, language: str | None) -> Settings:
    settings = load_settings(settings_file()).settings
    general = replace(
        settings.general, model=model or settings.general.model, language=language or settings.general.language
    )
    return replace(settings, general=general)


@contextmanager
def _transcriber(settings: Settings, language: str | None) -> Iterator[Callable[[Path, str], FileTranscript]]:
    words = UserWords()
    vocabulary = words.vocabulary(settings)
    if words.problem:
        print(f"dictate: {translated(words.problem)}", file=sys.stderr)
    # The same whatever the form, and as in the window of files: pauses between words part paragraphs.
    request = replace(recognizer_request(settings, vocabulary), word_times=True)
    if language is not None:
        # What was asked for now stands over the model's own language.
        request = replace(request, language=None if language == AUTOMATIC else language)
    recognizer = WorkerRecognizer(settings.recognition)
    transcriber = FileTranscriber(
        recognizer=recognizer,
        choice=model_choice(settings),
        request=request,
        languages=settings.general.languages,
        prepare=prepare_for(settings),
    )
    new_gate = GateMaker()
    # Laid out, but not rewritten: a file may hold what others said.
    compose = compose_without_rewriting(settings, TextContext(vocabulary=vocabulary, scorer=words.scorer(settings)))

    def transcribe(path: Path, name: str) -> FileTranscript:
        file = AudioFile(path, name)
        try:
            with _progress(Path(name).name, file.duration_s) as heard_until:
                transcripts = tuple(transcriber.transcripts(file.blocks(), new_gate(settings), heard_until))
        finally:
            file.close()
        if transcripts and language not in (None, AUTOMATIC, transcripts[0].language):
            # One that was made for English writes English, whatever it hears.
            raise DictateError(
                message(
                    'The model {name} does not know the language "{wanted}".',
                    name=settings.general.model,
                    wanted=language,
                ),
                "Choose a language by its code, for example en or de, or auto.",
            )
        composed = compose(transcripts)
        for note in composed.notes:
            print(f"dictate: {translated(note)}", file=sys.stderr)
        return FileTranscript(name, composed.text.strip(), transcripts, file.problem)

    try:
        yield transcribe
    finally:
        recognizer.close()
        words.close()


@contextmanager
def _progress(name: str, duration_s: float | None) -> Iterator[Callable[[float], None]]:
    layout = (
        "{desc} {percentage:3.0f}%|{bar}| {n:.0f}/{total:.0f} s [{elapsed}<{remaining}]"
        if duration_s
        else "{desc} {n:.0f} s"
    )
    with tqdm(total=duration_s, desc=name, unit="s", bar_format=layout, disable=None, leave=False) as bar:
        yield lambda position_s: bar.update(min(position_s, duration_s or position_s) - bar.n) and None
