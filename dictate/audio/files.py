"""Audio files through FFmpeg: any audio or video file in, FLAC out. The only importer of av (PyAV).

PyAV is loaded at the first file: it takes 16 MB, and a program that waits for its key has no file open.
"""

from __future__ import annotations

import logging
import wave
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from dictate.audio.block import RATE_HZ, AudioBlock, Samples
from dictate.audio.resample import Downmix, to_float, to_int16
from dictate.errors import DictateError
from dictate.system.sandbox import mend_for_unseen
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

_log = logging.getLogger(__name__)

_WAV_UNKNOWN_BYTES = 0x7FFF_0000
TRUNCATED_BY_S = 0.5
"""A file that ends so much before its stated length is called truncated; less is rounding by its container."""

# FFmpeg would follow addresses inside playlists; a file must never make us use the network.
_LOCAL_FILES_ONLY = {"protocol_whitelist": "file"}

# FFmpeg takes any file named .txt for terminal art, which is a picture to it.
_TEXT_FORMAT = "tty"


class AudioFile:
    """An open audio or video file whose first audio track is decoded as 16 kHz mono. For one thread.

    with AudioFile(path) as file:
        for block in file.blocks(): ...
    """

    def __init__(self, path: Path, name: str = "") -> None:
        """Open the file, which errors call `name` if that is given.

        Raises DictateError when it is missing, unreadable, not audio, or has no audio track.
        """
        import av  # noqa: PLC0415

        self.path = path
        self._name = name or str(path)
        self._check_readable()
        try:
            self._container = av.open(f"file:{path}", options=_LOCAL_FILES_ONLY)
        except (av.FFmpegError, UnicodeDecodeError) as error:
            raise self._not_audio() from error
        stream = self._container.streams.best("audio")
        if stream is None:
            has_picture = bool(self._container.streams.video) and self._container.format.name != _TEXT_FORMAT
            self._container.close()
            if has_picture:
                raise DictateError(message("{path} has no audio track.", path=self._name), "Choose a file with sound.")
            raise self._not_audio()
        self._stream = stream
        self.problem = ""
        """After blocks() has ended: what could not be read, as a sentence; empty when all was well."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._container.close()

    @property
    def duration_s(self) -> float | None:
        """The length that the file states, for a progress bar; None when it does not know."""
        import av  # noqa: PLC0415

        wav_s = _stated_by_wav_header(self.path)
        if wav_s is not None:
            return wav_s
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration is not None:
            return float(Fraction(self._container.duration, av.time_base))
        return None

    def blocks(self) -> Iterator[AudioBlock]:
        """The audio in order, in blocks of any length. Call once.

        Damaged parts are left out and a truncated file ends early; `problem` then says so.
        """
        position = 0
        for samples in self._samples():
            yield AudioBlock(position, samples)
            position += len(samples)
        if position == 0 and not self.problem:
            self.problem = message("{path} holds no audio.", path=self._name)
        stated_s = self.duration_s
        if not self.problem and stated_s is not None and position / RATE_HZ < stated_s - TRUNCATED_BY_S:
            self.problem = message(
                "{path} ends after {end_s:.1f} s although it should last {stated_s:.1f} s; it may be truncated.",
                path=self._name,
                end_s=position / RATE_HZ,
                stated_s=stated_s,
            )

    def _samples(self) -> Iterator[Samples]:
        import av  # noqa: PLC0415
        from av.audio.frame import AudioFrame  # noqa: PLC0415

        converter = _Converter()
        damaged = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except av.FFmpegError as error:
                _log.info("reading stopped: %s", error)
                self.problem = message("{path} is damaged and could only be read in part.", path=self._name)
                break
            try:
                frames = packet.decode()
            except av.FFmpegError as error:
                _log.info("a packet could not be decoded: %s", error)
                damaged += 1
                continue
            for frame in frames:
                if isinstance(frame, AudioFrame):
                    yield from converter.convert(frame)
        yield from converter.flush()
        if damaged and not self.problem:
            self.problem = message("{path} is damaged; some of its audio could not be read.", path=self._name)

    def _check_readable(self) -> None:
        if not self.path.exists():
            mend = mend_for_unseen(self.path, message("Check the name and the folder."))
            raise DictateError(message("{path} is not there.", path=self._name), mend)
        if not self.path.is_file():
            raise DictateError(message("{path} is not a file.", path=self._name), "Name an audio or video file.")
        try:
            with self.path.open("rb") as file:
                empty = not file.read(1)
        except OSError as error:
            raise DictateError(
                message("{path} cannot be read: {error}.", path=self._name, error=reason_of(error)),
                "Check its permissions.",
            ) from error
        if empty:
            raise DictateError(message("{path} is empty.", path=self._name), "Choose a file with sound.")

    def _not_audio(self) -> DictateError:
        return DictateError(
            message("{path} is not an audio or video file that can be read.", path=self._name),
            "Choose a file such as WAV, FLAC or MP3.",
        )


def read_audio(path: Path) -> Samples:
    """The whole of a short file as 16 kHz mono samples. Raises DictateError as AudioFile does, or if it is damaged."""
    with AudioFile(path) as file:
        parts = [block.samples for block in file.blocks()]
    if file.problem:
        raise DictateError(file.problem)
    return np.concatenate(parts)


def write_flac(path: Path, parts: Iterable[Samples]) -> None:
    """Write 16 kHz mono samples as 16-bit FLAC. Raises OSError when the file cannot be written."""
    import av  # noqa: PLC0415

    try:
        _encode_flac(path, parts)
    except av.FFmpegError as error:
        raise OSError(error.errno, f"{path} could not be written ({error.strerror})") from error


def _encode_flac(path: Path, parts: Iterable[Samples]) -> None:
    import av  # noqa: PLC0415
    from av.audio.frame import AudioFrame  # noqa: PLC0415

    with av.open(f"file:{path}", "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ, layout="mono", format="s16")
        written = 0
        for samples in parts:
            frame = AudioFrame.from_ndarray(to_int16(samples)[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate = RATE_HZ
            frame.pts = written
            written += len(samples)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


class _Converter:
    """Frames of any format, layout and rate to 16 kHz mono. A new resampler is made when the stream changes."""

    def __init__(self) -> None:
        self._setup: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self._downmix = Downmix()

    def convert(self, frame: AudioFrame) -> Iterator[Samples]:
        from av.audio.resampler import AudioResampler  # noqa: PLC0415

        setup = (frame.format.name, frame.layout.name, frame.sample_rate)
        if setup != self._setup:
            yield from self.flush()
            self._setup = setup
            # Of more than two channels FFmpeg knows better which hold a voice.
            layout = "stereo" if len(frame.layout.channels) == 2 else "mono"
            self._resampler = AudioResampler(format="flt", layout=layout, rate=RATE_HZ)
        assert self._resampler is not None
        yield from (self._mono(converted) for converted in self._resampler.resample(frame))

    def flush(self) -> Iterator[Samples]:
        if self._resampler is not None:
            yield from (self._mono(converted) for converted in self._resampler.resample(None))
            self._resampler = None

    def _mono(self, frame: AudioFrame) -> Samples:
        # Packed: the channels of a frame stand side by side.
        samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
        assert samples.dtype == np.float32, "the resampler was asked for float32"
        return self._downmix.mono(to_float(samples.astype(np.float32, copy=False)))


def _stated_by_wav_header(path: Path) -> float | None:
    """The length that the header of a WAV file states: FFmpeg goes by the file's size, which hides a truncation."""
    try:
        with wave.open(str(path), "rb") as file:
            frames, rate_hz, frame_bytes = (
                file.getnframes(),
                file.getframerate(),
                file.getsampwidth() * file.getnchannels(),
            )
    except (wave.Error, EOFError, OSError):
        return None
    # A program that writes to a pipe does not know the length and states the largest possible one, or none.
    is_known = 0 < frames * frame_bytes < _WAV_UNKNOWN_BYTES
    return frames / rate_hz if is_known else None
