"""Who sits at the table on a day, whose seat is empty, and how long does a duty last?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bargaining.rules import representatives, without_union
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

# What says that a list is not whole: too few, not as many as the other side, or no chief.
INCOMPLETE = frozenset({"R-EQUAL", "R-THREE", "R-CHIEF"})


@dataclass(frozen=True)
class Vacancy:
    """One seat that came to be empty (代表空缺).

    `filled` is the list that named somebody for it, `ended_on` the day nobody was wanting any
    more: then, or when both sides signed; None while it is open.
    """

    event: Event
    side: Side
    name: str
    filled: Event | None = None
    ended_on: date | None = None

    def open_on(self, day: date) -> bool:
        """Tell whether the seat was empty on a day (当日空缺); the day of filling is not."""
        begun = self.event.occurred_on <= day
        filled_on = self.filled.occurred_on if self.filled else None
        return begun and (filled_on is None or day < filled_on)


@dataclass(frozen=True)
class Duty:
    """How long somebody has been a negotiator (履职期间); `ends_on` is None while it lasts."""

    begins_on: date
    ends_on: date | None


def _order(event: Event) -> tuple[date, int]:
    return event.occurred_on, event.sequence


def lists(facts: CaseFacts) -> tuple[Event, ...]:
    """List the lists of negotiators in the order of their days (历次代表名单)."""
    return tuple(sorted(facts.every("appoint_representatives"), key=_order))


def named(event: Event | None) -> tuple[Representative, ...]:
    """Read everybody on a list (名单所列), advisers included."""
    return representatives.read(event.payload["people"]) if event else ()


def advisers(facts: CaseFacts) -> tuple[Representative, ...]:
    """List the advisers of both sides (顾问) as last recorded."""
    newest = facts.last("appoint_representatives")
    return tuple(one for one in named(newest) if one.adviser)


def list_on(facts: CaseFacts, day: date) -> Event | None:
    """Find the list that stood on a day (当日的代表名单), whenever it was written down."""
    return next((one for one in reversed(lists(facts)) if one.occurred_on <= day), None)


def people_on(facts: CaseFacts, day: date) -> tuple[Representative, ...]:
    """List who held a seat on a day (当日的协商代表): the list without those who had left."""
    standing = list_on(facts, day)
    if standing is None:
        return ()
    gone = {
        (one.side, one.name)
        for one in vacancies(facts)
        if one.open_on(day) and _order(one.event) > _order(standing)
    }
    return tuple(
        one for one in representatives.seated(named(standing)) if (one.side, one.name) not in gone
    )


def vacancies(facts: CaseFacts) -> tuple[Vacancy, ...]:
    """List the vacancies of a case, each with what ended it (历次空缺)."""
    return tuple(_vacancy(facts, event) for event in facts.every("record_vacancy"))


def open_vacancies(facts: CaseFacts) -> tuple[Vacancy, ...]:
    """List the seats nobody has been named for yet (尚未补齐的空缺)."""
    return tuple(one for one in vacancies(facts) if one.ended_on is None)


def _vacancy(facts: CaseFacts, event: Event) -> Vacancy:
    side, name = Side(event.payload["side"]), str(event.payload["name"]).strip()
    before = [one for one in lists(facts) if _order(one) < _order(event)]
    seats = len(_of(before[-1], side)) if before else 0
    filled = next(
        (
            one
            for one in lists(facts)
            if _order(one) > _order(event) and _fills(one, side, seats, place=facts.place)
        ),
        None,
    )
    signed = [day for day in _signed_days(facts) if day >= event.occurred_on]
    ends = [*([filled.occurred_on] if filled else []), *signed, *_over(facts)]
    ended_on = max(min(ends), event.occurred_on) if ends else None
    return Vacancy(event, side, name, filled, ended_on)


def _of(event: Event, side: Side) -> list[Representative]:
    return [one for one in representatives.seated(named(event)) if one.side is side]


def _fills(event: Event, side: Side, seats: int, *, place: str) -> bool:
    """As many seats as before, or fewer where the list is whole all the same."""
    mine = _of(event, side)
    if not mine:
        return False
    found = representatives.shortfalls(named(event), place=place)
    return len(mine) >= seats or not {one.rule_id for one in found} & INCOMPLETE


def signings(facts: CaseFacts) -> Iterator[tuple[Event, date]]:
    """Go through the signatures under the contract (历次签字), each with its day."""
    for event in facts.every("sign", "refile"):
        day = event.occurred_on if event.kind == "sign" else event.day("signed_on")
        if day is not None:
            yield event, day


def _signed_days(facts: CaseFacts) -> list[date]:
    return [day for _event, day in signings(facts)]


def _over(facts: CaseFacts) -> list[date]:
    return [event.occurred_on for event in facts.every("terminate", "close")]


def duty(facts: CaseFacts, name: str, side: Side) -> Duty | None:
    """Say how long somebody has been a negotiator of a side (履职期间), the newest time.

    It begins with the list that names them first, and ends when a list leaves them out, when
    their seat falls vacant, or when there is nothing left to watch over: the contract's last
    day, its termination, the case closed. To watch over its keeping is one of their duties
    (北京市集体合同条例 第13条); a side may set a shorter time itself (第12条).
    """
    begun: date | None = None
    ended: date | None = None
    for day, present in _presence(facts, name, side):
        if present and (begun is None or ended is not None):
            begun, ended = day, None
        elif not present and begun is not None and ended is None:
            ended = day
    if begun is None:
        return None
    return Duty(begun, ended or _done_on(facts, begun))


def _presence(facts: CaseFacts, name: str, side: Side) -> list[tuple[date, bool]]:
    listed = [(_order(one), any(each.name == name for each in _of(one, side))) for one in
              lists(facts)]  # fmt: skip
    left = [(_order(one.event), False) for one in vacancies(facts)
            if (one.name, one.side) == (name, side)]  # fmt: skip
    return [(order[0], present) for order, present in sorted([*listed, *left])]


def _done_on(facts: CaseFacts, begun: date) -> date | None:
    last = facts.term[1]
    ends = [*_over(facts), *([last] if last else [])]
    return min((day for day in ends if day >= begun), default=None)


def standing(facts: CaseFacts) -> tuple[Representative, ...]:
    """List the newest list without those whose seat is empty (现有人员), advisers included."""
    newest = facts.last("appoint_representatives")
    gone = {
        (one.side, one.name)
        for one in vacancies(facts)
        if newest is not None and _order(one.event) > _order(newest)
    }
    return tuple(one for one in named(newest) if (one.side, one.name) not in gone)


def carried_over(last: CaseFacts) -> tuple[Representative, ...]:
    """List last year's negotiators for a new round (沿用上年代表): mandates end with the round."""
    return tuple(replace(one, mandate_until=None) for one in standing(last))


def elected(facts: CaseFacts) -> tuple[Representative, ...]:
    """List whom the workers elected (推举的代表), where half of them all agreed."""
    held = without_union.election(facts)
    return without_union.elected(held) if held and without_union.is_valid(held) else ()
