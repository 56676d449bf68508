"""When might the minimum wage rise next, and who would sink under it? W-FLOOR-PROJECTED.

A projection, never a floor: it goes by how often and by how much the minimum wage was raised
before, at least every two years (最低工资规定 第10条).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median, median_low
from typing import Any

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue, Status
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    day_words,
    per_cent,
    shown,
    to_cent,
    to_rate,
    yuan,
)
from bargaining.rules.wage_floors import countable_amount, first_sinking, rules_of
from bargaining.rules.wage_law import MINIMUM_WAGE_RULES, Term, WageLaw, amount_of
from bargaining.rules.wage_posts import WagePost
from bargaining.rules.wage_question import WageQuestion

LOOKED_AT = 5  # so many adjustments are looked back on
FEWEST = 2  # with fewer nothing can be said
LONGEST_MONTHS = 24  # 最低工资标准每两年至少调整一次
_TEN = Decimal(10)
_BASIS = Basis(MINIMUM_WAGE_RULES, "第10条")


@dataclass(frozen=True)
class Adjustment:
    """One raise of the minimum wage as it was (历次调整)."""

    on: date
    amount: Decimal
    months: int
    growth_rate: Decimal


@dataclass(frozen=True)
class Projection:
    """How the minimum wage may go on (最低工资推算), and from what that was taken.

    `steps` are the days within a term on which it may be raised, with the amount of each.
    """

    adjustments: tuple[Adjustment, ...]
    months: int
    growth_rate: Decimal
    steps: tuple[tuple[date, Decimal], ...]

    def method_words(self) -> str:
        """State the method and its numbers (推算方法)."""
        past = "、".join(
            f"{each.on.year}年{each.on.month}月 {per_cent(each.growth_rate)}"
            for each in self.adjustments
        )
        return (
            f"推算方法：取最近 {len(self.adjustments)} 次调整（{past}）的间隔和增幅的中位数，"
            f"即每 {self.months} 个月调整一次、每次 {per_cent(self.growth_rate)}，取整到 10 元；"
            f"最低工资标准每两年至少调整一次，间隔不超过 {LONGEST_MONTHS} 个月。"
        )

    def as_json(self) -> dict[str, Any]:
        """Put the projection into the shape of `wages check --json` (推算输出)."""
        return {
            "method": self.method_words(),
            "months": self.months,
            "growth_rate": shown(to_rate(self.growth_rate)),
            "steps": [
                {"from": day.isoformat(), "amount": shown(amount)} for day, amount in self.steps
            ],
        }


def project(figure: Figure, *, until: date) -> Projection | None:
    """Project a minimum wage up to a day (推算最低工资), None where the history says too little.

    It begins after the last value recorded and repeats the usual interval and growth; a history
    that ends in a gap is not carried on.
    """
    values = [each for each in figure.values if each.status is Status.VALUE and each.value]
    if not values or any(gap.effective_from > values[-1].effective_from for gap in figure.gaps):
        return None
    adjustments = _adjustments(values)[-LOOKED_AT:]
    if len(adjustments) < FEWEST:
        return None
    months = min(median_low([each.months for each in adjustments]), LONGEST_MONTHS)
    growth = median([each.growth_rate for each in adjustments])
    if months < 1:
        return None
    steps = []
    day, amount = values[-1].effective_from, amount_of(values[-1])
    while (day := _later(day, months)) <= until:
        amount = _to_ten(amount * (1 + growth))
        steps.append((day, amount))
    return Projection(tuple(adjustments), months, growth, tuple(steps))


def _adjustments(values: Sequence[FigureValue]) -> list[Adjustment]:
    return [
        Adjustment(
            on=later.effective_from,
            amount=amount_of(later),
            months=_months(earlier.effective_from, later.effective_from),
            growth_rate=amount_of(later) / amount_of(earlier) - 1,
        )
        for earlier, later in pairwise(sorted(values, key=lambda each: each.effective_from))
    ]


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _later(day: date, months: int) -> date:
    """Go on by whole months; a raise usually falls on the first of one."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _to_ten(amount: Decimal) -> Decimal:
    return (amount / _TEN).quantize(Decimal(1), rounding=ROUND_HALF_UP) * _TEN


# ── who would sink ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ProjectedSinking:
    """A post that would sink under a projected minimum wage (按推算将低于标准的岗位)."""

    post: WagePost
    countable_amount: Decimal
    on: date
    floor_amount: Decimal


def projected_sinkings(asked: WageQuestion, projection: Projection) -> list[ProjectedSinking]:
    """List the posts that hold under every known floor but not under the projected ones (推算)."""
    steps = steps_within(projection, asked.term)
    found = []
    for post in asked.table.posts:
        countable = countable_amount(post, law=asked.law)
        if countable is None or Rule.MONTHLY not in rules_of(post):
            continue
        if first_sinking(countable, figure=asked.law.monthly, term=asked.term) is not None:
            continue
        under = next(((day, amount) for day, amount in steps if countable < amount), None)
        if under is not None:
            found.append(ProjectedSinking(post, countable, *under))
    return sorted(found, key=lambda each: (each.on, each.countable_amount, each.post.row))


def steps_within(projection: Projection, term: Term) -> tuple[tuple[date, Decimal], ...]:
    """List the projected steps that hold within a term (期限内的推算标准).

    One from before the term holds from its first day.
    """
    begun = [amount for day, amount in projection.steps if day <= term.first_on]
    later = [step for step in projection.steps if step[0] > term.first_on]
    return (*((term.first_on, amount) for amount in begun[-1:]), *later)


def project_for(law: WageLaw, term: Term) -> Projection | None:
    """Project the monthly minimum wage over a term (期限内的推算), None where no step falls in."""
    projection = project(law.monthly, until=term.last_on)
    return projection if projection is not None and projection.steps else None


def projected_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Say once for the table who would sink, and which clause would cure it (推算提示)."""
    projection = project_for(asked.law, asked.term)
    if projection is None or asked.clauses.escalator:
        return
    sinking = projected_sinkings(asked, projection)
    if not sinking:
        return
    first, people = sinking[0], sum(each.post.people for each in sinking)
    yield Finding(
        rule=Rule.PROJECTED,
        severity=Severity.NOTE,
        message=f"推算：如果{asked.law.place_name}{asked.law.monthly.label}自 "
        f"{day_words(first.on)}起调整为 {yuan(first.floor_amount)}，{first.post.post}等 "
        f"{len(sinking)} 个岗位、{people} 人将在期限内低于标准。{projection.method_words()}"
        "推算只供协商参考，以届时公布的标准为准；可以约定最低工资调整时自动补足。",
        value=to_cent(first.countable_amount),
        limit=to_cent(first.floor_amount),
        starts_on=first.on,
        basis=(_BASIS,),
        remedy=escalator_clause(asked.law),
    )


def escalator_clause(law: WageLaw) -> str:
    """Write the clause that cures a later raise (随最低工资调整的条款), ready for the contract."""
    left_out = (
        "加班工资、特殊津贴和法定福利"
        if law.own_contributions_count
        else "加班工资、特殊津贴、法定福利和个人应缴的社会保险费、住房公积金"
    )
    return (
        f"合同期内{law.place_name}最低工资标准调整后，岗位工资扣除{left_out}后低于新标准的，"
        "自新标准执行之日起，甲方按不低于新标准的数额补足，并自该月起按调整后的工资支付。"
    )
