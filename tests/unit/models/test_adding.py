"""From a folder, a file or a repository to an installed model."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dictate.errors import DictateError
from dictate.models import adding, bases, catalogue
from dictate.models.adding import AddRequest, add, suggested_name
from dictate.models.importers import ct2_file
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.importers.errors import AnswerNeededError
from dictate.models.progress import CancelledError, SilentObserver
from dictate.models.store import ModelStore, pinned
from tests.unit.models import small_whisper
from tests.unit.models.hub_server import HubServer
from tests.unit.models.observers import RecordingObserver
from tests.unit.models.small_whisper import state, write_adapter, write_huggingface, write_torch
from tests.unit.models.test_lora import halves
from tests.unit.models.test_store import DESCRIPTION

CARD = """---
language:
- sv
license: apache-2.0
base_model: openai/whisper-tiny
---
# My model
"""
REVISION = "d" * 40


def install(source: Path, store: ModelStore, **changes: object) -> Path:
    return add(AddRequest(str(source), **changes), store, SilentObserver()).folder  # type: ignore[arg-type]


def test_a_folder_becomes_a_model_with_its_card(store: ModelStore, tmp_path: Path) -> None:
    folder = write_huggingface(tmp_path / "my fine-tune")
    (folder / "README.md").write_text(CARD)
    model = add(AddRequest(str(folder)), store, SilentObserver())
    assert model.name == "my-fine-tune"
    assert store.verify(model.name) == []
    known = model.manifest
    assert (known.licence, known.languages, known.quantization) == ("apache-2.0", ("sv",), "float16")
    assert known.source == str(folder)
    assert known.original_format == "Hugging Face Whisper, safetensors"
    assert known.parameters == sum(tensor.size for tensor in state().values())
    assert (model.folder / "README.md").read_text() == CARD
    files = {path.name for path in model.folder.iterdir()}
    assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"} < files


def test_the_base_of_an_adapter_may_lie_in_the_home_folder(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write_huggingface(tmp_path / "base model")
    adapter = write_adapter(tmp_path / "adapter", halves())
    assert install(adapter, store, base="~/base model").is_dir()


def test_a_base_that_is_not_there_is_asked_for_again(store: ModelStore, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter", halves())
    with pytest.raises(AnswerNeededError, match="'nowhere' is neither a folder nor a model"):
        install(adapter, store, base="nowhere")


def test_a_folder_whose_name_is_no_text_is_added(store: ModelStore, tmp_path: Path) -> None:
    folder = write_huggingface(tmp_path / "x")
    strange = os.fsencode(tmp_path) + b"/caf\xe9"
    folder.rename(os.fsdecode(strange))
    model = add(AddRequest(os.fsdecode(strange)), store, SilentObserver())
    assert model.name == "caf"
    assert model.manifest.source.endswith("/caf?")


def test_shards_without_their_index_are_joined(store: ModelStore, tmp_path: Path) -> None:
    whole = write_huggingface(tmp_path / "whole")
    parts = write_huggingface(tmp_path / "parts")
    tensors = list(state().items())
    (parts / "model.safetensors").unlink()
    small_whisper.write_safetensors(parts / "model-00001-of-00002.safetensors", dict(tensors[:20]))
    small_whisper.write_safetensors(parts / "model-00002-of-00002.safetensors", dict(tensors[20:]))
    assert (install(parts, store) / "model.bin").read_bytes() == (install(whole, store) / "model.bin").read_bytes()


def test_a_missing_shard_is_noticed_without_the_index(store: ModelStore, tmp_path: Path) -> None:
    folder = write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").unlink()
    small_whisper.write_safetensors(folder / "a.safetensors", dict(list(state().items())[:20]))
    with pytest.raises(DictateError, match="incomplete"):
        install(folder, store)


def test_two_whole_models_in_a_folder_are_told_apart(store: ModelStore, tmp_path: Path) -> None:
    folder = write_huggingface(tmp_path / "x")
    (folder / "model.safetensors").rename(folder / "old.safetensors")
    shutil.copyfile(folder / "old.safetensors", folder / "new.safetensors")
    with pytest.raises(DictateError, match=r"several models: new\.safetensors, old\.safetensors"):
        install(folder, store)


@pytest.mark.parametrize("quantization", Quantization)
def test_the_user_chooses_the_quantization(quantization: Quantization, store: ModelStore, tmp_path: Path) -> None:
    folder = install(write_huggingface(tmp_path / "x"), store, quantization=quantization)
    assert ct2_file.index(folder / "model.bin").quantization == quantization.value


def test_a_ctranslate2_folder_is_taken_as_it_is(store: ModelStore, tmp_path: Path) -> None:
    first = install(write_huggingface(tmp_path / "x"), store, quantization=Quantization.INT8)
    second = install(first, store, name="second")
    assert (second / "model.bin").read_bytes() == (first / "model.bin").read_bytes()
    assert (second / "config.json").read_bytes() == (first / "config.json").read_bytes()


def test_a_ctranslate2_folder_can_be_quantized(store: ModelStore, tmp_path: Path) -> None:
    wide = install(write_huggingface(tmp_path / "x"), store, name="wide", quantization=Quantization.FLOAT32)
    narrow = install(wide, store, name="narrow", quantization=Quantization.INT8)
    direct = install(tmp_path / "x", store, name="direct", quantization=Quantization.INT8)
    assert (narrow / "model.bin").read_bytes() == (direct / "model.bin").read_bytes()
    with pytest.raises(DictateError, match="rounded to int8"):
        install(narrow, store, name="wider", quantization=Quantization.FLOAT16)


def test_what_a_ctranslate2_folder_lacks_is_completed(store: ModelStore, tmp_path: Path) -> None:
    whole = install(write_huggingface(tmp_path / "x"), store)
    poor = tmp_path / "poor"
    shutil.copytree(whole, poor)
    for name in ("preprocessor_config.json", "vocabulary.json", "dictate.json"):
        (poor / name).unlink()
    (poor / "config.json").write_text(json.dumps({"lang_ids": [], "alignment_heads": [], "suppress_ids": []}))
    folder = install(poor, store, name="mended")
    config = json.loads((folder / "config.json").read_text())
    assert config["lang_ids"] == [22, 23]
    assert config["alignment_heads"]
    assert (folder / "vocabulary.json").is_file()


def test_an_adapter_on_a_base_named_by_the_user(store: ModelStore, tmp_path: Path) -> None:
    base = write_huggingface(tmp_path / "base")
    adapter = write_adapter(tmp_path / "adapter", halves(), base_model_name_or_path="someone/unknown")
    with pytest.raises(DictateError, match=r"needs its base model, 'someone/unknown'.*--base"):
        install(adapter, store)
    from_folder = install(adapter, store, name="a", base=str(base), quantization=Quantization.FLOAT32)
    install(base, store, name="installed", quantization=Quantization.FLOAT32)
    from_store = install(adapter, store, name="b", base="installed", quantization=Quantization.FLOAT32)
    plain = store.get("installed").folder
    assert (from_folder / "model.bin").read_bytes() == (from_store / "model.bin").read_bytes()
    assert (from_folder / "model.bin").read_bytes() != (plain / "model.bin").read_bytes()


def test_an_adapter_finds_an_installed_base_of_the_published_name(store: ModelStore, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter", halves(), base_model_name_or_path="openai/whisper-tiny.en")
    with pytest.raises(DictateError, match=r"Install it: dictate models download tiny\.en"):
        install(adapter, store)
    install(write_huggingface(tmp_path / "base"), store, name="tiny.en")
    assert install(adapter, store).is_dir()


def test_an_int8_base_is_refused(store: ModelStore, tmp_path: Path) -> None:
    install(write_huggingface(tmp_path / "base"), store, name="base", quantization=Quantization.INT8)
    adapter = write_adapter(tmp_path / "adapter", halves())
    with pytest.raises(DictateError, match="rounded to int8"):
        install(adapter, store, base="base")


def test_a_vocabulary_that_nobody_knows_is_refused(store: ModelStore, tmp_path: Path) -> None:
    source = small_whisper.write_ggml(tmp_path / "ggml-mine.bin", state())
    with pytest.raises(DictateError, match="no tokenizer that fits"):
        install(source, store)


@pytest.mark.parametrize(("english_only", "size"), [(True, 51_864), (False, 51_865)])
def test_tokenizers_are_borrowed_from_installed_models(english_only: bool, size: int, store: ModelStore) -> None:
    with pytest.raises(DictateError, match="Install a base model first"):
        bases.base_tokenizer(store, english_only)
    content = json.dumps(small_whisper.published_tokenizer(size)).encode()
    with store.staging("lender") as staging:
        (staging.folder / "tokenizer.json").write_bytes(content)
        staging.publish(pinned(DESCRIPTION, staging.folder))
    assert bases.base_tokenizer(store, english_only) == content
    with pytest.raises(DictateError, match="Install a base model first"):
        bases.base_tokenizer(store, not english_only)


def test_a_base_that_is_nowhere(store: ModelStore, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter", halves())
    with pytest.raises(DictateError, match="neither a folder nor a model"):
        install(adapter, store, base="nothing")


def test_a_name_that_is_taken_is_refused_before_any_work(store: ModelStore, tmp_path: Path) -> None:
    source = write_huggingface(tmp_path / "mine")
    install(source, store)
    with pytest.raises(DictateError, match=r"a model 'mine' already.*--name"):
        install(source, store)


def test_cancelling_leaves_nothing(store: ModelStore, tmp_path: Path) -> None:
    source = write_huggingface(tmp_path / "mine")
    with pytest.raises(CancelledError):
        add(AddRequest(str(source)), store, RecordingObserver(lambda seen: len(seen.steps) > 5))
    assert store.installed() == []
    assert list((store.root / ".staging").iterdir()) == []


def test_a_base_of_the_published_name_by_somebody_else_is_said(store: ModelStore, tmp_path: Path) -> None:
    install(write_huggingface(tmp_path / "base"), store, name="tiny.en")
    adapter = write_adapter(tmp_path / "adapter", halves(), base_model_name_or_path="unsloth/whisper-tiny.en")
    install(adapter, store)
    assert store.get("adapter").manifest.completed[0] == (
        "The adapter names unsloth/whisper-tiny.en as its base: it was merged into the published tiny.en."
    )


def test_a_file_of_hugging_faces_cache_stands_for_its_snapshot(store: ModelStore, tmp_path: Path) -> None:
    source = write_huggingface(tmp_path / "mine")
    blobs = tmp_path / "models--me--whisper-sv" / "blobs"
    snapshot = blobs.parent / "snapshots" / ("a" * 40)
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for number, file in enumerate(source.iterdir()):
        file.rename(blobs / str(number))
        (snapshot / file.name).symlink_to(Path("../../blobs") / str(number))
    assert install(snapshot / "model.safetensors", store).name == "whisper-sv"


@pytest.mark.parametrize("converted", [False, True])
def test_a_source_that_is_moved_meanwhile_is_what_cannot_be_read(
    converted: bool, store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_huggingface(tmp_path / "mine")
    if converted:
        source = install(source, ModelStore(tmp_path / "elsewhere")).rename(tmp_path / "converted")
    before = ModelStore.need_space

    def move_then_go_on(self: ModelStore, bytes_needed: int) -> None:
        before(self, bytes_needed)
        source.rename(tmp_path / "moved")

    monkeypatch.setattr(ModelStore, "need_space", move_then_go_on)
    with pytest.raises(DictateError, match=rf"{source}.* cannot be read.*nobody has moved it"):
        install(source, store)
    assert store.installed() == []


def test_an_adapter_alone_in_a_pytorch_file_lacks_its_description(store: ModelStore, tmp_path: Path) -> None:
    file = write_torch(tmp_path / "adapter_model.bin", halves())
    with pytest.raises(DictateError, match=r"an adapter without its adapter_config\.json"):
        install(file, store)


def test_weights_in_four_bits_are_told_by_their_tensors(store: ModelStore, tmp_path: Path) -> None:
    packed = {**state(), "model.encoder.layers.0.fc1.weight.absmax": np.zeros(4, np.float32)}
    with pytest.raises(DictateError, match="saved in 8 or 4 bits"):
        install(write_huggingface(tmp_path / "mine", packed), store)


def test_a_full_disk_is_found_before_the_conversion(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DictateError, match="has only 0 MB free"):
        install(write_huggingface(tmp_path / "mine"), store)


def test_a_disk_that_fills_up_meanwhile(store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding.ct2_writer, "_write_weights", full)
    with pytest.raises(DictateError, match=r"The disk of .* is full"):
        install(write_huggingface(tmp_path / "mine"), store)
    assert store.installed() == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DictateError, match="cannot be written"):
        install(write_huggingface(tmp_path / "mine"), ModelStore(tmp_path / "file" / "models"))


_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from dictate.models.adding import AddRequest, add
from dictate.models.store import ModelStore, pinned
class Killer:
    steps = 0
    def progress(self, *step):
        Killer.steps += 1
        if Killer.steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    def notice(self, sentence): pass
    def cancelled(self): return False
add(AddRequest(sys.argv[1], "mine"), ModelStore(Path(sys.argv[2])), Killer())
print(Killer.steps)
"""


@pytest.mark.parametrize("step", [1, 20, 60, 63, 66])
def test_kill_at_any_step_of_a_conversion_leaves_no_half_model(step: int, store: ModelStore, tmp_path: Path) -> None:
    source = write_huggingface(tmp_path / "mine")
    command = [sys.executable, "-c", _KILLED_AT, str(source), str(store.root), str(step)]
    result = subprocess.run(command, env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False)  # noqa: PTH109
    assert result.returncode == -9
    assert store.installed() == []
    assert install(source, store).is_dir()
    assert store.verify("mine") == []


def test_names_are_made_from_folders_and_files(tmp_path: Path) -> None:
    (tmp_path / "ggml-base.en.bin").touch()
    assert suggested_name(tmp_path / "ggml-base.en.bin") == "ggml-base.en"
    assert suggested_name(Path("/a/Mein schönes Modell!")) == "Mein-schones-Modell"
    assert suggested_name(Path("/a/run-7/checkpoint-500")) == "run-7-checkpoint-500"
    assert suggested_name(Path("/hub/models--me--whisper-sv/snapshots/0123")) == "whisper-sv"
    assert suggested_name(Path("/a/...")) == "model"
    assert len(suggested_name(Path("/" + "x" * 200))) == 64


# --- from the hub ----------------------------------------------------------------------------------------------


def repository_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_repository_is_downloaded_converted_and_remembered(
    hub_server: HubServer, store: ModelStore, tmp_path: Path
) -> None:
    files = repository_files(write_huggingface(tmp_path / "x"))
    extra = {"README.md": CARD.encode(), "flax_model.msgpack": b"x" * 1000, "pytorch_model.bin": b"y" * 1000}
    hub_server.add_repository("me/whisper-sv", REVISION, {**files, **extra})
    model = add(AddRequest("me/whisper-sv"), store, SilentObserver())
    assert model.name == "whisper-sv"
    known = model.manifest
    assert (known.source, known.revision, known.publisher) == ("me/whisper-sv", REVISION, "me")
    asked = {path.rpartition("/")[2] for path, _, _ in hub_server.requests}
    assert "model.safetensors" in asked
    assert not {"flax_model.msgpack", "pytorch_model.bin"} & asked
    assert list((store.root / ".downloads").iterdir()) == []


def test_an_adapter_repository_downloads_its_base(
    hub_server: HubServer, store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = write_adapter(tmp_path / "a", halves(), base_model_name_or_path="openai/whisper-tiny.en")
    hub_server.add_repository("me/adapter", REVISION, repository_files(adapter))
    base = install(write_huggingface(tmp_path / "x"), ModelStore(tmp_path / "other"), name="y")
    files = {name: content for name, content in repository_files(base).items() if name != "dictate.json"}
    published = catalogue.get("tiny.en")
    source = published.sources[0]
    assert isinstance(source, catalogue.HubSource)
    hub_server.add_repository(source.repository, source.revision, files)
    pins = tuple(
        catalogue.FilePin(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    )
    entry = catalogue.CatalogueEntry(**{**published.__dict__, "files": pins, "sources": (source,)})
    monkeypatch.setattr(catalogue, "catalogue", lambda: (entry,))
    observer = RecordingObserver()
    add(AddRequest("me/adapter"), store, observer)
    assert observer.notices == ["The adapter's base model tiny.en is downloaded first."]
    assert {model.name for model in store.installed()} == {"adapter", "tiny.en"}


def test_a_repository_without_a_model(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("me/data", REVISION, {"train.csv": b"a,b"})
    with pytest.raises(DictateError, match="holds no model that Dictate can read"):
        add(AddRequest("me/data"), store, SilentObserver())


def test_a_repository_with_several_models(hub_server: HubServer, store: ModelStore) -> None:
    hub_server.add_repository("me/ggml", REVISION, {"ggml-a.bin": b"1", "ggml-b.bin": b"2"})
    with pytest.raises(DictateError, match=r"several models: ggml-a\.bin, ggml-b\.bin"):
        add(AddRequest("me/ggml"), store, SilentObserver())


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(404, "no repository 'me/none'.*Check the name"), (401, "private or gated.*HF_TOKEN"), (500, "status 500")],
)
def test_a_repository_that_is_not_to_be_had(
    status: int, sentence: str, hub_server: HubServer, store: ModelStore
) -> None:
    hub_server.status["/api/models/me/none/revision/main"] = status
    with pytest.raises(DictateError, match=sentence):
        add(AddRequest("me/none"), store, SilentObserver())


@pytest.mark.parametrize("listing", [b"", b"[]", b"{}", b'{"sha": "x", "siblings": [{"rfilename": "a"}]}'])
def test_a_listing_that_makes_no_sense(listing: bytes, hub_server: HubServer, store: ModelStore) -> None:
    hub_server.files["/api/models/me/odd/revision/main"] = listing
    with pytest.raises(DictateError, match="makes no sense"):
        add(AddRequest("me/odd"), store, SilentObserver())


def test_the_network_is_used_only_for_the_name_of_a_repository(hub_server: HubServer, store: ModelStore) -> None:
    with pytest.raises(DictateError, match="is not there"):
        add(AddRequest("no/such/folder"), store, SilentObserver())
    assert hub_server.requests == []
