"""Which days does somebody mean who writes them as a notice does: 2月14日（周六）、2月28日?"""

from __future__ import annotations

import re
from datetime import date

from bargaining import errors
from bargaining.rules.day_words import weekday

_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"\s*(?:[（(]?\s*(?:星期|周|礼拜)\s*(?P<weekday>[一二三四五六日天])\s*[)）]?)?"
)
_BETWEEN = re.compile(r"[\s、，,；;和及与]*")
_WEEKDAYS = {"天": "日"}


def read_days(text: str, *, year: int, field: str) -> tuple[date, ...]:
    """Read a list of days, a year left out being the one given (读取日期列表).

    Raises Unusable, quoting it, for what is no day, and for a weekday that is not that day's.
    """
    found, rest = [], text.strip()
    while rest:
        match = _DAY.match(rest)
        if match is None:
            raise errors.Unusable(
                f"“{rest[:20]}”看不明白，请写成“2月14日、2月28日”，多天用顿号分开。", field=field
            )
        found.append(_day(match, year=year, field=field))
        rest = rest[match.end() :]
        gap = _BETWEEN.match(rest)
        rest = rest[gap.end() :] if gap else rest
    return tuple(found)


def _day(match: re.Match[str], *, year: int, field: str) -> date:
    said = match.group().strip()
    try:
        on = date(int(match["year"] or year), int(match["month"]), int(match["day"]))
    except ValueError as problem:
        raise errors.Unusable(f"没有“{said}”这一天，请核对。", field=field) from problem
    named = match["weekday"]
    if named and f"周{_WEEKDAYS.get(named, named)}" != weekday(on):
        raise errors.Unusable(
            f"“{said}”：{on.isoformat()} 是{weekday(on)}，请核对日期或年份。", field=field
        )
    return on
