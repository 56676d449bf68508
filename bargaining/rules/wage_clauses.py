"""Do sick pay, idle pay, overtime base and basic wage hold? W-FLOOR-SICK, -IDLE, W-OVERTIME-BASE.

Sick pay is held to a share of the minimum wage before the worker's own contributions are taken
off it (北京市工资支付规定 第21条); normal work to the minimum wage itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.agreed_pay import AgreedPay
from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue, Status
from bargaining.rules.wage_absences import Absence, absence_of
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    day_words,
    per_cent,
    to_cent,
    yuan,
)
from bargaining.rules.wage_floors import countable_amount, rules_of
from bargaining.rules.wage_law import (
    LABOUR_CONTRACT_LAW,
    MINIMUM_WAGE_RULES,
    WageLaw,
    amount_of,
    source_basis,
)
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import WagePost
from bargaining.rules.wage_question import WageQuestion
from bargaining.rules.working_time import idle_basis

PAYMENT_RULES = "北京市工资支付规定"
OVERTIME_BASIS = Basis(PAYMENT_RULES, "第44条")
COURTS = Basis(
    "北京市高级人民法院、北京市劳动人事争议仲裁委员会关于审理劳动争议案件解答（一）"
    "（京高法发〔2024〕534号）",
    "第57条",
)
_COURTS_SINCE = date(2024, 4, 30)
_PERSONAL_LEAVE = Basis(PAYMENT_RULES, "第22条")
_NORMAL_WORK = Basis(MINIMUM_WAGE_RULES, "第12条")


def is_beijing(law: WageLaw) -> bool:
    """Tell whether Beijing's own rules on paying wages hold (是否适用北京规定)."""
    return law.place.startswith("11")


def standard_amount(post: WagePost) -> Decimal | None:
    """Return a post's wage for normal work (岗位工资标准), its own contributions left in."""
    if post.proposed_amount is None:
        return None
    parts = (post.overtime_amount, post.allowance_amount, post.welfare_amount)
    return post.proposed_amount - sum((part for part in parts if part is not None), Decimal(0))


def monthly_posts(asked: WageQuestion) -> list[tuple[WagePost, Decimal]]:
    """List the posts with a monthly wage for normal work (月工资岗位), each with that wage.

    Where days are missing it is what those attended come to over a whole month.
    """
    found = ((post, _whole_month(post)) for post in asked.table.posts)
    return [
        (post, amount)
        for post, amount in found
        if amount is not None and rules_of(post) == (Rule.MONTHLY,)
    ]


def _whole_month(post: WagePost) -> Decimal | None:
    amount, attendance = standard_amount(post), attendance_of(post)
    return amount if amount is None or attendance is None else attendance.whole(amount)


# ── what a pay has to reach ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Limit:
    """What holds from a day of the term: the minimum wage, and the share of it that is meant."""

    on: date
    minimum: FigureValue
    share: FigureValue | None

    @property
    def minimum_amount(self) -> Decimal:
        return amount_of(self.minimum)

    @property
    def amount(self) -> Decimal:
        rate = Decimal(1) if self.share is None else amount_of(self.share)
        return to_cent(self.minimum_amount * rate)

    @property
    def basis(self) -> tuple[Basis, ...]:
        shared = () if self.share is None else (source_basis(self.share),)
        return (*shared, source_basis(self.minimum))

    def words(self, asked: WageQuestion) -> str:
        since = "" if self.on == asked.term.first_on else f"{day_words(self.on)}起"
        label = f"{since}{asked.law.place_name}{asked.law.monthly.label}"
        if self.share is None:
            return f"{label} {yuan(self.amount)}"
        return f"{label}的 {per_cent(amount_of(self.share))}（{yuan(self.amount)}）"


def _limits(asked: WageQuestion, share: Figure | None) -> Iterator[_Limit]:
    """List what holds on each day of change; days without a recorded share are left out."""
    figures = [asked.law.monthly, *([] if share is None else [share])]
    for day in asked.term.days_of_change(figures):
        minimum = asked.law.monthly.value_on(day)
        if share is None:
            yield _Limit(day, minimum, None)
            continue
        entry = share.find(day)
        if entry is not None and entry.value is not None and entry.status is Status.VALUE:
            yield _Limit(day, minimum, entry)


def _is_recorded(asked: WageQuestion, share: Figure) -> bool:
    days = asked.term.days_of_change([asked.law.monthly, share])
    return len(list(_limits(asked, share))) == len(days)


@dataclass(frozen=True)
class _Matter:
    """One pay a clause fixes: its rule, its name, the share it has to reach, its article."""

    rule: Rule
    label: str
    share: Figure | None
    basis: tuple[Basis, ...] = ()


def _pay_findings(asked: WageQuestion, pay: AgreedPay, matter: _Matter) -> Iterator[Finding]:
    """Hold an agreed pay to its limit on every day; by each post where one's own wage decides."""
    if matter.share is not None and not _is_recorded(asked, matter.share):
        yield _not_recorded(asked, matter)
    limits = list(_limits(asked, matter.share))
    if not pay.depends_on_own_wage:
        finding = _first_below(asked, pay, matter, limits)
        yield from [] if finding is None else [finding]
        return
    for post, own in monthly_posts(asked):
        finding = _first_below(asked, pay, matter, limits, post=post, own=own)
        yield from [] if finding is None else [finding]


def _first_below(
    asked: WageQuestion,
    pay: AgreedPay,
    matter: _Matter,
    limits: Iterable[_Limit],
    *,
    post: WagePost | None = None,
    own: Decimal = Decimal(0),
) -> Finding | None:
    whose = "" if post is None else f"{post.post}按此折算为 "
    for limit in limits:
        value = to_cent(pay.amount_for(minimum=limit.minimum_amount, own=own))
        if value < limit.amount:
            return Finding(
                rule=matter.rule,
                severity=Severity.BLOCK,
                message=f"系统提示：条款约定的{matter.label}“{pay.words}”，{whose}{yuan(value)}，"
                f"低于{limit.words(asked)}，差 {yuan(limit.amount - value)}。",
                row=None if post is None else post.row,
                post=matter.label if post is None else post.post,
                value=value,
                limit=limit.amount,
                starts_on=limit.on,
                basis=(*matter.basis, *limit.basis),
            )
    return None


def _not_recorded(asked: WageQuestion, matter: _Matter) -> Finding:
    message = (
        f"未检查：系统未收录{asked.law.place_name}{matter.label}占最低工资标准的下限，"
        f"{matter.label}是否足额请人工核对。"
    )
    return Finding(matter.rule, Severity.NOTE, message)


# ── 病假、停工 ────────────────────────────────────────────────────────────────────────────────


def sick_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Hold sick pay to its share of the minimum wage (病假工资), as agreed and as paid."""
    matter = _Matter(Rule.SICK, "病假工资", asked.law.sick_pay_floor)
    if asked.clauses.sick_pay is not None:
        yield from _pay_findings(asked, asked.clauses.sick_pay, matter)
    yield from _paid_findings(asked, Absence.SICK, matter)


def idle_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Hold the pay while work stands still to its limits (停工待遇), as agreed and as paid.

    In the first pay period it is the normal wage; afterwards at least the minimum wage with work
    and its share without.
    """
    clauses = asked.clauses
    basis = (idle_basis(asked.law.place),)
    if clauses.idle_first_period_paid is False:
        yield Finding(
            rule=Rule.IDLE,
            severity=Severity.BLOCK,
            message="系统提示：条款约定停工第一个工资支付周期不按正常劳动支付工资。"
            "非因劳动者本人原因停工的，一个工资支付周期内按提供正常劳动支付。",
            post="停工第一个周期的工资",
            starts_on=asked.term.first_on,
            basis=basis,
        )
    if clauses.idle_work is not None:
        matter = _Matter(Rule.IDLE, "停工期间安排工作的工资", None, basis)
        yield from _pay_findings(asked, clauses.idle_work, matter)
    matter = _Matter(Rule.IDLE, "停工期间的基本生活费", asked.law.idle_living_floor)
    if clauses.idle_living is not None:
        yield from _pay_findings(asked, clauses.idle_living, matter)
    yield from _paid_findings(asked, Absence.IDLE, matter)


def _paid_findings(asked: WageQuestion, absence: Absence, matter: _Matter) -> Iterator[Finding]:
    """Hold the rows of a paid table that are marked as sick or idle for the month."""
    rows = [post for post in asked.table.posts if absence_of(post) is absence]
    if not rows:
        return
    if matter.share is not None and not _is_recorded(asked, matter.share):
        yield _not_recorded(asked, matter)
    for post in rows:
        paid = standard_amount(post)
        if paid is None:
            continue
        found = [_paid(asked, post, paid, matter, limit) for limit in _limits(asked, matter.share)]
        # What is sure on a later day comes before what is only asked about from an earlier one.
        first = min((each for each in found if each is not None), key=_gravest, default=None)
        yield from [] if first is None else [first]


def _gravest(finding: Finding) -> bool:
    return finding.severity is not Severity.BLOCK


def _paid(
    asked: WageQuestion, post: WagePost, paid: Decimal, matter: _Matter, limit: _Limit
) -> Finding | None:
    if paid < limit.amount:
        severity = Severity.BLOCK
        words = f"低于{limit.words(asked)}，差 {yuan(limit.amount - paid)}。"
    elif matter.rule is Rule.IDLE and paid < limit.minimum_amount:
        severity, words = Severity.NOTE, _ONLY_WITHOUT_WORK
    else:
        return None
    mark = "系统提示" if severity is Severity.BLOCK else "待核"
    return Finding(
        rule=matter.rule,
        severity=severity,
        message=f"{mark}：{post.post}（整月{_CALLED[matter.rule]}）{yuan(paid)}，{words}",
        row=post.row,
        post=post.post,
        value=to_cent(paid),
        limit=limit.amount,
        starts_on=limit.on,
        basis=(*matter.basis, *limit.basis),
    )


_ONLY_WITHOUT_WORK = (
    "只适用于停工第二个工资支付周期起没有安排工作的；"
    "第一个周期按正常劳动支付，安排工作的不低于最低工资标准，请核对。"
)
_CALLED = {Rule.SICK: "病假", Rule.IDLE: "停工"}


def personal_leave_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Say that the minimum wage is not held against a month of personal leave (事假).

    Who did no normal work for reasons of their own is not under 最低工资规定 第12条.
    """
    for post in asked.table.posts:
        countable = countable_amount(post, law=asked.law)
        if absence_of(post) is not Absence.PERSONAL or countable is None:
            continue
        for limit in _limits(asked, None):
            if countable < limit.amount:
                yield Finding(
                    rule=Rule.MONTHLY,
                    severity=Severity.NOTE,
                    message=f"待核：{post.post}注明因本人原因未提供正常劳动，"
                    f"{yuan(countable)}未与最低工资标准比较，请核对考勤。",
                    row=post.row,
                    post=post.post,
                    value=to_cent(countable),
                    limit=limit.amount,
                    starts_on=limit.on,
                    basis=(_NORMAL_WORK, *([_PERSONAL_LEAVE] if is_beijing(asked.law) else [])),
                )
                break


# ── 加班工资基数 ──────────────────────────────────────────────────────────────────────────────


def overtime_base_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Hold the base of overtime pay to the minimum wage (加班工资基数).

    What the labour contract says comes before the collective agreement, and that before the
    wage due for normal work; none may lie under the minimum wage.
    """
    agreed = asked.clauses.overtime_base
    labour = asked.clauses.labour_contract_overtime_base
    basis = (OVERTIME_BASIS,) if is_beijing(asked.law) else (_NORMAL_WORK,)
    for pay, label in ((labour, "劳动合同的加班工资基数"), (agreed, "加班工资基数")):
        if pay is not None:
            matter = _Matter(Rule.OVERTIME_BASE, label, None, basis)
            yield from _pay_findings(asked, pay, matter)
    if labour is not None and agreed is not None:
        yield from _labour_below(asked, labour, agreed)
    yield from _base_below_wages(asked, labour or agreed, basis)


def _labour_below(asked: WageQuestion, labour: AgreedPay, agreed: AgreedPay) -> Iterator[Finding]:
    """A labour contract may not say less than the collective agreement (劳动合同法 第55条)."""
    minimum = amount_of(asked.law.monthly.value_on(asked.term.first_on))
    wages = [own for _post, own in monthly_posts(asked)]
    for own in wages or [Decimal(0)]:
        below = labour.amount_for(minimum=minimum, own=own)
        above = agreed.amount_for(minimum=minimum, own=own)
        if below < above:
            yield Finding(
                rule=Rule.OVERTIME_BASE,
                severity=Severity.NOTE,
                message=f"劳动合同约定的加班工资基数“{labour.words}”低于集体合同约定的"
                f"“{agreed.words}”，劳动合同的标准不得低于集体合同，请核对。",
                post="劳动合同的加班工资基数",
                value=to_cent(below),
                limit=to_cent(above),
                basis=(Basis(LABOUR_CONTRACT_LAW, "第55条"),),
            )
            return


def _base_below_wages(
    asked: WageQuestion, base: AgreedPay | None, basis: Sequence[Basis]
) -> Iterator[Finding]:
    """Point at a base that lies under the posts' own agreed wage; it may be agreed, so a note."""
    if base is None:
        return
    minimum = amount_of(asked.law.monthly.value_on(asked.term.first_on))
    below = [
        (own, value, post)
        for post, own in monthly_posts(asked)
        if (value := to_cent(base.amount_for(minimum=minimum, own=own))) < own
    ]
    if not below:
        return
    if is_beijing(asked.law) and asked.term.last_on >= _COURTS_SINCE:
        basis = (*basis, COURTS)
    own, value, post = min(below, key=lambda each: (each[0], each[2].row))
    yield Finding(
        rule=Rule.OVERTIME_BASE,
        severity=Severity.NOTE,
        message=f"加班工资基数“{base.words}”低于 {len(below)} 个岗位的约定工资"
        f"（例如{post.post}：基数 {yuan(value)}，岗位工资 {yuan(own)}）。"
        "确定基数的顺序是劳动合同约定、集体合同约定、正常劳动应得工资；"
        "低于约定工资标准的，职工可以主张按约定工资标准计算，请双方核对。",
        post="加班工资基数",
        value=value,
        limit=to_cent(own),
        basis=tuple(basis),
    )
