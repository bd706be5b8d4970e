"""Recordings under hard conditions: utterances dropped, words lost at the ends, words invented.

    python -m tests.benchmark.hard_conditions MODEL_FOLDER DATA_FOLDER RECORDING... [--only NAME...] [--texts]

Each recording goes through gate, levelling and recognizer as it is and once under each condition, all of them made of
it here. Words that the reading as it is already has wrong say nothing about the condition: compare with its row.
Sounds without speech come last; nothing may be written for those.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from dictate.asr.contract import ModelChoice
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.cues import CUE_RATE_HZ, Cue, synthesized
from dictate.audio.files import read_audio
from dictate.audio.options import GainOptions
from dictate.audio.resample import Resampler, to_int16
from dictate.bench.recordings import find_recordings
from dictate.vad.silero import SileroModel
from tests.benchmark.levels import Pipeline, Tally

_Wave = NDArray[np.float64]
_Change = Callable[[Samples], Samples]

_TELEPHONE_HZ = 8_000


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def times_s(count: int) -> _Wave:
    return np.arange(count) / RATE_HZ


def quiet(duration_s: float) -> Samples:
    """Room tone at -70 dBFS."""
    return (10**-3.5 * random(9).standard_normal(round(duration_s * RATE_HZ))).astype(np.float32)


def band(samples: Samples | _Wave, lowest_hz: float, highest_hz: float) -> _Wave:
    """What lies between two frequencies, with soft edges."""
    frequencies = np.maximum(np.fft.rfftfreq(len(samples), 1 / RATE_HZ), 1e-3)
    gain = 1 / np.sqrt((1 + (lowest_hz / frequencies) ** 8) * (1 + (frequencies / highest_hz) ** 8))
    return np.fft.irfft(np.fft.rfft(samples) * gain, len(samples))


def over(samples: Samples, noise: _Wave | Samples, ratio_db: float) -> Samples:
    """The speech with a noise that is quieter by so much, brought below full scale together."""
    noise = np.resize(noise, len(samples)).astype(np.float64)
    gain = np.sqrt(np.mean(np.square(samples)) / np.mean(np.square(noise))) * 10 ** (-ratio_db / 20)
    mixed = samples + gain * noise
    return (mixed / max(1.0, np.abs(mixed).max())).astype(np.float32)


def coded(codec: str, container_format: str, rate_hz: int, bits_a_second: int) -> _Change:
    """Through a codec and back."""

    def change(samples: Samples) -> Samples:
        frames = to_int16(soxr.resample(samples, RATE_HZ, rate_hz))
        file = io.BytesIO()
        with av.open(file, "w", format=container_format) as container:
            stream = container.add_stream(codec, rate=rate_hz, layout="mono")
            stream.bit_rate = bits_a_second
            frame = av.AudioFrame.from_ndarray(frames[np.newaxis], format="s16", layout="mono")
            frame.sample_rate = rate_hz
            resampler = av.AudioResampler(stream.codec_context.format, "mono", rate_hz)
            for converted in (*resampler.resample(frame), None):
                container.mux(stream.encode(converted))
        file.seek(0)
        with av.open(file) as container:
            back = av.AudioResampler("fltp", "mono", RATE_HZ)
            parts = [part.to_ndarray()[0] for each in container.decode(audio=0) for part in back.resample(each)]
        return np.concatenate(parts).astype(np.float32).clip(-1, 1)

    return change


def mu_law(samples: Samples) -> Samples:
    slow = soxr.resample(samples, RATE_HZ, _TELEPHONE_HZ)
    curved = np.round(127 * np.sign(slow) * np.log1p(255 * np.abs(slow)) / np.log(256)) / 127
    back = np.sign(curved) * (256 ** np.abs(curved) - 1) / 255
    return soxr.resample(back, _TELEPHONE_HZ, RATE_HZ).astype(np.float32)


def few_levels(samples: Samples) -> Samples:
    """Telephone rate, 6 bits."""
    slow = soxr.resample(samples, RATE_HZ, _TELEPHONE_HZ)
    return soxr.resample(np.round(slow * 32) / 32, _TELEPHONE_HZ, RATE_HZ).astype(np.float32)


def reverberant(decay_s: float) -> _Change:
    """In a hall whose echo falls by 60 dB in `decay_s`, as loud as the voice itself."""

    def change(samples: Samples) -> Samples:
        count = round(decay_s * RATE_HZ)
        echo = random(1).standard_normal(count) * 10 ** (-3 * times_s(count) / decay_s)
        answer = np.concatenate([[1.0], np.zeros(80), echo / np.sqrt(np.sum(echo**2))])
        length = len(samples) + len(answer)
        wet = np.fft.irfft(np.fft.rfft(samples, length) * np.fft.rfft(answer, length), length)
        return (wet / max(1.0, np.abs(wet).max())).astype(np.float32)

    return change


def car(count: int) -> _Wave:
    """Road and wind below 500 Hz, and an engine at 90 Hz with its harmonics."""
    road = band(random(2).standard_normal(count), 30, 300) + 0.15 * random(3).standard_normal(count)
    engine = sum(np.sin(2 * np.pi * 45 * rank * times_s(count)) / rank for rank in range(1, 9))
    return road / np.std(road) + 0.5 * np.asarray(engine)


def music(count: int) -> _Wave:
    """Four chords in turn with a melody above them, plucked four times a second, and a drum."""
    tune = random(4)
    wave = np.zeros(count + RATE_HZ)
    for beat, start in enumerate(range(0, count, RATE_HZ // 4)):
        root = (220.0, 174.6, 261.6, 196.0)[beat // 8 % 4]
        pitches = [root, root * 1.26, root * 1.5, 2 * root * float(tune.choice([1, 1.125, 1.26, 1.5, 1.68]))]
        length = RATE_HZ
        fade = np.exp(-3 * times_s(length))
        for pitch in pitches:
            wave[start : start + length] += fade * sum(
                np.sin(2 * np.pi * pitch * rank * times_s(length)) / rank**2 for rank in (1, 2, 3, 4)
            )
        if beat % 2 == 0:
            drum = random(beat).standard_normal(length) * np.exp(-60 * times_s(length))
            wave[start : start + length] += 2 * drum
    return wave[:count]


def hum(count: int) -> _Wave:
    return sum((np.sin(2 * np.pi * 50 * rank * times_s(count)) / rank for rank in (1, 2, 3, 5, 7)), np.zeros(count))


def telephone_buzz(count: int) -> _Wave:
    """A mobile telephone beside the microphone: bursts of 0.6 ms, 217 times a second, on and off."""
    time = times_s(count)
    return np.where((time * 217) % 1 < 0.12, 1.0, 0.0) * ((time % 1.5) < 0.5)


def wind(count: int) -> _Wave:
    gusts = np.abs(band(random(5).standard_normal(count), 0.05, 0.8))
    return band(random(6).standard_normal(count), 10, 120) * (gusts / gusts.max())


def knock(loudest: float = 0.98) -> Samples:
    """Knuckles on the desk."""
    time = times_s(round(0.25 * RATE_HZ))
    body = sum(np.sin(2 * np.pi * pitch * time) * np.exp(-decay * time) for pitch, decay in ((140, 35), (310, 50)))
    wave = np.asarray(body) + 0.5 * random(7).standard_normal(len(time)) * np.exp(-200 * time)
    return (wave / np.abs(wave).max() * loudest).astype(np.float32)


def knocks(seed: int, pitch_hz: float, pairs: bool, fastest: float = 60, slowest: float = 20) -> Samples:
    """Fifteen seconds of knocks, each by itself or two at a time, with a pause that a knocking person makes.

    A table that booms fades slowly: by a factor e `slowest` times a second.
    """
    draw = random(seed)
    result = quiet(15.0)
    for start in range(RATE_HZ // 2, len(result) - RATE_HZ, RATE_HZ * 3 // 2):
        for place in (0, 0.18) if pairs else (0,):
            time = times_s(round((0.2 if slowest >= 20 else 0.8) * RATE_HZ))
            pitch = pitch_hz * draw.uniform(0.8, 1.25)
            wave = np.sin(2 * np.pi * pitch * time) * np.exp(-draw.uniform(slowest, fastest) * time)
            wave += 0.6 * np.sin(2 * np.pi * 2.3 * pitch * time) * np.exp(-60 * time)
            wave += 0.4 * draw.standard_normal(len(time)) * np.exp(-draw.uniform(100, 400) * time)
            first = start + round(place * RATE_HZ)
            result[first : first + len(time)] += (0.6 * wave / np.abs(wave).max()).astype(np.float32)
    return result.clip(-1, 1)


def cough(seed: int) -> Samples:
    """Two bursts of noise through a throat."""
    draw = random(seed)
    bursts = []
    for length_s in (0.18, 0.3):
        time = times_s(round(length_s * RATE_HZ))
        noise = draw.standard_normal(len(time))
        wave = band(noise, 350, 900) + 0.8 * band(noise, 1000, 2200) + 0.2 * noise
        bursts += [wave * np.minimum(1, time / 0.008) * np.exp(-12 * time), np.zeros(1200)]
    wave = np.concatenate(bursts)
    return (0.7 * wave / np.abs(wave).max()).astype(np.float32)


def breath(duration_s: float = 0.9) -> Samples:
    count = round(duration_s * RATE_HZ)
    wave = band(random(8).standard_normal(count), 500, 3500) * np.hanning(count)
    return (0.08 * wave / np.abs(wave).max()).astype(np.float32)


def laugh() -> Samples:
    """ "Ha ha ha" without words: a buzz through an open mouth, eight short bursts falling in pitch."""
    bursts = []
    for number in range(8):
        time = times_s(round(0.11 * RATE_HZ))
        pitch = 260 - 14 * number
        buzz = sum(np.sin(2 * np.pi * pitch * rank * time) / rank for rank in range(1, 20))
        voice = band(np.asarray(buzz), 600, 1300) + 0.3 * np.asarray(buzz)
        voice += 0.5 * random(number).standard_normal(len(time))
        bursts += [voice * np.hanning(len(time)), np.zeros(round(0.09 * RATE_HZ))]
    wave = np.concatenate(bursts)
    return (0.3 * wave / np.abs(wave).max()).astype(np.float32)


def around(samples: Samples, before: Samples, after: Samples) -> Samples:
    gap = quiet(0.6)
    return np.concatenate([quiet(0.3), before, gap, samples, gap, after, quiet(0.3)])


def clipped(samples: Samples, by_db: float) -> Samples:
    peak = float(np.abs(samples).max())
    return np.clip(samples / peak * 10 ** (by_db / 20), -1, 1).astype(np.float32)


def at_rate(rate_hz: int, channels: int, dead: int | None = None) -> _Change:
    """As a device delivers it: another rate, several channels, one of them dead."""

    def change(samples: Samples) -> Samples:
        frames = np.repeat(soxr.resample(samples, RATE_HZ, rate_hz)[:, np.newaxis], channels, axis=1)
        if dead is not None:
            frames[:, dead] = 0
        resampler = Resampler(rate_hz)
        blocks = [resampler.process(np.float32(frames[start : start + 1024])) for start in range(0, len(frames), 1024)]
        return np.concatenate([*blocks, resampler.flush()])

    return change


def from_end_to_end(samples: Samples) -> Samples:
    """From the first sounding sample to the last."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]


def lost_packets(samples: Samples) -> Samples:
    """Every tenth 20 ms on average are silence, as over a bad radio link."""
    packet = RATE_HZ // 50
    kept = np.repeat(random(10).random(len(samples) // packet + 1) > 0.1, packet)[: len(samples)]
    return samples * kept.astype(np.float32)


def moving(samples: Samples) -> Samples:
    """Who turns away: louder and quieter by 24 dB every three seconds."""
    gain_db = -12 + 12 * np.cos(2 * np.pi * times_s(len(samples)) / 3)
    return (samples * 10 ** (gain_db / 20)).astype(np.float32)


def at_pitch(factor: float) -> _Change:
    """Faster and higher, or slower and deeper, as a tape is."""
    return lambda samples: soxr.resample(samples, RATE_HZ, RATE_HZ / factor).astype(np.float32)


def echoing(samples: Samples) -> Samples:
    """The own voice back from a conference, 300 ms later and half as loud."""
    late = np.concatenate([np.zeros(round(0.3 * RATE_HZ), np.float32), samples])
    whole = np.concatenate([samples, np.zeros(len(late) - len(samples), np.float32)]) + 0.5 * late
    return (whole / max(1.0, np.abs(whole).max())).astype(np.float32)


def after_the_cue(samples: Samples) -> Samples:
    """The program's own cue from the loudspeakers, and speech at once."""
    cue = soxr.resample(synthesized(Cue.START, -12), CUE_RATE_HZ, RATE_HZ).astype(np.float32)
    return np.concatenate([quiet(0.1), cue, from_end_to_end(samples)])


def twice(pause: Samples) -> _Change:
    return lambda samples: np.concatenate([samples, pause, samples, quiet(0.3)])


def conditions(data: Path) -> Mapping[str, _Change]:
    typing = read_audio(data / "noise" / "mv-typing-cherrymx-blue-abs.flac")
    cafe = read_audio(data / "noise" / "bl-coffee-shop-0.flac")
    return {
        "as it is": lambda samples: samples,
        "300 to 3400 Hz": lambda samples: band(samples, 300, 3400).astype(np.float32),
        "opus, 8 kHz, 6 kbit/s": coded("libopus", "ogg", _TELEPHONE_HZ, 6_000),
        "G.726, 8 kHz, 16 kbit/s": coded("g726", "wav", _TELEPHONE_HZ, 16_000),
        "mp3, 16 kHz, 16 kbit/s": coded("libmp3lame", "mp3", RATE_HZ, 16_000),
        "mu-law, 8 kHz": mu_law,
        "6 bits, 8 kHz": few_levels,
        "hall, 0.6 s": reverberant(0.6),
        "hall, 1.5 s": reverberant(1.5),
        "car at 5 dB": lambda samples: over(samples, car(len(samples)), 5),
        "car at 0 dB": lambda samples: over(samples, car(len(samples)), 0),
        "wind at 0 dB": lambda samples: over(samples, wind(len(samples)), 0),
        "keyboard at 5 dB": lambda samples: over(samples, typing, 5),
        "café at 5 dB": lambda samples: over(samples, cafe, 5),
        "music at 10 dB": lambda samples: over(samples, music(len(samples)), 10),
        "music at 5 dB": lambda samples: over(samples, music(len(samples)), 5),
        "hum at 0 dB": lambda samples: over(samples, hum(len(samples)), 0),
        "mobile telephone at 5 dB": lambda samples: over(samples, telephone_buzz(len(samples)), 5),
        "direct current": lambda samples: (0.3 + 0.7 * samples).astype(np.float32),
        "clipped by 20 dB": lambda samples: clipped(samples, 20),
        "clipped by 30 dB": lambda samples: clipped(samples, 30),
        "96 kHz": at_rate(96_000, 1),
        "44.1 kHz, left dead": at_rate(44_100, 2, 0),
        "8 channels, 48 kHz": at_rate(48_000, 8),
        "coughs around": lambda samples: around(samples, cough(1), cough(2)),
        "breath around": lambda samples: around(samples, breath(), breath()),
        "laugh around": lambda samples: around(samples, laugh(), laugh()),
        "knock before": lambda samples: np.concatenate([quiet(0.1), knock(), quiet(0.1), samples]),
        "knocks during": lambda samples: over(samples, np.resize(knocks(3, 200, pairs=True), len(samples)), 0),
        "our cue before": after_the_cue,
        "end to end": from_end_to_end,
        "lost packets": lost_packets,
        "turning away": moving,
        "a child's voice": at_pitch(1.3),
        "a slow voice": at_pitch(0.85),
        "a quick voice": at_pitch(1.15),
        "its own echo": echoing,
        "twice, 3 min of quiet between": twice(quiet(180.0)),
        "twice, 3 min of zeros between": twice(np.zeros(180 * RATE_HZ, np.float32)),
    }


def without_speech() -> Mapping[str, Samples]:
    minute = 60 * RATE_HZ
    return {
        "music": over(quiet(60.0), music(minute), -55),
        "car": over(quiet(60.0), car(minute), -50),
        "wind": over(quiet(60.0), wind(minute), -55),
        "mobile telephone": over(quiet(60.0), telephone_buzz(minute), -50),
        "coughs": np.concatenate([part for seed in range(20) for part in (quiet(1.2), cough(seed))]),
        "breath": np.concatenate([part for _ in range(15) for part in (quiet(1.0), breath())]),
        "cues": np.concatenate([part for cue in Cue for part in (quiet(1.0), _cue(cue), quiet(1.0))]),
        **{
            f"knocks at {pitch} Hz, {'two' if pairs else 'one'} at a time": knocks(round(pitch), pitch, pairs)
            for pitch in (90, 130, 180, 250, 400)
            for pairs in (False, True)
        },
        **{
            f"booming at {pitch} Hz, {'two' if pairs else 'one'} at a time": knocks(pitch, pitch, pairs, 12, 3)
            for pitch in (70, 90, 130, 180, 250, 400)
            for pairs in (False, True)
        },
    }


def _cue(cue: Cue) -> Samples:
    return soxr.resample(synthesized(cue, -12), CUE_RATE_HZ, RATE_HZ).astype(np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("recordings", type=Path, nargs="*")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--texts", action="store_true")
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    pipeline = Pipeline(engine, SileroModel(), GainOptions())
    recordings = find_recordings(arguments.recordings) if arguments.recordings else []
    for name, change in conditions(arguments.data).items():
        if arguments.only and name not in arguments.only:
            continue
        tally = Tally()
        for recording in recordings:
            text = pipeline.text(change(recording.samples()), recording.language or "en")
            reference = recording.transcript or ""
            if name.startswith("twice"):
                reference += f" {reference}"
            tally.add(reference, text, recording.language or "en")
            if arguments.texts:
                print(f"    {recording.name}: {text}", flush=True)
        print(f"{name:32} {tally.line()}  {tally.errors.insertions} inserted", flush=True)
    for name, samples in without_speech().items():
        if not arguments.only or name in arguments.only:
            print(f"{name:32} {len(samples) / RATE_HZ:3.0f} s without speech: {pipeline.text(samples)!r}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
