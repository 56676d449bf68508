"""Which part of a year is meant? A month, a quarter, half a year or a year, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_ONE_DAY = timedelta(days=1)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NUMERALS = "一二三四"


class Span(StrEnum):
    """How long the parts are that a year is looked at in (核对周期)."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


SPAN_LABELS: Mapping[Span, str] = {
    Span.MONTH: "按月",
    Span.QUARTER: "按季度",
    Span.HALF: "按半年",
    Span.YEAR: "按年",
}
_MONTHS: Mapping[Span, int] = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """One part of a calendar year, both days included (所属期间)."""

    first_on: date
    span: Span

    @property
    def last_on(self) -> date:
        """Name the last day (期间末日)."""
        return _months_on(self.first_on, _MONTHS[self.span]) - _ONE_DAY

    @property
    def words(self) -> str:
        """Write the period as people say it (期间文字)."""
        year, month = self.first_on.year, self.first_on.month
        match self.span:
            case Span.MONTH:
                return f"{year}年{month}月"
            case Span.QUARTER:
                return f"{year}年第{_NUMERALS[(month - 1) // 3]}季度"
            case Span.HALF:
                return f"{year}年{'上' if month == 1 else '下'}半年"
            case Span.YEAR:
                return f"{year}年"

    def covers(self, other: Period) -> bool:
        """Tell whether every day of another period lies in this one (是否包含)."""
        return self.first_on <= other.first_on and other.last_on <= self.last_on


def period_of(day: date, span: Span) -> Period:
    """Name the period of that length a day lies in (某日所在期间)."""
    months = _MONTHS[span]
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), span)


def periods_between(first_on: date, last_on: date, span: Span) -> Iterator[Period]:
    """List the periods that have a day between two days, both included (期间列表)."""
    if first_on > last_on:
        return
    one = period_of(first_on, span)
    while one.first_on <= last_on:
        yield one
        one = Period(_months_on(one.first_on, _MONTHS[span]), span)


_YEAR = r"(?P<year>20\d\d)年?"
_FORMS: tuple[tuple[Span, re.Pattern[str]], ...] = (
    (Span.HALF, re.compile(rf"{_YEAR}度?(?P<part>[上下])半年度?")),
    (Span.QUARTER, re.compile(rf"{_YEAR}度?[第Q](?P<part>[一二三四1-4])季?度?")),
    (Span.QUARTER, re.compile(rf"{_YEAR}度?(?P<part>[一二三四1-4])季度?")),
    (Span.MONTH, re.compile(r"(?P<year>20\d\d)(?:年|[-./])(?P<part>0?[1-9]|1[0-2])月?份?")),
    (Span.YEAR, re.compile(rf"{_YEAR}(?:度|全年)?")),
)


def read_period(words: str) -> Period | None:
    """Read a period as people write it (读期间): 2026年上半年, 2026年第三季度, 2026-07."""
    plain = "".join(words.split()).upper()
    for span, form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            part = found.groupdict().get("part") or ""
            return Period(date(int(found["year"]), _first_month(span, part), 1), span)
    return None


def _first_month(span: Span, part: str) -> int:
    match span:
        case Span.MONTH:
            return int(part)
        case Span.QUARTER:
            return _DIGITS[part] * 3 - 2
        case Span.HALF:
            return 1 if part == "上" else 7
        case Span.YEAR:
            return 1


def _months_on(day: date, months: int) -> date:
    """Go on from the first of a month to the first of a later one."""
    ahead = day.month - 1 + months
    return date(day.year + ahead // 12, ahead % 12 + 1, 1)
