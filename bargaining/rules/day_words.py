"""How is a day written in a sentence, and how is one read that people wrote?"""

from __future__ import annotations

import re
from datetime import date

WEEKDAYS = "一二三四五六日"


def long_day(day: date) -> str:
    """Write a day out with its weekday: 2026年10月8日（周四） (日期写法)."""
    return f"{day.year}年{month_day(day)}"


def month_day(day: date) -> str:
    """Write a day within its year, with its weekday: 10月8日（周四） (月日写法)."""
    return f"{day.month}月{day.day}日（{weekday(day)}）"


def day_beside(day: date, other: date) -> str:
    """Write a day, with its year only where it differs from the day beside it (日期写法)."""
    return month_day(day) if day.year == other.year else long_day(day)


def weekday(day: date) -> str:
    """Name a day of the week: 周四 (星期)."""
    return f"周{WEEKDAYS[day.weekday()]}"


def plain_day(day: date) -> str:
    """Write a day out without its weekday: 2026年10月8日 (日期写法)."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_day(words: str) -> date | None:
    """Read a day as people write it, 2026-03-01, 2026.3.1 or 2026年3月1日 (读日期)."""
    parts = re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", words.strip()
    )
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
