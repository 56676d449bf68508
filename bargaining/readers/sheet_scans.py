"""What may be known of a sheet's cells beside their values, and how its XML is walked for it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from bargaining import errors
from bargaining.readers.sheet_looks import Look

MAX_ROWS = 100_000
MAX_COLUMNS = 400
MAX_CELLS = 4_000_000

Flaw = Literal["unstored", "error"]


@dataclass(frozen=True)
class Span:
    """A merged range, both ends included: rows as the sheet numbers them, columns from 0 (合并)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Scan:
    """What the XML of one sheet says (扫描结果).

    `flaws` names formula cells that hold no stored result, and cells that hold an error value;
    the reading library shows both as empty cells. `looks` names numbers that are shown as another
    number than the one they hold.
    """

    last_row: int = 0
    last_column: int = -1
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    looks: dict[tuple[int, int], Look] = field(default_factory=dict)

    def holds(self, row: int, column: int) -> None:
        """Note that a cell holds something, and refuse a sheet that is far too large."""
        if row > self.last_row or column > self.last_column:
            self.last_row = max(self.last_row, row)
            self.last_column = max(self.last_column, column)
            check_size(rows=self.last_row, columns=self.last_column + 1)


def is_within(*, rows: int, columns: int) -> bool:
    """Say whether a sheet is no larger than any register is."""
    return rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns <= MAX_CELLS


def check_size(*, rows: int, columns: int) -> None:
    """Refuse a sheet with more cells than any register has (表格大小)."""
    if not is_within(rows=rows, columns=columns):
        raise errors.Unusable(
            f"表格超出系统能读的范围（最多 {MAX_ROWS:,} 行、{MAX_COLUMNS} 列），"
            "请删去多余的行列后再上传。",
            field="file",
        )


def broken() -> errors.Unusable:
    """Word the refusal of a file whose inside does not hold together."""
    return errors.Unusable(
        "文件已损坏或内容不完整，请用 Excel 或 WPS 打开后另存为 xlsx 再上传。", field="file"
    )


Attributes = Mapping[str, str]


class _LocalNames(dict[str, str]):
    """Elements without their prefix, each taken apart once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def walk(
    xml: bytes,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk an XML part, its elements by their names without prefix."""
    parser = expat.ParserCreate("UTF-8")  # whatever the declaration says: nobody writes another
    parser.buffer_text = True
    local = _LocalNames()
    parser.StartElementHandler = lambda name, given: start(local[name], given)
    if end is not None:
        parser.EndElementHandler = lambda name: end(local[name])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as problem:
        raise broken() from problem


def _refuse_doctype(*_declaration: object) -> None:
    # No spreadsheet program writes one; entity bombs need one.
    raise broken()


def number(written: str | None, *, otherwise: int) -> int:
    """Read a whole number of an attribute, or refuse the file."""
    try:
        return int(written) if written is not None else otherwise
    except ValueError as problem:
        raise broken() from problem
