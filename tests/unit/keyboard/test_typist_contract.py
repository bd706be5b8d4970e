import io

import pytest

from dictate.keyboard.keyboard_typist import KeyboardTypist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.stdout_typist import StdoutTypist
from tests.fakes.key_device import FakeKeyDevice
from tests.fakes.typist import FakeTypist
from tests.unit.keyboard.session import session
from tests.unit.keyboard.typist_contract import TypistContract


class TestFakeTypist(TypistContract):
    @pytest.fixture
    def typist(self) -> FakeTypist:
        return FakeTypist()

    @pytest.fixture
    def window(self, typist: FakeTypist):
        return lambda: typist.window


class TestKeyboardTypist(TypistContract):
    @pytest.fixture
    def device(self) -> FakeKeyDevice:
        return FakeKeyDevice()

    @pytest.fixture
    def typist(self, device: FakeKeyDevice) -> KeyboardTypist:
        return KeyboardTypist(device, None, session("us"), TypingOptions(key_interval_ms=0))

    @pytest.fixture
    def window(self, device: FakeKeyDevice):
        return lambda: device.text


class TestStdoutTypist(TypistContract):
    can_undo = False

    @pytest.fixture
    def output(self) -> io.StringIO:
        return io.StringIO()

    @pytest.fixture
    def typist(self, output: io.StringIO) -> StdoutTypist:
        return StdoutTypist(output)

    @pytest.fixture
    def window(self, output: io.StringIO):
        return lambda: output.getvalue().removesuffix("\n")
