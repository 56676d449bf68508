"""Does a day's quota at its unit price reach the minimum wage? W-FLOOR-PIECE.

最低工资规定 第12条② asks it of piecework on a reasonable quota, Beijing's notices of whoever does
normal work in the statutory time. A month is the post's own 应出勤天数; without them 月计薪天数,
because the notice reckons a day's wage as the month's ÷ 21.75 and a holiday is paid too. Days
beyond those only count if they lie within the statutory hours, which no table says: they warn.

Where the worker's own contributions do not count, no more is taken off than the least that the
day's bases ask for: what is listed belongs to the wage of the whole output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import FigureValue
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import Finding, Rule, Severity, day_words, to_cent, yuan
from bargaining.rules.wage_law import (
    MINIMUM_WAGE_RULES,
    Contribution,
    Term,
    WageLaw,
    amount_of,
    source_basis,
)
from bargaining.rules.wage_month import plain
from bargaining.rules.wage_posts import Form, WagePost
from bargaining.rules.wage_question import WageQuestion
from bargaining.rules.working_time import LABOUR_LAW

_LABELS = {"unit_price": "计件单价", "daily_quota": "日定额"}
_BASIS = (Basis(MINIMUM_WAGE_RULES, "第12条"), Basis(LABOUR_LAW, "第37条"))
_QUOTA_BASIS = Basis("全总关于开展行业性工资集体协商工作的指导意见", "第二部分第4项")


@dataclass(frozen=True)
class _Piece:
    """A post whose price and quota are both stated."""

    post: WagePost
    price: Decimal
    quota: Decimal


@dataclass(frozen=True)
class _AtQuota:
    """What a month yields on one day of the term to somebody who just does the quota.

    `paid_days` is the entry that gave the days, where the post did not.
    """

    on: date
    days: Decimal
    earned: Decimal
    own: Decimal
    floor: FigureValue
    severity: Severity
    paid_days: FigureValue | None

    @property
    def countable(self) -> Decimal:
        return self.earned - self.own


@dataclass(frozen=True)
class _Step:
    """The law from one day of the term on, until it changes."""

    on: date
    floor: FigureValue
    paid: tuple[FigureValue, Decimal] | None
    least: Contribution | None


def piece_findings(asked: WageQuestion) -> list[Finding]:
    """Check every post that is paid by the piece (计件定额与单价)."""
    posts = [post for post in asked.table.posts if is_piecework(post)]
    if not posts:
        return []
    absent = [label for field, label in _LABELS.items() if field not in asked.table.columns]
    if absent:
        names = "".join(f"“{label}”" for label in absent)
        return [_note(f"未检查：缺少{names}一列，计件岗位的定额和单价是否够得上最低工资未检查。")]
    law = asked.law
    steps = [
        _Step(
            on=on,
            floor=law.floor_on(on),
            paid=law.working_time.paid_days_on(on),
            least=None if law.own_contributions_count else law.contribution_on(on),
        )
        for on in asked.term.days_of_change([*law.contribution_figures, law.working_time.paid_days])
    ]
    checked = (_check(post, steps, law=law, term=asked.term) for post in posts)
    return [found for found in checked if found is not None]


def is_piecework(post: WagePost) -> bool:
    """Say whether a post is paid by the piece (是否计件): by its form, or by price and quota."""
    priced = post.unit_price is not None and post.daily_quota is not None
    if post.form is not Form.PIECE_RATE and not priced:
        return False
    return post.form is not Form.PART_TIME and absence_of(post) is None


def _check(post: WagePost, steps: Sequence[_Step], *, law: WageLaw, term: Term) -> Finding | None:
    if post.unit_price is None or post.daily_quota is None:
        names = "".join(f"“{name}”" for field, name in _LABELS.items() if _is_empty(post, field))
        return _note(f"未检查：{post.post}缺少{names}，请补填。", post)
    unknown = next((step for step in steps if step.paid is None), None)
    if post.due_days is None and unknown is not None:
        return _note(
            f"未检查：{day_words(unknown.on)}适用的月计薪天数系统未收录，"
            f"请填写{post.post}的“应出勤天数”。",
            post,
        )
    piece = _Piece(post, price=post.unit_price, quota=post.daily_quota)
    low = [found for step in steps if (found := _low(piece, step)) is not None]
    gravest = next((each for each in low if each.severity is Severity.BLOCK), None)
    return _finding(piece, gravest or low[0], law=law, term=term) if low else None


def _low(piece: _Piece, step: _Step) -> _AtQuota | None:
    """Say how a month at quota falls short from a day on, if it does."""
    own, floor = _own(piece.post, step.least), step.floor
    for days, severity, paid_days in _months(piece.post, step):
        earned = to_cent(piece.price * piece.quota * days)
        if earned - own < amount_of(floor):
            return _AtQuota(step.on, days, earned, own, floor, severity, paid_days)
    return None


def _months(post: WagePost, step: _Step) -> Iterator[tuple[Decimal, Severity, FigureValue | None]]:
    """Give the days a month may be taken for, and what a shortfall over them weighs."""
    due = post.due_days
    if due is not None:
        yield due, Severity.BLOCK, None
    if step.paid is not None and (due is None or due > step.paid[1]):
        yield step.paid[1], Severity.BLOCK if due is None else Severity.WARN, step.paid[0]


def _own(post: WagePost, least: Contribution | None) -> Decimal:
    if least is None or post.is_exempt_from_contributions:
        return Decimal(0)
    return min(post.own_insurance_amount or Decimal(0), least.insurance_amount) + min(
        post.own_housing_fund_amount or Decimal(0), least.housing_fund_amount
    )


def _finding(piece: _Piece, low: _AtQuota, *, law: WageLaw, term: Term) -> Finding:
    limit, post = amount_of(low.floor), piece.post
    less = f"，减去个人社保、公积金 {yuan(low.own)}后为 {yuan(low.countable)}" if low.own else ""
    since = "" if low.on == term.first_on else f"{day_words(low.on)}起执行的"
    by_days = "" if low.paid_days is None else "（月计薪天数）"
    beyond = ""
    if low.severity is Severity.WARN:
        beyond = "所填应出勤天数多于月计薪天数，多出的天数是否在标准工时以内，请核对。"
    message = (
        f"系统提示：{post.post}日定额 {plain(piece.quota)}、计件单价 {plain(piece.price)} 元、"
        f"每月 {plain(low.days)} 天{by_days}，完成定额应得 {yuan(low.earned)}{less}，"
        f"低于{since}{law.place_name}{law.monthly.label} {yuan(limit)}，"
        f"差 {yuan(limit - low.countable)}。{beyond}"
        "定额以法定工时内、正常劳动条件下 90% 以上职工能够完成为准；"
        "另有固定工资的，请一并核对。"
    )
    counted = () if low.paid_days is None else (source_basis(low.paid_days),)
    return Finding(
        rule=Rule.PIECE,
        severity=low.severity,
        message=message,
        row=post.row,
        post=post.post,
        value=low.countable,
        limit=to_cent(limit),
        starts_on=low.on,
        basis=(*_BASIS, source_basis(low.floor), *counted, _QUOTA_BASIS),
    )


def _is_empty(post: WagePost, field: str) -> bool:
    return getattr(post, field) is None


def _note(message: str, post: WagePost | None = None) -> Finding:
    return Finding(
        rule=Rule.PIECE,
        severity=Severity.NOTE,
        message=message,
        row=None if post is None else post.row,
        post=None if post is None else post.post,
        basis=_BASIS[:1],
    )
