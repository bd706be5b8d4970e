"""Files of many kinds, whole and broken; they are made here, so no recording is needed."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from dictate.audio.block import Samples
from dictate.audio.files import AudioFile, read_audio, write_flac
from dictate.audio.resample import to_int16
from dictate.errors import DictateError

_HISS = np.random.default_rng(5).standard_normal(5 * 16_000)
SIREN = (0.3 * np.sin(np.cumsum(0.05 + 0.03 * np.sin(np.arange(5 * 16_000) / 3000))) + 0.003 * _HISS).astype(np.float32)
"""Five seconds whose every part sounds different, with some hiss, so that half of a file is half of the time."""


def encode(path: Path, codec: str, layout: str, rate_hz: int) -> Path:
    """SIREN in another format, by the same libraries that recorders and phones use."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        converter = AudioResampler(format=stream.format.name, layout=layout, rate=rate_hz)
        frame = AudioFrame.from_ndarray(to_int16(SIREN)[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for converted in [*converter.resample(frame), *converter.resample(None)]:
            container.mux(stream.encode(converted))
        container.mux(stream.encode(None))
    return path


def decode(path: Path) -> tuple[Samples, str]:
    with AudioFile(path) as file:
        blocks = list(file.blocks())
    position = 0
    for block in blocks:
        assert block.start == position
        position += len(block.samples)
    return np.concatenate([np.empty(0, np.float32), *(block.samples for block in blocks)]), file.problem


def correlation(heard: Samples, said: Samples) -> float:
    """How alike they sound, from -1 to 1; an encoder may begin with a few milliseconds of its own."""
    middle = said[8000:64_000]
    return max(float(np.corrcoef(heard[8000 + lag :][:56_000], middle)[0, 1]) for lag in range(500))


@pytest.mark.parametrize(
    ("name", "codec", "layout", "rate_hz"),
    [
        ("a.wav", "pcm_s16le", "mono", 16_000),
        ("b.wav", "pcm_f32le", "stereo", 44_100),
        ("c.mp3", "mp3", "stereo", 44_100),
        ("d.flac", "flac", "mono", 48_000),
        ("e.m4a", "aac", "mono", 48_000),
        ("f.webm", "libopus", "mono", 48_000),
        ("g.wav", "pcm_alaw", "mono", 8000),
    ],
)
def test_any_format_rate_and_layout(tmp_path: Path, name: str, codec: str, layout: str, rate_hz: int) -> None:
    samples, problem = decode(encode(tmp_path / name, codec, layout, rate_hz))
    assert problem == ""
    assert len(samples) == pytest.approx(len(SIREN), abs=1600)
    assert correlation(samples, SIREN) > 0.99


def test_a_file_whose_channels_would_cancel_out_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "balanced.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(to_int16(np.stack([SIREN, -SIREN], axis=1)).tobytes())
    assert correlation(read_audio(path), SIREN) > 0.99


def test_a_name_with_spaces_colons_and_percent_signs(tmp_path: Path) -> None:
    assert len(read_audio(encode(tmp_path / "http:a b%20ü.wav", "pcm_s16le", "mono", 16_000))) == len(SIREN)


def test_the_duration_is_known_before_decoding(tmp_path: Path) -> None:
    with AudioFile(encode(tmp_path / "a.mp3", "mp3", "mono", 16_000)) as file:
        assert file.duration_s == pytest.approx(5, abs=0.2)


def test_the_sound_of_a_video_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10, width=32, height=32, pix_fmt="yuv420p")
        audio = container.add_stream("flac", rate=16_000, layout="mono", format="s16")
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24").reformat(format="yuv420p")
        picture.pts = 0
        container.mux(video.encode(picture))
        frame = AudioFrame.from_ndarray(to_int16(SIREN)[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = 16_000
        frame.pts = 0
        for stream, last in ((audio, frame), (audio, None), (video, None)):
            container.mux(stream.encode(last))
    assert len(read_audio(path)) == len(SIREN)


def test_flac_keeps_16_bit_samples_exactly(tmp_path: Path) -> None:
    write_flac(tmp_path / "a.flac", [SIREN[:20_000], SIREN[20_000:]])
    np.testing.assert_array_equal(to_int16(read_audio(tmp_path / "a.flac")), to_int16(SIREN))


def test_a_file_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_flac(tmp_path / "nowhere" / "a.flac", [SIREN])


class TestBadFiles:
    """Each is a sentence that names the file."""

    def refused(self, path: Path) -> str:
        with pytest.raises(DictateError) as caught:
            AudioFile(path)
        assert str(path) in caught.value.problem
        assert caught.value.mend
        return caught.value.problem

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        assert "is not there" in self.refused(tmp_path / "a.wav")

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "is not a file" in self.refused(tmp_path)

    def test_an_empty_one(self, tmp_path: Path) -> None:
        (tmp_path / "a.wav").touch()
        assert "is empty" in self.refused(tmp_path / "a.wav")

    @pytest.mark.parametrize("content", [b"Dear Sir or Madam,\n" * 99, b"[section]\nkey = 1\n", bytes(5000)])
    def test_one_that_is_not_audio(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.txt").write_bytes(content)
        assert "is not an audio or video file" in self.refused(tmp_path / "a.txt")

    def test_a_picture(self, tmp_path: Path) -> None:
        with av.open(str(tmp_path / "a.png"), "w", format="image2") as container:
            stream = container.add_stream("png", rate=1, width=8, height=8, pix_fmt="rgb24")
            frame = av.VideoFrame.from_ndarray(np.zeros((8, 8, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        assert "has no audio track" in self.refused(tmp_path / "a.png")

    def test_a_playlist_is_not_followed_into_the_network(self, tmp_path: Path) -> None:
        (tmp_path / "a.m3u8").write_text("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")
        self.refused(tmp_path / "a.m3u8")

    @pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "mp3"), ("a.flac", "flac")])
    def test_of_a_truncated_one_the_good_part_is_kept_and_the_loss_told(
        self, tmp_path: Path, name: str, codec: str
    ) -> None:
        path = encode(tmp_path / name, codec, "mono", 16_000)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        samples, problem = decode(path)
        assert len(samples) > 2 * 16_000
        assert str(path) in problem

    def test_a_damaged_part_costs_only_itself(self, tmp_path: Path) -> None:
        path = encode(tmp_path / "a.flac", "flac", "mono", 16_000)
        content = bytearray(path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 20_000] = bytes(20_000)
        path.write_bytes(content)
        samples, problem = decode(path)
        assert len(samples) > 3 * 16_000
        assert problem

    def test_reading_a_damaged_file_whole_is_an_error(self, tmp_path: Path) -> None:
        path = encode(tmp_path / "a.wav", "pcm_s16le", "mono", 16_000)
        path.write_bytes(path.read_bytes()[:50_000])
        with pytest.raises(DictateError, match="truncated"):
            read_audio(path)
