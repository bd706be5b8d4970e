"""Stock faster-whisper beside the pipeline: the same model, the same recordings, the same run."""

import os
from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from dictate.asr.contract import ModelChoice, ModelInUse
from dictate.audio.block import Samples, seconds
from dictate.bench.measured import Run
from dictate.bench.recordings import Recording
from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.workers.framing import Frame, pack_samples
from dictate.workers.supervisor import Supervisor, WorkerError, WorkerSpec

_WORKER = "dictate.bench.stock_worker"
_TIMEOUT_S = 1800.0


class StockSettings(Enum):
    """How `transcribe` is called; the value is the key in the report."""

    DEFAULT = "stock_default"
    """As the library comes: beam 5, temperature fallback, timestamps."""
    BEST = "stock_best"
    """The fastest that keeps the error rate: beam 1, temperature 0, timestamps, the language known."""
    DEFAULT_VAD = "stock_default_vad"
    """The defaults with `vad_filter`."""
    BEST_VAD = "stock_best_vad"
    """The best with `vad_filter`."""

    @property
    def hears_speech_itself(self) -> bool:
        """Whether the library's own detector is used, which needs onnxruntime."""
        return self in (StockSettings.DEFAULT_VAD, StockSettings.BEST_VAD)


def stock_that_runs() -> list[StockSettings]:
    """All of them; without onnxruntime, which our packages leave out, those that do without a detector."""
    complete = find_spec("onnxruntime") is not None
    return [each for each in StockSettings if complete or not each.hears_speech_itself]


@dataclass(frozen=True)
class StockModel:
    """What to load: the model, device and precision that the pipeline uses."""

    choice: ModelChoice
    in_use: ModelInUse


class Stock:
    """The stock library in a worker of its own. Use as a context manager."""

    def __init__(self, model: StockModel, language: str | None) -> None:
        """`language` is the user's, None for automatic, as in the pipeline."""
        self._model = model
        self._language = language
        self._supervisor = Supervisor(WorkerSpec(_WORKER))
        self._version = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._supervisor.stop()

    def load(self) -> str:
        """Load the model and run it once; returns the library's version. Raises DictateError."""
        in_use = self._model.in_use
        asked = {
            "do": "load",
            "folder": str(self._model.choice.folder),
            "device": in_use.device,
            "compute_type": in_use.compute_type,
            # Every core: the stock library waits with its work, so it may have the whole machine.
            "threads": len(os.sched_getaffinity(0)),
        }
        return str(self._request(Frame(asked))["version"])

    def run(self, settings: StockSettings, recording: Recording, samples: Samples) -> Run:
        """Transcribe what was recorded until the key went up. Raises DictateError."""
        options = self._options(settings, recording)
        answer = self._request(Frame({"do": "transcribe", "options": options}, pack_samples(samples)))
        usage = self._supervisor.usage()
        text = str(answer["text"])
        return Run(
            recording=recording.name,
            audio_s=seconds(len(samples)),
            latency_s=float(answer["took_s"]),
            typing_s=0.0,
            cpu_s=float(answer["cpu_s"]),
            resident_mb=usage.peak_mb if usage else 0.0,
            errors=recording.errors_of(text),
            text=text,
            details={},
        )

    def _options(self, settings: StockSettings, recording: Recording) -> dict[str, Any]:
        match settings:
            case StockSettings.DEFAULT:
                return {"language": self._language}
            case StockSettings.DEFAULT_VAD:
                return {"language": self._language, "vad_filter": True}
            case StockSettings.BEST:
                return self._best(recording)
            case StockSettings.BEST_VAD:
                return {**self._best(recording), "vad_filter": True}

    def _best(self, recording: Recording) -> dict[str, Any]:
        return {"language": recording.language or self._language, "beam_size": 1, "temperature": 0.0}

    def _request(self, frame: Frame) -> dict[str, Any]:
        try:
            return dict(self._supervisor.request(frame, _TIMEOUT_S).header)
        except WorkerError as error:
            raise DictateError(
                message("Stock faster-whisper {reason}.", reason=error.reason), "Try a smaller model."
            ) from error
