"""The scripts of packaging/ import each other by name, as they do when they are run."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "packaging" / "deb")]


@pytest.fixture
def root() -> Path:
    return ROOT
