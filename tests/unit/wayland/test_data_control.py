"""The clipboard through data control, with a compositor of our own making."""

from pathlib import Path

from dictate.wayland.connection import connect
from dictate.wayland.data_control import DataControl
from dictate.wayland.wire import words
from tests.unit.wayland.compositor import Compositor, Request, compositor

GLOBALS = [(1, "zwlr_data_control_manager_v1", 2), (2, "wl_seat", 5)]
TEXT = "text/plain"
CREATE_SOURCE, SET_SELECTION, DESTROY, CANCELLED = 0, 0, 1, 1


class Desktop:
    """Keeps one selection. It says twice that a source is no longer it, as KWin 5.27 does."""

    def __init__(self) -> None:
        self.sources: list[int] = []
        self.destroyed: list[int] = []
        self._manager = self._device = self._selection = 0

    def prepare(self, made: Compositor) -> None:
        def answer(request: Request) -> None:
            object_id, opcode, body = request
            if object_id == 2 and b"data_control" in body:
                self._manager = int.from_bytes(body[-4:], "little")
            elif object_id == self._manager:
                new = int.from_bytes(body[:4], "little")
                if opcode == CREATE_SOURCE:
                    self.sources.append(new)
                else:
                    self._device = new
            elif object_id == self._device and opcode == SET_SELECTION:
                if self._selection:
                    made.send(self._selection, CANCELLED)
                    made.send(self._selection, CANCELLED)
                self._selection = int.from_bytes(body[:4], "little")
            elif object_id in self.sources and opcode == DESTROY:
                assert body == words()
                self.destroyed.append(object_id)

        made.on_request = answer


def test_a_source_is_destroyed_once_however_often_it_is_cancelled(tmp_path: Path) -> None:
    desktop = Desktop()
    with compositor(tmp_path, GLOBALS, desktop.prepare) as environment, connect(environment) as connection:
        control = DataControl(connection)
        old = control.offer({TEXT: b"old"}, frozenset(), False)
        new = control.offer({TEXT: b"new"}, frozenset(), False)
        connection.roundtrip()
        assert (old.cancelled, new.cancelled) == (True, False)
    assert desktop.destroyed == desktop.sources[:1]
