from __future__ import annotations

from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice
from tests.fakes.recognizer import FakeRecognizer
from tests.fakes.recognizer_contract import RecognizerContract


class TestFakeRecognizer(RecognizerContract):
    @pytest.fixture
    def recognizer(self) -> FakeRecognizer:
        return FakeRecognizer()

    @pytest.fixture
    def choice(self, tmp_path: Path) -> ModelChoice:
        return ModelChoice("fake", tmp_path)
