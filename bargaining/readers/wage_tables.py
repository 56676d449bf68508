"""What does a wage table say? A spreadsheet read into posts, or refused with its row and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn, TypeVar

from bargaining import errors
from bargaining.readers import cells, sheet_headers, sheets
from bargaining.rules.wage_posts import Form, Skipped, WagePost, WageTable, form_of

_WAGES: Mapping[str, tuple[str, ...]] = {
    "before_amount": ("协商前月工资", "上年月工资", "原工资", "原月工资"),
    "proposed_amount": ("协商后月工资", "拟定月工资", "月工资", "应发工资"),
    "overtime_amount": ("加班工资", "加班费"),
    "allowance_amount": ("特殊津贴",),
    "welfare_amount": ("福利",),
    "own_insurance_amount": ("个人社保",),
    "own_housing_fund_amount": ("个人公积金",),
    "hourly_amount": ("小时工资",),
    "holiday_hourly_amount": ("法定节假日小时工资",),
    "agreed_amount": ("约定工资", "劳动合同约定工资", "转正工资", "转正后工资"),
}
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "post": ("岗位", "岗位（工种）", "工种", "职位", "岗位名称"),
    "written_form": ("用工形式", "用工性质"),
    "note": ("备注",),
}
_PEOPLE: Mapping[str, tuple[str, ...]] = {"people": ("人数", "职工人数")}
NAMES = {**_TEXTS, **_PEOPLE, **_WAGES}

_TOTAL = re.compile(r"(?:合|总|小|共)计(?:\(.*\))?[:：]?\d*人?$")
_FOOT = re.compile(
    r"^(?:注|备注|说明|填表说明|制表|制表人|审核|审核人|填表人|单位负责人|负责人)\d?[:：]"
)


Number = TypeVar("Number", int, Decimal)


@dataclass(frozen=True)
class _Table:
    sheet: sheets.Sheet
    header: sheet_headers.Header

    def title(self, column: int) -> str:
        return "".join(self.header.titles.get(column, f"第 {column + 1} 列").split())

    def column(self, key: str) -> int | None:
        return self.header.columns.get(key)

    @property
    def numbers(self) -> set[int]:
        columns = self.header.columns
        return {columns[key] for key in ("people", *_WAGES) if key in columns}

    def text(self, number: int, key: str) -> str:
        column = self.column(key)
        return "" if column is None else cells.text_of(self.sheet.at(number, column))


def read_wage_table(content: bytes, *, name: str) -> WageTable:
    """Read a wage table (读取工资表); raise Unusable with the row where it cannot be understood.

    Merged text repeats; a merged head count or amount, a formula without its stored result and a
    negative number refuse the whole file. Totals, headings and empty rows are no posts.
    """
    sheet, header = sheet_headers.find_table(
        sheets.read_sheets(content, name=name),
        names=NAMES,
        required=("post",),
        wanted="需要“岗位”一列，以及“协商后月工资”（非全日制为“小时工资”）一列",
    )
    table = _Table(sheet, header)
    _check_header(table)
    posts: list[WagePost] = []
    skipped: list[Skipped] = []
    remarks: list[tuple[WagePost, str]] = []
    for row in sheet.rows[header.last_row :]:
        match _kind(table, row):
            case "empty":
                continue
            case "post":
                posts.append(_post(table, row))
                remarks += _remarks(table, posts[-1])
            case words:
                skipped.append(Skipped(row.number, words))
    if not posts:
        raise errors.Unusable("表头下面没有岗位，请填写后再上传。", field="file")
    return WageTable(
        posts=tuple(posts),
        columns=frozenset(header.columns),
        skipped=tuple(skipped),
        remarks=tuple(remarks),
    )


def _check_header(table: _Table) -> None:
    header = table.header
    if not {"proposed_amount", "hourly_amount"} & set(header.columns):
        _refuse(header.last_row, "表头里没有“协商后月工资”（非全日制为“小时工资”）一列，请补上")
    for key in ("people", *_WAGES):
        if key in header.doubled:
            columns = sorted((header.columns[key], *header.doubled[key]))
            titles = "".join(f"“{table.title(column)}”" for column in columns)
            _refuse(
                header.last_row, f"{titles}几列说的是同一件事，系统不知道用哪一列，请只保留一列"
            )


def _kind(table: _Table, row: sheets.Row) -> str:
    """Say "post", "empty", or the words of a line that is neither."""
    known = table.header.columns.values()
    flawed = any((row.number, column) in table.sheet.flaws for column in known)
    if not flawed and all(row.cells[column] is None for column in known):
        return "empty"
    total = _total(table, row)
    if total is not None:
        return total
    return "post" if flawed else _heading(table, row) or "post"


def _total(table: _Table, row: sheets.Row) -> str | None:
    """Return the words of a total, which stand over the posts' column or left of it."""
    last = table.header.columns["post"]
    if table.sheet.at(row.number, last) is None:
        last = table.sheet.width - 1
    for column in range(last + 1):
        cell = row.cells[column]
        if column == table.column("note") or not isinstance(cell, str):
            continue
        if _TOTAL.search(cells.squeezed(cell)):
            return cell.strip()
    return None


def _heading(table: _Table, row: sheets.Row) -> str | None:
    """Return the words of a heading, a repeated header or a signature line, if the row is one."""
    written = [cells.text_of(cell) for cell in row.cells if cell is not None]
    post = table.text(row.number, "post")
    if post and sheet_headers.name_of(post) in {
        sheet_headers.name_of(name) for name in _TEXTS["post"]
    }:
        return post
    if any(row.cells[column] is not None for column in table.numbers):
        return None
    if _FOOT.match(cells.squeezed(written[0])) or not post:
        return written[0]
    span = table.sheet.span_at(row.number, table.header.columns["post"])
    wide = span is not None and span.last_column > span.first_column
    return written[0] if len(written) == 1 and wide else None


def _post(table: _Table, row: sheets.Row) -> WagePost:
    _check_cells(table, row)
    post = table.text(row.number, "post")
    if not post:
        _refuse(row.number, f"“{table.title(table.header.columns['post'])}”是空的，请填写")
    written_form = table.text(row.number, "written_form")
    people = _value(table, row, "people", cells.count)
    amounts = {key: _value(table, row, key, _amount) for key in _WAGES}
    used = set(table.header.columns.values())
    return WagePost(
        row=row.number,
        post=post,
        people=1 if people is None else people,
        form=form_of(cells.squeezed(written_form)) or Form.CONTRACT,
        note=table.text(row.number, "note"),
        written_form=written_form,
        more=tuple(
            (table.title(column), cells.text_of(table.sheet.at(row.number, column)))
            for column in sorted(set(table.header.titles) - used)
            if table.sheet.at(row.number, column) is not None
        ),
        **amounts,
    )


def _check_cells(table: _Table, row: sheets.Row) -> None:
    known = set(table.header.columns.values())
    for column in range(table.sheet.width):
        flaw = table.sheet.flaws.get((row.number, column))
        if flaw == "unstored" or (flaw is not None and column in known):
            words = table.sheet.flaw_words(row.number, column)
            _refuse(row.number, f"“{table.title(column)}”{words}")
        span = table.sheet.span_at(row.number, column)
        if span is not None and column in table.numbers:
            _refuse(
                row.number,
                f"“{table.title(column)}”是合并单元格，系统不知道怎样分到各行，请拆分后填写",
            )


def _value(
    table: _Table, row: sheets.Row, key: str, read: Callable[[cells.Cell], Number | None]
) -> Number | None:
    column = table.column(key)
    if column is None:
        return None
    try:
        return read(row.cells[column])
    except ValueError as problem:
        written = cells.text_of(row.cells[column])
        _refuse(row.number, f"“{table.title(column)}”填的是“{written}”，{problem}，请更正")


def _amount(cell: cells.Cell) -> Decimal | None:
    amount = cells.money(cell)
    if amount is not None and amount < 0:
        raise ValueError("不能是负数")
    return amount


def _remarks(table: _Table, post: WagePost) -> list[tuple[WagePost, str]]:
    remarks = []
    column = table.column("people")
    if column is not None and table.sheet.own(post.row, column) is None:
        remarks.append(f"“{table.title(column)}”是空的，按 1 人计")
    if post.written_form and form_of(cells.squeezed(post.written_form)) is None:
        remarks.append(f"用工形式“{post.written_form}”系统不认识，按合同制检查")
    return [(post, f"{'；'.join(remarks)}，请核对")] if remarks else []


def _refuse(row: int, reason: str) -> NoReturn:
    raise errors.Unusable(f"第 {row} 行：{reason}。", field="file", code=f"row-{row}")
