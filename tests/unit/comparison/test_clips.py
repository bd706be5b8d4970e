from __future__ import annotations

import csv
import json
import stat
import wave
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.block import RATE_HZ
from dictate.comparison.audio_folder import read_folder
from dictate.comparison.clips import LONGEST_S, ClipStore, Imported
from dictate.comparison.texts import ReadingText, TextKind, reading_texts
from dictate.errors import DictateError

NAMES = ReadingText("Ask Aoife.", TextKind.NAMES, "en", ("Aoife",))


def noise(duration_s: float = 1.0) -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.1, 0.1, round(duration_s * RATE_HZ)).astype(np.float32)


def write_wav(path: Path, duration_s: float = 1.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        sound.writeframes(bytes(2 * round(duration_s * RATE_HZ)))


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "comparison")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "folder"


def test_an_empty_store_has_no_recordings(store: ClipStore) -> None:
    assert store.clips() == []


def test_a_recording_comes_back_with_its_text(store: ClipStore) -> None:
    samples = noise()
    store.add(samples, NAMES)
    (clip,) = ClipStore(store.root).clips()
    assert clip.text == NAMES
    assert np.allclose(clip.samples(), samples, atol=1e-4)


def test_recordings_are_readable_by_their_owner_only(store: ClipStore) -> None:
    clip = store.add(noise(), NAMES)
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (clip.path, store.root / "metadata.jsonl")}
    assert modes == {0o600}


def test_reading_a_text_again_replaces_the_recording(store: ClipStore) -> None:
    first = store.replace(noise(), NAMES)
    second = store.replace(noise(2.0), NAMES)
    assert [clip.name for clip in store.clips()] == [second.name]
    assert not first.path.exists()


@pytest.mark.parametrize("duration_s", [0.0, 0.1, LONGEST_S + 1])
def test_recordings_of_no_use_are_refused(store: ClipStore, duration_s: float) -> None:
    with pytest.raises(DictateError):
        store.add(noise(duration_s), NAMES)
    assert store.clips() == []


def test_an_export_is_a_hugging_face_audio_folder(store: ClipStore, tmp_path: Path) -> None:
    clip = store.add(noise(), NAMES)
    target = tmp_path / "export"
    assert store.export(target) == 1
    (row,) = [json.loads(line) for line in (target / "metadata.jsonl").read_text().splitlines()]
    assert (row["file_name"], row["transcription"]) == (clip.name, "Ask Aoife.")
    assert (target / clip.name).read_bytes() == clip.path.read_bytes()


def test_an_export_overwrites_nothing(store: ClipStore, tmp_path: Path) -> None:
    store.add(noise(), NAMES)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DictateError, match="not empty"):
        store.export(tmp_path)


def test_an_exported_folder_can_be_added_elsewhere(store: ClipStore, tmp_path: Path) -> None:
    store.add(noise(), NAMES)
    store.export(tmp_path / "export")
    other = ClipStore(tmp_path / "other")
    assert other.add_folder(tmp_path / "export", "de") == Imported(1, 0)
    assert [clip.text for clip in other.clips()] == [NAMES]


def test_a_folder_added_twice_counts_once(store: ClipStore, folder: Path) -> None:
    write_wav(folder / "a.wav")
    (folder / "metadata.jsonl").write_text('{"file_name": "a.wav", "sentence": "Guten Tag."}\n')
    assert store.add_folder(folder, "de") == Imported(1, 0)
    assert store.add_folder(folder, "de") == Imported(0, 0)
    assert [clip.text for clip in store.clips()] == [ReadingText("Guten Tag.", TextKind.FOLDER, "de")]


def test_recordings_that_are_no_audio_are_left_out_and_counted(store: ClipStore, folder: Path) -> None:
    write_wav(folder / "a.wav")
    (folder / "b.wav").write_text("no sound")
    rows = [{"file_name": name, "transcription": name} for name in ("a.wav", "b.wav")]
    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert store.add_folder(folder, "en") == Imported(1, 1)


def test_a_table_with_commas_in_its_texts_is_read(folder: Path) -> None:
    write_wav(folder / "train" / "a.wav")
    with (folder / "train" / "metadata.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["file_name", "transcription"], ["a.wav", "One, two."]])
    assert [row.text for row in read_folder(folder)] == ["One, two."]


@pytest.mark.parametrize("name", ["../secret.wav", "/etc/passwd", "missing.wav"])
def test_no_row_leads_out_of_the_folder(folder: Path, name: str) -> None:
    write_wav(folder.parent / "secret.wav")
    write_wav(folder / "a.wav")
    rows = [{"file": name, "text": "Secret."}, {"file": "a.wav", "text": "Mine."}]
    (folder / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [row.text for row in read_folder(folder)] == ["Mine."]


@pytest.mark.parametrize("content", ["[1]\n", "{\n", "[" * 100_000, '{"file_name": "a.wav"}\n', ""])
def test_a_table_of_no_use_is_refused_with_a_sentence(folder: Path, content: str) -> None:
    write_wav(folder / "a.wav")
    (folder / "metadata.jsonl").write_text(content)
    with pytest.raises(DictateError):
        read_folder(folder)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_texts_to_read_cover_every_kind_and_contain_their_terms(language: str) -> None:
    texts = reading_texts(language)
    assert {text.kind for text in texts} == {
        TextKind.ORDINARY,
        TextKind.TECHNICAL,
        TextKind.NAMES,
        TextKind.FAST,
        TextKind.NOISY,
    }
    assert [term for text in texts for term in text.terms if term.casefold() not in text.text.casefold()] == []


def test_languages_without_texts_read_the_english_ones() -> None:
    assert reading_texts("tlh") == reading_texts("en") == reading_texts("../en")
