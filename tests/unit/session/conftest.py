"""A session whose recorder, recognizer and typist are played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.session.session_rig import Rig, wait_for


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path).with_language("en")
    yield rig
    if rig.recorder.started.is_set():
        rig.session.cancel()
        wait_for(lambda: rig.recorder.stops > 0)
        rig.recorder.end()
    rig.session.close()
