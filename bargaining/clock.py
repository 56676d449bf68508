"""What day is it? The only reader of the system clock, and the legal time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment, aware, in UTC (此刻)."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place


def today() -> date:
    """Return the legal day in Asia/Shanghai (今日)."""
    return legal_day(now())


def legal_day(at: datetime) -> date:
    """Return the legal day that a moment falls on (法定日)."""
    return at.astimezone(LEGAL_ZONE).date()
