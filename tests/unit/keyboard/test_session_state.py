import subprocess

import pytest

from dictate.bus import questions as bus
from dictate.keyboard import ibus, session_state
from dictate.keyboard.session_state import active_input_method, session_locked


class Answers:
    """Stands in for both buses: answers by member, everything else is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
        self._answers = answers
        monkeypatch.setattr(session_state.bus, "call", lambda _bus, _address, method, *_arguments: self._call(method))
        monkeypatch.setattr(session_state.bus, "get_property", lambda _bus, _address, name: self._answer(name))

    def _call(self, method: str) -> tuple[object, ...]:
        answer = self._answer(method)
        return answer if isinstance(answer, tuple) else (answer,)

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


@pytest.mark.parametrize(("name", "method"), [("pinyin", "pinyin"), ("", "")])
def test_fcitx_tells_the_input_method(monkeypatch: pytest.MonkeyPatch, name: str, method: str) -> None:
    Answers(monkeypatch, CurrentInputMethod=name)
    assert active_input_method({}) == method


@pytest.mark.parametrize(
    ("name", "own", "method"),
    [
        ("keyboard-us", "us", ""),
        ("keyboard-de-neo", "de-neo", ""),
        ("keyboard-de", "us", "keyboard-de"),
        ("keyboard-fr", "fr", "keyboard-fr"),
    ],
)
def test_fcitx_passes_keys_on_only_on_the_layout_of_its_group(
    monkeypatch: pytest.MonkeyPatch, name: str, own: str, method: str
) -> None:
    methods = [("keyboard-us", ""), ("keyboard-de", ""), ("keyboard-fr", "fr-bepo")]
    info = (own, methods)
    Answers(monkeypatch, CurrentInputMethod=name, CurrentInputMethodGroup="Default", InputMethodGroupInfo=info)
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
