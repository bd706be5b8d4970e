"""From a choice to a loaded model: is the folder whole, which device, which numbers, and what really runs.

Runs in the worker process only.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import ctranslate2

from dictate.asr.contract import ModelChoice, ModelInUse
from dictate.asr.decoding import Windows
from dictate.asr.engine import Engine
from dictate.asr.window_policy import WindowPolicy
from dictate.asr.windows import WhisperWindows
from dictate.errors import DictateError
from dictate.wording.message import message

_MOST_THREADS = 4
_INSTALL_AGAIN = message("Install it again (dictate models --help), or choose another model.")


@dataclass(frozen=True)
class LoadedModel:
    """`warm_up_s` is what one short window costs here: the measure for every time-out."""

    engine: Engine
    in_use: ModelInUse
    warm_up_s: float


def load_model(choice: ModelChoice, policy: WindowPolicy) -> LoadedModel:
    """Load the model and run it once. Raises DictateError when it cannot be loaded or does not run.

    Only `device` "auto" may end on another device than the best one there; then `note` says why.
    """
    began = time.monotonic()
    check_folder(choice.name, choice.folder)
    note = ""
    device = choice.device
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    try:
        windows, engine, warm_up_s = _open(choice, device, policy)
    except DictateError as error:
        if choice.device != "auto" or device == "cpu":
            raise
        note = message("The graphics card is not used: {problem}", problem=error.problem)
        windows, engine, warm_up_s = _open(choice, "cpu", policy)
    in_use = ModelInUse(
        name=choice.name,
        device=windows.device,
        compute_type=windows.compute_type,
        threads=thread_count(choice),
        load_s=time.monotonic() - began,
        multilingual=windows.multilingual,
        note=note,
    )
    return LoadedModel(engine, in_use, warm_up_s)


def check_folder(name: str, folder: Path) -> None:
    """Raise DictateError unless the folder holds every file of a CTranslate2 Whisper model.

    faster-whisper would go to the network for a missing tokenizer.json.
    """
    if not folder.is_dir():
        raise DictateError(
            message("The model {name} is not there: {folder} is no folder.", name=name, folder=folder), _INSTALL_AGAIN
        )
    missing = [file for file in ("model.bin", "config.json", "tokenizer.json") if not (folder / file).is_file()]
    if not any((folder / file).is_file() for file in ("vocabulary.json", "vocabulary.txt")):
        missing.append("vocabulary.json")
    if missing:
        raise DictateError(
            message("The model {name} is incomplete: {file} is missing.", name=name, file=", ".join(missing)),
            _INSTALL_AGAIN,
        )


def thread_count(choice: ModelChoice) -> int:
    """Half of the cores, up to four: decoding does not profit from a second thread, which costs a third more CPU."""
    return choice.threads or max(1, min(_MOST_THREADS, len(os.sched_getaffinity(0)) // 2))


def compute_type_for(device: str, wanted: str) -> str:
    """CTranslate2's own "default" silently runs float32 on a processor: always name a type."""
    if wanted != "auto":
        return wanted
    return "float16" if device == "cuda" else "int8"


def _open(choice: ModelChoice, device: str, policy: WindowPolicy) -> tuple[Windows, Engine, float]:
    compute_type = compute_type_for(device, choice.compute_type)
    try:
        supported = ctranslate2.get_supported_compute_types(device)
        if compute_type not in supported:
            raise DictateError(
                message(
                    "This computer cannot calculate with {precision} on the device {device}.",
                    precision=compute_type,
                    device=device,
                ),
                message("Set the precision to auto, or to one of: {names}.", names=", ".join(sorted(supported))),
            )
        windows = WhisperWindows(choice.folder, device, compute_type, thread_count(choice))
        engine = Engine(choice.name, windows, policy)
        # Missing CUDA libraries show at the first run, not at loading.
        warm_up_s = engine.warm_up()
    except MemoryError as error:
        raise DictateError(
            message("There is not enough memory for the model {name}.", name=choice.name), "Choose a smaller one."
        ) from error
    except (RuntimeError, ValueError, OSError) as error:
        # What a graphics card or its driver lacks is no fault of the model.
        mend = _INSTALL_AGAIN if device == "cpu" else message("Set the device to auto or cpu.")
        raise DictateError(
            message("The model {name} cannot be loaded: {reason}.", name=choice.name, reason=str(error).rstrip(".")),
            mend,
        ) from error
    return windows, engine, warm_up_s
