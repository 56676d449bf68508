"""Does every post stay above the minimum wage on every day of the term? W-FLOOR-… but INPUT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import Finding, Rule, Severity, day_words, to_cent, yuan
from bargaining.rules.wage_law import (
    LABOUR_CONTRACT_LAW,
    MINIMUM_WAGE_RULES,
    OVERAGE_RULES_SINCE,
    Term,
    WageLaw,
    amount_of,
    source_basis,
)
from bargaining.rules.wage_month import BOARD_BASIS, Attendance, attendance_of, not_by_month
from bargaining.rules.wage_posts import Form, WagePost, WageTable
from bargaining.rules.working_time import idle_basis, monthly_pay_basis

PROBATION_SHARE = Decimal("0.80")

_FIELDS = {
    Rule.MONTHLY: ("proposed_amount", "协商后月工资"),
    Rule.PROBATION: ("proposed_amount", "协商后月工资"),
    Rule.HOURLY: ("hourly_amount", "小时工资"),
    Rule.HOLIDAY: ("holiday_hourly_amount", "法定节假日小时工资"),
}
_NOT_COUNTED = {
    "overtime_amount": "加班工资",
    "allowance_amount": "特殊津贴",
    "welfare_amount": "福利",
}
_MONTHLY_BASIS = Basis(MINIMUM_WAGE_RULES, "第12条")
_HOURLY_BASIS = Basis(LABOUR_CONTRACT_LAW, "第72条")
_PROBATION_BASIS = (
    Basis(LABOUR_CONTRACT_LAW, "第20条"),
    Basis("劳动合同法实施条例", "第15条"),
)


@dataclass(frozen=True)
class Sinking:
    """The first day on which an amount lies under its floor (低于标准的首日)."""

    on: date
    floor: FigureValue
    floor_amount: Decimal


def rules_of(post: WagePost) -> tuple[Rule, ...]:
    """Name the floors a post answers to (适用的最低工资检查): none without normal work."""
    if absence_of(post) is not None:
        return ()
    match post.answers_to:
        case Form.PART_TIME:
            return Rule.HOURLY, Rule.HOLIDAY
        case Form.PROBATION:
            return (Rule.PROBATION,)
        case _:
            return (Rule.MONTHLY,)


def countable_amount(post: WagePost, *, law: WageLaw) -> Decimal | None:
    """Return what counts towards the monthly minimum wage (计入最低工资的工资), None if not said.

    最低工资规定 第12条 leaves out overtime, special allowances and welfare; Beijing's notices
    also the worker's own 社保 and 公积金.
    """
    if post.proposed_amount is None:
        return None
    parts = [post.overtime_amount, post.allowance_amount, post.welfare_amount]
    if not law.own_contributions_count:
        parts += [post.own_insurance_amount, post.own_housing_fund_amount]
    return post.proposed_amount - sum((part for part in parts if part is not None), Decimal(0))


def first_sinking(
    amount: Decimal, *, figure: Figure, term: Term, attendance: Attendance | None = None
) -> Sinking | None:
    """Find the first day of a term on which an amount lies under a floor (首个低于标准之日).

    With `attendance` it is the floor's share for the days attended. Raises LawMissing where the
    floor of a day that has to be looked at is not recorded.
    """
    for day in term.days_of_change([figure]):
        floor = figure.value_on(day)
        whole = amount_of(floor)
        if attendance is None and amount < whole:
            return Sinking(on=day, floor=floor, floor_amount=whole)
        if attendance is not None and attendance.is_short(amount, of=whole):
            return Sinking(on=day, floor=floor, floor_amount=attendance.share(whole))
    return None


def floor_findings(table: WageTable, *, law: WageLaw, term: Term) -> list[Finding]:
    """Check every post against its floors over the whole term (最低工资检查)."""
    findings = []
    for post in table.posts:
        for rule in rules_of(post):
            finding = _check(post, rule, table=table, law=law, term=term)
            if finding is not None:
                findings.append(finding)
    return [*findings, *_missing_columns(table)]


def agreed_floor_findings(amount: Decimal, *, law: WageLaw, term: Term) -> list[Finding]:
    """Check the lowest wage that the agreement itself names (协议最低工资条款)."""
    sinking = first_sinking(amount, figure=law.monthly, term=term)
    if sinking is None:
        return []
    return [
        Finding(
            rule=Rule.MONTHLY,
            severity=Severity.BLOCK,
            message=_below("条款约定的最低工资", amount, sinking, law=law, term=term),
            post="约定的最低工资标准",
            value=to_cent(amount),
            limit=to_cent(sinking.floor_amount),
            starts_on=sinking.on,
            basis=(_MONTHLY_BASIS, source_basis(sinking.floor)),
        )
    ]


def _check(
    post: WagePost, rule: Rule, *, table: WageTable, law: WageLaw, term: Term
) -> Finding | None:
    field, label = _FIELDS[rule]
    if getattr(post, field) is None:
        return _unchecked(post, rule, label) if field in table.columns else None
    match rule:
        case Rule.HOURLY:
            return _hourly(post, rule, amount=post.hourly_amount, law=law, term=term)
        case Rule.HOLIDAY:
            return _hourly(post, rule, amount=post.holiday_hourly_amount, law=law, term=term)
        case Rule.PROBATION:
            return _probation(post, table=table, law=law, term=term)
        case _:
            return _monthly(post, law=law, term=term)


def _monthly(post: WagePost, *, law: WageLaw, term: Term) -> Finding | None:
    countable = countable_amount(post, law=law)
    if countable is None:
        return None
    return _OfMonth(post, Rule.MONTHLY, law=law, term=term).finding(countable)


@dataclass(frozen=True)
class _OfMonth:
    """One post's wage held against the monthly floor: for certain first, then what is in doubt."""

    post: WagePost
    rule: Rule
    law: WageLaw
    term: Term

    @property
    def what(self) -> str:
        trial = "试用期" if self.rule is Rule.PROBATION else ""
        return f"{self.post.post}{trial}计入最低工资的工资"

    def finding(self, countable: Decimal) -> Finding | None:
        """Return the gravest there is to say, from the first day of the term it holds."""
        attendance = attendance_of(self.post)
        sinking = self._sinking(countable, attendance)
        if sinking is not None:
            message = self._below(self.what, countable, sinking, attendance)
            if self.post.form is Form.INTERN:
                message += "实习人员是否建立劳动关系，请人工核对。"
            elif self.post.is_overage and sinking.on < OVERAGE_RULES_SINCE:
                message += "2026年7月1日以前，超龄人员是否适用最低工资标准，请人工核对。"
            return self._finding(Severity.BLOCK, message, countable, sinking)
        return (
            self._without_what_is_not_paid(countable, attendance)
            or self._by_attendance(countable, attendance)
            or self._without_a_folded_bonus(countable, attendance)
        )

    def _without_what_is_not_paid(
        self, countable: Decimal, attendance: Attendance | None
    ) -> Finding | None:
        parts = not_by_month(self.post)
        paid = countable - parts.sure_amount
        sinking = self._sinking(paid, attendance) if parts.sure_amount else None
        if sinking is None:
            return None
        what = f"{self.post.post}的工资含{parts.sure_words}，剔除后计入最低工资的工资"
        return self._finding(
            Severity.WARN,
            f"{self._below(what, paid, sinking, attendance)}"
            "食宿补贴和不按月发放的奖金一般不能用来补足当月的最低工资，请核对。",
            paid,
            sinking,
            *((BOARD_BASIS,) if parts.has_board else ()),
            *monthly_pay_basis(self.law.place),
        )

    def _by_attendance(self, countable: Decimal, attendance: Attendance | None) -> Finding | None:
        sinking = None if attendance is None else self._sinking(countable, None)
        if attendance is None or sinking is None:
            return None
        return self._finding(
            Severity.NOTE,
            f"待核：{self.what}为 {yuan(countable)}，按{attendance.words()}折算不低于标准，"
            f"但低于整月的 {yuan(sinking.floor_amount)}。缺勤不是本人原因（例如单位停工、停料）"
            "的，不按出勤折算，请核对缺勤原因。",
            countable,
            sinking,
            idle_basis(self.law.place),
        )

    def _without_a_folded_bonus(
        self, countable: Decimal, attendance: Attendance | None
    ) -> Finding | None:
        parts = not_by_month(self.post)
        paid = max(countable - parts.asked_amount, Decimal(0))  # a year's sum may be the larger
        sinking = self._sinking(paid, attendance) if parts.asked_words else None
        if sinking is None:
            return None
        beside = f"连同{parts.sure_words}" if parts.sure_words else ""
        return self._finding(
            Severity.NOTE,
            f"待核：{self.post.post}的{parts.asked_words}如果已经摊入协商后月工资，"
            f"{beside}剔除后计入最低工资的工资为 {yuan(paid)}，低于 {yuan(sinking.floor_amount)}。"
            "不按月发放的奖金一般不能用来补足当月的最低工资；"
            "请在列名写明“其中：”（已含在月工资内）或“（元/年）”（另发），再核对。",
            paid,
            sinking,
            *((BOARD_BASIS,) if parts.has_board else ()),
            *monthly_pay_basis(self.law.place),
        )

    def _sinking(self, amount: Decimal, attendance: Attendance | None) -> Sinking | None:
        return first_sinking(amount, figure=self.law.monthly, term=self.term, attendance=attendance)

    def _below(
        self, what: str, amount: Decimal, sinking: Sinking, attendance: Attendance | None
    ) -> str:
        return _below(what, amount, sinking, law=self.law, term=self.term, attendance=attendance)

    def _finding(
        self, severity: Severity, message: str, value: Decimal, sinking: Sinking, *more: Basis
    ) -> Finding:
        of_trial = _PROBATION_BASIS if self.rule is Rule.PROBATION else ()
        return Finding(
            rule=self.rule,
            severity=severity,
            message=message,
            row=self.post.row,
            post=self.post.post,
            value=to_cent(value),
            limit=to_cent(sinking.floor_amount),
            starts_on=sinking.on,
            basis=(*of_trial, _MONTHLY_BASIS, source_basis(sinking.floor), *more),
        )


def _hourly(
    post: WagePost, rule: Rule, *, amount: Decimal | None, law: WageLaw, term: Term
) -> Finding | None:
    if amount is None:
        return None
    holiday = rule is Rule.HOLIDAY
    figure = law.part_time_holiday if holiday else law.part_time_hourly
    sinking = first_sinking(amount, figure=figure, term=term)
    if sinking is None:
        return None
    what = "法定节假日小时工资" if holiday else "小时工资"
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        message=_below(f"{post.post}的{what}", amount, sinking, law=law, term=term, figure=figure),
        row=post.row,
        post=post.post,
        value=to_cent(amount),
        limit=to_cent(sinking.floor_amount),
        starts_on=sinking.on,
        basis=(_HOURLY_BASIS, source_basis(sinking.floor)),
    )


def probation_threshold(post: WagePost, posts: Sequence[WagePost]) -> Decimal | None:
    """Return the 80 % a probation wage has to reach (试用期工资的八成线), None if unknown.

    The higher of the agreed wage and the lowest of the same post decides, as far as the table
    says them; the minimum wage stands beside (劳动合同法 第20条).
    """
    agreed = [] if post.agreed_amount is None else [post.agreed_amount]
    alike = [
        other.proposed_amount
        for other in posts
        if other.same_post_name == post.same_post_name
        and other.proposed_amount is not None
        and rules_of(other) == (Rule.MONTHLY,)
    ]
    known = agreed + ([min(alike)] if alike else [])
    return to_cent(max(known) * PROBATION_SHARE) if known else None


def _probation(post: WagePost, *, table: WageTable, law: WageLaw, term: Term) -> Finding | None:
    countable, gross = countable_amount(post, law=law), post.proposed_amount
    if countable is None or gross is None:
        return None
    attendance = attendance_of(post)
    sinking = first_sinking(countable, figure=law.monthly, term=term, attendance=attendance)
    share = probation_threshold(post, table.posts)
    if share is not None and attendance is not None:
        share = attendance.share(share)
    if share is not None and gross < share:
        on = term.first_on
        if sinking is None or sinking.on > on or share > sinking.floor_amount:
            return Finding(
                rule=Rule.PROBATION,
                severity=Severity.BLOCK,
                message=f"系统提示：{post.post}试用期工资 {yuan(gross)}，低于同岗位最低档工资"
                f"或约定工资的 80%（{yuan(share)}），差 {yuan(share - gross)}。",
                row=post.row,
                post=post.post,
                value=to_cent(gross),
                limit=share,
                starts_on=on,
                basis=_PROBATION_BASIS,
            )
    found = _OfMonth(post, Rule.PROBATION, law=law, term=term).finding(countable)
    if found is None and share is None:
        why = "是否不低于约定工资的 80% 没有核对，"
        return _unchecked(post, Rule.PROBATION, "约定工资", why)
    return found


def _below(
    what: str,
    amount: Decimal,
    sinking: Sinking,
    *,
    law: WageLaw,
    term: Term,
    figure: Figure | None = None,
    attendance: Attendance | None = None,
) -> str:
    label = (figure or law.monthly).label
    since = "" if sinking.on == term.first_on else f"{day_words(sinking.on)}起执行的"
    by_days = "" if attendance is None else f"按{attendance.words()}折算的"
    return (
        f"系统提示：{what}为 {yuan(amount)}，低于{since}{law.place_name}{label}{by_days}"
        f" {yuan(sinking.floor_amount)}，差 {yuan(sinking.floor_amount - amount)}。"
    )


def _unchecked(post: WagePost, rule: Rule, label: str, why: str = "") -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.NOTE,
        message=f"未检查：{post.post}缺少“{label}”，{why}请补填。",
        row=post.row,
        post=post.post,
    )


def _missing_columns(table: WageTable) -> Iterator[Finding]:
    asked = {rule for post in table.posts for rule in rules_of(post)}
    for rule in _FIELDS:
        field, label = _FIELDS[rule]
        if rule in asked and field not in table.columns:
            yield Finding(
                rule=rule, severity=Severity.NOTE, message=f"未检查：缺少“{label}”一列，请补填。"
            )
    if "attended_days" in table.columns and "due_days" not in table.columns:
        message = "未检查：缺少“应出勤天数”一列，出勤没有折算，按整月检查。"
        yield Finding(rule=Rule.TABLE, severity=Severity.NOTE, message=message)
    if asked & {Rule.MONTHLY, Rule.PROBATION}:
        absent = [label for field, label in _NOT_COUNTED.items() if field not in table.columns]
        if absent:
            names = "".join(f"“{label}”" for label in absent)
            yield Finding(
                rule=Rule.TABLE,
                severity=Severity.NOTE,
                message=f"工资表没有{names}，按应发工资中不含这些项目计算，请核对。",
                basis=(_MONTHLY_BASIS,),
            )
