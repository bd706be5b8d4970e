"""The zip archive that `torch.save` writes: where each stored entry lies in the file.

Own reader instead of `zipfile`, which reads a central directory of any size into memory, unpacks compressed entries
and does not tell where an entry's bytes are. torch.save stores entries uncompressed; others are refused, so there is
nothing to unpack. Format: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 to 4.3.16.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import read_exactly
from dictate.wording.message import message

_END = b"PK\x05\x06"
_END_BYTES = 22
_MOST_COMMENT_BYTES = 65_535
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_ENTRY = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_MOST_ENTRIES = 20_000
_MOST_DIRECTORY_BYTES = 8 << 20


@dataclass(frozen=True)
class Entry:
    """One stored file of the archive: its bytes lie at `offset` of the archive."""

    name: str
    offset: int
    bytes: int


def is_archive(path: Path) -> bool:
    """Whether a file begins as a zip archive."""
    with path.open("rb") as file:
        return file.read(4) == _LOCAL


def entries(path: Path) -> dict[str, Entry]:
    """Every entry by its name without the archive's own folder. Raises NotImportableError."""
    size = path.stat().st_size
    count, directory_bytes, directory = _end_record(path, size)
    if count > _MOST_ENTRIES or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise NotImportableError(
            message("{file} has {count:,} parts; no Whisper has so many.", file=path.name, count=count)
        )
    if directory + directory_bytes > size:
        raise damaged(path, "its table of contents lies outside of it")
    content = read_exactly(path, directory, directory_bytes)
    found: dict[str, Entry] = {}
    position = 0
    for _ in range(count):
        entry, position = _entry(path, content, position, size)
        if entry.name in found:
            raise damaged(path, message("it has two parts named {entry!r}", entry=entry.name[:80]))
        found[entry.name] = entry
    return found


def _end_record(path: Path, size: int) -> tuple[int, int, int]:
    """Number of entries, bytes and offset of the table of contents."""
    tail_bytes = min(size, _END_BYTES + _MOST_COMMENT_BYTES)
    tail = read_exactly(path, size - tail_bytes, tail_bytes)
    place = tail.rfind(_END)
    if place < 0 or place + _END_BYTES > len(tail):
        raise damaged(path, "its table of contents is missing")
    count, directory_bytes, directory = struct.unpack_from("<HII", tail, place + 10)
    locator_at = size - tail_bytes + place - 20
    if count == 0xFFFF or 0xFFFFFFFF in (directory_bytes, directory):
        locator = read_exactly(path, locator_at, 20) if locator_at >= 0 else b""
        if not locator.startswith(_LOCATOR_64):
            raise damaged(path, "its table of contents is missing")
        record_at = struct.unpack_from("<Q", locator, 8)[0]
        if record_at + 56 > size:
            raise damaged(path, "its table of contents is missing")
        record = read_exactly(path, record_at, 56)
        if not record.startswith(_END_64):
            raise damaged(path, "its table of contents is missing")
        count, directory_bytes, directory = struct.unpack_from("<QQQ", record, 32)
    return count, directory_bytes, directory


def _entry(path: Path, content: bytes, position: int, size: int) -> tuple[Entry, int]:
    if content[position : position + 4] != _ENTRY or position + 46 > len(content):
        raise damaged(path, "its table of contents breaks off")
    method = struct.unpack_from("<H", content, position + 10)[0]
    packed, unpacked = struct.unpack_from("<II", content, position + 20)
    name_bytes, extra_bytes, comment_bytes = struct.unpack_from("<HHH", content, position + 28)
    header_at = struct.unpack_from("<I", content, position + 42)[0]
    name_at = position + 46
    name = content[name_at : name_at + name_bytes].decode("utf-8", "replace")
    extra = content[name_at + name_bytes : name_at + name_bytes + extra_bytes]
    packed, unpacked, header_at = _wide(path, extra, unpacked, packed, header_at)
    if method != 0 or packed != unpacked:
        raise NotImportableError(
            message("{file} is a compressed archive; PyTorch does not write such files.", file=path.name),
            "If it holds a model, unpack it and add the folder.",
        )
    if header_at + 30 > size:
        raise damaged(path, message("its part {name!r} lies outside of it", name=name[:80]))
    local = read_exactly(path, header_at, 30)
    if not local.startswith(_LOCAL):
        raise damaged(path, message("its part {name!r} is not where it should be", name=name[:80]))
    local_name_bytes, local_extra_bytes = struct.unpack_from("<HH", local, 26)
    offset = header_at + 30 + local_name_bytes + local_extra_bytes
    if offset + unpacked > size:
        raise damaged(path, message("its part {name!r} is cut off", name=name[:80]))
    inner = name.partition("/")[2] or name
    return Entry(inner, offset, unpacked), name_at + name_bytes + extra_bytes + comment_bytes


def _wide(path: Path, extra: bytes, unpacked: int, packed: int, header_at: int) -> tuple[int, int, int]:
    """Sizes and offset that need 64 bits stand in an extra field, in this order, only those that are needed."""
    if 0xFFFFFFFF not in (unpacked, packed, header_at):
        return packed, unpacked, header_at
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{min(length, len(extra) - position - 4) // 8}Q", extra, position + 4))
            try:
                unpacked = next(numbers) if unpacked == 0xFFFFFFFF else unpacked
                packed = next(numbers) if packed == 0xFFFFFFFF else packed
                header_at = next(numbers) if header_at == 0xFFFFFFFF else header_at
            except StopIteration:
                break
            return packed, unpacked, header_at
        position += 4 + length
    raise damaged(path, "its table of contents lacks a size")
