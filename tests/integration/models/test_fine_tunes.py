"""Fine-tunes as people have them, imported and heard: real weights, the real recognizer, a real recording."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate import cli
from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.models.adding import AddRequest, add
from dictate.models.check_report import CheckReport
from dictate.models.importers.ct2_writer import Quantization
from dictate.models.progress import SilentObserver
from dictate.models.store import InstalledModel, ModelStore
from dictate.trial import check
from dictate.trial.model_check import shipped_sample
from tests.integration.models.checkpoints import huggingface_of, state_of
from tests.unit.models import small_whisper

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def recognizer() -> Iterator[WorkerRecognizer]:
    recognizer = WorkerRecognizer()
    yield recognizer
    recognizer.close()


@pytest.fixture
def with_lenders(published: ModelStore, store: ModelStore) -> ModelStore:
    """A store whose installed models can lend tokenizers and be bases."""
    store.root.mkdir(parents=True)
    for name in ("tiny.en", "base"):
        (store.root / name).symlink_to(published.get(name).folder)
    return store


def heard(model: InstalledModel, recognizer: WorkerRecognizer) -> CheckReport:
    return check.check(model, shipped_sample(), recognizer, SilentObserver())


@pytest.mark.parametrize("quantization", Quantization)
def test_a_hugging_face_folder_writes_what_was_said(
    quantization: Quantization, published: ModelStore, store: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    source = huggingface_of(published.get("tiny.en").folder, tmp_path / "tuned")
    model = add(AddRequest(str(source), quantization=quantization), store, SilentObserver())
    report = heard(model, recognizer)
    assert report.trusted
    assert report.error_rate < 0.2


def test_a_bare_multilingual_fine_tune_is_completed(
    with_lenders: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    source = huggingface_of(with_lenders.get("base").folder, tmp_path / "tuned")
    for name in ("generation_config.json", "tokenizer.json"):
        (source / name).unlink()
    model = add(AddRequest(str(source)), with_lenders, SilentObserver())
    assert len(model.manifest.completed) == 4
    assert model.manifest.family == "base"
    assert heard(model, recognizer).error_rate < 0.2


def test_the_tokenizer_of_another_size_is_replaced(
    with_lenders: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    source = huggingface_of(with_lenders.get("base").folder, tmp_path / "tuned")
    wrong = with_lenders.get("tiny.en").folder / "tokenizer.json"
    (source / "tokenizer.json").write_bytes(wrong.read_bytes())
    model = add(AddRequest(str(source)), with_lenders, SilentObserver())
    assert any("does not fit" in sentence for sentence in model.manifest.completed)
    assert heard(model, recognizer).error_rate < 0.2


@pytest.mark.parametrize("kind", ["ggml", "gguf", "openai", "pytorch"])
def test_single_files(kind: str, with_lenders: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path) -> None:
    tensors = state_of(with_lenders.get("tiny.en").folder)
    small = {name: tensor.astype(np.float32) if tensor.ndim == 1 else tensor for name, tensor in tensors.items()}
    match kind:
        case "ggml":
            # The sizes in the head are those of the small model; only its numbers of heads are used.
            heads = {"WIDTH": 384, "LAYERS": 4}
            path = write_ggml(tmp_path / "mine.bin", small, heads)
        case "gguf":
            path = small_whisper.write_gguf(tmp_path / "mine.gguf", small_whisper.openai_state(small))
        case "openai":
            path = small_whisper.write_torch(
                tmp_path / "mine.pt", small_whisper.openai_state(tensors), wrap="model_state_dict"
            )
        case _:
            path = small_whisper.write_torch(tmp_path / "mine.bin", tensors)
    model = add(AddRequest(str(path)), with_lenders, SilentObserver())
    assert model.manifest.family == "tiny.en"
    assert heard(model, recognizer).error_rate < 0.2


def write_ggml(path: Path, tensors: small_whisper.State, sizes: dict[str, int]) -> Path:
    small_whisper.write_ggml(path, tensors)
    content = bytearray(path.read_bytes())
    # Fields 4 and 8 of the head: audio and text heads.
    content[16:20] = content[32:36] = (sizes["WIDTH"] // 64).to_bytes(4, "little")
    path.write_bytes(content)
    return path


def test_an_adapter_on_the_installed_base(
    with_lenders: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    module = "base_model.model.model.decoder.layers.0.self_attn.q_proj"
    harmless = {f"{module}.lora_A.weight": np.zeros((2, 384), np.float32)}
    harmless[f"{module}.lora_B.weight"] = np.zeros((384, 2), np.float32)
    adapter = small_whisper.write_adapter(
        tmp_path / "adapter", harmless, base_model_name_or_path="openai/whisper-tiny.en"
    )
    model = add(AddRequest(str(adapter)), with_lenders, SilentObserver())
    assert (model.folder / "model.bin").stat().st_size > 70_000_000
    assert heard(model, recognizer).error_rate < 0.2


def test_a_ruined_fine_tune_is_not_trusted(
    published: ModelStore, store: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    tensors = state_of(published.get("tiny.en").folder)
    random = np.random.RandomState(1)
    for name in tensors:
        if "decoder.layers" in name and name.endswith("fc2.weight"):
            tensors[name] = (random.standard_normal(tensors[name].shape) * 0.2).astype(np.float16)
    source = huggingface_of(published.get("tiny.en").folder, tmp_path / "ruined")
    small_whisper.write_safetensors(source / "model.safetensors", tensors)
    model = add(AddRequest(str(source)), store, SilentObserver())
    report = heard(model, recognizer)
    assert not report.trusted
    assert report.sentences()


def test_word_times_and_language_detection_work_after_completion(
    with_lenders: ModelStore, recognizer: WorkerRecognizer, tmp_path: Path
) -> None:
    source = huggingface_of(with_lenders.get("base").folder, tmp_path / "tuned")
    (source / "generation_config.json").write_text(json.dumps({"suppress_tokens": [], "alignment_heads": None}))
    model = add(AddRequest(str(source)), with_lenders, SilentObserver())
    sample = shipped_sample()
    recognizer.load(ModelChoice(model.name, model.folder))
    segment = check.segment_of(sample)
    assert recognizer.detect_language(segment)[0] == "en"
    transcript = recognizer.transcribe(segment, RecognizerRequest("en", word_times=True))
    starts = [word.start_s for word in transcript.words if word.start_s is not None]
    assert len(starts) > 5
    assert starts == sorted(starts)


def test_the_command_from_the_folder_to_the_choice(
    published: ModelStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = huggingface_of(published.get("tiny.en").folder, tmp_path / "tuned")
    assert cli.main(["models", "add", str(source), "--quantization", "int8"]) == 0
    assert cli.main(["models", "use", "tuned"]) == 0
    capsys.readouterr()
    assert cli.main(["models", "info", "tuned", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["chosen"]
    assert row["state"] == "ready"
    assert row["check"]["faults"] == []
    assert row["check"]["resident_mb"] > 50
