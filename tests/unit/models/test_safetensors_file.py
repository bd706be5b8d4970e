import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate.models.importers import safetensors_file
from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import Element, float32
from tests.unit.models.small_whisper import write_safetensors


def write(path: Path, header: Any, data: bytes = b"", length: int | None = None) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return path


def entry(kind: str = "F32", shape: Any = (1,), offsets: Any = (0, 4)) -> dict[str, Any]:
    return {"dtype": kind, "shape": shape, "data_offsets": offsets}


def test_every_float_type_is_read_as_its_numbers(tmp_path: Path) -> None:
    values = np.array([[1.5, -2.0], [0.25, 3.0]])
    tensors = {
        "single": values.astype(np.float32),
        "half": values.astype(np.float16),
        "double": values,
        "brain": (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16),
        "counter": np.array([7]),
    }
    read = safetensors_file.read(write_safetensors(tmp_path / "x", tensors))
    assert set(read) == {"single", "half", "double", "brain"}
    for tensor in read.values():
        assert np.array_equal(float32(tensor.element, tensor.rows(0, 2)), values)
        assert np.array_equal(float32(tensor.element, tensor.rows(1, 2)), values[1:])
    assert read["brain"].element is Element.BFLOAT16


@pytest.mark.parametrize(
    "header",
    [
        {"a": entry(offsets=(0, 8))},
        {"a": entry(offsets=(4, 0))},
        {"a": entry(offsets=(-4, 0))},
        {"a": entry(offsets=(0, 2**63))},
        {"a": entry(shape=(2**62, 4))},
        {"a": entry(shape=(2**40, 2**40))},
        {"a": entry(shape=(2,))},
        {"a": entry(shape=[True])},
        {"a": entry(shape=[1.0])},
        {"a": entry(shape=[1] * 9)},
        {"a": entry(shape="1")},
        {"a": entry(kind="F128")},
        {"a": entry(kind=["F32"])},
        {"a": {"dtype": "F32"}},
        {"a": entry(), "b": entry(offsets=(2, 6))},
        {"a": 1},
        [1],
        b"{" * 50_000,
        b"\xff\xfe",
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_headers_that_lie_are_refused(header: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x", header, bytes(6))
    with pytest.raises(NotImportableError):
        safetensors_file.read(path)


@pytest.mark.parametrize(("kind", "bytes_each"), [("F8_E4M3", 1), ("F8_E8M0", 1), ("F4", 1), ("C64", 8)])
def test_weights_of_a_type_that_is_not_read_are_named(kind: str, bytes_each: int, tmp_path: Path) -> None:
    path = write(tmp_path / "x", {"a": entry(kind, (4,), (0, 4 * bytes_each))}, bytes(4 * bytes_each))
    with pytest.raises(NotImportableError, match=f"as {kind}, which is not read.*float16"):
        safetensors_file.read(path)


@pytest.mark.parametrize("length", [0, 3, 1 << 20, 1 << 40, (1 << 64) - 1])
def test_header_lengths_that_lie_are_refused(length: int, tmp_path: Path) -> None:
    with pytest.raises(NotImportableError):
        safetensors_file.read(write(tmp_path / "x", {"a": entry()}, bytes(4), length))


def test_a_million_tensors_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    one = json.dumps(entry(shape=(0,), offsets=(0, 0)))
    header = ("{" + ",".join(f'"{number}":{one}' for number in range(1_000_000)) + "}").encode()
    with pytest.raises(NotImportableError, match="header claims"):
        safetensors_file.read(write(tmp_path / "x", header))


def test_many_tensors_in_a_small_header_are_refused(tmp_path: Path) -> None:
    header = ("{" + ",".join(f'"{number}":0' for number in range(30_000)) + "}").encode()
    with pytest.raises(NotImportableError, match="30,000 tensors"):
        safetensors_file.read(write(tmp_path / "x", header))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
entries = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F32", "F16", "BF16", "F64", "I8", "X"]) | json_values,
        "shape": st.lists(st.integers(-1, 2**63), max_size=5) | json_values,
        "data_offsets": st.lists(st.integers(-1, 80), min_size=2, max_size=2) | json_values,
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.dictionaries(st.text(max_size=5), entries | json_values, max_size=4), cut=st.integers(0, 60))
def test_any_header_is_read_or_refused(header: dict[str, Any], cut: int, tmp_path: Path) -> None:
    path = write(tmp_path / "x", header, bytes(64))
    path.write_bytes(path.read_bytes()[: -cut or None])
    try:
        tensors = safetensors_file.read(path)
    except NotImportableError:
        return
    for tensor in tensors.values():
        if tensor.shape:
            tensor.rows(0, tensor.shape[0])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with contextlib.suppress(NotImportableError):
        safetensors_file.read(path)
