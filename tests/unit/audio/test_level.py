from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.block import Samples
from dictate.audio.level import SILENCE_DBFS, RecordingLevels, loudness


def noise(seconds: float, level_dbfs: float) -> Samples:
    samples = np.random.default_rng(3).standard_normal(round(seconds * 16_000)).astype(np.float32)
    return samples * np.float32(10 ** (level_dbfs / 20))


def levels_of(*parts: Samples) -> RecordingLevels:
    levels = RecordingLevels()
    audio = np.concatenate(parts)
    for start in range(0, len(audio), 512):
        levels.add(audio[start : start + 512])
    return levels


def test_a_full_scale_square_wave_is_0_dbfs() -> None:
    assert loudness(np.array([1, -1], np.float32)) == (0.0, 0.0)


def test_a_sine_is_3_db_below_its_peak() -> None:
    level = loudness(np.sin(np.arange(16_000) * 0.1).astype(np.float32))
    assert level.peak_dbfs - level.rms_dbfs == pytest.approx(3.01, abs=0.01)


def test_silence_has_a_level_too() -> None:
    assert loudness(np.full(512, 0.25, np.float32)).rms_dbfs == SILENCE_DBFS
    assert loudness(np.zeros(10, np.float32)) == (SILENCE_DBFS, SILENCE_DBFS)
    assert loudness(np.zeros(0, np.float32)) == (SILENCE_DBFS, SILENCE_DBFS)


def test_a_muted_microphone_delivers_nothing_but_zeros() -> None:
    assert levels_of(np.zeros(16_000, np.float32)).was_digital_silence


def test_a_quiet_room_is_not_digital_silence() -> None:
    assert not levels_of(noise(1, -90)).was_digital_silence


def test_a_recording_too_short_to_tell_is_not_called_muted() -> None:
    assert not levels_of(np.zeros(4000, np.float32)).was_digital_silence


def test_a_voice_over_a_quiet_room_is_loud() -> None:
    levels = levels_of(noise(3, -70), noise(0.5, -35), noise(1, -70))
    assert levels.was_loud
    assert levels.room_dbfs == pytest.approx(-70, abs=1)


@pytest.mark.parametrize("level_dbfs", [-80, -60, -40, -20])
def test_a_room_alone_is_not_loud_however_loud_it_is(level_dbfs: float) -> None:
    assert not levels_of(noise(5, level_dbfs)).was_loud


def test_a_click_is_not_loud() -> None:
    assert not levels_of(noise(2, -70), noise(0.03, -20), noise(2, -70)).was_loud


def test_rustling_below_hearing_is_not_loud() -> None:
    assert not levels_of(noise(2, -95), noise(1, -65), noise(2, -95)).was_loud


def test_nothing_recorded_is_neither() -> None:
    levels = RecordingLevels()
    assert not levels.was_loud
    assert not levels.was_digital_silence
