"""How do days, money and rates read on a page?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from bargaining import clock

NOTHING: Final = "—"
_WEEKDAYS: Final = "一二三四五六日"
_CENT: Final = Decimal("0.01")
_TENTH: Final = Decimal("0.1")


def day(value: date | None) -> str:
    """Write a day in full with its weekday (日期), such as 2026年10月8日（周四）."""
    if value is None:
        return NOTHING
    on = _legal_day(value)
    return f"{on.year}年{on.month}月{on.day}日（周{_WEEKDAYS[on.weekday()]}）"


def plain_day(value: date | None) -> str:
    """Write a day in full without its weekday (日期), such as 2026年10月8日."""
    if value is None:
        return NOTHING
    on = _legal_day(value)
    return f"{on.year}年{on.month}月{on.day}日"


def short_day(value: date | None) -> str:
    """Write month and day (月日), such as 10-08; the year must stand nearby."""
    if value is None:
        return NOTHING
    on = _legal_day(value)
    return f"{on.month:02d}-{on.day:02d}"


def moment(value: datetime | None) -> str:
    """Write a moment on the legal clock (时刻), such as 2026年10月8日 14:05."""
    if value is None:
        return NOTHING
    if value.tzinfo is None:
        raise TypeError("a moment is an aware datetime")
    there = value.astimezone(clock.LEGAL_ZONE)
    return f"{plain_day(there.date())} {there.hour:02d}:{there.minute:02d}"


def short_moment(value: datetime | None, *, on: date) -> str:
    """Write a moment short (时刻): 10-08 14:05, of another year 2025-10-08 14:05."""
    if value is None:
        return NOTHING
    there = value.astimezone(clock.LEGAL_ZONE)
    year = "" if there.year == on.year else f"{there.year}-"
    return f"{year}{short_day(there.date())} {there.hour:02d}:{there.minute:02d}"


def money(value: Decimal | int | None) -> str:
    """Write an amount with separators, cents and its unit (金额), such as 2,540.00 元."""
    if value is None:
        return NOTHING
    return f"{_rounded(_exact(value), _CENT):,} 元"


def rate(value: Decimal | int | None) -> str:
    """Write a fraction of one as a percentage (比率), such as 75.8 %."""
    if value is None:
        return NOTHING
    return f"{_rounded(_exact(value) * 100, _TENTH):,} %"


def count(value: int | None) -> str:
    """Write a whole number with separators (数量), such as 31,583."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return f"{value:,}"


FILTERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "day": day,
    "plain_day": plain_day,
    "short_day": short_day,
    "moment": moment,
    "money": money,
    "rate": rate,
    "count_of": count,
}


def _legal_day(value: date) -> date:
    # A moment is a date to Python, and its own calendar day may not be the legal one.
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise TypeError("a moment is an aware datetime")
    return clock.legal_day(value)


def _exact(value: Decimal | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{value!r} is no exact number")
    return Decimal(value)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    rounded = value.quantize(step, rounding=ROUND_HALF_UP)
    # Minus nothing is nothing: -0.00 would read as a loss.
    return abs(rounded) if rounded == 0 else rounded
