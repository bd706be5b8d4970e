"""Import the trained adapter and compare it with its base: python -m tests.models_exact.adapter.measure ADAPTER

Runs in the program's own environment, with its own importer and recognizer. Prints the recall of the new words and
the word error rate on plain English (with --speech: recordings of people, a folder with manifest.jsonl), of people who
were not in the training.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.measures.word_errors import WordErrors, word_errors, words
from dictate.models.adding import AddRequest, add
from dictate.models.download import ensure_model
from dictate.models.progress import SilentObserver
from dictate.models.store import ModelStore
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan
from tests.models_exact.adapter import people, sentences, speech

Clip = tuple[NDArray[np.float32], str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapter", type=Path)
    parser.add_argument(
        "--speech", type=Path, help="recordings of people; those of speakers in the training are left out"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = ModelStore(folder / "models")
        base = ensure_model("tiny.en", SilentObserver(), store)
        tuned = add(AddRequest(str(arguments.adapter), "tuned"), store, SilentObserver())
        new = [(speech.say(spoken, folder), spoken.text, spoken.word) for spoken in sentences.test()]
        people_heard = people.test(arguments.speech) if arguments.speech else []
        plain = [(recording.samples(), recording.text, "") for recording in people_heard]
        for model in (base, tuned):
            recognizer = WorkerRecognizer()
            try:
                recognizer.load(ModelChoice(model.name, model.folder))
                _report(model.name, recognizer, new, plain)
            finally:
                recognizer.close()


def _report(name: str, recognizer: WorkerRecognizer, new: list[Clip], plain: list[Clip]) -> None:
    heard = [_text(recognizer, samples) for samples, _, _ in new]
    found = sum(word.lower() in words(text) for text, (_, _, word) in zip(heard, new, strict=True))
    print(
        f"{name}: {found} of {len(new)} new words written right; {_errors(heard, new)} in their sentences", flush=True
    )
    if plain:
        heard = [_text(recognizer, samples) for samples, _, _ in plain]
        print(f"{name}: {_errors(heard, plain)} in {len(plain)} recordings of people", flush=True)


def _errors(heard: list[str], clips: list[Clip]) -> str:
    total = WordErrors()
    for text, (_, wanted, _) in zip(heard, clips, strict=True):
        total += word_errors(wanted, text)
    return f"{total.errors} errors in {total.words} words ({total.rate_percent:.1f} %)"


def _text(recognizer: WorkerRecognizer, samples: NDArray[np.float32]) -> str:
    segment = SpeechSegment(0, samples, (SpeechSpan(0, len(samples)),), ClosedBy.END)
    return recognizer.transcribe(segment, RecognizerRequest("en")).text


if __name__ == "__main__":
    main()
