import subprocess

import pytest

from dictate.bus import questions as bus
from dictate.keyboard import ibus, session_state
from dictate.keyboard.session_state import active_input_method, session_locked


class Answers:
    """Stands in for both buses: answers by member, everything else is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
        self._answers = answers
        monkeypatch.setattr(session_state.bus, "call", lambda _bus, _address, method: (self._answer(method),))
        monkeypatch.setattr(session_state.bus, "get_property", lambda _bus, _address, name: self._answer(name))

    def _answer(self, name: str) -> object:
        if name not in self._answers:
            raise bus.BusError("not there")
        return self._answers[name]


def test_logind_knows_a_locked_session(monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch, LockedHint=True)
    assert session_locked()


def test_a_screen_saver_locks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch, LockedHint=False, GetActive=True)
    assert session_locked()


def test_where_nobody_tells_the_session_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch)
    assert not session_locked()


@pytest.mark.parametrize(
    ("state", "name", "method"), [(2, "pinyin", "pinyin"), (2, "keyboard-us", ""), (1, "pinyin", ""), (0, "", "")]
)
def test_fcitx_tells_the_input_method(monkeypatch: pytest.MonkeyPatch, state: int, name: str, method: str) -> None:
    Answers(monkeypatch, State=state, CurrentInputMethod=name)
    assert active_input_method({}) == method


def test_without_fcitx_ibus_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch)
    assert active_input_method({}, lambda: "") == ""
    assert active_input_method({}, lambda: "libpinyin") == "libpinyin"


@pytest.mark.parametrize(
    ("there", "printed", "method"),
    [(True, "libpinyin\n", "libpinyin"), (True, "xkb:us::eng\n", ""), (True, "", ""), (False, "libpinyin\n", "")],
)
def test_ibus_tells_its_engine(monkeypatch: pytest.MonkeyPatch, there: bool, printed: str, method: str) -> None:
    monkeypatch.setattr(ibus, "runs", lambda: there)
    answer = subprocess.CompletedProcess(["ibus", "engine"], 0, stdout=printed)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: answer)
    assert ibus.active_method() == method


def test_an_ibus_that_does_not_tell_has_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibus, "runs", lambda: True)

    def fail(*_arguments: object, **_options: object) -> None:
        raise FileNotFoundError("ibus")

    monkeypatch.setattr(subprocess, "run", fail)
    assert ibus.active_method() == ""
