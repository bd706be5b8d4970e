import contextlib
import io
import json
import os
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_of_hugging_faces_cache_the_current_commit_is_taken(tmp_path: Path) -> None:
    repository = tmp_path / "hub" / "models--me--mine"
    for commit in ("0123abc", "4567def"):
        small_whisper.write_huggingface(repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("4567def")
    assert inspect(tmp_path / "hub") == Found(Kind.HUGGINGFACE, repository / "snapshots" / "4567def")


def test_a_reference_that_leads_out_of_the_cache_is_not_followed(tmp_path: Path) -> None:
    small_whisper.write_huggingface(tmp_path / "elsewhere")
    repository = tmp_path / "models--me--mine"
    (repository / "snapshots").mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("../../elsewhere")
    with pytest.raises(DictateError, match="No model was found"):
        inspect(repository)


def test_weights_under_a_name_of_their_owners_are_found(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").rename(folder / "final.safetensors")
    assert inspect(folder) == Found(Kind.HUGGINGFACE, folder)
    assert inspect(folder / "final.safetensors") == Found(Kind.HUGGINGFACE, folder)


def test_a_config_stands_for_its_folder(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "x")
    assert inspect(folder / "config.json") == Found(Kind.HUGGINGFACE, folder)


def test_a_config_without_weights_is_said(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").unlink()
    with pytest.raises(DictateError, match=r"config\.json but without weights"):
        inspect(folder)


def test_a_link_that_leads_nowhere_is_an_incomplete_download(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to("../../blobs/0123")
    with pytest.raises(DictateError, match=r"link to a file that is not there.*incomplete"):
        inspect(folder)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 967000000\n", "git lfs pull"),
        (b"<!DOCTYPE html><html><body>Access is restricted</body></html>", "a web page"),
    ],
)
def test_what_only_bears_the_name_of_weights_is_named(content: bytes, problem: str, tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(DictateError, match=problem):
        inspect(folder)


def test_a_pipe_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DictateError, match="neither a file nor a folder"):
        inspect(tmp_path / "pipe")


def test_several_models_are_named(tmp_path: Path) -> None:
    small_whisper.write_huggingface(tmp_path / "checkpoint-500")
    small_whisper.write_huggingface(tmp_path / "checkpoint-1000")
    with pytest.raises(DictateError, match=r"several models: checkpoint-1000, checkpoint-500.*Name the one you mean"):
        inspect(tmp_path)


def test_what_a_training_keeps_beside_its_model_is_no_model(tmp_path: Path) -> None:
    folder = small_whisper.write_huggingface(tmp_path / "run" / "checkpoint-700")
    for place in (tmp_path / "run", folder):
        small_whisper.write_torch(place / "optimizer.pt", {"exp_avg": np.zeros((2, 2), np.float32)})
        small_whisper.write_torch_archive(place / "training_args.bin", b"\x80\x02ctransformers\nArguments\n)\x81.")
    assert inspect(tmp_path / "run") == Found(Kind.HUGGINGFACE, folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(DictateError, match=r"config\.json but without weights"):
        inspect(folder)


def test_a_file_and_a_folder_are_two_models(tmp_path: Path) -> None:
    small_whisper.write_ggml(tmp_path / "ggml-base.bin", state())
    small_whisper.write_huggingface(tmp_path / "mine")
    with pytest.raises(DictateError, match=r"several models: ggml-base\.bin, mine"):
        inspect(tmp_path)


def test_an_adapter_alone_lacks_its_description(tmp_path: Path) -> None:
    small_whisper.write_safetensors(tmp_path / "adapter_model.safetensors", halves())
    with pytest.raises(DictateError, match=r"an adapter without its adapter_config\.json"):
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


def keras(path: Path) -> None:
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))


def openvino(path: Path) -> None:
    path.write_bytes(b'<?xml version="1.0"?>\n<net name="whisper" version="11">' + bytes(100))


def numpy_arrays(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, weights=np.zeros(100))


def mlx(path: Path) -> None:
    small_whisper.write_huggingface(path)
    (path / "config.json").write_text(json.dumps({"n_mels": 80, "n_audio_state": 512}))


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
        (keras, "Keras"),
        (openvino, "OpenVINO"),
        (numpy_arrays, "MLX"),
        (mlx, "MLX"),
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


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"Rar!\x1a\x07", "a rar archive"),
        (bytes(257) + b"ustar", "a tar archive"),
    ],
)
def test_an_archive_is_to_be_unpacked(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content + bytes(600))
    with pytest.raises(DictateError, match=f"{what}.*Unpack it"):
        inspect(tmp_path)


@pytest.mark.parametrize("content", [pickle.dumps([1] * 100), b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." + bytes(100)])
def test_pickles_outside_of_an_archive_are_to_be_saved_again(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pt").write_bytes(content)
    with pytest.raises(DictateError, match="save it anew"):
        inspect(tmp_path / "x.pt")


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


@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"GGUF", b"lmgg", b"\x08\x07\x12", b"<?xml", b"\x80\x02", b"7z\xbc\xaf\x27\x1c"]
    ),
    rest=st.binary(max_size=600),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_a_model_or_refused_with_a_sentence(start: bytes, rest: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(start + rest)
    with contextlib.suppress(DictateError):
        assert inspect(tmp_path).path == tmp_path / "x.bin"
