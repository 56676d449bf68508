"""What does a spreadsheet say? xlsx, xls, ods and csv as rows of plain values with their lines.

The kind of a file is told by its content, never by its name. Row numbers are the sheet's own: the
first line is 1 whatever stands in it. No float leaves this module.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

import python_calamine as calamine

from bargaining import errors
from bargaining.readers import sheet_biff, sheet_packages, sheet_scans
from bargaining.readers.cells import Cell
from bargaining.readers.sheet_looks import Look
from bargaining.readers.sheet_scans import Flaw, Scan, Span

MAX_BYTES = 30 * 1024 * 1024
MAX_SPANS = 20_000

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGERS = {
    b"%PDF": "这是 PDF 文件",
    b"\x89PNG": "这是图片",
    b"\xff\xd8\xff": "这是图片",
    b"GIF8": "这是图片",
    b"Rar!": "这是压缩包",
    b"7z\xbc\xaf": "这是压缩包",
    b"\x1f\x8b": "这是压缩包",
    b"{\\rtf": "这是 RTF 文件",
}
_FLAW_WORDS: Mapping[Flaw, str] = {
    "unstored": "是公式，但文件里没有存下计算结果，请用 Excel 或 WPS 打开、保存后再上传",
    "error": "是公式错误值，请更正后再上传",
}


@dataclass(frozen=True)
class Row:
    """One line of a sheet (行)."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing stands in the line (空行)."""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """One worksheet (工作表).

    `rows` begins with line 1 and holds every line up to the last one with content, all of one
    width; merged cells hold their value in the first cell only, `at` repeats it. `flaws` are the
    cells a reader must not take for empty: formulas without a stored result, error values.
    `looks` are the numbers that show as another than they hold. `lengths` says
    of a text file how many cells each line wrote itself.
    """

    title: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...] = ()
    flaws: Mapping[tuple[int, int], Flaw] = field(default_factory=dict)
    looks: Mapping[tuple[int, int], Look] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Count the columns (列数)."""
        return len(self.rows[0].cells) if self.rows else 0

    @property
    def is_empty(self) -> bool:
        """Say whether nothing stands in the sheet (空表)."""
        return not self.flaws and all(row.is_empty for row in self.rows)

    def own(self, number: int, column: int) -> Cell:
        """Return what is written in a cell itself (单元格原值); None outside the sheet."""
        if 1 <= number <= len(self.rows) and 0 <= column < self.width:
            return self.rows[number - 1].cells[column]
        return None

    def at(self, number: int, column: int) -> Cell:
        """Return what a cell shows, a merged range repeating its first cell (单元格值)."""
        span = self.span_at(number, column)
        if span is None:
            return self.own(number, column)
        return self.own(span.first_row, span.first_column)

    def shown(self, row: Row) -> tuple[Cell, ...]:
        """Return what the cells of a line show (整行值)."""
        if not self.spans:
            return row.cells
        return tuple(self.at(row.number, column) for column in range(self.width))

    def span_at(self, number: int, column: int) -> Span | None:
        """Find the merged range a cell lies in (合并区域)."""
        return self._covered.get((number, column))

    def flaw_words(self, number: int, column: int) -> str | None:
        """Say what is wrong with a cell's formula, ready to follow the cell's name (公式问题)."""
        flaw = self.flaws.get((number, column))
        return None if flaw is None else _FLAW_WORDS[flaw]

    @cached_property
    def _covered(self) -> Mapping[tuple[int, int], Span]:
        covered: dict[tuple[int, int], Span] = {}
        for span in self.spans:
            for number in range(span.first_row, min(span.last_row, len(self.rows)) + 1):
                for column in range(span.first_column, min(span.last_column + 1, self.width)):
                    covered[number, column] = span
            if len(covered) > sheet_scans.MAX_CELLS:
                raise sheet_scans.broken()
        return covered


def read_sheets(content: bytes, *, name: str) -> tuple[Sheet, ...]:
    """Read every visible worksheet that is not empty (读取表格).

    `name` is only quoted in sentences. Raises Unusable for anything that is no readable table.
    """
    sheets = tuple(sheet for sheet in _read(content, name=name) if not sheet.is_empty)
    if not sheets:
        raise errors.Unusable(f"“{name}”里没有内容，请检查是否选错了文件。", field="file")
    return sheets


def read_sheet(content: bytes, *, name: str) -> Sheet:
    """Read the first visible worksheet that is not empty (读取首张工作表)."""
    return read_sheets(content, name=name)[0]


def _read(content: bytes, *, name: str) -> Iterator[Sheet]:
    if not content:
        raise errors.Unusable(f"“{name}”是空文件，请重新选择。", field="file")
    if len(content) > MAX_BYTES:
        raise errors.Unusable(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请只保留需要的工作表后再上传。",
            field="file",
        )
    if content.startswith(_ZIP):
        package = sheet_packages.open_package(content)
        return _from_library(package.content, scans=package.scans)
    if content.startswith(_COMPOUND):
        workbook = sheet_biff.open_workbook(content)
        return _from_library(workbook.content, scans=workbook.scans)
    return iter((_from_text(_decoded(content, name=name)),))


def _from_library(content: bytes, *, scans: Mapping[str, Scan] | Sequence[Scan]) -> Iterator[Sheet]:
    with _in_words(), calamine.CalamineWorkbook.from_object(io.BytesIO(content)) as book:
        if not isinstance(scans, Mapping):
            same = len(scans) == len(book.sheet_names)
            scans = dict(zip(book.sheet_names, scans, strict=True)) if same else {}
        for metadata in book.sheets_metadata:
            if metadata.visible is not calamine.SheetVisibleEnum.Visible:
                continue
            if metadata.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            scan = scans.get(metadata.name, Scan())
            yield _sheet(book.get_sheet_by_name(metadata.name), scan=scan)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as problem:
        raise errors.Unusable("文件设有密码，请去掉密码后再上传。", field="file") from problem
    except calamine.CalamineError as problem:
        raise sheet_scans.broken() from problem
    except BaseException as problem:
        # A panic of the library is no Exception, and its class cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise sheet_scans.broken() from problem


def _sheet(sheet: calamine.CalamineSheet, *, scan: Scan) -> Sheet:
    last_row, last_column = sheet.end or (-1, -1)
    rows = max(last_row + 1, scan.last_row)
    columns = max(last_column, scan.last_column) + 1
    sheet_scans.check_size(rows=rows, columns=columns)
    values = sheet.to_python(skip_empty_area=False) if sheet.end else []
    read = [tuple(_cell(value) for value in row) for row in values]
    blank: tuple[Cell, ...] = (None,) * columns
    read += [blank] * (rows - len(read))
    merged = [
        Span(first_row + 1, first_column, last_row + 1, last_column)
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ()
    ]
    if len(merged) + len(scan.spans) > MAX_SPANS:
        raise sheet_scans.broken()
    return Sheet(
        title=sheet.name,
        rows=tuple(
            Row(number, cells + blank[len(cells) :]) for number, cells in enumerate(read, start=1)
        ),
        spans=(*merged, *scan.spans),
        flaws=scan.flaws,
        looks=scan.looks,
    )


def _cell(value: str | bool | float | date | time | timedelta) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _exact(float(value))
    match value:
        case datetime():
            return value.date() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value
        case _:
            return str(value)


def _exact(value: float) -> Cell:
    if value.is_integer():
        return Decimal(int(value))
    return Decimal(repr(value)) if math.isfinite(value) else str(value)


def _decoded(content: bytes, *, name: str) -> str:
    stranger = next((words for mark, words in _STRANGERS.items() if content.startswith(mark)), None)
    if stranger is not None:
        raise errors.Unusable(f"{stranger}，不是表格，请上传 xlsx、xls、ods 或 csv。", field="file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        text = "\0"
    if any(letter < " " and letter not in "\t\r\n" for letter in text.rstrip("\x1a\r\n")):
        raise errors.Unusable(
            f"“{name}”不是系统能读的表格，请另存为 xlsx，或 UTF-8、GB18030 编码的 csv。",
            field="file",
        )
    head = text[:2000].lstrip().lower()
    if head.startswith("<"):
        raise errors.Unusable(
            "这是网页或 XML 格式的文件，只是名字像表格，请用 Excel 或 WPS 打开后另存为 xlsx。",
            field="file",
        )
    return text


def _from_text(text: str) -> Sheet:
    head = "\n".join(text[:20_000].splitlines()[:10])
    delimiter = max(",\t;", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read: list[tuple[Cell, ...]] = []
    width = 0
    try:
        for line in lines:
            read.append(tuple(cell if cell.strip() else None for cell in line))
            width = max(width, len(line))
            sheet_scans.check_size(rows=len(read), columns=width)
    except csv.Error as problem:
        raise errors.Unusable(
            f"第 {len(read) + 1} 行的引号不成对，系统读不下去，请更正后再上传。", field="file"
        ) from problem
    while read and all(cell is None for cell in read[-1]):
        read.pop()
    return Sheet(
        title="",
        rows=tuple(
            Row(number, cells + (None,) * (width - len(cells)))
            for number, cells in enumerate(read, start=1)
        ),
        lengths=tuple(len(cells) for cells in read),
    )
