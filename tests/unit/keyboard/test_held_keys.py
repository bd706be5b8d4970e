import fcntl
from pathlib import Path

import pytest

from dictate.keyboard import held_keys
from dictate.keyboard.held_keys import any_modifier_held
from dictate.keyboard.keystroke import KEY_CAPSLOCK, KEY_LEFTSHIFT


def keyboards(monkeypatch: pytest.MonkeyPatch, folder: Path, down: dict[str, tuple[int, ...]]) -> None:
    """Event nodes by device name, each with the keys that are down."""
    for number, name in enumerate(down):
        (folder / f"event{number}").write_text(name)

    def ioctl(descriptor: int, request: int, buffer: bytes) -> bytes:
        name = Path(f"/proc/self/fd/{descriptor}").read_text()
        if request == held_keys._EVIOCGNAME:
            return name.encode().ljust(len(buffer), b"\0")
        assert request == held_keys._EVIOCGKEY
        bits = bytearray(len(buffer))
        for code in down[name]:
            bits[code // 8] |= 1 << code % 8
        return bytes(bits)

    monkeypatch.setattr(fcntl, "ioctl", ioctl)


def test_the_ioctl_numbers_are_the_kernels() -> None:
    # EVIOCGKEY(96) and EVIOCGNAME(256), as C's macros give them on x86-64.
    assert held_keys._EVIOCGKEY == 0x80604518
    assert held_keys._EVIOCGNAME == 0x81004506


@pytest.mark.parametrize("key", [KEY_LEFTSHIFT, KEY_CAPSLOCK])
def test_a_modifier_on_any_keyboard_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: int) -> None:
    keyboards(monkeypatch, tmp_path, {"one": (30,), "two": (key,)})
    assert any_modifier_held("ours", tmp_path) is True


def test_letters_and_our_own_keys_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyboards(monkeypatch, tmp_path, {"one": (30,), "ours": (KEY_LEFTSHIFT,)})
    assert any_modifier_held("ours", tmp_path) is False


def test_without_readable_keyboards_it_is_unknown(tmp_path: Path) -> None:
    assert any_modifier_held("ours", tmp_path) is None
