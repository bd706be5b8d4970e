"""The speech material of the integration tests is what it says it is."""

import numpy as np
import pytest

from tests.integration.prompts import PROMPTS, Prompt, prompt


def test_a_prompt_decodes_to_speech_at_16_khz() -> None:
    samples = prompt("ss-noservice").samples()
    assert samples.dtype == np.float32
    assert len(samples) / 16_000 == pytest.approx(4.94, abs=0.01)
    assert 0.3 < np.abs(samples).max() < 1


@pytest.mark.parametrize("known", PROMPTS, ids=lambda known: known.name)
def test_every_listed_prompt_is_in_the_package(known: Prompt) -> None:
    assert prompt(known.name).path.is_file()
