"""Does the enterprise stay at or above its region's and industry's contracts? W-PARENT-FLOOR.

北京市实施《工会法》办法 第22条 (第25条 before 2026-05-01): the enterprise's standards may not be
lower; without a contract of its own the parent's standard holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.wage_clauses import is_beijing, monthly_posts
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    day_words,
    to_cent,
    yuan,
)
from bargaining.rules.wage_law import DAY, LABOUR_CONTRACT_LAW, Term, WageLaw
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import Form, WagePost
from bargaining.rules.wage_question import ParentContract, WageQuestion

UNION_MEASURES = "北京市实施《工会法》办法"
RENUMBERED = date(2026, 5, 1)
_NATIONAL = Basis("关于进一步推进工资集体协商工作的通知（劳社部发〔2005〕5号）", "二")
# Whether these people are bound is not settled by the wage table.
_NOT_BOUND = (Form.INTERN, Form.OVERAGE)


@dataclass(frozen=True)
class Standard:
    """The highest standard that parents set for a post on a day (从高适用的标准)."""

    amount: Decimal
    parent: ParentContract


def standard_for(post: WagePost, parents: Iterable[ParentContract], *, on: date) -> Standard | None:
    """Find what the parents in force on a day ask for a post (适用的区域、行业标准), or None.

    Of several the highest holds; it also holds for an enterprise without a contract of its own.
    """
    found = [
        Standard(amount, parent)
        for parent in parents
        if _binds(parent, on=on) and (amount := _amount_for(post, parent)) is not None
    ]
    return max(found, key=lambda each: each.amount, default=None)


def _binds(parent: ParentContract, *, on: date) -> bool:
    begun = parent.first_on is None or parent.first_on <= on
    return begun and (parent.last_on is None or on <= parent.last_on)


def _amount_for(post: WagePost, parent: ParentContract) -> Decimal | None:
    stated = [
        amount for name, amount in parent.posts if "".join(name.split()) == post.same_post_name
    ]
    if parent.lowest_monthly_amount is not None:
        stated.append(parent.lowest_monthly_amount)
    return max(stated, default=None)


def parent_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Compare each post with its region's and industry's standards (区域、行业标准)."""
    parents = [
        parent
        for parent in asked.clauses.parents
        if any(_binds(parent, on=day) for day in _days(asked.term, [parent]))
    ]
    confirmed = [parent for parent in parents if parent.confirmed]
    others = [parent for parent in parents if not parent.confirmed]
    for post, own in monthly_posts(asked):
        if post.form in _NOT_BOUND:
            continue
        finding = _first_below(asked, post, own, confirmed) or _first_below(
            asked, post, own, others
        )
        if finding is not None:
            yield finding
    yield from _agreed_lowest(asked, confirmed)
    yield from _without_standard(parents)


def _agreed_lowest(asked: WageQuestion, parents: Sequence[ParentContract]) -> Iterator[Finding]:
    """The lowest wage the agreement itself names is one of its standards too."""
    amount = asked.clauses.lowest_monthly_amount
    if amount is None:
        return
    clause = WagePost(row=0, post="约定的最低工资标准")
    finding = _first_below(asked, clause, amount, parents)
    if finding is not None:
        yield replace(finding, row=None)


def _days(term: Term, parents: Sequence[ParentContract]) -> list[date]:
    days = {term.first_on}
    days |= {parent.first_on for parent in parents if parent.first_on}
    days |= {parent.last_on + DAY for parent in parents if parent.last_on}
    return sorted(day for day in days if term.first_on <= day <= term.last_on)


def _first_below(
    asked: WageQuestion, post: WagePost, own: Decimal, parents: Sequence[ParentContract]
) -> Finding | None:
    for day in _days(asked.term, parents):
        standard = standard_for(post, parents, on=day)
        if standard is not None and own < standard.amount:
            return _below(asked, post, own, standard, on=day)
    return None


def _below(
    asked: WageQuestion, post: WagePost, own: Decimal, standard: Standard, *, on: date
) -> Finding:
    parent = standard.parent
    severity, confirmation = _weight(parent)
    since = "" if on == asked.term.first_on else f"{day_words(on)}起"
    is_clause = not post.row  # its amount is stated as it is, with nothing to take off
    attendance = attendance_of(post)
    by_days = "" if attendance is None else f"，按{attendance.words()}折算为整月"
    paid = f" {yuan(own)}" if is_clause else f"工资 {yuan(own)}（不含加班、津贴、福利{by_days}）"
    return Finding(
        rule=Rule.PARENT,
        severity=severity,
        message=f"系统提示：{post.post}{paid}，{since}低于“"
        f"{parent.name}”的标准 {yuan(standard.amount)}，差 {yuan(standard.amount - own)}。"
        f"{confirmation}",
        row=post.row,
        post=post.post,
        value=to_cent(own),
        limit=to_cent(standard.amount),
        starts_on=on,
        basis=_basis(asked.law, parent, on=on),
    )


def _weight(parent: ParentContract) -> tuple[Severity, str]:
    """What binds blocks; what nobody has confirmed is disputed, at city level above all."""
    if parent.confirmed:
        return Severity.BLOCK, "企业合同的标准不得低于区域、行业合同。"
    if parent.local:
        return (
            Severity.WARN,
            "企业尚未确认；县级以下的区域、行业合同对当地有约束力，请核对本企业是否在其范围内。",
        )
    return Severity.NOTE, "企业尚未确认，这份合同对本企业是否有约束力存在争议，请核对。"


def _basis(law: WageLaw, parent: ParentContract, *, on: date) -> tuple[Basis, ...]:
    own: tuple[Basis, ...] = ()
    if is_beijing(law):
        own = (Basis(UNION_MEASURES, "第22条" if on >= RENUMBERED else "第25条"),)
    local = (Basis(LABOUR_CONTRACT_LAW, "第54条"),) if parent.local else ()
    return (*own, _NATIONAL, *local)


def _without_standard(parents: Sequence[ParentContract]) -> Iterator[Finding]:
    silent = [one for one in parents if one.lowest_monthly_amount is None and not one.posts]
    if silent:
        names = "".join(f"“{one.name}”" for one in silent)
        yield Finding(
            rule=Rule.PARENT,
            severity=Severity.NOTE,
            message=f"未检查：{names}没有登记最低工资标准，未与本企业各岗位比较，请补登或人工核对。",
        )
