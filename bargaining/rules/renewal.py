"""When may the next round begin? 工资集体协商试行办法 第24条."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bargaining.rules.basis import Basis
from bargaining.rules.day_words import plain_day

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
_MONTHS = 3  # 集体合同规定 第38条
BEFORE_THE_END = timedelta(days=60)


def may_begin(until: date, *, on: date) -> bool:
    """Tell whether a new round may be asked for (可以开始新一轮): within 60 days of the end."""
    return on >= until - BEFORE_THE_END


def year_after(until: date, *, last_year: int | None = None) -> int:
    """Name the year of the round that follows on a contract (下一轮年度).

    That of the day after its last one, and never a year that has a case already.
    """
    following = (until + timedelta(days=1)).year
    return following if last_year is None else max(following, last_year + 1)


def earlier_than_window(ends_on: date, *, on: date) -> tuple[str, tuple[Basis, ...]] | None:
    """Say that a new round was asked for before the sixty days (早于六十日), None where it was not.

    The sixty days are the wage measures' own; the contract rules give three months. Nobody is
    hindered by either: to talk early is agreed on, and only said.
    """
    opens_on = ends_on - BEFORE_THE_END
    if on >= opens_on:
        return None
    months_before = _months_before(ends_on)
    window = f"工资协议期满前 60 日内（{plain_day(opens_on)}起）可以书面提出新一轮协商"
    if on >= months_before:
        words = (
            f"{window}；本次 {plain_day(on)} 提出，早于这一时间。集体合同规定允许在期满前三个月内"
            f"（{plain_day(months_before)}起）提出续订，照常办理。"
        )
    else:
        words = (
            f"{window}，续订可以在期满前三个月内（{plain_day(months_before)}起）提出；"
            f"本次 {plain_day(on)} 提出，早于这两个时间，对方同意的照常办理。"
        )
    return words, (Basis(TRIAL, "第24条"), Basis(NATIONAL, "第38条"), Basis(BEIJING, "第43条"))


def earlier_than_months(ends_on: date, *, on: date) -> tuple[str, tuple[Basis, ...]] | None:
    """Say that renewal was asked for before the three months (早于三个月), None where it was not.

    For a contract that is no wage contract: the sixty days are the wage measures' own.
    """
    opens_on = _months_before(ends_on)
    if on >= opens_on:
        return None
    words = (
        f"续订可以在合同期满前三个月内（{plain_day(opens_on)}起）提出；"
        f"本次 {plain_day(on)} 提出，早于这一时间，对方同意的照常办理。"
    )
    return words, (Basis(NATIONAL, "第38条"), Basis(BEIJING, "第43条"))


def _months_before(day: date) -> date:
    """Three months back by the calendar, the end of the month where the day is not in it."""
    month, year = (day.month - _MONTHS, day.year)
    if month < 1:
        month, year = month + 12, year - 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
