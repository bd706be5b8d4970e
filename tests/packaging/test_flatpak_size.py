import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def size(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("flatpak_size", root / "flatpak" / "check" / "size.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("built_mb", "grown"), [(90, False), (105, False), (106, True)])
def test_more_than_five_percent_is_too_much(size: ModuleType, built_mb: int, grown: bool) -> None:
    assert size.has_grown(built_mb, 100) is grown


def test_all_files_count(size: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    for file in (tmp_path / "program", tmp_path / "lib" / "library.so"):
        file.touch()
        os.truncate(file, 3_000_000)
    assert size.size_mb(tmp_path) == 6


def test_the_documentation_states_the_size(size: ModuleType, root: Path) -> None:
    assert size.stated_mb((root / "docs" / "installing.md").read_text(encoding="utf-8")) > 0
