"""Answers about a session that does not exist."""

from collections.abc import Callable

from dictate.keyboard.active_layout import ActiveLayout
from dictate.keyboard.keyboard_typist import Surroundings
from dictate.keyboard.layout_names import parse_layout
from dictate.keyboard.undo_clock import UndoClock
from dictate.keyboard.window import FocusedWindow


def session(
    layout: str | ActiveLayout | Callable[[], ActiveLayout] = "us",
    *,
    window: Callable[[], FocusedWindow | None] = lambda: None,
    input_method: str = "",
    locked: Callable[[], bool] = lambda: False,
    undo_clock: UndoClock | None = None,
) -> Surroundings:
    def find_layout() -> ActiveLayout:
        if isinstance(layout, str):
            return ActiveLayout(parse_layout(layout), 0, "the test")
        return layout if isinstance(layout, ActiveLayout) else layout()

    return Surroundings(find_layout, window, lambda: input_method, locked, undo_clock=undo_clock or UndoClock())
