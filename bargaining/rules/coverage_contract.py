"""How far had one contract come by a day, and on which days does it count?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from bargaining.rules.coverage_terms import Stage
from bargaining.rules.states import ContractWay

_ONE_DAY = timedelta(days=1)
_SIGNED, _FILED, _EFFECTIVE, _LIVE = (stage.level for stage in Stage)


class Contract(NamedTuple):
    """One contract or round of talks as far as counting goes (计数用合同).

    `received_on` is the proved day of receipt; `presumed_from` the day from which it is only
    presumed to have taken effect. `ended_on` is the first day on which an early end has left it
    without force, `closed_on` the day the case was closed for whatever reason. `workers` is what
    the signed list states for the enterprise. `walked`: taken step by step, no 补录.
    `term_before`: before each of these days its term was to end on the day beside it.
    """

    number: str
    way: ContractWay
    signed_on: date | None
    received_on: date | None
    effective_on: date | None
    term_to: date | None
    term_from: date | None = None
    ended_on: date | None = None
    presumed_from: date | None = None
    workers: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    walked: bool = False
    term_before: tuple[tuple[date, date], ...] = ()

    def last_day(self, *, on: date) -> date | None:
        """Name the last day of its term as it stood on a day (某日的期满日)."""
        return next((last for until, last in self.term_before if on < until), self.term_to)

    def level(self, *, on: date) -> int:
        """Say how many stages it had come through by a day (到达阶段): none is 0, in force 4.

        Who came further came so far too: a contract in effect was received and signed, though
        its paper names no day. Without a last day nobody can say that it is in force (待补).
        """
        if self.effective_on is not None and self.effective_on <= on:
            dated = self.term_to is not None
            return _LIVE if dated and not self.has_ended(on=on) else _EFFECTIVE
        if self.received_on is not None and self.received_on <= on:
            return _FILED
        return _SIGNED if self.signed_on is not None and self.signed_on <= on else 0

    def counts(self, stage: Stage, *, on: date) -> bool:
        """Tell whether the contract had come so far by a day (是否计入)."""
        return self.level(on=on) >= stage.level

    def span(self, stage: Stage) -> tuple[date, date] | None:
        """Name the first and the last day on which it counts (计入期间); None where on no day."""
        days = [self.effective_on]
        if stage in (Stage.SIGNED, Stage.FILED):
            days.append(self.received_on)
        if stage is Stage.SIGNED:
            days.append(self.signed_on)
        first = min((day for day in days if day is not None), default=None)
        if first is not None and stage is not Stage.LIVE:
            return first, date.max
        if first is None or self.term_to is None:
            return None
        last = self.term_to
        if self.ended_on is not None:
            last = min(last, self.ended_on - _ONE_DAY)
        return (first, last) if first <= last else None

    def has_ended(self, *, on: date) -> bool:
        """Tell whether the term is over, or the contract was ended before (是否期满终止)."""
        over = self.term_to is not None and self.term_to < on
        return over or (self.ended_on is not None and self.ended_on <= on)

    def is_presumed(self, *, on: date) -> bool:
        """Tell whether it is only presumed to be in force (推定待核)."""
        if self.presumed_from is None or self.presumed_from > on:
            return False
        in_effect = self.effective_on is not None and self.effective_on <= on
        return not in_effect and not self.has_ended(on=on)

    def is_under_way(self, *, on: date) -> bool:
        """Tell whether talks were begun and have led neither to effect nor to an end (在谈)."""
        if not self.walked or self.opened_on is None or self.opened_on > on:
            return False
        closed = self.closed_on is not None and self.closed_on <= on
        in_effect = self.effective_on is not None and self.effective_on <= on
        return not closed and not in_effect and not self.has_ended(on=on)
