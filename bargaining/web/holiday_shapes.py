"""How does a year's calendar stand on a page? Twelve small months, every day with its mark."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bargaining.queries.foreseen import Days, Foreseen, Shift
from bargaining.rules.calendar import Calendar, DayKind
from bargaining.rules.day_words import day_beside, month_day, plain_day, weekday
from bargaining.rules.festivals import ONE_DAY, HolidayRecord, Notice
from bargaining.rules.holiday_notices import PlannedHoliday
from bargaining.rules.holiday_plans import Plan

_MARKS = {
    DayKind.FESTIVAL: ("节", "法定节日"),
    DayKind.REST: ("休", "放假"),
    DayKind.MAKE_UP: ("班", "补班"),
}
_MONDAY = 0


def months(calendar: Calendar, year: int, *, today: date) -> list[dict[str, Any]]:
    """Shape a year: each month with its weeks, each week with its seven days (年历)."""
    weeks = Weeks(firstweekday=_MONDAY)
    return [
        {
            "label": f"{month} 月",
            "weeks": [
                [_day(calendar, on, today=today) if on.month == month else None for on in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _day(calendar: Calendar, on: date, *, today: date) -> dict[str, Any]:
    kind = calendar.kind_of(on)
    mark, word = _MARKS.get(kind, ("", ""))
    name = calendar.holiday_on(on) or ""
    return {
        "number": on.day,
        "kind": kind.value,
        "mark": mark,
        "word": f"{name}{word}" if word else "",
        "unknown": on.year in calendar.record.noticed_years and not calendar.is_known(on),
        "today": on == today,
    }


def holiday_rows(
    record: HolidayRecord, year: int, holidays: Sequence[PlannedHoliday]
) -> list[dict[str, Any]]:
    """Shape a year's holidays for a table: days off, make-up days, and whose notice says so."""
    sources = {key: str(notice) for key, notice in record.notice_by_key.items()}
    return [
        {
            "cells": {
                "festival": each.festival,
                "off": said_days(each.days_off),
                "count": f"{len(each.days_off)} 天" if each.days_off else "—",
                "workdays": "、".join(day_of(on, year) for on in each.workdays) or "不补班",
                "source": "、".join(_sources(record, each, sources)),
            }
        }
        for each in holidays
    ]


def _sources(record: HolidayRecord, each: PlannedHoliday, sources: dict[str, str]) -> list[str]:
    days = (record.day_by_date.get(on) for on in (*each.days_off, *each.workdays))
    return list(dict.fromkeys(sources.get(day.notice, "") for day in days if day))


def day_of(on: date, year: int) -> str:
    """Write a day, with its year where that is another (日期)."""
    return month_day(on) if on.year == year else f"{on.year}年{month_day(on)}"


def said_days(days: Iterable[date]) -> str:
    """Write days as the notice does: 10月1日（周四）至7日（周三） (起止)."""
    runs: list[list[date]] = []
    for on in sorted(days):
        if runs and on - runs[-1][-1] == ONE_DAY:
            runs[-1].append(on)
        else:
            runs.append([on])
    return "、".join(_run(run) for run in runs)


def _run(run: Sequence[date]) -> str:
    first, last = run[0], run[-1]
    begin = f"{first.month}月{first.day}日（{weekday(first)}）"
    if first == last:
        return begin
    if first.year != last.year:
        return f"{first.year}年{begin}至{last.year}年{month_day(last)}"
    return f"{begin}至{month_day(last)}"


def notice_line(notice: Notice) -> dict[str, Any]:
    """Shape a notice: title, number, link, the day it was issued (通知)."""
    return {
        "title": notice.title,
        "number": notice.document_number,
        "link": notice.link,
        "issued_on": notice.issued_on,
    }


def plan_lines(plan: Plan) -> list[str]:
    """Say which recorded days a correction replaces, each day (更正内容); nothing is silent."""
    before = {day.on: day for day in plan.days_out}
    after = {day.on: day for day in plan.days_in}
    lines = []
    for on in sorted(before.keys() | after.keys()):
        was, now = (_what(each.get(on)) for each in (before, after))
        lines.append(f"{day_of(on, plan.year)}：{was} → {now}")
    return lines


def _what(day: Any) -> str:  # noqa: ANN401 -- a noticed day or none
    if day is None:
        return "不再单独安排"
    return f"{day.festival}放假" if day.is_off else f"{day.festival}补班"


def shift_rows(found: Foreseen) -> list[dict[str, Any]]:
    """Shape which deadlines would move, those that move alike in one row (预计变动)."""
    rows: dict[tuple[str, str, str], int] = {}
    for shift in found.shifts:
        key = (shift.label, *_sides(shift))
        rows[key] = rows.get(key, 0) + shift.count
    return [
        {"cells": {"label": label, "before": before, "after": after, "count": count}}
        for (label, before, after), count in rows.items()
    ]


def _sides(shift: Shift) -> tuple[str, str]:
    """Where a source's own day stays, another source of its duty moved the last day in time."""
    before, after = said(shift.before), said(shift.after)
    if before != after:
        return before, after
    return _with_limit(before, shift.before), _with_limit(after, shift.after)


def _with_limit(words: str, days: Days) -> str:
    limit = days.overdue_after
    return f"{words}，{plain_day(limit)} 后判断逾期" if limit else words


def said(days: Days) -> str:
    """Write a deadline's days: one day, or from the earliest to the latest (期限日期)."""
    return written(days.due_on, days.earliest, days.latest, certain=days.certain)


def plainly(
    due_on: date | None, earliest: date | None, latest: date | None, *, certain: bool
) -> str:
    """Write a deadline's days as `written`, without the weekdays (期限日期，简)."""
    if due_on is None:
        return "未定日数"
    if certain or earliest is None or latest is None:
        return plain_day(due_on)
    if earliest.year == latest.year:
        return f"{plain_day(earliest)}至{latest.month}月{latest.day}日（待定）"
    return f"{plain_day(earliest)}至{plain_day(latest)}（待定）"


def written(
    due_on: date | None, earliest: date | None, latest: date | None, *, certain: bool
) -> str:
    """Write a deadline's day where it is certain, else its interval (期限日期)."""
    if due_on is None:
        return "未定日数"
    if certain or earliest is None or latest is None:
        return f"{due_on.year}年{month_day(due_on)}"
    return f"{earliest.year}年{month_day(earliest)} 至 {day_beside(latest, earliest)}（待定）"
