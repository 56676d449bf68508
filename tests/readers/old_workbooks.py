"""Old workbooks (xls) made for a test: the records of one sheet or several, in a container.

Only what a wage table needs is written: texts, numbers in each of their four ways, formulas with
their results or without, days, percents, merged ranges, hidden rows and hidden sheets.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PLAIN, DAY, PERCENT = range(3)  # the ways a cell may look, by their place among the XF records
_FORMATS = {PLAIN: 0, DAY: 14, PERCENT: 10}
_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LONGEST = 8224
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula and the result that is stored beside it; None: none is."""

    result: str | Decimal | None


@dataclass(frozen=True)
class OldSheet:
    """A sheet: cells by row and column from 0, each with its look."""

    title: str
    cells: Mapping[tuple[int, int], tuple[object, int]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    numbers: str = "number"  # or "rk", or "mulrk", where a number allows it


def xls(*sheets: OldSheet, reckoned: bool = True) -> bytes:
    """Make an old workbook; an office program reckoned its formulas, or a library did not."""
    texts: dict[str, int] = {}
    bodies = [b"".join(_sheet(sheet, texts)) for sheet in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0x07CC, 0, 6))
    head += _record(0x0042, struct.pack("<H", 1200))
    head += b"".join(_record(0x00E0, struct.pack("<HH16x", 0, _FORMATS[look])) for look in _FORMATS)
    names = [_short(sheet.title) for sheet in sheets]
    shared = _shared(texts)
    end = _record(0x000A, b"")
    place = len(head) + sum(4 + 6 + len(name) for name in names) + len(shared) + len(end)
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBB", place, sheet.is_hidden, 0) + name)
        place += len(body)
    return _container(head + shared + end + b"".join(bodies), reckoned=reckoned)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _long(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _shared(texts: Mapping[str, int]) -> bytes:
    """Write the table of shared texts, broken between two texts where a record is full."""
    records = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        written = _long(text)
        if len(records[-1]) + len(written) > _LONGEST:
            records.append(b"")
        records[-1] += written
    kinds = [0x00FC] + [0x003C] * (len(records) - 1)
    return b"".join(_record(kind, body) for kind, body in zip(kinds, records, strict=True))


def _sheet(sheet: OldSheet, texts: dict[str, int]) -> Iterator[bytes]:
    yield _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0x07CC, 0, 6))
    rows = max((row for row, _column in sheet.cells), default=-1) + 1
    columns = max((column for _row, column in sheet.cells), default=-1) + 1
    yield _record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    for row in sorted(sheet.hidden_rows):
        yield _record(0x0208, struct.pack("<HHHHHHI", row, 0, columns, 255, 0, 0, 0x120))
    waiting: list[tuple[int, int, bytes]] = []
    for (row, column), (value, look) in sorted(sheet.cells.items()):
        short = _rk(value) if sheet.numbers != "number" and look == PLAIN else None
        if sheet.numbers == "mulrk" and short is not None:
            if waiting and waiting[-1][:2] != (row, column - 1):
                yield _several(waiting)
                waiting = []
            waiting.append((row, column, struct.pack("<H", look) + short))
            continue
        if waiting:
            yield _several(waiting)
            waiting = []
        yield from _cell(struct.pack("<HHH", row, column, look), value, texts=texts, short=short)
    if waiting:
        yield _several(waiting)
    if sheet.merged:
        ranges = [struct.pack("<HHHH", r1, r2, c1, c2) for r1, c1, r2, c2 in sheet.merged]
        yield _record(0x00E5, struct.pack("<H", len(ranges)) + b"".join(ranges))
    yield _record(0x000A, b"")


def _several(waiting: Sequence[tuple[int, int, bytes]]) -> bytes:
    row, first, _body = waiting[0]
    if len(waiting) == 1:
        return _record(0x027E, struct.pack("<HH", row, first) + waiting[0][2])
    body = b"".join(body for _row, _column, body in waiting)
    last = struct.pack("<H", first + len(waiting) - 1)
    return _record(0x00BD, struct.pack("<HH", row, first) + body + last)


def _rk(value: object) -> bytes | None:
    """Write a number in four bytes: whole, or in hundredths; None where it does not fit."""
    if not isinstance(value, Decimal):
        return None
    for scaled, mark in ((value, 2), (value * 100, 3)):
        if scaled == scaled.to_integral_value() and abs(scaled) < 2**29:
            return struct.pack("<i", int(scaled) << 2 | mark)
    return None


def _cell(
    place: bytes, value: object, *, texts: dict[str, int], short: bytes | None
) -> Iterator[bytes]:
    match value:
        case None:
            yield _record(0x0201, place)
        case Formula(result):
            yield from _formula(place, result)
        case bool():
            yield _record(0x0205, place + struct.pack("<BB", value, 0))
        case date():
            yield _record(0x0203, place + struct.pack("<d", (value - _FIRST_DAY).days))
        case Decimal():
            written = (0x0203, struct.pack("<d", value)) if short is None else (0x027E, short)
            yield _record(written[0], place + written[1])
        case str() if value.startswith("label:"):
            yield _record(0x0204, place + _long(value.removeprefix("label:")))
        case str():
            number = texts.setdefault(value, len(texts))
            yield _record(0x00FD, place + struct.pack("<I", number))


def _formula(place: bytes, result: str | Decimal | None) -> Iterator[bytes]:
    match result:
        case Decimal():
            stored = struct.pack("<d", result)
        case None | "":
            stored = b"\x03\0\0\0\0\0\xff\xff"
        case _:
            stored = b"\0\0\0\0\0\0\xff\xff"
    code = struct.pack("<HBH", 3, 0x1E, 1)  # the one token of =1
    yield _record(0x0006, place + stored + struct.pack("<HI", 0, 0) + code)
    if isinstance(result, str) and result:
        yield _record(0x0207, _long(result))


def _container(book: bytes, *, reckoned: bool) -> bytes:
    """Make a compound file around the stream, with or without an office program's summary."""
    book = book.ljust(4096, b"\0")
    used = -(-len(book) // _SECTOR)
    tables = 1
    while tables * 128 < tables + 1 + used:
        tables += 1
    links = [_TABLE] * tables + [_END, *range(tables + 2, tables + 1 + used), _END]
    links += [_FREE] * (tables * 128 - len(links))
    names = ["Root Entry", "Workbook", *(["\x05SummaryInformation"] if reckoned else [])]
    entries = [
        _entry(name, number, first=tables + 1, size=len(book), last=len(names) - 1)
        for number, name in enumerate(names)
    ]
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, tables, 0, 4096, _END, 0, _END, 0),
    )
    places = [*range(tables), *[_FREE] * (109 - tables)]
    return b"".join(
        (
            head + struct.pack("<109I", *places),
            struct.pack(f"<{len(links)}I", *links),
            b"".join(entries).ljust(_SECTOR, b"\0"),
            book.ljust(used * _SECTOR, b"\0"),
        )
    )


def _entry(name: str, number: int, *, first: int, size: int, last: int) -> bytes:
    written = name.encode("utf-16-le")
    is_root, is_book = number == 0, number == 1
    left = number + 1 if 0 < number < last else _FREE
    return struct.pack(
        "<64sHBBIII36xII4x",
        *(written, len(written) + 2, 5 if is_root else 2, 1),
        *(left, _FREE, 1 if is_root else _FREE),
        *(first if is_book else _END, size if is_book else 0),
    )
