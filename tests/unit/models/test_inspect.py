import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.errors import DictateError
from dictate.models.inspect import Found, Kind, inspect
from tests.unit.models import small_whisper
from tests.unit.models.small_whisper import state
from tests.unit.models.test_ct2_writer import convert
from tests.unit.models.test_lora import halves


def make_ct2(folder: Path) -> Path:
    source = small_whisper.write_huggingface(folder.parent / "source")
    return convert(source, folder, "int8")


# The names of the files say nothing, or the wrong thing.
MODELS: dict[Kind, Callable[[Path], Path]] = {
    Kind.CTRANSLATE2: lambda folder: make_ct2(folder / "x"),
    Kind.HUGGINGFACE: lambda folder: small_whisper.write_huggingface(folder / "x"),
    Kind.LORA: lambda folder: small_whisper.write_adapter(folder / "x", halves()),
    Kind.PYTORCH: lambda folder: small_whisper.write_torch(folder / "x.gguf", state()),
    Kind.GGML: lambda folder: small_whisper.write_ggml(folder / "x.pt", state()),
    Kind.GGUF: lambda folder: small_whisper.write_gguf(folder / "x.safetensors", state()),
}


@pytest.mark.parametrize("kind", MODELS)
def test_every_kind_is_known_by_its_content(kind: Kind, tmp_path: Path) -> None:
    path = MODELS[kind](tmp_path)
    assert inspect(path) == Found(kind, path)


def test_a_weights_file_stands_for_its_folder(tmp_path: Path) -> None:
    converted = make_ct2(tmp_path / "x")
    assert inspect(converted / "model.bin") == Found(Kind.CTRANSLATE2, converted)
    source = tmp_path / "source"
    assert inspect(source / "model.safetensors") == Found(Kind.HUGGINGFACE, source)


def test_a_single_model_deeper_down_is_found(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "models--me--mine" / "snapshots" / "0123")
    assert inspect(tmp_path / "models--me--mine") == Found(Kind.HUGGINGFACE, folder)


def test_several_models_are_named(tmp_path: Path) -> None:
    small_whisper.write_huggingface(tmp_path / "checkpoint-500")
    small_whisper.write_huggingface(tmp_path / "checkpoint-1000")
    with pytest.raises(DictateError, match=r"several models: checkpoint-1000, checkpoint-500.*Name the one you mean"):
        inspect(tmp_path)


def test_several_files_are_named(tmp_path: Path) -> None:
    small_whisper.write_ggml(tmp_path / "a.bin", state())
    small_whisper.write_gguf(tmp_path / "b.gguf", state())
    with pytest.raises(DictateError, match=r"several models: a\.bin, b\.gguf"):
        inspect(tmp_path)


def test_an_adapter_beside_whole_weights_is_ambiguous(tmp_path: Path) -> None:
    small_whisper.write_huggingface(tmp_path)
    small_whisper.write_adapter(tmp_path, halves())
    with pytest.raises(DictateError, match="more than one model"):
        inspect(tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="No model was found"):
        inspect(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear reader, " * 20)
    with pytest.raises(DictateError, match="No model was found"):
        inspect(tmp_path)
    with pytest.raises(DictateError, match="is not there"):
        inspect(tmp_path / "nowhere")


def onnx(path: Path) -> None:
    path.write_bytes(b"\x08\x07\x12\x07pytorch\x1a\x052.1.0" + bytes(100))


def core_ml(path: Path) -> None:
    (path / "Data" / "com.apple.CoreML").mkdir(parents=True)


def core_ml_file(path: Path) -> None:
    path.write_bytes(b"\x08\x05\x12\x20\x0a\x10" + bytes(100))


def tensorflow_lite(path: Path) -> None:
    path.write_bytes(b"\x1c\x00\x00\x00TFL3" + bytes(100))


def nemo(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("./model_config.yaml"), io.BytesIO())


def wav2vec2(path: Path) -> None:
    small_whisper.write_huggingface(path, model_type="wav2vec2")


def ctranslate2_of_another_kind(path: Path) -> None:
    path.mkdir()
    (path / "model.bin").write_bytes(struct.pack("<IH", 6, 13) + b"Wav2Vec2Spec\0" + bytes(100))


def weights_alone(path: Path) -> None:
    small_whisper.write_safetensors(path, {"a": np.zeros(8, np.float32)})


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (onnx, "ONNX"),
        (core_ml, "Core ML"),
        (core_ml_file, "Core ML"),
        (tensorflow_lite, "TensorFlow Lite"),
        (nemo, "NeMo"),
        (wav2vec2, "'wav2vec2'"),
        (ctranslate2_of_another_kind, "Wav2Vec2Spec"),
        (weights_alone, "without its folder"),
    ],
)
def test_other_models_are_recognized_and_named(make: Callable[[Path], None], what: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    make(path)
    with pytest.raises(DictateError, match=f"{what}.*Dictate runs Whisper only") as caught:
        inspect(path)
    assert caught.value.mend


def test_a_zip_archive_of_documents_is_no_model(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("letter.txt", "Dear reader")
    with pytest.raises(DictateError, match="No model was found"):
        inspect(tmp_path / "x.zip")


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(DictateError, match="No model was found"):
        inspect(tmp_path)


def test_a_config_that_is_no_json_is_named(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path)
    (folder / "config.json").write_text(json.dumps([1]))
    with pytest.raises(DictateError, match=r"config\.json is damaged"):
        inspect(folder)
