import os
import struct
from pathlib import Path

import pytest

from dictate.wayland.keymap import SeatKeyboard, read_keyboard
from dictate.wayland.wire import WaylandError, words
from tests.unit.wayland.compositor import Compositor, Request, compositor

SEAT = [(7, "wl_seat", 9)]
KEYBOARD = 2


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def keymap_sender(
    content: bytes, *, size: int | None = None, capabilities: int = KEYBOARD, text_format: int = 1, group: int = 0
):
    """A seat whose keyboard sends `content` as its keymap, announced as `size` bytes; COSMIC's tells its group too."""

    def prepare(made: Compositor) -> None:
        seats: list[int] = []
        keyboards: list[int] = []
        cosmic: list[int] = []

        def answer(request: Request) -> None:
            object_id, opcode, body = request
            if object_id == 2 and b"zcosmic" in body:
                cosmic.append(int.from_bytes(body[-4:], "little"))
            elif cosmic and object_id == cosmic[0]:  # zcosmic_keyboard_layout_manager_v1.get_keyboard_layout
                layout, keyboard = struct.unpack("=II", body)
                assert (opcode, keyboard) == (0, keyboards[0])
                made.send(layout, 0, words(group))
            elif object_id == 2:  # wl_registry.bind
                seats.append(int.from_bytes(body[-4:], "little"))
                made.send(seats[0], 0, words(capabilities))
            elif object_id == seats[0] and opcode == 1:  # wl_seat.get_keyboard
                keyboard = int.from_bytes(body[:4], "little")
                keyboards.append(keyboard)
                descriptor = os.memfd_create("keymap")
                os.write(descriptor, content)
                body = words(text_format, len(content) if size is None else size)
                made.send(keyboard, 0, body, (descriptor,))
                os.close(descriptor)

        made.on_request = answer

    return prepare


def test_the_keymap_is_read_without_its_final_zero(tmp_path: Path) -> None:
    with compositor(tmp_path, SEAT, keymap_sender(b"xkb_keymap {};\0")) as environment:
        assert read_keyboard(environment) == SeatKeyboard("xkb_keymap {};")


def test_cosmic_tells_the_active_group(tmp_path: Path) -> None:
    offered = [*SEAT, (8, "zcosmic_keyboard_layout_manager_v1", 1)]
    with compositor(tmp_path, offered, keymap_sender(b"xkb_keymap {};\0", group=2)) as environment:
        assert read_keyboard(environment).group == 2


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    with compositor(tmp_path, SEAT, keymap_sender(b"xkb_keymap {};\0")) as environment:
        read_keyboard(environment)
        before = open_descriptors()
        for _ in range(5):
            read_keyboard(environment)
        assert open_descriptors() <= before + 2


@pytest.mark.parametrize("size", [0, 1 << 30, 100_000])
def test_a_keymap_of_a_wrong_size_is_an_error(tmp_path: Path, size: int) -> None:
    with (
        compositor(tmp_path, SEAT, keymap_sender(b"short\0", size=size)) as environment,
        pytest.raises(WaylandError, match="keymap"),
    ):
        read_keyboard(environment)


@pytest.mark.parametrize("arguments", [{"capabilities": 1}, {"text_format": 0}])
def test_without_a_keyboard_or_a_known_format_there_is_none(tmp_path: Path, arguments: dict[str, int]) -> None:
    with (
        compositor(tmp_path, SEAT, keymap_sender(b"x\0", **arguments)) as environment,
        pytest.raises(WaylandError, match="no keyboard"),
    ):
        read_keyboard(environment)


def test_without_a_seat_there_is_none(tmp_path: Path) -> None:
    with compositor(tmp_path, []) as environment, pytest.raises(WaylandError, match="no keyboard"):
        read_keyboard(environment)
