"""What goes back to whom sent a file? Their own table, with what became of every row."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import xlsxwriter

from bargaining.readers.cells import Cell, squeezed, text_of
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Sheet

RESULT_COLUMN = "导入结果"
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
_WIDTH = 16
_RESULT_WIDTH = 60
_LONGEST_TEXT = 32_767


def write_returned_file(sheet: Sheet, *, header: Header, reasons: Mapping[int, str]) -> bytes:
    """Write the user's own table as xlsx with a column 导入结果 (回写导入结果).

    Every line keeps its place; texts stay texts, whatever they begin with. A column 导入结果 of an
    earlier round is written over.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_urls": False})
    page = book.add_worksheet()
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    refused = book.add_format({"num_format": "@", "font_color": "#A61B1B", "text_wrap": True})
    result = _result_column(sheet, header)
    page.set_column(0, max(sheet.width - 1, 0), _WIDTH)
    page.set_column(result, result, _RESULT_WIDTH)
    for row in sheet.rows:
        in_header = header.first_row <= row.number <= header.last_row
        for column, cell in enumerate(row.cells):
            if column != result and cell is not None:
                _write(page, row.number - 1, column, cell, head if in_header else text)
        if row.number == header.last_row:
            page.write_string(row.number - 1, result, RESULT_COLUMN, head)
        elif row.number in reasons:
            page.write_string(row.number - 1, result, reasons[row.number][:_LONGEST_TEXT], refused)
    page.freeze_panes(header.last_row, 0)
    book.close()
    return written.getvalue()


def _result_column(sheet: Sheet, header: Header) -> int:
    for column, title in header.titles.items():
        if squeezed(title) == RESULT_COLUMN:
            return column
    return sheet.width


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    style: xlsxwriter.format.Format,
) -> None:
    match cell:
        case Decimal() if len(cell.as_tuple().digits) <= _EXACT_DIGITS:
            page.write_number(row, column, float(cell))
        case bool():
            page.write_boolean(row, column, cell)
        case str() | Decimal() | date() | None:
            page.write_string(row, column, text_of(cell)[:_LONGEST_TEXT], style)
