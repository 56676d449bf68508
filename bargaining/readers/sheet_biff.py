"""What does an old xls workbook hold that the reading library would not tell or not survive?

An xls file is a small file system (a chain of sectors) with one stream of records in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from bargaining import errors
from bargaining.readers.sheet_looks import Look, look_of
from bargaining.readers.sheet_scans import Scan, broken

_HEADER = struct.Struct("<30xHH10xII4xIIIII")
_FREE = 0xFFFFFFFA  # from here on a sector number means "none"
_WORKSHEET = 0
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_FORMULA, _BOOLERR, _MULRK = 0x0006, 0x0205, 0x00BD
_HOLDING = frozenset({_FORMULA, 0x0206, 0x0406, _BOOLERR, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6})
_NUMERIC = frozenset({_FORMULA, 0x0206, 0x0406, 0x0203, 0x027E, _MULRK})
_XF, _FORMAT = 0x00E0, 0x041E
_SHARED_TEXTS, _DIMENSIONS, _PASSED_OVER = 0x00FC, 0x0200, 0x00FF
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 4096
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SUMMARY = "\x05SummaryInformation"


@dataclass(frozen=True)
class Workbook:
    """An xls workbook, checked, and packed anew with its one stream only (旧版表格).

    `scans` follow the workbook's own order of sheets.
    """

    content: bytes
    scans: tuple[Scan, ...]


def open_workbook(content: bytes) -> Workbook:
    """Walk the cells of every worksheet (读取旧版表格).

    The stream of records is taken out here and put into a container of our own making, because
    the reading library does not survive every container. Raises Unusable for a workbook that is
    locked, broken or far too large.
    """
    try:
        streams = _Container(content).streams()
        book = streams.get("workbook") or streams.get("book")
        if book is None:
            # An encrypted xlsx hides in such a container; so do Word documents.
            if "encryptedpackage" in streams:
                raise _locked()
            raise broken()
        # Office programs describe each file in this stream; libraries that write formulas
        # without reckoning them do not, and leave an empty text for a result.
        scans = _scan(book, reckoned=_SUMMARY.lower() in streams)
        return Workbook(_contained(_tamed(book)), tuple(scans))
    except (struct.error, IndexError, MemoryError) as problem:
        raise broken() from problem


def _locked() -> errors.Unusable:
    return errors.Unusable("文件设有密码，请去掉密码后再上传。", field="file")


class _Container:
    """The sectors of a compound file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (
            shift,
            mini_shift,
            self.tables,
            self.root,
            self.cutoff,
            self.mini_table,
            self.mini_tables,
            self.more,
            self.mores,
        ) = _HEADER.unpack_from(content)
        if not 7 <= shift <= 16 or not 4 <= mini_shift <= shift:
            raise broken()
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.next = self._table()

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        found = self.content[start : start + self.size]
        if not found:
            raise broken()
        return found

    def _table(self) -> tuple[int, ...]:
        places = list(struct.unpack_from("<109I", self.content, 76))
        more = self.more
        for _each in range(min(self.mores, len(self.content) // self.size)):
            if more >= _FREE:
                break
            listed = _numbers(self.sector(more))
            places += listed[:-1]
            more = listed[-1]
        used = [place for place in places[: self.tables] if place < _FREE]
        if len(used) > len(self.content) // self.size + 1:
            raise broken()
        return tuple(number for place in used for number in _numbers(self.sector(place)))

    def chain(self, first: int) -> bytes:
        parts = []
        while first < _FREE:
            parts.append(self.sector(first))
            if len(parts) > len(self.content) // self.size + 1:
                raise broken()
            first = self.next[first]
        return b"".join(parts)

    def streams(self) -> dict[str, bytes]:
        """Return the streams a workbook may lie in, by their names in lower case."""
        entries = self.chain(self.root)
        found: dict[str, tuple[int, int]] = {}
        store = b""
        for start in range(0, len(entries) - 127, 128):
            entry = entries[start : start + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<II", entry, 116)
            if entry[66] == 5:
                store = self.chain(first)
            elif entry[66] == 2:
                found.setdefault(name, (first, size))
        wanted = {"workbook", "book"} & set(found)
        read = {name: self._stream(*found[name], store=store) for name in wanted}
        return {**dict.fromkeys(found, b""), **read}

    def _stream(self, first: int, size: int, *, store: bytes) -> bytes:
        if size >= self.cutoff:
            return self.chain(first)[:size]
        following = _numbers(self.chain(self.mini_table))
        parts = []
        while first < _FREE:
            parts.append(store[first * self.mini_size : (first + 1) * self.mini_size])
            if len(parts) > self.cutoff // self.mini_size + 1:
                raise broken()
            first = following[first]
        return b"".join(parts)[:size]


def _numbers(sectors: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, charts within it included."""
    return ((kind, body) for _place, kind, body in _placed(book, start))


def _placed(book: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    depth = 0
    while start + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, start)
        yield start, kind, book[start + 4 : start + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        start += 4 + length


def _tamed(book: bytes) -> bytes:
    """Take out what makes the reading library reserve space on the file's word alone."""
    tamed = bytearray(book)
    parts = [0, *(place for place, _kind in _sheets(book))]
    for place, kind, body in chain.from_iterable(_placed(book, part) for part in parts):
        if kind == _SHARED_TEXTS and len(body) >= 8:
            told = struct.unpack_from("<I", body, 4)[0]
            struct.pack_into("<I", tamed, place + 8, min(told, len(book) // 3))
        elif kind == _DIMENSIONS:
            struct.pack_into("<H", tamed, place, _PASSED_OVER)
    return bytes(tamed)


def _contained(book: bytes) -> bytes:
    """Make a compound file, version 4 with its sectors of 4096 bytes, around one stream.

    It lies behind the table of sectors, the directory, and an empty store for short streams,
    which the reading library wants to see.
    """
    length = max(len(book), _SECTOR)
    used = -(-length // _SECTOR)
    tables = -(-(used + 3) // (_SECTOR // 4 - 1))
    directory, short_table, store, first = range(tables, tables + 4)
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(_SIGNATURE, bytes(16), 0x3E, 4, 0xFFFE, 12, 6),
        *(1, tables, directory, 0, _SECTOR, short_table, 1, _END, 0),
    )
    places = [*range(tables), *[_NONE] * (109 - tables)]
    links = [_TABLE] * tables + [_END] * 3 + [*range(first + 1, first + used), _END]
    links += [_NONE] * (tables * _SECTOR // 4 - len(links))
    entries = (
        _entry("Root Entry", kind=5, child=1, start=store, size=_SECTOR),
        _entry("Workbook", kind=2, child=_NONE, start=first, size=length),
    )
    return b"".join(
        (
            (head + struct.pack("<109I", *places)).ljust(_SECTOR, b"\0"),
            struct.pack(f"<{len(links)}I", *links),
            b"".join(entries).ljust(_SECTOR, b"\0"),
            b"\xff" * _SECTOR,
            bytes(_SECTOR),
            book.ljust(used * _SECTOR, b"\0"),
        )
    )


def _entry(name: str, *, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ",
        *(written, len(written) + 2, kind, 1, _NONE, _NONE, child, start, size),
    )


def _scan(book: bytes, *, reckoned: bool) -> list[Scan]:
    sheets = _sheets(book)
    looks = _looks(book)
    if len({place for place, _kind in sheets}) != len(sheets):
        raise broken()
    budget = len(book)
    scans = []
    for place, sheet_kind in sheets:
        scans.append(Scan())
        if sheet_kind != _WORKSHEET:
            continue
        for kind, body in _records(book, place):
            budget -= 4 + len(body)
            _note(scans[-1], kind, body, reckoned=reckoned)
            if looks and kind in _NUMERIC:
                _note_looks(scans[-1], kind, body, looks=looks)
        if budget < 0:
            raise broken()
    return scans


def _sheets(book: bytes) -> list[tuple[int, int]]:
    sheets = []
    for kind, body in _records(book, 0):
        if kind == _FILEPASS:
            raise _locked()
        if kind == _BOUNDSHEET:
            place, _visible, sheet_kind = struct.unpack_from("<IBB", body)
            sheets.append((place, sheet_kind))
    return sheets


def _looks(book: bytes) -> dict[int, Look]:
    """Find the cell formats that show a number as another, by their place in the list."""
    codes: dict[int, str] = {}
    used: list[int] = []
    for kind, body in _records(book, 0):
        if kind == _FORMAT:
            number, _length, flags = struct.unpack_from("<HHB", body)
            codes[number] = body[5:].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
        elif kind == _XF:
            used.append(struct.unpack_from("<H", body, 2)[0])
    looks = ((place, look_of(number, codes.get(number, ""))) for place, number in enumerate(used))
    return {place: look for place, look in looks if look is not None}


def _note_looks(scan: Scan, kind: int, body: bytes, *, looks: dict[int, Look]) -> None:
    row, first = struct.unpack_from("<HH", body)
    step = 6 if kind == _MULRK else len(body)
    for place in range(4, len(body) - 2, step):
        look = looks.get(struct.unpack_from("<H", body, place)[0])
        if look is not None:
            scan.looks[row + 1, first + (place - 4) // step] = look


def _note(scan: Scan, kind: int, body: bytes, *, reckoned: bool) -> None:
    if kind == _MULRK:
        scan.holds(struct.unpack_from("<H", body)[0] + 1, struct.unpack("<H", body[-2:])[0])
        return
    if kind not in _HOLDING:
        return
    row, column = struct.unpack_from("<HH", body)
    scan.holds(row + 1, column)
    if kind == _BOOLERR and body[7]:
        scan.flaws[row + 1, column] = "error"
    elif kind == _FORMULA and body[12:14] == b"\xff\xff":
        if body[6] == 2:
            scan.flaws[row + 1, column] = "error"
        elif body[6] == 3 and not reckoned:
            scan.flaws[row + 1, column] = "unstored"
