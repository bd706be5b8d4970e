import contextlib
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate.models.importers import ct2_file, ggml_blocks, ggml_file, gguf_file
from dictate.models.importers.checkpoint import Checkpoint
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.ggml_blocks import GgmlType
from dictate.models.importers.tensors import float32
from tests.unit.models import small_whisper
from tests.unit.models.small_whisper import State
from tests.unit.models.test_ct2_writer import convert


def half(value: float) -> bytes:
    return np.float16(value).tobytes()


CODES = bytes(range(16))
"""Low halves 0 to 15, high halves 0."""

BLOCKS = {
    GgmlType.Q4_0: (half(2) + CODES, [2.0 * (code - 8) for code in range(16)] + [-16.0] * 16),
    GgmlType.Q4_1: (half(2) + half(5) + CODES, [2.0 * code + 5 for code in range(16)] + [5.0] * 16),
    GgmlType.Q5_0: (
        half(2) + struct.pack("<I", 0x0001_0001) + CODES,
        [2.0 * (16 - 16), *(2.0 * (code - 16) for code in range(1, 16)), 2.0 * (16 - 16), *[-32.0] * 15],
    ),
    GgmlType.Q5_1: (
        half(2) + half(1) + struct.pack("<I", 0x8000_0000) + CODES,
        [2.0 * code + 1 for code in range(16)] + [1.0] * 15 + [33.0],
    ),
    GgmlType.Q8_0: (half(0.5) + struct.pack("<32b", *range(-16, 16)), [0.5 * code for code in range(-16, 16)]),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_blocks(kind: GgmlType) -> None:
    block, expected = BLOCKS[kind]
    assert ggml_blocks.dequantized(kind, block * 2).tolist() == expected * 2
    assert ggml_blocks.byte_count(kind, (2, 32)) == 2 * len(block)


@pytest.mark.parametrize(("number", "kind"), [(10, "q2_k"), (12, "q4_k"), (14, "q6_k"), (20, "iq4_nl"), (99, "99")])
def test_types_that_are_not_read_are_named(number: int, kind: str) -> None:
    with pytest.raises(NotImportableError, match=f"as {kind}, which is not read .encoder.conv1.weight"):
        ggml_blocks.type_of(number, "encoder.conv1.weight")


def test_broken_rows_are_refused() -> None:
    with pytest.raises(NotImportableError, match="whole blocks"):
        ggml_blocks.byte_count(GgmlType.Q4_0, (2, 31))


def assert_holds(checkpoint: Checkpoint, tensors: State) -> None:
    for name, tensor in checkpoint.tensors.items():
        ours = float32(tensor.element, tensor.rows(0, tensor.shape[0]))
        assert np.array_equal(ours, tensors[f"model.{name}"].astype(np.float32)), name


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_whisper_cpp(dtype: str, tmp_path: Path) -> None:
    tensors = small_whisper.state(dtype=dtype)
    checkpoint = ggml_file.read(small_whisper.write_ggml(tmp_path / "ggml.bin", tensors))
    assert_holds(checkpoint, tensors)
    assert checkpoint.architecture.encoder_heads == 2


@pytest.mark.parametrize("naming", [small_whisper.openai_state, dict])
def test_gguf(naming: Callable[[State], State], tmp_path: Path) -> None:
    tensors = small_whisper.state()
    checkpoint = gguf_file.read(small_whisper.write_gguf(tmp_path / "x.gguf", naming(tensors)))
    assert_holds(checkpoint, tensors)


def test_a_gguf_of_another_kind_is_named(tmp_path: Path) -> None:
    path = small_whisper.write_gguf(tmp_path / "x.gguf", {"a": np.zeros(2, np.float32)}, architecture="llama")
    with pytest.raises(NotImportableError, match="'llama', not a Whisper"):
        gguf_file.read(path)


def test_a_gguf_that_claims_a_million_tensors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1_000_000, 0) + bytes(100))
    with pytest.raises(NotImportableError, match="1,000,000 tensors"):
        gguf_file.read(path)


READERS: dict[str, Callable[[Path], object]] = {"ggml": ggml_file.read, "gguf": gguf_file.read, "ct2": ct2_file.index}


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("formats")
    tensors = {name: tensor for name, tensor in small_whisper.state().items() if tensor.size < 10_000}
    converted = convert(small_whisper.write_huggingface(folder / "hf"), folder / "ct2", "int8")
    tensors["model.decoder.embed_tokens.weight"] = np.zeros((32, small_whisper.WIDTH), np.float32)
    return {
        "ggml": small_whisper.write_ggml(folder / "a", tensors).read_bytes(),
        "gguf": small_whisper.write_gguf(folder / "b", tensors).read_bytes(),
        "ct2": (converted / "model.bin").read_bytes(),
    }


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_refused_or_read(
    kind: str, data: st.DataObject, contents: dict[str, bytes], tmp_path: Path
) -> None:
    content = bytearray(contents[kind])
    near_the_head = st.integers(0, min(2000, len(content) - 1))
    for _ in range(data.draw(st.integers(0, 5))):
        place = data.draw(near_the_head)
        junk = data.draw(st.binary(min_size=1, max_size=8))
        content[place : place + len(junk)] = junk
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(4, len(content)))]
    path = tmp_path / kind
    path.write_bytes(content)
    with contextlib.suppress(NotImportableError):
        READERS[kind](path)


@pytest.mark.parametrize("kind", READERS)
def test_a_file_that_was_cut_off_is_called_so(kind: str, contents: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / kind
    path.write_bytes(contents[kind][:-1000])
    with pytest.raises(NotImportableError, match="ends"):
        READERS[kind](path)
