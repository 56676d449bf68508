"""How does a list leave the system? As a spreadsheet: one line a row, every text a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 18
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
_LONGEST_TEXT = 32_767

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """One page of a spreadsheet (工作表): a head and its rows."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_list(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a list as xlsx (导出清单); a text that looks like a formula stays a text."""
    return write_book([Sheet(title, columns, rows)])


def write_book(sheets: Iterable[Sheet]) -> bytes:
    """Write several lists as one xlsx (导出多表), one page each."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#ECEEF1", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:31])
        page.set_column(0, max(len(sheet.columns) - 1, 0), _WIDTH)
        for place, label in enumerate(sheet.columns):
            page.write_string(0, place, label, head)
        for number, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                _write(page, number, place, value, text)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, 0, max(len(sheet.columns) - 1, 0))
    book.close()
    return written.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Value,
    style: xlsxwriter.format.Format,
) -> None:
    match value:
        case None:
            pass
        case int():
            page.write_number(row, column, value)
        case Decimal() if len(value.as_tuple().digits) <= _EXACT_DIGITS:
            page.write_number(row, column, float(value))
        case date():
            page.write_string(row, column, value.isoformat(), style)
        case _:
            page.write_string(row, column, str(value)[:_LONGEST_TEXT], style)
