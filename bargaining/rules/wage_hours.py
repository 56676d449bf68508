"""Is there overtime in a post's month, and is it paid? W-HOURS.

A month's standard is its average working days × 8 hours; hours over it are overtime, under
综合计算工时 as under standard hours, at 150 % or more. 不定时 posts are left out, 非全日制 too, and
超龄 before 超龄劳动者基本权益保障暂行规定 第9条. Some months have more working days than the
average: where 应出勤天数 says so, up to the 23 that any month can have, its own days count.

An hour's wage is the agreed wage of the labour contract where the table states it, else what is
earned for normal work: gross less overtime, special allowances and welfare, each as stated; by
piecework the quota's. It is never under the minimum wage's. The least the law could ask is
compared, so that a warning stands on every reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import FigureValue
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    day_words,
    per_cent,
    to_cent,
    yuan,
)
from bargaining.rules.wage_law import (
    OVERAGE_RULES_SINCE,
    RULES_ON_OVERAGE,
    Term,
    WageLaw,
    source_basis,
)
from bargaining.rules.wage_month import plain
from bargaining.rules.wage_piece import is_piecework
from bargaining.rules.wage_posts import HOURS_LABELS, Form, HoursSystem, WagePost, WageTable
from bargaining.rules.wage_question import WageQuestion
from bargaining.rules.working_time import (
    LABOUR_LAW,
    MonthOfWork,
    overtime_base_basis,
    overtime_basis,
)

MOST_WORKING_DAYS = Decimal(23)  # no month of 31 days has more weekdays

_LIMIT_BASIS = Basis(LABOUR_LAW, "第41条")
_PRICE_BASIS = Basis(LABOUR_LAW, "第44条")


@dataclass(frozen=True)
class _Step:
    """The law from one day of the term on, until it changes; None where not recorded."""

    on: date
    month: MonthOfWork | None
    floor: FigureValue | None


@dataclass(frozen=True)
class _Overtime:
    """The hours of a post over the standard of one day of the term.

    `hourly_amount` is the least an hour's wage may be reckoned at, None where nothing says it.
    """

    on: date
    month: MonthOfWork
    hours: Decimal
    standard: Decimal
    hourly_amount: Decimal | None

    @property
    def over(self) -> Decimal:
        return self.hours - self.standard

    @property
    def due_amount(self) -> Decimal | None:
        """The least that the hours over the standard have to be paid with, to the cent."""
        if self.hourly_amount is None:
            return None
        return to_cent(self.over * self.hourly_amount * self.month.overtime_rate)

    @property
    def is_too_long(self) -> bool:
        return self.over > self.month.overtime_limit_hours


def hours_findings(asked: WageQuestion) -> list[Finding]:
    """Check the hours of every post whose hours are stated (工时与加班)."""
    table, law, term = asked.table, asked.law, asked.term
    findings = list(_missing_columns(table))
    stated = {"hours_system", "month_hours"} <= table.columns
    steps = _steps(law, term) if stated else ()
    for post in table.posts:
        found = _check(post, steps, table=table, law=law) if stated else None
        found = found or _extra_days(post, law=law)
        if found is not None:
            findings.append(found)
    return findings


def has_hours(post: WagePost) -> bool:
    """Say whether a post's working time is measured at all (是否计算加班工时)."""
    measured = post.hours_system is not HoursSystem.FLEXIBLE and post.form is not Form.PART_TIME
    return measured and absence_of(post) is None


def _missing_columns(table: WageTable) -> Iterator[Finding]:
    labels = {"hours_system": "工时制度", "month_hours": "月工时"}
    absent = [field for field in labels if field not in table.columns]
    # With neither column the table says nothing of hours; it is asked where overtime is paid.
    asked = (post for post in table.posts if len(absent) == 1 or post.overtime_amount)
    if absent and any(has_hours(post) for post in asked):
        names = "".join(f"“{labels[field]}”" for field in absent)
        yield _note(f"未检查：缺少{names}一列，工时是否超过标准、加班工资是否足额未检查。")


def _check(
    post: WagePost, steps: Sequence[_Step], *, table: WageTable, law: WageLaw
) -> Finding | None:
    hours = post.month_hours
    if (hours is None and post.hours_system is None) or not has_hours(post):
        return None
    if hours is None:
        averaged = post.hours_system is HoursSystem.AVERAGED
        return _note(f"未检查：{post.post}缺少“月工时”，请补填。", post) if averaged else None
    lacking: list[_Overtime] = []
    for step in _held(steps, post):
        if step.month is None:
            return _note(f"未检查：{day_words(step.on)}适用的工时标准系统未收录。", post)
        found = _overtime(post, hours, step, step.month)
        if found.over > 0 and _lacks(post, found):
            lacking.append(found)
    if not lacking:
        return None
    if post.hours_system is None:
        return _note(f"未检查：{post.post}缺少“工时制度”，工时是否属于加班未判断，请补填。", post)
    grave = (each for each in lacking if each.is_too_long or _is_short(post, each))
    return _finding(post, next(grave, lacking[0]), table=table, law=law)


def _steps(law: WageLaw, term: Term) -> tuple[_Step, ...]:
    """Look up the law on each day of the term that may change it, the rules on 超龄 among them."""
    days = set(term.days_of_change([*law.working_time.figures, law.monthly]))
    if term.first_on < OVERAGE_RULES_SINCE <= term.last_on:
        days.add(OVERAGE_RULES_SINCE)
    return tuple(
        _Step(on=on, month=law.working_time.month_on(on), floor=law.monthly.find(on))
        for on in sorted(days)
    )


def _held(steps: Sequence[_Step], post: WagePost) -> Iterator[_Step]:
    """Give the days on which a post's hours answer to the law."""
    overage = post.is_overage
    return (step for step in steps if not overage or step.on >= OVERAGE_RULES_SINCE)


def _overtime(post: WagePost, hours: Decimal, step: _Step, month: MonthOfWork) -> _Overtime:
    standard = month.standard_hours
    if post.due_days is not None and post.due_days <= MOST_WORKING_DAYS:
        standard = max(standard, post.due_days * month.daily_hours)
    return _Overtime(
        on=step.on,
        month=month,
        hours=hours,
        standard=standard,
        hourly_amount=_hourly(post, month, step.floor) if hours > standard else None,
    )


def _hourly(post: WagePost, month: MonthOfWork, floor: FigureValue | None) -> Decimal | None:
    """Reckon the least an hour may be taken at on a day, None where nothing says it."""
    least = Decimal(0) if floor is None or floor.value is None else floor.value / month.paid_hours
    if is_piecework(post):
        if post.unit_price is None or post.daily_quota is None:
            return None
        return max(post.unit_price * post.daily_quota / month.daily_hours, least)
    base = post.agreed_amount
    if base is None and post.proposed_amount is not None:
        parts = (post.overtime_amount, post.allowance_amount, post.welfare_amount)
        base = post.proposed_amount - sum((part or Decimal(0) for part in parts), Decimal(0))
    return None if base is None else max(base / month.paid_hours, least)


def _is_short(post: WagePost, found: _Overtime) -> bool:
    due, paid = found.due_amount, post.overtime_amount
    return due is not None and paid is not None and paid < due


def _lacks(post: WagePost, found: _Overtime) -> bool:
    unknown = found.due_amount is None or post.overtime_amount is None
    return unknown or found.is_too_long or _is_short(post, found)


def _finding(post: WagePost, found: _Overtime, *, table: WageTable, law: WageLaw) -> Finding:
    short, system = _is_short(post, found), post.hours_system or HoursSystem.STANDARD
    message = (
        f"{post.post}实行{HOURS_LABELS[system]}，月工时 {plain(found.hours)} 小时，"
        f"超过月标准工时 {plain(found.standard)} 小时，多出 {plain(found.over)} 小时"
        f"{_of_pay(post, found, table=table)}"
    )
    if found.is_too_long:
        limit = plain(found.month.overtime_limit_hours)
        message += f"多出的工时超过每月 {limit} 小时，请核对用工安排。"
    grave = short or found.is_too_long
    averaged = system is HoursSystem.AVERAGED
    return Finding(
        rule=Rule.HOURS,
        severity=Severity.WARN if grave else Severity.NOTE,
        message=("系统提示：" if grave else "未检查：") + message,
        row=post.row,
        post=post.post,
        value=found.hours,
        limit=found.standard,
        starts_on=found.on,
        basis=(
            *((_LIMIT_BASIS,) if found.is_too_long else ()),
            _PRICE_BASIS,
            overtime_basis(law.place, averaged=averaged, piecework=is_piecework(post)),
            *(overtime_base_basis(law.place) if short else ()),
            source_basis(found.month.days),
            *((Basis(RULES_ON_OVERAGE, "第9条"),) if post.is_overage else ()),
        ),
    )


def _of_pay(post: WagePost, found: _Overtime, *, table: WageTable) -> str:
    """Word what is to be said of the pay for the hours over the standard."""
    due, paid = found.due_amount, post.overtime_amount
    if due is None or found.hourly_amount is None:
        return "，小时工资无法计算，加班工资是否足额请核对。"
    if paid is None:
        absent = "没有填" if "overtime_amount" in table.columns else "表里没有"
        return f"，{absent}“加班工资”，是否足额请核对（至少 {yuan(due)}）。"
    if paid >= due:
        return f"，所列加班工资 {yuan(paid)}不低于应付的 {yuan(due)}。"
    only = "如果只是某一个月的工时，请填写“应出勤天数”后再查。"
    return (
        f"。按小时工资 {yuan(found.hourly_amount)}的 {per_cent(found.month.overtime_rate)} "
        f"至少应付加班工资 {yuan(due)}，所列 {yuan(paid)}，差 {yuan(due - paid)}，请核对。"
        f"{only if post.due_days is None else ''}"
    )


def _extra_days(post: WagePost, *, law: WageLaw) -> Finding | None:
    due, attended = post.due_days, post.attended_days
    if due is None or attended is None or attended <= due or not has_hours(post):
        return None
    return Finding(
        rule=Rule.HOURS,
        severity=Severity.NOTE,
        message=f"{post.post}实出勤 {plain(attended)} 天，比应出勤多 {plain(attended - due)} 天："
        "如果是休息日加班又没有安排补休，加班工资不低于 200%，并应单列在“加班工资”里，请核对。",
        row=post.row,
        post=post.post,
        basis=(_PRICE_BASIS, overtime_basis(law.place)),
    )


def _note(message: str, post: WagePost | None = None) -> Finding:
    return Finding(
        rule=Rule.HOURS,
        severity=Severity.NOTE,
        message=message,
        row=None if post is None else post.row,
        post=None if post is None else post.post,
    )
