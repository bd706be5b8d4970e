"""The bridge and the GUI thread: what comes from other threads arrives on Qt's, in order."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Level,
    Partial,
    Problem,
    SessionState,
    StateChanged,
)
from dictate.keyboard.contract import Route
from dictate.ui.bridge import SessionBridge
from dictate.ui.gui_thread import GuiThread

EVENTS = {
    "state_changed": StateChanged(SessionState.RECORDING),
    "audio_flows": AudioFlows("u1", 0.05),
    "level": Level(-30.0, -20.0, voiced=True),
    "partial": Partial("u1", "hello"),
    "finished": Finished("u1", "Hello.", Route.KEYS),
    "heard_nothing": HeardNothing("u1", loud=False),
    "cancelled": Cancelled("u1"),
    "problem": Problem("No microphone."),
}


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_has_its_signal(qtbot: QtBot, name: str) -> None:
    bridge = SessionBridge()
    with qtbot.waitSignal(getattr(bridge, name), timeout=2000) as waiting:
        bridge.deliver(EVENTS[name])
    assert waiting.args == [EVENTS[name]]


def test_events_of_another_thread_arrive_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    bridge = SessionBridge()
    arrived: list[tuple[object, threading.Thread]] = []
    bridge.any_event.connect(lambda event: arrived.append((event, threading.current_thread())))
    sent = [Partial("u1", str(number)) for number in range(50)]
    thread = threading.Thread(target=lambda: [bridge.deliver(event) for event in sent])
    thread.start()
    qtbot.waitUntil(lambda: len(arrived) == len(sent), timeout=2000)
    thread.join()
    assert [event for event, _ in arrived] == sent
    assert {thread for _, thread in arrived} == {threading.main_thread()}


def call_from_another_thread(qtbot: QtBot, function: object) -> list[object]:
    results: list[object] = []

    def work() -> None:
        try:
            results.append(function())  # type: ignore[operator]
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: bool(results), timeout=2000)
    thread.join()
    return results


def test_a_function_runs_on_the_gui_thread_and_its_result_comes_back(qtbot: QtBot) -> None:
    gui = GuiThread()
    assert call_from_another_thread(qtbot, lambda: gui.run(threading.current_thread)) == [threading.main_thread()]
    assert gui.run(threading.current_thread) is threading.main_thread()


def test_an_error_comes_back_to_the_caller(qtbot: QtBot) -> None:
    gui = GuiThread()

    def fail() -> None:
        raise DictateError("No clipboard.")

    (error,) = call_from_another_thread(qtbot, lambda: gui.run(fail))
    assert isinstance(error, DictateError)


def test_a_gui_thread_that_does_not_answer_is_an_error_and_the_call_is_given_up(qtbot: QtBot) -> None:
    gui = GuiThread()
    called: list[int] = []
    results: list[object] = []

    def work() -> None:
        try:
            gui.run(lambda: called.append(1), timeout_s=0.05)
        except DictateError as error:
            results.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()  # while the GUI thread, this one, is busy
    qtbot.wait(20)
    assert len(results) == 1
    assert called == []
