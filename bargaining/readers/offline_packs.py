"""What came back from outside? Sheets of steps as plain rows, each with the line it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bargaining import errors
from bargaining.readers import sheet_headers, sheets
from bargaining.readers.cells import squeezed, text_of
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Sheet
from bargaining.rules import batches, uscc
from bargaining.rules.move import Move

_FIXED: Mapping[str, Sequence[str]] = {
    "_code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "_name": ("单位名称", "企业名称", "用人单位名称", "单位"),
    "_number": ("案号",),
    "_seen": ("截至登记（请勿改动）", "截至登记"),
}
MOST_ROWS = 2000


@dataclass(frozen=True)
class PackRow:
    """One filled row of a step's sheet (填好的一行).

    `line` says where it stands, such as “登记应约”第 5 行; `on` is the day as it was written;
    `seen` the newest entry the sheet was made from, None where it does not say; `problem` why
    the row cannot be read.
    """

    line: str
    move: str
    code: str
    name: str
    on: str
    given: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class Pack:
    """All that a file says (办理表内容); `unfilled` counts the rows without a day."""

    rows: tuple[PackRow, ...]
    unfilled: int


def read_pack(content: bytes, *, name: str, moves: Iterable[Move]) -> Pack:
    """Read a workbook of steps (读取办理表), each sheet by its title.

    Raises Unusable where no sheet is called like one of `moves`, and where one has no header.
    """
    known = {squeezed(move.label)[:31]: move for move in moves}
    rows: list[PackRow] = []
    unfilled = found = 0
    for sheet in sheets.read_sheets(content, name=name):
        move = known.get(squeezed(sheet.title))
        if move is None:
            continue
        found += 1
        filled, empty = _read_step(sheet, move)
        rows += filled
        unfilled += empty
    if not found:
        raise errors.Unusable(
            f"“{name}”里没有认得的步骤表。工作表的名称应当是步骤名，例如“{_example(known)}”；"
            "请用系统下载的表填写。",
            field="file",
        )
    if len(rows) > MOST_ROWS:
        raise errors.Unusable(f"一次最多导入 {MOST_ROWS} 行，请分几次导入。", field="file")
    return Pack(tuple(rows), unfilled)


def read_step(content: bytes, *, name: str, move: Move) -> Pack:
    """Read the table of one step (读取一步的表), whatever its sheet is called."""
    by_title = [
        sheet
        for sheet in sheets.read_sheets(content, name=name)
        if squeezed(sheet.title) == squeezed(move.label)[:31]
    ]
    readable = by_title or [
        sheet
        for sheet in sheets.read_sheets(content, name=name)
        if sheet_headers.find_header(sheet, names=_names(move), required=("_name", "on"))
    ]
    if not readable:
        raise errors.Unusable(_no_header(move), field="file")
    filled, empty = _read_step(readable[0], move)
    return Pack(tuple(filled), empty)


def _example(known: Mapping[str, Move]) -> str:
    return next(iter(known), "登记送达要约书")


def _names(move: Move) -> dict[str, Sequence[str]]:
    asked = {ask.name: (ask.label,) for ask in batches.simple_asks(move, in_sheets=True)}
    return {**_FIXED, "on": (move.day_label, "办理日期", "日期"), **asked}


def _no_header(move: Move) -> str:
    return (
        f"“{move.label}”的表里没有找到表头：至少要有“单位名称”和“{move.day_label}”两列，"
        "表头在前十行以内。"
    )


def _read_step(sheet: Sheet, move: Move) -> tuple[list[PackRow], int]:
    header = sheet_headers.find_header(sheet, names=_names(move), required=("_name", "on"))
    if header is None:
        raise errors.Unusable(_no_header(move), field="file")
    rows: list[PackRow] = []
    unfilled = 0
    for row in sheet.rows[header.last_row :]:
        said = {key: _text(sheet, row.number, place) for key, place in header.columns.items()}
        flaw = _flaw(sheet, header, row.number)
        if not (said["_name"] or said.get("_code")):
            continue
        if not said["on"] and not flaw:
            unfilled += 1
            continue
        rows.append(_row(said, sheet, move, number=row.number, flaw=flaw))
    return rows, unfilled


def _row(said: Mapping[str, str], sheet: Sheet, move: Move, *, number: int, flaw: str) -> PackRow:
    seen = said.get("_seen", "")
    is_number = seen.isascii() and seen.isdigit() and len(seen) < 9
    problem = flaw or ("“截至登记”一列被改动了，请用原来的表。" if seen and not is_number else "")
    return PackRow(
        line=f"“{sheet.title or move.label}”第 {number} 行",
        move=move.name,
        code=uscc.normalised(said.get("_code", "")),
        name=said["_name"],
        on=said["on"],
        given={key: words for key, words in said.items() if words and key in _asked(move)},
        seen=int(seen) if is_number else None,
        problem=problem,
    )


def _asked(move: Move) -> frozenset[str]:
    return frozenset(ask.name for ask in batches.simple_asks(move, in_sheets=True))


def _text(sheet: Sheet, number: int, place: int) -> str:
    return text_of(sheet.at(number, place)).strip()


def _flaw(sheet: Sheet, header: Header, number: int) -> str:
    for key, place in header.columns.items():
        words = sheet.flaw_words(number, place)
        if words is not None:
            return f"“{header.titles.get(place, key)}”{words}。"
    return ""
