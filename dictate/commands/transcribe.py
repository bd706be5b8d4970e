"""`dictate transcribe`: any audio or video file to text on stdout."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from dictate.asr.client import WorkerRecognizer
from dictate.audio.files import AudioFile
from dictate.errors import DictateError
from dictate.paths import settings_file
from dictate.settings import Settings
from dictate.settings_file import load_settings
from dictate.text.pipeline import TextContext
from dictate.transcription import FileTranscriber
from dictate.user_words import UserWords
from dictate.wiring import GateMaker, compose_without_rewriting, model_choice, prepare_for, recognizer_request


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "transcribe",
        help="turn audio or video files into text on stdout",
        description="Transcribes files through the same detector and recognizer as dictation. "
        "Nothing but the text goes to stdout; progress goes to stderr.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an audio or video file")
    parser.add_argument("--model", metavar="NAME", help="an installed model (default: the one in the settings)")
    parser.add_argument("--language", metavar="CODE", help="the language spoken, such as en; auto listens for it")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments.model, arguments.language)
    failed = False
    with _transcriber(settings, arguments.language) as transcribe:
        for path in arguments.files:
            try:
                text = transcribe(path).strip()
            except DictateError as error:
                # The other files need not suffer for this one.
                print(f"dictate: {error}", file=sys.stderr)
                failed = True
            else:
                if text:
                    print(text, flush=True)
                else:
                    print(f"{path}: no speech.", file=sys.stderr)
    return 1 if failed else 0


def _settings(model: str | None, language: str | None) -> Settings:
    settings = load_settings(settings_file()).settings
    general = replace(
        settings.general, model=model or settings.general.model, language=language or settings.general.language
    )
    return replace(settings, general=general)


@contextmanager
def _transcriber(settings: Settings, language: str | None) -> Iterator[Callable[[Path], str]]:
    words = UserWords()
    vocabulary = words.vocabulary(settings)
    if words.problem:
        print(f"dictate: {words.problem}", file=sys.stderr)
    request = recognizer_request(settings, vocabulary)
    if language is not None:
        # What was asked for now stands over the model's own language.
        request = replace(request, language=None if language == "auto" else language)
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

    def transcribe(path: Path) -> str:
        file = AudioFile(path)
        try:
            with _progress(path.name, file.duration_s) as heard_until:
                transcripts = tuple(transcriber.transcripts(file.blocks(), new_gate(settings), heard_until))
        finally:
            file.close()
        composed = compose(transcripts)
        for note in composed.notes:
            print(f"dictate: {note}", file=sys.stderr)
        return composed.text

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
