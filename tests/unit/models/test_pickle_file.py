"""PyTorch files: tensors come out, nothing is ever executed."""

import contextlib
import os
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate.models.importers import pickle_file, torch_archive
from dictate.models.importers.errors import NotImportableError
from tests.unit.models import small_whisper
from tests.unit.models.small_whisper import (
    number,
    pickled_table,
    pickled_tensor,
    text,
    write_torch,
    write_torch_archive,
)

MATRIX = np.arange(12, dtype=np.float32).reshape(3, 4)


def test_tensors_of_every_type(tmp_path: Path) -> None:
    tensors = {
        "single": MATRIX,
        "half": MATRIX.astype(np.float16),
        "double": MATRIX.astype(np.float64),
        "steps": np.array([3]),
    }
    model = pickle_file.read(write_torch(tmp_path / "x.pt", tensors))
    assert set(model.tensors) == {"single", "half", "double"}
    for tensor in model.tensors.values():
        assert np.array_equal(tensor.rows(0, 3), MATRIX)
        assert np.array_equal(tensor.rows(1, 2), MATRIX[1:2])


@pytest.mark.parametrize("wrap", ["model_state_dict", "state_dict", "model"])
def test_tables_in_tables(wrap: str, tmp_path: Path) -> None:
    path = write_torch(tmp_path / "x.pt", {"a": MATRIX}, wrap, {"dims": pickled_table({"n_mels": number(80)})})
    model = pickle_file.read(path)
    assert list(model.tensors) == ["a"]
    assert model.values["dims"] == {"n_mels": 80}


def test_a_transposed_tensor_is_read_in_its_own_order(tmp_path: Path) -> None:
    program = b"\x80\x02" + pickled_table({"a": pickled_tensor("0", MATRIX, (4, 3), (1, 4))}) + b"."
    model = pickle_file.read(write_torch_archive(tmp_path / "x.pt", program, {"data/0": MATRIX.tobytes()}))
    assert np.array_equal(model.tensors["a"].rows(0, 4), MATRIX.T)
    assert np.array_equal(model.tensors["a"].rows(1, 3), MATRIX.T[1:3])


@pytest.mark.parametrize(
    ("shape", "strides"),
    [
        ((3, 5), (4, 1)),
        ((4, 4), (4, 1)),
        ((1 << 30, 1 << 30), (0, 0)),
        ((12, 12), (0, 1)),
        ((0, 4), (4, 1)),
        ((3,), (4, 1)),
    ],
)
def test_tensors_outside_of_their_storage_are_refused(
    shape: tuple[int, ...], strides: tuple[int, ...], tmp_path: Path
) -> None:
    program = b"\x80\x02" + pickled_table({"a": pickled_tensor("0", MATRIX, shape, strides)}) + b"."
    path = write_torch_archive(tmp_path / "x.pt", program, {"data/0": MATRIX.tobytes()})
    with pytest.raises(NotImportableError, match="makes no sense"):
        pickle_file.read(path)


class _Attack:
    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> Any:
        return self._call


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_wants_to_run_a_command_is_refused_and_nothing_runs(protocol: int, tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    program = pickle.dumps({"a": _Attack(os.system, f"touch {mark}")}, protocol)
    with pytest.raises(NotImportableError, match=r"wants to call (posix\.system|os\.system).*Nothing was executed"):
        pickle_file.read(write_torch_archive(tmp_path / "x.pt", program))
    assert not mark.exists()


@pytest.mark.parametrize("function", [eval, exec, __import__, open, getattr])
def test_no_other_name_is_called_either(function: Any, tmp_path: Path) -> None:
    program = pickle.dumps(_Attack(function, "1"), 2)
    with pytest.raises(NotImportableError, match="wants to call"):
        pickle_file.read(write_torch_archive(tmp_path / "x.pt", program))


@pytest.mark.parametrize(
    "program",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02.",
        b"\x80\x02K\x01.",
        b"\x80\x02}(K\x01u.",
        b"\x80\x02]q\x00h\x05.",
        b"\x80\x02(.",
        b"\x80\x02}]K\x01s.",
        b"\x80\x02ccollections\nOrderedDict\nK\x01R.",
        b"\x80\x02" + text("storage") + b"Q.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.",
        b"\x80\x02c" + b"a" * 1000 + b"\nb\n.",
        b"\x80\x04\x8d" + struct.pack("<Q", 1 << 62) + b".",
        b"I" + b"9" * 10_000 + b"\n.",
        b"\x80\x02]}b.",
        b"\x80\x02i" + b"os\nsystem\n.",
        b"\x80\x02P0\n.",
        b"\x80\x02\x82\x01.",
    ],
)
def test_programs_that_make_no_sense_are_refused(program: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotImportableError):
        pickle_file.read(write_torch_archive(tmp_path / "x.pt", program))


def test_an_endless_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match="endless"):
        pickle_file.read(write_torch_archive(tmp_path / "x.pt", b"\x80\x02" + b"}" * 700_000 + b"."))


def test_a_long_program_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match="description"):
        pickle_file.read(write_torch_archive(tmp_path / "x.pt", b"}" * (17 << 20)))


def test_a_zip_bomb_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(200 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(NotImportableError, match="compressed"):
        pickle_file.read(path)


def test_an_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(20_001):
            archive.writestr(f"a/{place}", b"")
    with pytest.raises(NotImportableError, match="20,001 parts"):
        pickle_file.read(path)


def test_an_archive_that_says_it_has_a_million_parts_is_refused(tmp_path: Path) -> None:
    path = write_torch_archive(tmp_path / "x.pt", b"")
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 10 : end + 12] = struct.pack("<H", 0xFFFE)
    path.write_bytes(content)
    with pytest.raises(NotImportableError, match="parts"):
        pickle_file.read(path)


def test_the_64_bit_form_of_an_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("archive/big", "w", force_zip64=True) as part:
        part.write(b"content")
    entry = torch_archive.entries(path)["big"]
    assert path.read_bytes()[entry.offset :][: entry.bytes] == b"content"


def test_old_and_foreign_files_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "old.pt").write_bytes(pickle.dumps({"a": 1}, 2) + bytes(100))
    with pytest.raises(NotImportableError, match=r"older than 1\.6"):
        pickle_file.read(tmp_path / "old.pt")
    with zipfile.ZipFile(tmp_path / "other.pt", "w") as archive:
        archive.writestr("x/readme", "hello")
    with pytest.raises(NotImportableError, match="not one of PyTorch"):
        pickle_file.read(tmp_path / "other.pt")


_VALID = small_whisper.pickled_table({"a": pickled_tensor("0", MATRIX), "b": number(1)})


@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, len(_VALID) - 1),
    junk=st.binary(max_size=12),
    drop=st.integers(0, 12),
)
def test_any_damaged_program_is_read_or_refused(place: int, junk: bytes, drop: int, tmp_path: Path) -> None:
    program = b"\x80\x02" + _VALID[:place] + junk + _VALID[place + drop :] + b"."
    path = write_torch_archive(tmp_path / "x.pt", program, {"data/0": MATRIX.tobytes()})
    try:
        model = pickle_file.read(path)
    except NotImportableError:
        return
    for tensor in model.tensors.values():
        if tensor.shape:
            tensor.rows(0, tensor.shape[0])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damaged_archive_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    content = bytearray(write_torch(tmp_path / "x.pt", {"a": MATRIX}).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "y.pt").write_bytes(content[: data.draw(st.integers(4, len(content)))])
    with contextlib.suppress(NotImportableError):
        model = pickle_file.read(tmp_path / "y.pt")
        for tensor in model.tensors.values():
            if tensor.shape:
                tensor.rows(0, tensor.shape[0])
