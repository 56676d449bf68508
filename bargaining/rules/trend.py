"""How did coverage move? The counts of many days at once, by sweeping the days that count."""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bargaining.rules import coverage
from bargaining.rules.coverage import Member, Question

MONTHS = 12


class Stretch(NamedTuple):
    """An enterprise as it stayed over some of the days asked about (不变区段).

    Bit n of `days` says that it holds on the n-th day; an enterprise whose register changed in
    between has several stretches, and no day in two of them.
    """

    member: Member
    days: int


@dataclass(frozen=True)
class Point:
    """The counts of one day (走势点)."""

    on: date
    enterprises: int
    covered: int

    @property
    def rate(self) -> Decimal | None:
        """Divide covered by enterprises (覆盖率), a fraction of 1; None without enterprises."""
        return coverage.rate(self.covered, self.enterprises)


def month_ends(on: date) -> list[date]:
    """List the ends of the twelve months before a day, oldest first (前十二个月末)."""
    found: list[date] = []
    day = on
    for _ in range(MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def year_before(on: date) -> date:
    """Name the same day of the year before (去年同日); 29 February answers to the 28th."""
    last = calendar.monthrange(on.year - 1, on.month)[1]
    return on.replace(year=on.year - 1, day=min(on.day, last))


def trend(
    stretches: Iterable[Stretch], days: Sequence[date], question: Question
) -> tuple[Point, ...]:
    """Count coverage on each of some ascending days (走势); the question's own day is not asked.

    Every contract counts over one span of days, so no day is judged by itself; the result is
    that of `coverage.standings` on each day.
    """
    asked: Counter[int] = Counter()
    covered: Counter[int] = Counter()
    ways = coverage.WAYS[question.numerator]
    for member, here in stretches:
        if not coverage.belongs(member, question.denominator):
            continue
        asked[here] += 1
        found = 0
        for contract in member.contracts:
            if contract.way in ways and (span := contract.span(question.stage)):
                found |= bits(days, *span)
        covered[here & found] += 1
    return tuple(
        Point(day, _on_bit(asked, number), _on_bit(covered, number))
        for number, day in enumerate(days)
    )


def bits(days: Sequence[date], first: date, last: date) -> int:
    """Mark the days from a first to a last one, both included (区段标记)."""
    below, above = bisect_left(days, first), bisect_right(days, last)
    return (1 << above) - (1 << below) if above > below else 0


def _on_bit(counts: Counter[int], number: int) -> int:
    return sum(many for marks, many in counts.items() if marks >> number & 1)
