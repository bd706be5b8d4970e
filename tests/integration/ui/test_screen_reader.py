"""The windows as a screen reader finds them on the accessibility bus."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.integration.ui.conftest import Display, until
from tests.integration.ui.screen_reader import Node, ScreenReader

SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")


@contextmanager
def windows(session: Display, *names: str) -> Iterator[tuple[ScreenReader, subprocess.Popen[bytes], Node]]:
    """The windows of these names, and who reads them aloud."""
    if not SERVICE.exists():
        pytest.skip("not installed: at-spi2-core")
    with ScreenReader(session.environment["DBUS_SESSION_BUS_ADDRESS"]) as reader:
        display = Display(session.environment | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}, session.folder)
        program = display.python("-m", "tests.integration.ui.accessible_program", *names, stdin=subprocess.PIPE)
        try:
            until(lambda: bool(reader.programs()), "the program is on the accessibility bus", 60.0)
            (node,) = reader.programs()
            yield reader, program, node
        finally:
            with suppress(BrokenPipeError):
                program.communicate(timeout=20)


def found(reader: ScreenReader, program: Node, wanted: Callable[[Node], bool], what: str) -> Node:
    nodes: list[Node] = []

    def is_there() -> bool:
        nodes[:] = [each for each in reader.below(program) if wanted(each)]
        return bool(nodes)

    until(is_there, what)
    return nodes[0]


def test_a_list_of_dictations_is_read_row_by_row(session: Display) -> None:
    with windows(session, "history") as (reader, _program, program):
        assert program.role == "application"
        assert program.name == "Dictate"
        row = "Grüße aus Köln – bis morgen!"
        found(reader, program, lambda node: node.role in ("cell", "table cell") and node.name == row, "the row is read")
        nodes = list(reader.below(program))
        assert ("frame", "Dictation history") in [(node.role, node.name) for node in nodes]
        assert {"Time", "Text", "Length"} <= {node.name for node in nodes if "column header" in node.role}
        assert "12 dictations" in [node.name for node in nodes if node.role == "label"]


def test_every_widget_in_use_has_a_name_on_the_bus(session: Display) -> None:
    roles = {"push button", "button", "check box", "text", "table", "page tab", "spin button", "toggle button"}
    with windows(session, "history", "doctor") as (reader, _program, program):
        until(lambda: "Dictation works." in [each.name for each in reader.below(program)], "the doctor has looked")
        unnamed = [each for each in reader.below(program) if each.showing and each.role in roles and not each.name]
        assert unnamed == []


def test_a_list_to_choose_from_is_read_with_its_label(session: Display) -> None:
    with windows(session, "settings") as (reader, _program, program):
        boxes = [node for node in reader.below(program) if node.role == "combo box" and node.showing]
        assert ("Theme", "Automatic") in [(reader.label_of(box), box.name) for box in boxes]


def test_the_level_of_the_microphone_has_a_value(session: Display) -> None:
    with windows(session, "first-run") as (reader, running, program):
        level = found(reader, program, lambda node: node.name == "Level of the microphone", "there is a level")
        assert level.role == "progress bar"
        assert running.stdin is not None
        running.stdin.write(b"\n")
        running.stdin.flush()
        until(lambda: reader.value_of(level) > 0, "the level is told")


def test_the_end_of_a_dictation_is_announced(session: Display) -> None:
    with windows(session, "first-run") as (reader, running, _program):
        assert running.stdin is not None
        running.stdin.write(b"\n")
        running.stdin.flush()
        assert reader.hears("Written")
