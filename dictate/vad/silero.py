"""The Silero voice activity detector through onnxruntime. The only importer of onnxruntime.

The file is `silero_vad.onnx` of the silero-vad 6.2.3 wheel (packaging/fetch_vad.py). The one that faster-whisper
bundles hears speech 2.3 s late after a long pause and is not used.
"""

from __future__ import annotations

import contextlib
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples
from dictate.errors import DictateError
from dictate.resource_files import resource

if TYPE_CHECKING:
    import onnxruntime

CONTEXT_SAMPLES = 64
"""Samples of the hop before that the network expects in front of each hop at 16 kHz."""

_STATE_SHAPE = (2, 1, 128)


def detector_file() -> Path:
    """The shipped network. Raises DictateError when it is missing."""
    return _there(resource("vad", "silero_vad.onnx"))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise DictateError(
            f"The speech detector is missing: {path} is not there.", "Run 'make setup' to fetch it again."
        )
    return path


def read_ahead() -> None:
    """Have the kernel read the engine and the network from the disk, so that loading them with the first audio of a
    cold machine takes no seconds. Costs this process no memory. Returns at once; never raises. Any thread.
    """
    engine = find_spec("onnxruntime")
    folders = [Path(place) for place in (engine.submodule_search_locations or ())] if engine is not None else []
    libraries = [library for folder in folders for library in folder.glob("capi/*.so*")]
    for file in (*libraries, resource("vad", "silero_vad.onnx")):
        with contextlib.suppress(OSError), file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)


class SileroModel:
    """The network in memory, loaded once; it may be shared by threads. Each recording takes its own stream()."""

    def __init__(self, file: Path | None = None) -> None:
        """Load the shipped model or another file. Raises DictateError when it is missing or damaged."""
        path = detector_file() if file is None else _there(file)
        # Only needed once there is something to listen to (docs/recognition.md, "Memory").
        import onnxruntime  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        # One hop takes 0.1 ms of one core; more threads only add hand-overs.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # In digital silence the recurrent state decays into denormal numbers, which are slow on many CPUs.
        options.add_session_config_entry("session.set_denormal_as_zero", "1")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        # onnxruntime's own exceptions (InvalidProtobuf, Fail, ...) derive from RuntimeError or Exception directly.
        except Exception as error:
            raise DictateError(
                f"The speech detector {path} cannot be loaded: {error}", "Run 'make setup' to fetch it again."
            ) from error

    def stream(self) -> SileroStream:
        """A fresh detector state, for one recording."""
        return SileroStream(self._session)


class SileroStream:
    """Speech probability hop by hop, with the network's memory of what came before. For one thread."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._rate = np.array(RATE_HZ, dtype=np.int64)
        self.reset()

    def reset(self) -> None:
        """Forget everything heard so far, as at the start of a recording."""
        self._state = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._input = np.zeros((1, CONTEXT_SAMPLES + BLOCK_SAMPLES), dtype=np.float32)

    def probability(self, hop: Samples) -> float:
        """The probability in [0, 1] that `hop`, exactly 512 samples at 16 kHz, holds speech."""
        if len(hop) != BLOCK_SAMPLES:
            raise ValueError(f"a hop has {BLOCK_SAMPLES} samples, not {len(hop)}")
        self._input[0, :CONTEXT_SAMPLES] = self._input[0, BLOCK_SAMPLES:]
        self._input[0, CONTEXT_SAMPLES:] = hop
        output, self._state = self._session.run(None, {"input": self._input, "state": self._state, "sr": self._rate})
        return float(output[0, 0])
