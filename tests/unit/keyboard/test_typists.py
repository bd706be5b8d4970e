"""Which typist a session gets. The devices are those of the machine: none that a test could type into."""

import dataclasses

import pytest

from dictate.errors import DictateError
from dictate.keyboard import typists
from dictate.keyboard.keyboard_typist import KeyboardTypist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.typists import all_typists, open_typist
from tests.fakes.clipboard import FakeClipboard
from tests.fakes.key_device import FakeKeyDevice
from tests.unit.keyboard.session import session


class Maker:
    """Makes typists on fake keyboards and counts what was opened."""

    def __init__(self, name: str, score: int, error: str = "") -> None:
        self.device = FakeKeyDevice()
        self.device.name = name  # type: ignore[misc]
        self.device.score = score
        if error:
            self.device.open = self._fail  # type: ignore[method-assign]
        self._error = error

    def __call__(self, options: TypingOptions, clipboard: object, pause: object) -> KeyboardTypist:
        return KeyboardTypist(self.device, None, session("us"), options)

    def _fail(self) -> None:
        raise DictateError(self._error, "Mend it.")


def use(monkeypatch: pytest.MonkeyPatch, *makers: Maker) -> None:
    monkeypatch.setattr(typists, "_MAKERS", {maker.device.name: maker for maker in makers})


def test_the_best_that_opens_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Maker("uinput", 60), Maker("xtest", 80))
    assert open_typist(TypingOptions(), FakeClipboard()).name == "xtest"


def test_the_next_is_tried_when_the_best_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Maker("uinput", 90, error="Busy."), Maker("xtest", 10))
    assert open_typist(TypingOptions(), FakeClipboard()).name == "xtest"


def test_what_types_elsewhere_is_never_taken_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Maker("hid-gadget", 100), Maker("uinput", 0))
    with pytest.raises(DictateError):
        open_typist(TypingOptions(), FakeClipboard())
    chosen = dataclasses.replace(TypingOptions(), backend="hid-gadget")
    assert open_typist(chosen, FakeClipboard()).name == "hid-gadget"


def test_when_nothing_opens_the_reason_and_the_mend_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Maker("uinput", 90, error="Broken."), Maker("xtest", 0))
    with pytest.raises(DictateError, match="Broken") as caught:
        open_typist(TypingOptions(), FakeClipboard())
    assert caught.value.mend == "Mend it."


def test_a_chosen_backend_that_does_not_open_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Maker("uinput", 90, error="Broken."), Maker("xtest", 80))
    with pytest.raises(DictateError, match="Broken"):
        open_typist(dataclasses.replace(TypingOptions(), backend="uinput"), FakeClipboard())


def test_the_doctor_gets_every_typist_with_its_reason() -> None:
    candidates = all_typists(TypingOptions(), FakeClipboard())
    assert {candidate.typist.name for candidate in candidates} == {"uinput", "xtest", "portal", "hid-gadget", "stdout"}
    assert all(candidate.usable.reason for candidate in candidates)


def test_every_backend_that_can_be_chosen_exists() -> None:
    field = next(field for field in dataclasses.fields(TypingOptions) if field.name == "backend")
    assert set(field.metadata["option"].choices) - {"auto"} == set(typists._MAKERS)
