"""Which columns does a wage table have, and is its header understood without a guess?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from bargaining import errors
from bargaining.readers import cells, sheet_headers, sheets
from bargaining.rules.wage_posts import BonusSpan

WAGES: Mapping[str, tuple[str, ...]] = {
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
    "bonus_amount": ("年终奖等非按月发放",),
    "board_amount": ("折现食宿补贴",),
}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "post": ("岗位", "岗位（工种）", "工种", "职位", "岗位名称"),
    "written_form": ("用工形式", "用工性质"),
    "category": ("岗位类别", "岗位类别（一线/技术/管理）"),
    "hours_system": ("工时制度",),
    "note": ("备注",),
}
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "people": ("人数", "职工人数"),
    "women": ("女职工人数", "女职工数"),
}
MEASURES: Mapping[str, tuple[str, ...]] = {
    "due_days": ("应出勤天数",),
    "attended_days": ("实出勤天数",),
    "month_hours": ("月工时",),
    "unit_price": ("计件单价",),
    "daily_quota": ("日定额",),
}
NAMES = {**TEXTS, **PEOPLE, **WAGES, **MEASURES}
NUMBERS = (*PEOPLE, *WAGES, *MEASURES)
KEYS = {sheet_headers.name_of(name): key for key, names in NAMES.items() for name in names}
POST_TITLES = frozenset(sheet_headers.name_of(name) for name in TEXTS["post"])

_HOURLY = ("hourly_amount", "holiday_hourly_amount")
_MONTHLY = tuple(key for key in WAGES if key not in (*_HOURLY, "bonus_amount"))
_OF_THE_PROPOSED = frozenset(_MONTHLY) - {"before_amount", "proposed_amount"}

# What an amount may be stated for, by its column, and how to say so; nothing is reckoned over.
_SPANS: Mapping[str, tuple[tuple[str, ...], str]] = {
    **dict.fromkeys(_MONTHLY, (("月",), "元或元/月")),
    **dict.fromkeys(_HOURLY, (("小时", "时"), "元或元/小时")),
    "bonus_amount": (("月", "年"), "元、元/月或元/年"),
}

# 其中 or 元/月 over the bonus: a part of the monthly wage; 元/年 or 全年: beside it.
_PART = re.compile(r"[*#]*其中")
_BY_MONTH = re.compile(r"/月|每月|月均|按月摊")
_BY_YEAR = re.compile(r"/年|全年|每年")

_BRACKETED = re.compile(r"[(\[【](?:单位:?)?(?:人民币)?[元圆]/([^)\]】]*)[)\]】]")
_SPAN = re.compile(r"小时|年|季|月|周|天|日|时|班")
_BIG = r"(?:[十百千]?万|百|千|亿)元|[美港欧日]元|港币|美金"
_STRANGE_TITLE = re.compile(
    rf"[(\[【/:]?(?:单位:?)?(?:人民币)?(?:{_BIG}|[万千百亿]|%|‰|[kKwW])(?:/[^)\]】]*)?[)\]】]?$"
)
_STRANGE_NOTE = re.compile(
    rf"单位[:为是]*\(?(?:人民币)?(?:(?:{_BIG})(?!\w)|[万千角分]\)?$)"
    rf"|^(?=[(\[【]|.*(?:工资|薪|表|方案)).*[(\[【](?:人民币)?(?:{_BIG})(?:/[^)\]】]*)?[)\]】]$"
    rf"|^(?:人民币)?(?:{_BIG})(?:/.*)?$"
)
_YEARLY_NOTE = re.compile(r"单位[:为是]*\(?(?:人民币)?元/(?:人[/·]?)?(年|季|周|天|日|小时|时|班)")
_BEFORE = re.compile(r"协商前|调整前|调前|上年|上一年|去年|现行|^原(?:月?工资|标准)?$")


@dataclass(frozen=True)
class WageSheet:
    """A worksheet with the header of a wage table (工资表的工作表)."""

    sheet: sheets.Sheet
    header: sheet_headers.Header

    @cached_property
    def meanings(self) -> Mapping[int, str]:
        """What each known column means."""
        return {column: key for key, column in self.header.columns.items()}

    @cached_property
    def known(self) -> tuple[int, ...]:
        """The columns that mean something here."""
        return tuple(sorted(self.meanings))

    @cached_property
    def words(self) -> Sequence[tuple[str, int]]:
        """The columns of words there are, with their places; 备注 apart."""
        columns = self.header.columns
        return [(key, columns[key]) for key in TEXTS if key in columns and key != "note"]

    @cached_property
    def wages(self) -> Sequence[str]:
        """The amounts there are columns for; an absent one is not stated."""
        return [key for key in WAGES if key in self.header.columns]

    @cached_property
    def measures(self) -> Sequence[str]:
        """The measures there are columns for."""
        return [key for key in MEASURES if key in self.header.columns]

    @cached_property
    def notes(self) -> Sequence[int]:
        """The columns of 备注, of which there may be several."""
        doubled = self.header.doubled.get("note", ())
        return sorted({*doubled, *([self.header.columns["note"]] if self.has("note") else [])})

    @cached_property
    def further(self) -> Sequence[tuple[int, str]]:
        """The columns that have a title of their own and are kept as they are.

        Where the header's lower row alone names what we know, a title stands in the row above.
        """
        titles = {column: self.title(column) for column in self.header.titles}
        above = (
            self.sheet.rows[self.header.first_row - 2].cells if self.header.first_row > 1 else ()
        )
        if sum(cell is not None for cell in above) > 1:
            for column, cell in enumerate(above):
                if cell is not None and column not in self.beside:
                    titles.setdefault(column, cells.squeezed(cells.text_of(cell)))
        return sorted(
            (column, title)
            for column, title in titles.items()
            if column not in self.meanings and column not in self.notes
        )

    @cached_property
    def numbers(self) -> Mapping[int, str]:
        """The columns of numbers and what each means."""
        columns = self.header.columns
        return {columns[key]: key for key in NUMBERS if key in columns}

    @cached_property
    def beside(self) -> Mapping[int, int]:
        """The columns under a known column's wide title that have no title of their own."""
        found = {}
        for column in set(self.known) - set(self.notes):
            title = cells.squeezed(self.header.titles[column])
            for row in range(self.header.first_row, self.header.last_row + 1):
                span = self.sheet.span_at(row, column)
                if span is not None and cells.squeezed(self.shown(row, column)) == title:
                    found.update(dict.fromkeys(range(column + 1, span.last_column + 1), column))
        return {other: column for other, column in found.items() if other not in self.header.titles}

    @cached_property
    def bonus_span(self) -> BonusSpan | None:
        """Say from the title whether the bonus is a part of the monthly wage, or a year's."""
        column = self.header.columns["bonus_amount"]
        words = cells.squeezed(self.title(column))
        by_month = self._is_part(column) or _BY_MONTH.search(words)
        by_year = _BY_YEAR.search(words)
        if by_month and not by_year:
            return BonusSpan.MONTH
        return BonusSpan.YEAR if by_year and not by_month else None

    def _is_part(self, column: int) -> bool:
        """Say whether the header, or a group's head over it, says 其中 of a column."""
        rows = range(max(self.header.first_row - 1, 1), self.header.last_row + 1)
        return any(_PART.match(cells.squeezed(self.shown(row, column))) for row in rows)

    def has(self, key: str) -> bool:
        """Say whether there is a column for something."""
        return key in self.header.columns

    def column(self, key: str) -> int | None:
        """Return the place of a column, None where there is none."""
        return self.header.columns.get(key)

    def title(self, column: int) -> str:
        """Return what is written over a column, without blanks."""
        return "".join(self.header.titles.get(column, f"第 {column + 1} 列").split())

    def shown(self, number: int, column: int) -> str:
        """Return what a cell shows, without blanks at its ends."""
        return cells.text_of(self.sheet.at(number, column))

    def text(self, number: int, key: str) -> str:
        """Return the words of a row in one column; no column, no words."""
        column = self.header.columns.get(key)
        return "" if column is None else cells.text_of(self.sheet.at(number, column))


def refuse(row: int, reason: str) -> NoReturn:
    """Refuse the file for something in a row (退回文件)."""
    raise errors.Unusable(f"第 {row} 行：{reason}。", field="file", code=f"row-{row}")


def check_header(table: WageSheet) -> None:
    """Refuse a header that leaves open what a column says (表头核对).

    Two columns of one meaning, another unit than yuan, another span than the column's, a group
    whose parts are not understood: none of them is guessed.
    """
    header = table.header
    _check_above(table)
    _check_units(table)
    _check_groups(table)
    if not {"proposed_amount", "hourly_amount"} & set(header.columns):
        refuse(header.last_row, "表头里没有“协商后月工资”（非全日制为“小时工资”）一列，请补上")
    for key in (*NUMBERS, "written_form", "category", "hours_system"):
        if key in header.doubled:
            columns = sorted((header.columns[key], *header.doubled[key]))
            titles = "".join(f"“{table.title(column)}”" for column in columns)
            refuse(header.last_row, f"{titles}几列说的是同一件事，系统不知道用哪一列，请只保留一列")


def _check_above(table: WageSheet) -> None:
    """Refuse a header with another one above it, whose posts nobody would read."""
    first = table.header.first_row
    for row in table.sheet.rows[: max(first - 2, 0)]:
        for column, cell in enumerate(row.cells):
            if not isinstance(cell, str) or sheet_headers.name_of(cell) not in POST_TITLES:
                continue
            span = table.sheet.span_at(row.number, column)
            if span is None or span.last_row < first:
                refuse(
                    row.number,
                    f"像是表头，但列名不如第 {first} 行的完整，请改成一样的列名，或分成两个文件",
                )


def _check_units(table: WageSheet) -> None:
    for row in table.sheet.rows[: table.header.last_row]:
        for words in (cell.strip() for cell in row.cells if isinstance(cell, str)):
            if row.number < table.header.first_row:
                check_note(table, row.number, words)
            squeezed = cells.squeezed(words)
            plain = _STRANGE_TITLE.sub("", squeezed)
            if plain != squeezed and KEYS.get(sheet_headers.name_of(plain)) in NUMBERS:
                refuse(row.number, f"“{squeezed}”的单位系统不作换算，请改成元、人等后再上传")
    for column, key in table.numbers.items():
        if column in table.header.heads:
            check_note(table, table.header.first_row, table.header.heads[column])
        told = _BRACKETED.search(cells.squeezed(table.title(column)))
        if told is not None and not is_span(told[1], key):
            refuse(
                table.header.last_row,
                f"“{table.title(column)}”的单位应是{_SPANS[key][1]}，系统不作换算，请改写后再上传",
            )


def is_span(words: str, key: str) -> bool:
    """Say whether the time of a unit is the one an amount's column is stated for (计薪时段)."""
    found = _SPAN.findall(words)
    return key not in _SPANS or not found or (len(found) == 1 and found[0] in _SPANS[key][0])


def check_note(table: WageSheet, row: int, words: str) -> None:
    """Refuse a line beside the table that states another unit for its amounts (单位核对)."""
    squeezed = cells.squeezed(words)
    if _STRANGE_NOTE.search(squeezed):
        refuse(row, f"“{words}”：金额的单位不是元，系统不作换算，请按元填写后再上传")
    if _YEARLY_NOTE.search(squeezed) and set(table.wages) & set(_MONTHLY):
        refuse(row, f"“{words}”：月工资的单位应是元/月，系统不作换算，请改写后再上传")


def _check_groups(table: WageSheet) -> None:
    """Refuse a group's head that is a column's own name, where nothing below it is understood."""
    header = table.header
    for column, title in header.titles.items():
        # A head that is only carried over from the left says nothing sure of this column.
        is_double = column in header.heads
        head = table.shown(header.first_row - (not is_double), column)
        key = KEYS.get(sheet_headers.name_of(head)) if head else None
        if key in NUMBERS and column not in table.known and not table.has(key):
            refuse(
                header.last_row,
                f"“{head}”下面的“{title}”系统不认识，不知道“{head}”用哪一列，请改成一列",
            )
    for column, key in table.numbers.items():
        head = header.heads.get(column, "")
        if key in _OF_THE_PROPOSED and _BEFORE.search(cells.squeezed(head)):
            refuse(
                header.last_row,
                f"“{head}”下面的“{table.title(column)}”是协商前的，系统只看协商后的，请改写列名",
            )
