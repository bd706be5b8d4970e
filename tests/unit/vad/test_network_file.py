"""The reader of the network's file: what it takes out, and that no damage gets past it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.vad.network_file import read_weights

NUMBERS = np.array([[1.5, -2.0, 0.25], [4.0, 5.0, 6.0]], "<f4")


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name: str, values: bytes = NUMBERS.tobytes(), shape: tuple[int, ...] = (2, 3), kind: int = 1) -> bytes:
    dimensions = b"".join(field(1, length) for length in shape)
    return dimensions + field(2, kind) + field(8, name.encode()) + field(9, values)


def constant(value: bytes) -> bytes:
    return field(1, field(4, b"Constant") + field(5, field(1, b"value") + field(5, value)))


def network(branch: bytes, inside: bytes) -> bytes:
    condition = field(4, b"If") + field(5, field(1, branch) + field(6, inside))
    return field(1, 8) + field(7, field(1, condition))


def test_the_weights_of_the_branch_for_16_khz_are_found_by_name() -> None:
    weights = read_weights(network(b"then_branch", constant(tensor("a.weight")) + constant(tensor("b.weight"))))
    assert sorted(weights) == ["a.weight", "b.weight"]
    assert np.array_equal(weights["a.weight"], NUMBERS)


def test_the_branch_for_8_khz_is_not_read() -> None:
    assert read_weights(network(b"else_branch", constant(tensor("a.weight")))) == {}


def test_constants_that_are_no_floats_are_not_read() -> None:
    assert read_weights(network(b"then_branch", constant(tensor("axis", bytes(8), (1,), kind=7)))) == {}


def test_a_shape_that_does_not_fit_the_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="24 bytes"):
        read_weights(network(b"then_branch", constant(tensor("a", shape=(2, 2**62)))))


def test_a_field_that_is_longer_than_the_file_is_refused() -> None:
    with pytest.raises(ValueError, match="a field of 200 bytes"):
        read_weights(varint(7 << 3 | 2) + varint(200) + b"short")


def test_a_number_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="without end"):
        read_weights(b"\xff" * 1000)


@given(st.data())
def test_damage_is_refused_or_changes_values_only(data: st.DataObject) -> None:
    content = bytearray(network(b"then_branch", constant(tensor("a.weight"))))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        weights = read_weights(bytes(content[: data.draw(st.integers(0, len(content)))]))
    except ValueError:
        return
    assert sum(array.size for array in weights.values()) <= NUMBERS.size
