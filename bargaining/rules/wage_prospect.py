"""How do the lowest posts stand against the minimum wage over a whole term, known and projected?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.wage_findings import Rule
from bargaining.rules.wage_floors import first_sinking, rules_of
from bargaining.rules.wage_law import Term, WageLaw, amount_of
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import WagePost
from bargaining.rules.wage_projection import Projection, project_for, steps_within

LOWEST = 3  # so many posts are drawn


@dataclass(frozen=True)
class FloorStep:
    """The minimum wage from a day of the term on (期限内的最低工资标准)."""

    on: date
    amount: Decimal
    projected: bool


@dataclass(frozen=True)
class Course:
    """One post over the term (岗位的全期情况): what counts, and the first day it lies under.

    `sinks_on` and `floor_amount` are None where it never does; `projected` where only a
    projected minimum wage brings it under.
    """

    post: WagePost
    countable_amount: Decimal
    sinks_on: date | None = None
    floor_amount: Decimal | None = None
    projected: bool = False


@dataclass(frozen=True)
class Prospect:
    """The whole term at a glance (全期对照)."""

    term: Term
    steps: tuple[FloorStep, ...]
    lowest: tuple[Course, ...]
    sinking: tuple[Course, ...]
    projection: Projection | None


def prospect(
    posts: Sequence[tuple[WagePost, Decimal | None]], *, law: WageLaw, term: Term
) -> Prospect:
    """Hold each post's countable wage against every step of the term (全期对照).

    Only months worked in full are compared. Raises LawMissing where the minimum wage of a day
    that has to be looked at is not recorded.
    """
    projection = project_for(law, term)
    ahead = () if projection is None else steps_within(projection, term)
    courses = [
        _course(post, amount, law=law, term=term, ahead=ahead)
        for post, amount in posts
        if amount is not None
        and {Rule.MONTHLY, Rule.PROBATION} & set(rules_of(post))
        and attendance_of(post) is None
    ]
    courses.sort(key=lambda each: (each.countable_amount, each.post.row))
    sinking = [each for each in courses if each.sinks_on is not None]
    sinking.sort(key=lambda each: (each.sinks_on or term.last_on, each.projected))
    known = [
        FloorStep(day, amount_of(law.monthly.value_on(day)), projected=False)
        for day in term.days_of_change([law.monthly])
    ]
    return Prospect(
        term=term,
        steps=(*known, *(FloorStep(day, amount, projected=True) for day, amount in ahead)),
        lowest=tuple(courses[:LOWEST]),
        sinking=tuple(sinking),
        projection=projection,
    )


def _course(
    post: WagePost,
    amount: Decimal,
    *,
    law: WageLaw,
    term: Term,
    ahead: Sequence[tuple[date, Decimal]],
) -> Course:
    known = first_sinking(amount, figure=law.monthly, term=term)
    if known is not None:
        return Course(post, amount, known.on, known.floor_amount)
    for day, floor in ahead:
        if amount < floor:
            return Course(post, amount, day, floor, projected=True)
    return Course(post, amount)
