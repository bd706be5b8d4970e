from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.audio.resample import Resampler, to_float, to_int16


@given(st.sampled_from([8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]), st.integers(100, 5000))
def test_nothing_is_lost_or_added(rate_hz: int, chunk: int) -> None:
    frames = np.zeros(rate_hz // 4, np.int16)
    resampler = Resampler(rate_hz)
    out = [resampler.process(frames[start : start + chunk]) for start in range(0, len(frames), chunk)]
    assert abs(sum(map(len, out)) + len(resampler.flush()) - len(frames) * 16_000 / rate_hz) <= 1


def test_what_the_lower_rate_cannot_hold_is_filtered_out_not_folded_back() -> None:
    resampler = Resampler(48_000)
    hiss_at_10_khz = (16_000 * np.sin(2 * np.pi * 10_000 * np.arange(48_000) / 48_000)).astype(np.int16)
    out = np.concatenate([resampler.process(hiss_at_10_khz), resampler.flush()])
    assert np.abs(out[500:-500]).max() < 0.001


def test_channels_are_averaged() -> None:
    frames = np.array([[0.5, 0.1], [-0.5, 0.5]], np.float32)
    np.testing.assert_allclose(Resampler(16_000).process(frames), [0.3, 0.0], atol=1e-7)


def test_a_voice_that_is_upside_down_in_one_channel_is_heard() -> None:
    voice = (0.3 * np.sin(np.arange(16_000) / 20)).astype(np.float32)
    resampler = Resampler(16_000)
    blocks = [resampler.process(np.stack([block, -block], axis=1)) for block in np.split(voice, 25)]
    np.testing.assert_allclose(np.concatenate(blocks), voice, atol=1e-6)


def test_noise_of_its_own_in_each_channel_is_averaged() -> None:
    frames = np.random.default_rng(0).normal(0, 0.1, (1600, 2)).astype(np.float32)
    np.testing.assert_allclose(Resampler(16_000).process(frames), frames.mean(axis=1), atol=1e-7)


def test_int16_and_float_mean_the_same() -> None:
    assert to_float(np.array([-32768, 0, 16384], np.int16)).tolist() == [-1.0, 0.0, 0.5]


def test_what_is_not_a_number_becomes_silence_and_what_is_too_loud_is_clipped() -> None:
    assert to_float(np.array([np.nan, 3.0, -np.inf], np.float32)).tolist() == [0.0, 1.0, -1.0]


def test_other_sample_types_are_refused() -> None:
    with pytest.raises(TypeError):
        to_float(np.zeros(3))  # type: ignore[arg-type]


@given(st.lists(st.integers(-32768, 32767), max_size=50))
def test_int16_survives_the_way_through_float(values: list[int]) -> None:
    samples = np.array(values, np.int16)
    np.testing.assert_array_equal(to_int16(to_float(samples)), samples)


def test_full_scale_does_not_wrap_around() -> None:
    assert to_int16(np.array([1.0, -1.0], np.float32)).tolist() == [32767, -32768]
