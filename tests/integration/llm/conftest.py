"""A real language model for tests, fetched once into the checkout's cache."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.llm import models
from dictate.llm.client import LanguageModelScorer
from dictate.llm.embedding_file import WEIGHTS
from dictate.llm.options import LanguageModelOptions

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "language-models"


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed: python packaging/build_llama.py")
    offer = models.offers()[0]
    path = CACHE / offer.files[0].name
    if not path.is_file():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
            try:
                installed = models.download(offer.id)
            except DictateError as error:
                pytest.skip(f"the language model cannot be fetched: {error}")
            CACHE.mkdir(parents=True, exist_ok=True)
            shutil.move(installed.folder / offer.files[0].name, path)
    return path


@pytest.fixture(scope="session")
def embedding_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights of all-MiniLM-L6-v2, with the files beside them."""
    offer = next(each for each in models.offers() if each.family == models.EMBEDDINGS)
    folder = CACHE / offer.id
    if not folder.is_dir():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
            try:
                installed = models.download(offer.id)
            except DictateError as error:
                pytest.skip(f"the embedding model cannot be fetched: {error}")
            CACHE.mkdir(parents=True, exist_ok=True)
            shutil.move(installed.folder, folder)
    return folder / WEIGHTS


@pytest.fixture
def scorer(model_path: Path) -> Iterator[LanguageModelScorer]:
    made = LanguageModelScorer(model_path, LanguageModelOptions(longest_wait_s=60.0, niceness=0))
    yield made
    made.close()
