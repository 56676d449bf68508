"""What does a spreadsheet package hold that the reading library would not tell or not survive?"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal
from xml.parsers import expat

from bargaining import errors
from bargaining.readers.sheet_looks import Look, look_of

MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_ROWS = 100_000
MAX_COLUMNS = 400
MAX_CELLS = 4_000_000

Flaw = Literal["unstored", "error"]
Kind = Literal["xlsx", "ods"]


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


@dataclass(frozen=True)
class Package:
    """A spreadsheet package, checked, and packed anew with its XML parts only (表格包)."""

    kind: Kind
    content: bytes
    scans: Mapping[str, Scan]


def check_size(*, rows: int, columns: int) -> None:
    """Refuse a sheet with more cells than any register has (表格大小)."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
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


def open_package(content: bytes) -> Package:
    """Check a zip file and read what its sheets' XML says beyond the values.

    Everything is unpacked here under a limit and packed again, so that the reading library never
    meets an archive whose lists and contents disagree.
    """
    parts = _unpack(content)
    kind = _kind(parts)
    scans = _scan_xlsx(parts) if kind == "xlsx" else _scan_ods(parts)
    return Package(kind=kind, content=_pack(parts), scans=scans)


def _unpack(content: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise _bomb()
            for entry in entries:
                if not entry.filename.endswith((".xml", ".rels", ".bin", "mimetype")):
                    continue
                if entry.flag_bits & 0x1:
                    raise errors.Unusable("文件设有密码，请去掉密码后再上传。", field="file")
                with archive.open(entry) as part:
                    unpacked = part.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise _bomb()
                parts[entry.filename] = unpacked
    except _UNPACKING as problem:
        raise broken() from problem
    return parts


# All that the standard library raises over an archive that does not hold together.
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def _bomb() -> errors.Unusable:
    return errors.Unusable(
        f"文件解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，系统不予读取；"
        "请只保留需要的工作表，另存为新文件后再上传。",
        field="file",
    )


def _pack(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda part: (part != "mimetype", part)):
            archive.writestr(zipfile.ZipInfo(name), parts[name])
    return packed.getvalue()


def _kind(parts: Mapping[str, bytes]) -> Kind:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and b"opendocument.spreadsheet" in parts.get("mimetype", b""):
        return "ods"
    if "xl/workbook.bin" in parts:
        raise errors.Unusable("暂不能读 xlsb 文件，请另存为 xlsx 后再上传。", field="file")
    if any(name.startswith("word/") for name in parts):
        raise errors.Unusable(
            "这是 Word 文件，不是表格，请上传 xlsx、xls、ods 或 csv。", field="file"
        )
    raise errors.Unusable("这是压缩包，不是表格，请上传 xlsx、xls、ods 或 csv。", field="file")


Attributes = Mapping[str, str]


class _LocalNames(dict[str, str]):
    """Elements without their prefix, each taken apart once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def _walk(
    xml: bytes,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
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


def _scan_xlsx(parts: Mapping[str, bytes]) -> dict[str, Scan]:
    sheets: dict[str, str] = {}
    unreckoned = False

    def in_workbook(name: str, given: Attributes) -> None:
        nonlocal unreckoned
        if name == "sheet":
            link = next((given[key] for key in given if key.rpartition(":")[2] == "id"), "")
            sheets[given.get("name", "")] = link
        elif name == "calcPr":
            unreckoned = given.get("fullCalcOnLoad") in ("1", "true")

    _walk(parts["xl/workbook.xml"], start=in_workbook)
    targets: dict[str, str] = {}

    def in_links(name: str, given: Attributes) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", given.get("Target", ""))
            ).lstrip("/")

    _walk(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), start=in_links)
    # Part names are compared without case, as the reading library does.
    known = {name.lower(): part for name, part in parts.items()}
    looks = _looks(known.get("xl/styles.xml", b"<none/>"))
    scans = {}
    for title, link in sheets.items():
        part = known.get(targets.get(link, "").lower())
        if part is None:
            raise broken()
        scans[title] = _XlsxSheet(placeholders=unreckoned, looks=looks).read(part)
    return scans


def _looks(styles: bytes) -> dict[str, Look]:
    """Find the cell styles that show a number as another, by their place in the list."""
    codes: dict[int, str] = {}
    used: list[int] = []
    in_cells = False

    def start(name: str, given: Attributes) -> None:
        nonlocal in_cells
        if name == "numFmt":
            codes[_number(given.get("numFmtId"), otherwise=0)] = given.get("formatCode", "")
        elif name == "xf" and in_cells:
            used.append(_number(given.get("numFmtId"), otherwise=0))
        else:
            in_cells = name == "cellXfs" or (in_cells and name in _WITHIN_XF)

    _walk(styles, start=start)
    looks = ((str(place), look_of(kind, codes.get(kind, ""))) for place, kind in enumerate(used))
    return {place: look for place, look in looks if look is not None}


_WITHIN_XF = frozenset({"alignment", "protection", "extLst", "ext"})


class _XlsxSheet:
    """Walks the cells of one xlsx sheet."""

    def __init__(self, *, placeholders: bool, looks: Mapping[str, Look]) -> None:
        self.scan = Scan()
        self.looks = looks
        self.look: Look | None = None
        # A library that wrote formulas without reckoning them asks for a full calculation on
        # opening; the 0 it stored beside them is no result.
        self.placeholders = placeholders
        self.row, self.column = 0, -1
        self.kind: str | None = None
        self.formula = self.in_value = False
        self.value = ""

    def read(self, xml: bytes) -> Scan:
        _walk(xml, start=self.start, end=self.end, text=self.text)
        return self.scan

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "v":
                self.in_value = True
                self.scan.holds(self.row, self.column)
                if self.look is not None and self.kind in (None, "n"):
                    self.scan.looks[self.row, self.column] = self.look
            case "c":
                self.column = _column(given["r"]) if "r" in given else self.column + 1
                self.kind = given.get("t")
                self.formula, self.value = False, ""
                self.look = self.looks.get(given.get("s", "0")) if self.looks else None
            case "row":
                self.row = _number(given.get("r"), otherwise=self.row + 1)
                self.column = -1
            case "f" | "is":
                self.formula = name == "f"
                self.scan.holds(self.row, self.column)
            case _:
                pass

    def text(self, words: str) -> None:
        if self.in_value:
            self.value += words

    def end(self, name: str) -> None:
        if name == "v":
            self.in_value = False
        elif name == "c":
            if self.kind == "e":
                self.scan.flaws[self.row, self.column] = "error"
            elif self.formula and self._is_unstored():
                self.scan.flaws[self.row, self.column] = "unstored"

    def _is_unstored(self) -> bool:
        if not self.value:
            return self.kind != "str"
        return self.placeholders and self.kind in (None, "n") and self.value == "0"


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1


def _number(written: str | None, *, otherwise: int) -> int:
    try:
        return int(written) if written is not None else otherwise
    except ValueError as problem:
        raise broken() from problem


def _scan_ods(parts: Mapping[str, bytes]) -> dict[str, Scan]:
    reader = _OdsSheets()
    _walk(parts["content.xml"], start=reader.start, end=reader.end, text=reader.text)
    return reader.scans


class _OdsSheets:
    """Walks the tables of an ods document, which names no cell and repeats what is alike."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.scan = Scan()
        self.row = 1
        self.rows = 1
        self.column = self.columns = 0
        self.in_cell = self.held = False
        self.held_columns = -1

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "table":
                self.scan = self.scans.setdefault(given.get("table:name", ""), Scan())
                self.row, self.rows = 1, 1
            case "table-row":
                self.rows = _number(given.get("table:number-rows-repeated"), otherwise=1)
                self.column, self.held_columns = 0, -1
            case "table-cell" | "covered-table-cell":
                self._start_cell(given)
            case _:
                pass

    def _start_cell(self, given: Attributes) -> None:
        self.in_cell = True
        self.columns = _number(given.get("table:number-columns-repeated"), otherwise=1)
        kind = given.get("office:value-type")
        self.held = kind is not None
        flaw: Flaw | None = None
        if given.get("calcext:value-type") == "error":
            flaw = "error"
        elif "table:formula" in given and kind is None:
            flaw = "unstored"
        if flaw is not None:
            self.held = True
            self.scan.holds(self.row + self.rows - 1, self.column + self.columns - 1)
            self.scan.flaws |= dict.fromkeys(self._cells(self.rows, self.columns), flaw)
        if kind == "percentage":
            shown = self._cells(min(self.rows, MAX_ROWS), min(self.columns, MAX_COLUMNS))
            self.scan.looks |= dict.fromkeys(shown, "percent")
        down = _number(given.get("table:number-rows-spanned"), otherwise=1)
        across = _number(given.get("table:number-columns-spanned"), otherwise=1)
        if down > 1 or across > 1:
            self.scan.spans.append(
                Span(self.row, self.column, self.row + down - 1, self.column + across - 1)
            )

    def _cells(self, rows: int, columns: int) -> Iterator[tuple[int, int]]:
        return product(range(self.row, self.row + rows), range(self.column, self.column + columns))

    def text(self, words: str) -> None:
        if self.in_cell and words.strip():
            self.held = True

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self.in_cell = False
            self.column += self.columns
            if self.held:
                self.held_columns = self.column - 1
        elif name == "table-row":
            if self.held_columns >= 0:
                self.scan.holds(self.row + self.rows - 1, self.held_columns)
            self.row += self.rows
