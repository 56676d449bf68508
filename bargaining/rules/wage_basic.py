"""Do the lowest and the basic wage of the clauses hold, whatever they are meant to include?

What "includes the worker's own 社保" is less than it says: Beijing's notices leave own 社保 and
公积金 out of the minimum wage.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import Finding, Rule, Severity, day_words, to_cent, yuan
from bargaining.rules.wage_floors import agreed_floor_findings
from bargaining.rules.wage_law import (
    LABOUR_CONTRACT_LAW,
    MINIMUM_WAGE_RULES,
    Contribution,
    amount_of,
    source_basis,
)
from bargaining.rules.wage_question import WageQuestion

_MINIMUM = Basis(MINIMUM_WAGE_RULES, "第12条")
_PARTLY_VOID = Basis(LABOUR_CONTRACT_LAW, "第27条")
_AGREED = "约定的最低工资标准"


def basic_wage_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Hold the lowest and the basic wage of the clauses to the minimum wage (最低工资条款).

    A basic wage is one part of what is paid, so by itself it is only looked at where it is said
    to include the worker's own contributions.
    """
    clauses = asked.clauses
    includes = clauses.includes_own_contributions and not asked.law.own_contributions_count
    lowest, basic = clauses.lowest_monthly_amount, clauses.basic_amount
    if includes:
        for amount, label in ((lowest, _AGREED), (basic, "约定的基本工资")):
            if amount is not None:
                yield from _including(asked, amount, label)
    elif lowest is not None:
        yield from agreed_floor_findings(lowest, law=asked.law, term=asked.term)


def _including(asked: WageQuestion, amount: Decimal, label: str) -> Iterator[Finding]:
    law = asked.law
    unknown: date | None = None
    for day in asked.term.days_of_change(law.contribution_figures):
        floor, least = law.floor_on(day), law.contribution_on(day)
        left = _left(amount, least)
        if left is None:
            # Something is taken off, nobody knows how much.
            unknown = unknown or day
            left = amount if amount > amount_of(floor) else None
        if left is None or left < amount_of(floor):
            yield _below(asked, amount, label, least, on=day)
            return
    yield _apart(asked, amount, label, unknown=unknown)


def _left(amount: Decimal, least: Contribution | None) -> Decimal | None:
    if least is None:
        return None
    return amount - least.insurance_amount


def _below(
    asked: WageQuestion, amount: Decimal, label: str, least: Contribution | None, *, on: date
) -> Finding:
    floor = asked.law.floor_on(on)
    left = _left(amount, least)
    rest = "扣除后" if left is None else f"扣除至少 {yuan(amount - left)}后至多 {yuan(left)}，"
    return Finding(
        rule=Rule.MONTHLY,
        severity=Severity.BLOCK,
        message=f"系统提示：条款{label} {yuan(amount)}“含个人社保”。"
        f"{asked.law.place_name}的最低工资标准不含个人应缴的社会保险费和住房公积金，"
        f"{rest}低于{day_words(on)}适用的 {yuan(amount_of(floor))}。这一约定按最低工资标准执行，"
        "其他条款的效力不受影响，请改为另行支付。",
        post=label,
        value=to_cent(amount if left is None else left),
        limit=to_cent(amount_of(floor)),
        starts_on=on,
        basis=(source_basis(floor), _MINIMUM, _PARTLY_VOID),
    )


def _apart(asked: WageQuestion, amount: Decimal, label: str, *, unknown: date | None) -> Finding:
    floor = asked.law.floor_on(asked.term.first_on)
    doubt = (
        ""
        if unknown is None
        else f"{day_words(unknown)}起的个人缴费下限系统未收录，是否足额请人工核对。"
    )
    return Finding(
        rule=Rule.MONTHLY if unknown else Rule.TERMS,
        severity=Severity.NOTE,
        message=f"条款{label} {yuan(amount)}“含个人社保”。{asked.law.place_name}的最低工资标准"
        f"不含个人应缴的社会保险费和住房公积金，建议写明不含。{doubt}",
        post=label,
        value=to_cent(amount),
        limit=to_cent(amount_of(floor)),
        basis=(source_basis(floor), _MINIMUM),
    )
