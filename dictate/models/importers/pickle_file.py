"""PyTorch's .pt and .bin files, read without unpickling.

A pickle is a program; unpickling runs it, and it may call anything. Here its instructions are read with
`pickletools.genops` and a small interpreter builds dictionaries, lists, numbers, strings and tensors, and nothing
else: the few names below are understood as data, no name is ever imported, no function ever called.
"""

import math
import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dictate.models.importers import torch_archive
from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Array, Element, FileTensor, Float64Tensor, Tensor, read_exactly
from dictate.models.importers.torch_archive import Entry
from dictate.wording.message import message

_MOST_PICKLE_BYTES = 16 << 20
_MOST_INSTRUCTIONS = 600_000
_ELEMENTS = {
    "torch FloatStorage": (Element.FLOAT32, 4),
    "torch HalfStorage": (Element.FLOAT16, 2),
    "torch BFloat16Storage": (Element.BFLOAT16, 2),
    "torch DoubleStorage": (None, 8),
}
_OTHER_STORAGES = {f"torch {kind}Storage" for kind in ("Long", "Int", "Short", "Char", "Byte", "Bool", "Untyped")} | {
    "torch.storage UntypedStorage"
}
_REBUILD_TENSOR = "torch._utils _rebuild_tensor_v2"
_REBUILD_PARAMETER = "torch._utils _rebuild_parameter"
_ORDERED_DICT = "collections OrderedDict"
_KNOWN = {*_ELEMENTS, *_OTHER_STORAGES, _REBUILD_TENSOR, _REBUILD_PARAMETER, _ORDERED_DICT}


@dataclass(frozen=True)
class PickledModel:
    """`tensors` by name; `values` is the outermost dictionary, whose tensors are `Tensor`s and never arrays."""

    tensors: Mapping[str, Tensor]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class _Name:
    """A name the pickle mentions; it stands for itself."""

    text: str


@dataclass(frozen=True)
class _Storage:
    entry: Entry
    kind: str


class _NotFloats:
    """A tensor of integers, such as a counter: of no use here."""


class _Mark:
    pass


_MARK = _Mark()


@dataclass(frozen=True)
class _Strided:
    """A tensor whose elements do not lie in order, such as a transposed one."""

    path: Path
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    element: Element

    def rows(self, start: int, stop: int) -> Array:
        size = self.element.bytes
        first = start * self.strides[0]
        span = 1 + (stop - start - 1) * self.strides[0]
        span += sum((length - 1) * stride for length, stride in zip(self.shape[1:], self.strides[1:], strict=True))
        kind = {Element.FLOAT32: "<f4", Element.FLOAT16: "<f2", Element.BFLOAT16: "<u2"}[self.element]
        flat = np.frombuffer(read_exactly(self.path, self.offset + first * size, span * size), dtype=kind)
        shape = (stop - start, *self.shape[1:])
        view = np.lib.stride_tricks.as_strided(flat, shape, tuple(stride * size for stride in self.strides))
        return np.ascontiguousarray(view)


def read(path: Path) -> PickledModel:
    """The tensors in a file that `torch.save` wrote. Raises NotImportableError; nothing in the file is executed."""
    if not torch_archive.is_archive(path):
        raise NotImportableError(
            message("{file} was saved by a PyTorch older than 1.6, or is no PyTorch file.", file=path.name),
            "Load it with a newer PyTorch and save it again, best as safetensors.",
        )
    entries = torch_archive.entries(path)
    program = entries.get("data.pkl")
    if program is None:
        raise NotImportableError(message("{file} is an archive, but not one of PyTorch.", file=path.name))
    if program.bytes > _MOST_PICKLE_BYTES:
        raise NotImportableError(
            message(
                "The description in {file} has {size_bytes:,} bytes; no Whisper's has.",
                file=path.name,
                size_bytes=program.bytes,
            )
        )
    order = entries.get("byteorder")
    if order is not None and read_exactly(path, order.offset, min(order.bytes, 16)) != b"little":
        raise NotImportableError(
            message("{file} was written on a big-endian machine.", file=path.name), "Save it as safetensors."
        )
    root = _Interpreter(path, entries).run(read_exactly(path, program.offset, program.bytes))
    if not isinstance(root, dict):
        raise NotImportableError(message("{file} holds no table of tensors.", file=path.name))
    return PickledModel(_tensors(root), {key: value for key, value in root.items() if isinstance(key, str)})


def _tensors(root: dict[Any, Any]) -> dict[str, Tensor]:
    """The tensors of the outermost table, or of the one it wraps under a usual name."""
    for key in ("model_state_dict", "state_dict", "model"):
        if isinstance(root.get(key), dict):
            root = root[key]
            break
    return {
        name: value
        for name, value in root.items()
        if isinstance(name, str) and isinstance(value, (FileTensor, Float64Tensor, _Strided))
    }


class _Interpreter:
    """Follows the instructions of one pickle as far as data goes."""

    def __init__(self, path: Path, entries: dict[str, Entry]) -> None:
        self._path = path
        self._entries = entries
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, program: bytes) -> object:
        try:
            for number, (instruction, argument, _) in enumerate(pickletools.genops(program)):
                if number > _MOST_INSTRUCTIONS:
                    raise NotImportableError(
                        message("{file} has an endless description; no Whisper's is so long.", file=self._path.name)
                    )
                if instruction.name == "STOP":
                    return self._pop()
                self._do(instruction.name, argument)
        except (ValueError, TypeError, IndexError, KeyError, OverflowError, UnicodeError) as error:
            raise damaged(self._path, "its description makes no sense") from error
        raise damaged(self._path, "its description breaks off")

    def _do(self, name: str, argument: Any) -> None:
        match name:
            case "PROTO" | "FRAME":
                pass
            case "NONE":
                self._stack.append(None)
            case "NEWTRUE" | "NEWFALSE":
                self._stack.append(name == "NEWTRUE")
            case (
                "INT" | "BININT" | "BININT1" | "BININT2" | "LONG" | "LONG1" | "FLOAT" | "BINFLOAT"
                | "UNICODE" | "BINUNICODE" | "SHORT_BINUNICODE" | "STRING" | "BINSTRING" | "SHORT_BINSTRING"
            ):  # fmt: skip
                self._stack.append(argument)
            case "MARK":
                self._stack.append(_MARK)
            case "EMPTY_DICT":
                self._stack.append({})
            case "EMPTY_LIST":
                self._stack.append([])
            case "EMPTY_TUPLE":
                self._stack.append(())
            case "TUPLE":
                self._stack.append(tuple(self._to_mark()))
            case "LIST":
                self._stack.append(self._to_mark())
            case "DICT":
                self._stack.append(_pairs(self._to_mark()))
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                count = int(name[-1])
                items = [self._pop() for _ in range(count)]
                self._stack.append(tuple(reversed(items)))
            case "APPEND":
                item = self._pop()
                self._top(list).append(item)
            case "APPENDS":
                items = self._to_mark()
                self._top(list).extend(items)
            case "SETITEM":
                value, key = self._pop(), self._pop()
                self._top(dict)[_key(key)] = value
            case "SETITEMS":
                pairs = _pairs(self._to_mark())
                self._top(dict).update(pairs)
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                self._memo[argument] = self._stack[-1]
            case "MEMOIZE":
                self._memo[len(self._memo)] = self._stack[-1]
            case "GET" | "BINGET" | "LONG_BINGET":
                self._stack.append(self._memo[argument])
            case "GLOBAL":
                self._stack.append(self._known(argument))
            case "STACK_GLOBAL":
                attribute, module = self._pop(), self._pop()
                self._stack.append(self._known(f"{module} {attribute}"))
            case "REDUCE":
                arguments, function = self._pop(), self._pop()
                self._stack.append(self._rebuilt(function, arguments))
            case "BUILD":
                # A state_dict carries version numbers as an attribute; they are of no use here.
                self._pop()
                self._top(dict)
            case "BINPERSID":
                self._stack.append(self._storage(self._pop()))
            case _:
                raise NotImportableError(
                    message(
                        "{file} uses the pickle instruction {name}, which no model needs.",
                        file=self._path.name,
                        name=name,
                    )
                )

    def _pop(self) -> Any:
        item = self._stack.pop()
        if item is _MARK:
            raise ValueError("a mark where a value should be")
        return item

    def _to_mark(self) -> list[Any]:
        items = []
        while (item := self._stack.pop()) is not _MARK:
            items.append(item)
        items.reverse()
        return items

    def _top(self, kind: type) -> Any:
        if not isinstance(self._stack[-1], kind):
            raise TypeError(f"no {kind.__name__} to add to")
        return self._stack[-1]

    def _known(self, text: str) -> _Name:
        if text not in _KNOWN:
            shown = text.replace(" ", ".")[:80]
            raise NotImportableError(
                message(
                    "{file} wants to call {function}, which a model has no need of. Nothing was executed.",
                    file=self._path.name,
                    function=shown,
                ),
                "Do not open this file with other programs unless you trust its origin; ask for it as safetensors.",
            )
        return _Name(text)

    def _rebuilt(self, function: Any, arguments: Any) -> Any:
        if not isinstance(function, _Name) or not isinstance(arguments, tuple):
            raise TypeError("a call of something that is no name")
        rebuild: dict[str, Callable[[tuple[Any, ...]], Any]] = {
            _ORDERED_DICT: lambda given: dict(given[0]) if given else {},
            _REBUILD_PARAMETER: lambda given: given[0],
            _REBUILD_TENSOR: self._tensor,
        }
        return rebuild[function.text](arguments)

    def _storage(self, identity: Any) -> _Storage:
        """('storage', type, key, device, elements): bytes in an entry of their own."""
        tag, kind, key, _, _ = identity
        if tag != "storage" or not isinstance(kind, _Name) or not isinstance(key, str):
            raise TypeError("no storage")
        return _Storage(self._entries[f"data/{key}"], kind.text)

    def _tensor(self, arguments: tuple[Any, ...]) -> Any:
        storage, first, shape, strides = arguments[:4]
        if not isinstance(storage, _Storage):
            raise TypeError("a tensor without storage")
        if storage.kind not in _ELEMENTS:
            return _NotFloats()
        element, size = _ELEMENTS[storage.kind]
        numbers = (first, *shape, *strides)
        if len(shape) != len(strides) or not all(type(number) is int and number >= 0 for number in numbers):
            raise ValueError("a tensor of impossible shape")
        last = first + sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True))
        there = storage.entry.bytes // size
        if 0 in shape or last >= there or math.prod(shape) > there:
            raise ValueError("a tensor outside of its storage")
        offset = storage.entry.offset + first * size
        in_order = strides == _strides_in_order(shape)
        if element is None:
            if not in_order:
                raise ValueError("a float64 tensor that is not in order")
            return Float64Tensor(self._path, offset, shape)
        if in_order or not shape:
            return FileTensor(self._path, offset, shape, element)
        return _Strided(self._path, offset, shape, strides, element)


def _strides_in_order(shape: tuple[int, ...]) -> tuple[int, ...]:
    strides = []
    step = 1
    for length in reversed(shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))


def _pairs(items: list[Any]) -> dict[Any, Any]:
    if len(items) % 2:
        raise ValueError("a key without a value")
    return {_key(key): value for key, value in zip(items[::2], items[1::2], strict=True)}


def _key(key: Any) -> Any:
    if not isinstance(key, (str, int)):
        raise TypeError("a key that is no text")
    return key
