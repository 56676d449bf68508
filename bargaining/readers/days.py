"""Which day is written in a cell? Real dates, and the ways people type them."""

from __future__ import annotations

import re
from datetime import date

from bargaining.readers.cells import Cell, squeezed, text_of

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"|年(?P<m>\d{1,2})月(?P<d>\d{1,2})日?)"
    r"(?:T?00:00(?::00)?)?"
)
_PACKED = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "待补"})
_EARLIEST_YEAR, _LATEST_YEAR = 1949, 2100


def day(cell: Cell) -> date | None:
    """Read a day (日期); None where the cell is empty or says 待补.

    2026-06-20, 2026/6/20, 2026.6.20, 2026年6月20日, 20260620 and real dates. Raises ValueError
    with a short reason for anything else: a month alone is no day.
    """
    if cell is None or isinstance(cell, date):
        return None if cell is None else _within(cell)
    written = squeezed(text_of(cell))
    if written in _NOTHING:
        return None
    found = _WRITTEN.fullmatch(written) or _PACKED.fullmatch(written)
    if found is None:
        raise ValueError("不是日期，请写成 2026-06-20 的样子")
    parts = found.groupdict()
    month, day_of_month = parts["month"] or parts["m"], parts["day"] or parts["d"]
    try:
        read = date(int(parts["year"]), int(month), int(day_of_month))
    except ValueError as problem:
        raise ValueError("没有这一天，请核对") from problem
    return _within(read)


def _within(read: date) -> date:
    if not _EARLIEST_YEAR <= read.year <= _LATEST_YEAR:
        raise ValueError(f"年份应在 {_EARLIEST_YEAR} 至 {_LATEST_YEAR} 之间，请核对")
    return read
