"""Which posts has a contract agreed on, and which floor does each of them answer to?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from bargaining.errors import LawMissing, NotPublished
from bargaining.rules import contract_changes, wage_floors
from bargaining.rules.facts import CaseFacts
from bargaining.rules.lawbook import NATION, LawBook
from bargaining.rules.wage_findings import CENT, Rule
from bargaining.rules.wage_floors import Sinking
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import WagePost

# Which figure a check of the floor asks for. The 80 % of a probation wage is no figure.
FLOORS = {
    Rule.MONTHLY: "minimum_wage_monthly",
    Rule.PROBATION: "minimum_wage_monthly",
    Rule.HOURLY: "minimum_wage_part_time_hourly",
    Rule.HOLIDAY: "minimum_wage_part_time_holiday_hourly",
}

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class StandingPost:
    """One post of the standing wage table, with what counts of it (现行工资表岗位)."""

    post: WagePost
    countable_amount: Decimal | None


class Agreed(NamedTuple):
    """One post of a contract and one floor it answers to (已约定的岗位工资)."""

    row: int
    post: str
    people: int
    floor: str
    amount: Decimal
    place_code: str
    first_on: date
    last_on: date
    last_year: int
    effective_on: date | None

    @property
    def term(self) -> Term:
        """Name the days it is agreed for (约定期间)."""
        return Term(self.first_on, self.last_on)


@dataclass(frozen=True)
class Agreement:
    """Which wages a contract binds to, and on which days, both included (约定工资的期间).

    `wages_version` is the standing wage table; `effective_on` None until it takes effect.
    """

    wages_version: int
    first_on: date
    last_on: date
    effective_on: date | None


@dataclass(frozen=True)
class SinkingPost:
    """An agreed post that sinks under its floor within its term (将低于最低工资的岗位)."""

    agreed: Agreed
    sinking: Sinking


def agreement(facts: CaseFacts) -> Agreement | None:
    """Say which wages a contract binds to (约定工资); None before it is signed, or without any.

    Its days are those of the term as signed; a day that was not stated, as the wage table has
    it. A contract that was ended before its term was over binds until its last day in force.
    """
    signed = facts.signing is not None or facts.is_backfilled
    version = facts.wages.payload.get("version") if facts.wages else None
    if facts.wages is None or version is None or not signed:
        return None
    stated_from, stated_to = facts.term
    first = stated_from or facts.wages.day("term_from")
    last = stated_to or facts.wages.day("term_to")
    if first is None or last is None:
        return None
    out_of_force_on = contract_changes.out_of_force_on(facts)
    if out_of_force_on is not None:
        last = min(last, out_of_force_on - _ONE_DAY)
    if last < first:
        return None
    return Agreement(version, first, last, facts.effective_on)


def agreed(
    binding: Agreement | None, posts: Iterable[StandingPost], *, place: str
) -> tuple[Agreed, ...]:
    """List the posts of a contract by the floors they answer to (已约定的岗位).

    A post whose amount the table does not say can be held against nothing, and is left out.
    """
    if binding is None:
        return ()
    days = (binding.first_on, binding.last_on, binding.last_on.year, binding.effective_on)
    found = [
        Agreed(each.post.row, each.post.post, each.post.people, floor, amount, place, *days)
        for each in posts
        for floor, amount in _held_against(each)
    ]
    return tuple(sorted(found, key=lambda one: (one.row, one.floor)))


def _held_against(standing: StandingPost) -> Iterator[tuple[str, Decimal]]:
    for rule in wage_floors.rules_of(standing.post):
        match rule:
            case Rule.HOURLY:
                amount = standing.post.hourly_amount
            case Rule.HOLIDAY:
                amount = standing.post.holiday_hourly_amount
            case _:
                amount = _of_a_whole_month(standing)
        if amount is not None and rule in FLOORS:
            yield FLOORS[rule], amount


def _of_a_whole_month(standing: StandingPost) -> Decimal | None:
    """What counts of a month, had every due day been attended; the floor is a whole month's.

    Cut to the cent, never up: the amount then lies under a floor exactly when the wage of the
    days attended lies under the floor's share for them.
    """
    attendance, amount = attendance_of(standing.post), standing.countable_amount
    if attendance is None or amount is None:
        return amount
    if not attendance.attended_days:
        return None
    whole = amount * attendance.due_days / attendance.attended_days
    return whole.quantize(CENT, rounding=ROUND_FLOOR)


def sinking_posts(posts: Iterable[Agreed], *, book: LawBook) -> tuple[SinkingPost, ...]:
    """List the agreed posts that sink under their floor, each from its first day (全期复核).

    Where a day has no floor on record nothing is said about the post.
    """
    found = []
    for post in posts:
        figure = book.figure_history(post.floor, place=post.place_code)
        with suppress(LawMissing, NotPublished):
            sinking = wage_floors.first_sinking(post.amount, figure=figure, term=post.term)
            if sinking is not None:
                found.append(SinkingPost(post, sinking))
    return tuple(found)


def answers_to_place(code: str, *, stating: Collection[str]) -> str | None:
    """Name the place whose figure a place answers to (适用何地标准), None where none states one.

    The nearest of the place itself, its district, its province and the nation, as the law book
    has it: a district inherits Beijing's figure unless it states one of its own.
    """
    chain = (code, code[:6], f"{code[:2]}0000", NATION)
    return next((place for place in chain if place in stating), None)
