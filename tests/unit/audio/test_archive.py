from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.archive import archive, archive_apart
from dictate.audio.files import read_audio

SAMPLES = np.arange(-20_000, 20_000, dtype="<i2")


@pytest.fixture
def pcm(tmp_path: Path) -> Path:
    file = tmp_path / "a.pcm"
    file.write_bytes(SAMPLES.tobytes())
    return file


@pytest.mark.parametrize("write", [archive, archive_apart])
def test_the_flac_holds_the_same_samples(write: Callable[[Path, Path], None], pcm: Path) -> None:
    write(pcm, pcm.with_suffix(".flac"))
    np.testing.assert_array_equal(read_audio(pcm.with_suffix(".flac")) * 32_768, SAMPLES)


@pytest.mark.parametrize("write", [archive, archive_apart])
def test_what_cannot_be_written_is_an_error_of_the_system(write: Callable[[Path, Path], None], pcm: Path) -> None:
    with pytest.raises(OSError, match="could not be written"):
        write(pcm, pcm.parent / "nowhere" / "a.flac")


def test_an_odd_last_byte_is_ignored(pcm: Path) -> None:
    pcm.write_bytes(pcm.read_bytes() + b"\1")
    archive(pcm, pcm.with_suffix(".flac"))
    assert len(read_audio(pcm.with_suffix(".flac"))) == len(SAMPLES)


def test_the_program_that_asked_loads_no_media_library(pcm: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from dictate.audio.archive import archive_apart; "
        f"archive_apart(Path({str(pcm)!r}), Path({str(pcm.with_suffix('.flac'))!r})); print('av' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
