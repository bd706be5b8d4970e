"""A language on the command line stands over the model's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.asr.contract import RecognizerRequest
from dictate.commands import transcribe
from dictate.models import own_settings
from dictate.models.own_settings import ModelSettings
from dictate.models.store import ModelStore
from dictate.settings.settings import Settings
from tests.unit.models.test_store import install


@pytest.mark.parametrize(("asked", "expected"), [(None, "he"), ("de", "de"), ("auto", None)])
def test_transcribe_takes_the_language_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, expected: str | None
) -> None:
    own_settings.save(ModelSettings(language="he"), install(ModelStore(), "mine").folder)
    requests: list[RecognizerRequest] = []
    monkeypatch.setattr(transcribe, "FileTranscriber", lambda **parts: requests.append(parts["request"]))
    settings = Settings()
    settings = replace(settings, general=replace(settings.general, model="mine", language=asked or "en"))
    with transcribe._transcriber(settings, asked):
        pass
    assert [request.language for request in requests] == [expected]
