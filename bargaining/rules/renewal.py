"""When may the next round begin? 工资集体协商试行办法 第24条."""

from __future__ import annotations

from datetime import date, timedelta

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
