import pytest

from dictate.keyboard.copier import Copier
from tests.fakes.clipboard import FakeClipboard


@pytest.fixture
def others() -> list[str]:
    return []


def test_the_text_copied_last_is_on_the_clipboard_and_no_secret(others: list[str]) -> None:
    clipboard = FakeClipboard()
    copier = Copier(clipboard, others.append)
    copier.copy("One.")
    copier.copy("Two.")
    copier.close()
    assert clipboard.read().text == "Two."
    assert not clipboard.read().sensitive
    assert others == []


def test_a_text_stays_after_the_programs_end() -> None:
    clipboard = FakeClipboard()
    copier = Copier(clipboard, lambda _text: None)
    copier.copy("One.")
    copier.close()
    assert clipboard.handed_over


def test_a_text_that_no_clipboard_took_is_not_given_up(others: list[str]) -> None:
    clipboard = FakeClipboard()
    clipboard.broken = True
    copier = Copier(clipboard, others.append)
    copier.copy("One.")
    copier.close()
    assert others == ["One."]
