from __future__ import annotations

import pytest

from dictate.errors import DictateError
from tests.fakes.recorder import FakeRecorder
from tests.fakes.recorder_contract import RecorderContract, RecorderRig, Taken


class TestFakeRecorder(RecorderContract):
    @pytest.fixture
    def rig(self) -> RecorderRig:
        recorder = FakeRecorder()

        def refuse() -> None:
            recorder.refusal = DictateError("No microphone was found.")

        return RecorderRig(recorder, recorder.speak, refuse)


def test_a_device_that_vanishes_is_reported() -> None:
    recorder, taken = FakeRecorder(), Taken()
    recorder.start(taken.on_block, taken.on_end)
    recorder.vanish("gone")
    assert taken.wait().problem == "gone"
