"""Which month's pay was checked, by which entry? Of a month looked at again the newest counts."""

from __future__ import annotations

from datetime import date

from bargaining.rules import periods
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.periods import Span


def newest(facts: CaseFacts) -> tuple[tuple[str, Event], ...]:
    """List the newest check of every month (各月最近一次核对), oldest month first."""
    found: dict[date, Event] = {}
    for event in facts.every("record_pay"):
        month = event.day("paid_month")
        if month is not None:
            found[periods.period_of(month, Span.MONTH).first_on] = event
    return tuple(
        (periods.period_of(month, Span.MONTH).words, found[month]) for month in sorted(found)
    )
