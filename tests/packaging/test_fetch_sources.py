import hashlib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def fetch_sources(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_sources", root / "flatpak" / "fetch_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list that pins one file, and that file."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "requirements.txt").write_text(f"a==1 --hash=sha256:{hashlib.sha256(b'a').hexdigest()}\n")
    (folder / "a-1.whl").write_bytes(b"a")
    return folder


def test_what_is_there_is_not_fetched_again(fetch_sources: ModuleType, folder: Path) -> None:
    assert fetch_sources.remove_unpinned(folder)


def test_a_changed_file_goes_and_is_fetched(fetch_sources: ModuleType, folder: Path) -> None:
    (folder / "a-1.whl").write_bytes(b"changed")
    assert not fetch_sources.remove_unpinned(folder)
    assert not (folder / "a-1.whl").exists()


def test_files_of_earlier_lists_go(fetch_sources: ModuleType, folder: Path) -> None:
    (folder / "old-0.whl").write_bytes(b"old")
    assert fetch_sources.remove_unpinned(folder)
    assert not (folder / "old-0.whl").exists()
