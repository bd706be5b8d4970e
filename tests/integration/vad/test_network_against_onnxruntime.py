"""The detector in numpy says what onnxruntime says of the same file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.audio.block import Samples
from dictate.audio.files import read_audio
from dictate.system.resource_files import resource
from dictate.vad.silero import SileroModel
from tests.benchmark.detector import OnnxruntimeStream

CLOSE = 1e-4


def probabilities(hops: Samples) -> Samples:
    stream = SileroModel().stream()
    return np.array([stream.probability(hop) for hop in hops], np.float32)


def by_onnxruntime(hops: Samples) -> Samples:
    stream = OnnxruntimeStream()
    return np.array([stream.probability(hop) for hop in hops], np.float32)


def in_hops(samples: Samples) -> Samples:
    return samples[: len(samples) // 512 * 512].reshape(-1, 512)


def noise(kind: str) -> Samples:
    random = np.random.default_rng(7)
    match kind:
        case "silence":
            return np.zeros(160_000, np.float32)
        case "white":
            return (0.1 * random.standard_normal(160_000)).clip(-1, 1).astype(np.float32)
        case "full scale":
            return np.sign(random.standard_normal(160_000)).astype(np.float32)
        case _:
            return (0.5 * np.sin(2 * np.pi * 440 * np.arange(160_000) / 16_000)).astype(np.float32)


@pytest.mark.parametrize("kind", ["silence", "white", "full scale", "tone"])
def test_noise(kind: str) -> None:
    hops = in_hops(noise(kind))
    assert np.abs(probabilities(hops) - by_onnxruntime(hops)).max() < CLOSE


def test_the_sample_that_is_shipped() -> None:
    hops = in_hops(read_audio(resource("sample", "sample.flac")))
    heard = by_onnxruntime(hops)
    assert heard.max() > 0.9
    assert np.abs(probabilities(hops) - heard).max() < CLOSE


@pytest.mark.parametrize("folder", ["speech", "long", "noise"])
def test_recordings(folder: str, shared_data: Path) -> None:
    """One of each folder; `python -m tests.benchmark.detector` compares all."""
    file = sorted((shared_data / folder).glob("*.flac"))[0]
    hops = in_hops(read_audio(file)[: 60 * 16_000])
    assert np.abs(probabilities(hops) - by_onnxruntime(hops)).max() < CLOSE
