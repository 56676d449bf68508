"""What goes out to be filled in elsewhere? One workbook: a sheet for each step, with choices."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter

from bargaining.documents.lists import Value
from bargaining.rules import batches
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.move import Move

# What stands before a step's own columns, in every sheet.
CODE, NAME, NUMBER, SEEN = "统一社会信用代码", "单位名称", "案号", "截至登记（请勿改动）"
FIXED = (CODE, NAME, NUMBER, SEEN)
YES_NO = ("是", "否")
SPARE = 200  # further rows that offer the same choices
_WIDTH, _WIDE, _FIRST_ROW = 18, 34, 3
_LONGEST_LIST = 255  # what a spreadsheet keeps of the choices of one cell


@dataclass(frozen=True)
class Firm:
    """One enterprise's line in a step's sheet (表内一家).

    `answers` are filled in already; `seen_sequence` is the newest entry the sheet was made from.
    """

    code: str
    name: str
    number: str
    seen_sequence: int | None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StepSheet:
    """One step and the enterprises that may take it (一张步骤表)."""

    move: Move
    firms: Sequence[Firm]


@dataclass(frozen=True)
class Table:
    """A plain table to look things up in (参考表)."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def columns_of(move: Move) -> list[tuple[str, str]]:
    """Name the columns of a step's sheet (步骤表的列): the key, and the words above it."""
    asked = [(ask.name, ask.label) for ask in batches.simple_asks(move, in_sheets=True)]
    return [("on", move.day_label), *asked]


def write_workbook(
    sheets: Iterable[StepSheet], *, about: Sequence[str] = (), tables: Iterable[Table] = ()
) -> bytes:
    """Write a workbook to be filled in outside and brought back (离线办理表)."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_urls": False})
    look = _Look(book)
    if about:
        page = book.add_worksheet("填写说明")
        page.set_column(0, 0, 100)
        for number, words in enumerate(about):
            page.write_string(number, 0, words, look.note)
    for table in tables:
        _write_table(book.add_worksheet(table.title[:31]), table, look)
    for sheet in sheets:
        _write_step(book.add_worksheet(sheet.move.label[:31]), sheet, look)
    book.close()
    return written.getvalue()


def zip_files(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Put files into one archive (打包); of two of one name the later gets a number."""
    written = io.BytesIO()
    seen: dict[str, int] = {}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            seen[name] = seen.get(name, 0) + 1
            stem, dot, ending = name.rpartition(".")
            unique = name if seen[name] == 1 else f"{stem}（{seen[name]}）{dot}{ending}"
            archive.writestr(unique, content)
    return written.getvalue()


class _Look:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.head = book.add_format({**head, "bg_color": "#ECEEF1"})
        self.asked = book.add_format({**head, "bg_color": "#FDF1D8"})
        self.text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.fixed = book.add_format(
            {"num_format": "@", "valign": "top", "font_color": "#545D69", "text_wrap": True}
        )
        self.note = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})


def _write_table(page: xlsxwriter.worksheet.Worksheet, table: Table, look: _Look) -> None:
    page.set_column(0, max(len(table.columns) - 1, 0), _WIDTH)
    for place, label in enumerate(table.columns):
        page.write_string(0, place, label, look.head)
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            if value is not None:
                page.write_string(number, place, _words(value), look.text)
    page.freeze_panes(1, 1)


def _words(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_step(page: xlsxwriter.worksheet.Worksheet, sheet: StepSheet, look: _Look) -> None:
    move = sheet.move
    page.write_string(0, 0, move.label, look.title)
    page.write_string(1, 0, f"日期空着的行不读；黄色的列由您填写。{move.explain}")
    asked = batches.simple_asks(move, in_sheets=True)
    for place, title in enumerate(FIXED):
        page.write_string(_FIRST_ROW - 1, place, title, look.head)
    page.write_string(_FIRST_ROW - 1, len(FIXED), move.day_label, look.asked)
    for place, ask in enumerate(asked, start=len(FIXED) + 1):
        page.write_string(_FIRST_ROW - 1, place, ask.label, look.asked)
        if ask.help:
            page.write_comment(_FIRST_ROW - 1, place, ask.help)
        _offer(page, place, ask, rows=len(sheet.firms))
    page.set_column(0, len(FIXED) + len(asked), _WIDTH, look.text)
    page.set_column(1, 1, _WIDE, look.text)
    page.set_column(3, 3, 8, look.fixed)
    for number, firm in enumerate(sheet.firms, start=_FIRST_ROW):
        _write_firm(page, number, firm, asked, look)
    page.freeze_panes(_FIRST_ROW, 2)


def _write_firm(
    page: xlsxwriter.worksheet.Worksheet,
    number: int,
    firm: Firm,
    asked: Sequence[Ask],
    look: _Look,
) -> None:
    seen = "" if firm.seen_sequence is None else str(firm.seen_sequence)
    for place, words in enumerate((firm.code, firm.name, firm.number, seen)):
        page.write_string(number, place, words, look.fixed)
    for place, ask in enumerate(asked, start=len(FIXED) + 1):
        if answer := firm.answers.get(ask.name, ""):
            page.write_string(number, place, _label(ask, answer), look.text)


def _label(ask: Ask, answer: str) -> str:
    """Write a choice by its words, as the list beside the cell has it."""
    if ask.kind is AskKind.YES_NO:
        return "是" if answer == "yes" else "否"
    return dict(ask.choices).get(answer, answer)


def _offer(page: xlsxwriter.worksheet.Worksheet, place: int, ask: Ask, *, rows: int) -> None:
    choices = YES_NO if ask.kind is AskKind.YES_NO else tuple(label for _, label in ask.choices)
    if not choices or len(",".join(choices)) > _LONGEST_LIST:
        return
    page.data_validation(
        _FIRST_ROW,
        place,
        _FIRST_ROW + rows + SPARE,
        place,
        {"validate": "list", "source": list(choices), "error_title": "请从列表中选择"},
    )
