"""Are the worker's own contributions in the table, and at least what the law asks? W-FLOOR-INPUT.

Without them, or with less, nobody can say that the minimum wage is reached: the posts stay 待核.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bargaining.rules.basis import Basis
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    day_words,
    to_cent,
    whole_yuan,
    yuan,
)
from bargaining.rules.wage_law import (
    DAY,
    Contribution,
    Term,
    WageLaw,
    amount_of,
    source_basis,
)
from bargaining.rules.wage_posts import WagePost, WageTable

_LABELS = {"own_insurance_amount": "个人社保", "own_housing_fund_amount": "个人公积金"}


@dataclass(frozen=True)
class _Steps:
    """The least contributions, from each day of the term on which they change."""

    known: tuple[tuple[date, Contribution], ...]
    unknown: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class _Lack:
    """One amount that is not there or too low."""

    field: str
    amount: Decimal | None
    least: Decimal

    def words(self) -> str:
        label = _LABELS[self.field]
        if self.amount is None:
            return f"未填{label}（至少约 {yuan(self.least)}）"
        return f"所列{label} {yuan(self.amount)}，低于下限约 {yuan(self.least)}"


def input_findings(table: WageTable, *, law: WageLaw, term: Term) -> list[Finding]:
    """Say which full-time posts cannot pass for want of own contributions (个人缴费待核)."""
    posts = [post for post in table.posts if not post.is_exempt_from_contributions]
    if law.own_contributions_count or not posts:
        return []
    steps = _steps(law, term)
    findings = [finding for post in posts if (finding := _check(post, table=table, steps=steps))]
    whole = _whole_table(table, steps=steps, law=law)
    return [*findings, *([] if whole is None else [whole])]


def _steps(law: WageLaw, term: Term) -> _Steps:
    days = term.days_of_change(law.contribution_figures)
    known: list[tuple[date, Contribution]] = []
    unknown: list[tuple[date, date]] = []
    for day, following in pairwise([*days, term.last_on + DAY]):
        contribution = law.contribution_on(day)
        if contribution is not None:
            known.append((day, contribution))
        elif unknown and unknown[-1][1] == day - DAY:
            unknown[-1] = (unknown[-1][0], following - DAY)
        else:
            unknown.append((day, following - DAY))
    return _Steps(tuple(known), tuple(unknown))


def _check(post: WagePost, *, table: WageTable, steps: _Steps) -> Finding | None:
    for day, contribution in steps.known:
        lacks = _lacks(post, table=table, contribution=contribution)
        if lacks:
            first = lacks[0]
            words = "；".join(lack.words() for lack in lacks)
            whole = absence_of(post) is None  # 病假、停工 and 事假 have no full month to estimate
            needed = f"。{_needed(steps.known, since=day)}" if whole else "，请核对。"
            return Finding(
                rule=Rule.INPUT,
                severity=Severity.NOTE,
                message=f"待核：{post.post}{words}{needed}",
                row=post.row,
                post=post.post,
                value=None if first.amount is None else to_cent(first.amount),
                limit=first.least,
                starts_on=day,
                basis=_basis(contribution),
                gross_needed_amount=contribution.gross_needed_amount if whole else None,
            )
    return None


def _lacks(post: WagePost, *, table: WageTable, contribution: Contribution) -> list[_Lack]:
    lacks = []
    for field, least in (
        ("own_insurance_amount", contribution.insurance_amount),
        ("own_housing_fund_amount", contribution.housing_fund_amount),
    ):
        amount: Decimal | None = getattr(post, field)
        if field in table.columns and (amount is None or amount < least):
            lacks.append(_Lack(field, amount, least))
    return lacks


def _whole_table(table: WageTable, *, steps: _Steps, law: WageLaw) -> Finding | None:
    absent = "".join(f"“{_LABELS[field]}”" for field in _LABELS if field not in table.columns)
    sentences = []
    if absent:
        sentences.append(f"未检查：缺少{absent}一列，全日制岗位的最低工资结论只能是待核。")
    if absent and steps.known:
        sentences.append(_needed(steps.known, since=steps.known[0][0]))
    for first_on, last_on in steps.unknown:
        sentences.append(
            f"未检查：{day_words(first_on)}至{day_words(last_on)}适用的"
            f"{law.place_name}个人缴费下限系统未收录，所列个人社保、公积金是否足额请人工核对。"
        )
    if not sentences:
        return None
    on, contribution = steps.known[0] if absent and steps.known else (None, None)
    return Finding(
        rule=Rule.INPUT,
        severity=Severity.NOTE,
        message="".join(sentences),
        limit=None if contribution is None else contribution.insurance_amount,
        starts_on=on,
        basis=() if contribution is None else _basis(contribution),
        gross_needed_amount=None if contribution is None else contribution.gross_needed_amount,
    )


def _basis(contribution: Contribution) -> tuple[Basis, ...]:
    return source_basis(contribution.floor), source_basis(contribution.base)


def _needed(known: Sequence[tuple[date, Contribution]], *, since: date) -> str:
    """Word the estimate: minimum wage + least 社保 + least 公积金, to the yuan."""
    steps = [(day, each) for day, each in known if day >= since]
    _day, first = steps[0]
    mark = "（推算，通知未见）" if first.base.computed else ""
    later = "、".join(
        f"{day_words(day)}起约 {whole_yuan(each.gross_needed_amount)}"
        for (_, before), (day, each) in pairwise(steps)
        if each.gross_needed_amount != before.gross_needed_amount
    )
    return (
        f"按缴费基数下限 {whole_yuan(amount_of(first.base))}{mark}估算，"
        f"全日制参保职工应发约须 {whole_yuan(first.gross_needed_amount)}"
        f"{f'（{later}）' if later else ''}，"
        f"扣除个人社保、公积金后才不低于{_floors(steps)}，请核对。"
    )


def _floors(steps: Sequence[tuple[date, Contribution]]) -> str:
    """Word the minimum wage behind the estimate; each from its day where it is raised."""
    raised = [
        f"{day_words(day)}起 {whole_yuan(each.floor_amount)}"
        for (_, before), (day, each) in pairwise(steps)
        if each.floor_amount != before.floor_amount
    ]
    first = whole_yuan(steps[0][1].floor_amount)
    return f"当时的最低工资标准（{'、'.join([first, *raised])}）" if raised else f" {first}"
