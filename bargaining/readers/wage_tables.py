"""What does a wage table say? A spreadsheet read into posts, or refused with its row and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from bargaining import errors
from bargaining.readers import cells, sheet_headers, sheets, wage_columns, wage_lines
from bargaining.readers.sheet_looks import Look
from bargaining.readers.wage_columns import NAMES as NAMES
from bargaining.readers.wage_columns import WageSheet, refuse
from bargaining.rules import wage_posts
from bargaining.rules.wage_posts import (
    Category,
    Form,
    HoursSystem,
    Skipped,
    WagePost,
    WageTable,
    form_of,
)

_DITTO = frozenset({"同上", "同前", "〃", "″", '"', "''"})
_SPLIT_HEAD, _SPLIT_TAIL = re.compile(r"\D*\d{1,3}"), re.compile(r"\d{3}(?:\.\d+)?\D*")

Number = TypeVar("Number", int, Decimal)


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
    table = WageSheet(sheet, header)
    wage_columns.check_header(table)
    posts: list[WagePost] = []
    skipped: list[Skipped] = []
    remarks: list[tuple[WagePost, str]] = []
    for row in sheet.rows[header.last_row :]:
        match wage_lines.kind_of(table, row):
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


def _post(table: WageSheet, row: sheets.Row) -> WagePost:
    _check_cells(table, row)
    shown = table.sheet.shown(row)
    words = {key: cells.text_of(shown[column]) for key, column in table.words}
    if not words["post"]:
        refuse(row.number, f"“{table.title(table.header.columns['post'])}”是空的，请填写")
    if words["post"] in _DITTO:
        refuse(row.number, f"岗位填的是“{words['post']}”，请写出岗位名称")
    written_form = words.get("written_form", "")
    people = _value(table, row, "people", cells.count)
    women = _value(table, row, "women", cells.count)
    counted = 1 if people is None else people
    if women is not None and women > counted:
        refuse(row.number, f"女职工人数 {women} 多于人数 {counted}，请更正")
    amounts = {key: _value(table, row, key, _amount) for key in table.wages}
    return WagePost(
        row=row.number,
        post=words["post"],
        people=counted,
        form=_form(written_form) or Form.CONTRACT,
        note="；".join(filter(None, (cells.text_of(shown[column]) for column in table.notes))),
        written_form=written_form,
        category=_category(words.get("category", "")),
        women=women,
        hours_system=_hours_system(words.get("hours_system", "")),
        bonus_span=None if amounts.get("bonus_amount") is None else table.bonus_span,
        **{key: _value(table, row, key, _READ[key]) for key in table.measures},
        more=tuple(
            (title, cells.text_of(shown[column]))
            for column, title in table.further
            if shown[column] is not None
        ),
        **amounts,
    )


# A table says the same few words in row after row.
@lru_cache(maxsize=256)
def _form(words: str) -> Form | None:
    return form_of(cells.squeezed(words))


@lru_cache(maxsize=256)
def _category(words: str) -> Category | None:
    return wage_posts.category_of(cells.squeezed(words))


@lru_cache(maxsize=256)
def _hours_system(words: str) -> HoursSystem | None:
    return wage_posts.hours_system_of(cells.squeezed(words))


def _check_cells(table: WageSheet, row: sheets.Row) -> None:
    if table.sheet.lengths:
        _check_length(table, row)
    if not table.sheet.flaws and not table.sheet.spans:
        return
    for column in range(table.sheet.width):
        flaw = table.sheet.flaws.get((row.number, column))
        if flaw == "unstored" or (flaw is not None and column in table.meanings):
            words = table.sheet.flaw_words(row.number, column)
            refuse(row.number, f"“{table.title(column)}”{words}")
        span = table.sheet.span_at(row.number, column)
        if span is not None and column in table.numbers:
            refuse(
                row.number,
                f"“{table.title(column)}”是合并单元格，系统不知道怎样分到各行，请拆分后填写",
            )
    for column, titled in table.beside.items():
        if row.cells[column] is not None:
            refuse(
                row.number,
                f"表头“{table.title(titled)}”横跨几列，系统不知道用哪一列，请给每列各写列名",
            )


def _check_length(table: WageSheet, row: sheets.Row) -> None:
    """Refuse a line of a csv that a separator inside an amount has cut into too many cells."""
    lengths, header = table.sheet.lengths, table.header
    titled = max(lengths[header.first_row - 1 : header.last_row])
    if lengths[row.number - 1] <= titled:
        return
    texts = [cells.squeezed(cells.text_of(cell)) for cell in row.cells]
    is_split = any(
        _SPLIT_HEAD.fullmatch(head) and _SPLIT_TAIL.fullmatch(tail)
        for head, tail in zip(texts, texts[1:], strict=False)
    )
    if is_split or any(texts[titled:]):
        refuse(
            row.number,
            f"这一行有 {lengths[row.number - 1]} 格，表头只有 {titled} 格，"
            "可能是金额里的逗号把一格分成了两格，请去掉逗号或另存为 xlsx 后再上传",
        )


def _value(
    table: WageSheet,
    row: sheets.Row,
    key: str,
    read: Callable[[cells.Cell], Number | None],
) -> Number | None:
    column = table.column(key)
    if column is None:
        return None
    cell = row.cells[column]
    if cell is None:
        return None
    try:
        number = read(cell)
    except ValueError as problem:
        written = cells.text_of(cell)
        refuse(row.number, f"“{table.title(column)}”填的是“{written}”，{problem}，请更正")
    if isinstance(cell, str):
        if not wage_columns.is_span(cells.plain(cell), key):
            refuse(row.number, f"“{table.title(column)}”填的是“{cell}”，单位与列名不符，请更正")
    elif table.sheet.looks and (row.number, column) in table.sheet.looks:
        shown = _LOOKS[table.sheet.looks[row.number, column]]
        refuse(row.number, f"“{table.title(column)}”的格子显示为{shown}，系统不作换算，请更正")
    return number


_LOOKS: Mapping[Look, str] = {"percent": "百分数", "scaled": "万元、千元等", "foreign": "外币"}


def _amount(cell: cells.Cell) -> Decimal | None:
    amount = cells.money(cell)
    if amount is not None and amount < 0:
        raise ValueError("不能是负数")
    return amount


_READ: Mapping[str, Callable[[cells.Cell], Decimal | None]] = {
    "due_days": cells.days,
    "attended_days": cells.days,
    "month_hours": cells.hours,
    "unit_price": cells.price,
    "daily_quota": cells.quota,
}


def _remarks(table: WageSheet, post: WagePost) -> list[tuple[WagePost, str]]:
    remarks = []
    column = table.column("people")
    own = None if column is None else table.sheet.own(post.row, column)
    if column is not None and post.people == 1 and cells.count(own) is None:
        remarks.append(f"“{table.title(column)}”是空的，按 1 人计")
    if post.written_form and _form(post.written_form) is None:
        remarks.append(f"用工形式“{post.written_form}”系统不认识，按合同制检查")
    for key, kept, words in (
        ("category", post.category, "请填一线、技术或管理，本行未分类"),
        ("hours_system", post.hours_system, "请填标准、综合或不定时，本行工时未检查"),
    ):
        written = table.text(post.row, key) if kept is None else ""
        if written:
            remarks.append(f"“{table.title(table.header.columns[key])}”填的是“{written}”，{words}")
    return [(post, f"{'；'.join(remarks)}，请核对")] if remarks else []
