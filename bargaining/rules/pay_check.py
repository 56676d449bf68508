"""Was every post paid what was agreed? A month's pay table against the wage table as signed.

What is compared is the gross of the month without overtime, where the pay table states it: pay
for more hours makes up no agreed wage. A row is compared only with the post it is surely of, by
name; one found by its 岗位类别 alone is only asked about. Every other row is said, none is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from bargaining.rules import pay_floors, pay_match, periods
from bargaining.rules.basis import Basis
from bargaining.rules.contract_changes import Change
from bargaining.rules.day_words import plain_day
from bargaining.rules.pay_lines import (
    INPUT,
    MATCH,
    PEOPLE,
    POST,
    RISE,
    SHORT,
    TERM,
    TIER,
    ZERO,
    Matched,
    PaidLine,
    PayFinding,
    wage,
)
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import Severity, shown, to_cent, yuan
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import FORM_LABELS, Form, WagePost, WageTable

_BINDING = (Basis("劳动合同法", "第54条"), Basis("劳动合同法", "第56条"))
_CHANGED = (*_BINDING, Basis("集体合同规定", "第47条"))
_REPORTED = (Basis("北京市集体合同条例", "第41条"),)
_ORDER = {Severity.BLOCK: 0, Severity.WARN: 0, Severity.NOTE: 1}


@dataclass(frozen=True)
class PayCheck:
    """The whole answer (实发工资核对结果)."""

    month: date
    lines: tuple[PaidLine, ...]
    findings: tuple[PayFinding, ...]
    agreed_people: int

    @property
    def people(self) -> int:
        """Count the people of the pay table (实发人数)."""
        return sum(line.people for line in self.lines)

    @cached_property
    def short(self) -> tuple[PaidLine, ...]:
        """List the rows that got less than was agreed (少发的行)."""
        rows = {one.row for one in self.findings if one.rule == SHORT and
                one.severity is Severity.WARN}  # fmt: skip
        return tuple(line for line in self.lines if line.row in rows)

    @property
    def short_amount(self) -> Decimal:
        """Add up what is wanting of the monthly posts (少发合计)."""
        found = (
            -(line.difference_amount or ZERO) * line.people
            for line in self.short
            if line.form is not Form.PART_TIME
        )
        return sum(found, ZERO)

    def summary(self) -> dict[str, Any]:
        """Put the answer in a few figures (核对摘要), without a single post's name or wage."""
        compared = [line for line in self.lines if line.difference_amount is not None]
        monthly = [line for line in compared if line.form is not Form.PART_TIME]
        counts = Counter(one.rule for one in self.findings)
        return {
            "rows": len(self.lines),
            "people": self.people,
            "agreed_people": self.agreed_people,
            "compared": len(compared),
            "compared_people": sum(line.people for line in compared),
            "agreed_total": shown(_total(monthly, "agreed_amount")),
            "paid_total": shown(_total(monthly, "paid_amount")),
            "short_posts": len(self.short),
            "short_people": sum(line.people for line in self.short),
            "short_amount": shown(self.short_amount),
            "unmatched": sum(1 for line in self.lines if line.matched is Matched.NONE),
            "findings": dict(sorted(counts.items())),
        }


def _total(lines: Sequence[PaidLine], name: str) -> Decimal:
    return sum(((getattr(line, name) or ZERO) * line.people for line in lines), ZERO)


def check(
    agreed: Sequence[WagePost],
    paid: WageTable,
    *,
    month: date,
    law: WageLaw,
    in_force: Term | None = None,
    changes: Sequence[Change] = (),
) -> PayCheck:
    """Hold a month's pay against what was agreed and against the month's floors (核对实发工资).

    `month` is any day of it; `in_force` the days the agreed wages bind, where they are known. In
    a month that does not lie in them whole, less than agreed is only to be looked at; so it is
    once one of the `changes` of the contract works, as the table says what was signed at first.
    Raises LawMissing where the month's minimum wage is not recorded.
    """
    whole = periods.period_of(month, periods.Span.MONTH)
    days = Term(whole.first_on, whole.last_on)
    changed = _in_effect(changes, days)
    of_row = _OfRow(
        without_overtime="overtime_amount" in paid.columns,
        binds=in_force is None or _covers(in_force, days),
        is_changed=bool(changed),
    )
    posts = pay_match.AgreedPosts(agreed)
    pairs = [(post, *posts.of(post)) for post in paid.posts]
    lines = tuple(of_row.line(post, matched, found) for post, matched, found in pairs)
    findings = [
        *(
            finding
            for line, (post, _matched, found) in zip(lines, pairs, strict=True)
            for finding in of_row.findings(post, line, found)
        ),
        *_of_posts(agreed, pairs),
        *_of_the_table(agreed, paid, in_force=in_force, days=days),
        *(_of_changes(changed) if agreed and changed else ()),
        *pay_floors.floors(paid, agreed=posts, law=law, term=days),
    ]
    findings.sort(key=lambda one: (_ORDER[one.severity], one.row is None, one.row or 0))
    return PayCheck(
        month=whole.first_on,
        lines=lines,
        findings=tuple(findings),
        agreed_people=sum(post.people for post in agreed),
    )


def _covers(in_force: Term, days: Term) -> bool:
    return in_force.first_on <= days.first_on and days.last_on <= in_force.last_on


# ── row by row ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _OfRow:
    """How the rows of one table are compared: without overtime, in a month that is bound.

    `is_changed` where a change of the contract works, which the agreed table does not know.
    """

    without_overtime: bool
    binds: bool
    is_changed: bool = False

    def line(self, post: WagePost, matched: Matched, found: Sequence[WagePost]) -> PaidLine:
        """Put a row beside the least that was agreed for its post."""
        amounts = [(self._wage(one), one.row) for one in found]
        known = [(amount, row) for amount, row in amounts if amount is not None]
        amount, row = min(known, default=(None, found[0].row if found else None))
        return PaidLine(
            row=post.row,
            post=post.post,
            people=post.people,
            form=post.answers_to,
            matched=matched,
            agreed_row=row,
            agreed_amount=amount,
            paid_amount=self._wage(post),
        )

    def findings(
        self, post: WagePost, line: PaidLine, found: Sequence[WagePost]
    ) -> Iterator[PayFinding]:
        """Say what there is to look at in one row."""
        if line.matched is Matched.NONE:
            yield _finding(line, MATCH, Severity.NOTE, _unmatched(post))
        elif line.paid_amount is None or line.agreed_amount is None:
            which = "实发工资表" if line.paid_amount is None else "约定的工资表"
            column = "小时工资" if line.form is Form.PART_TIME else "应发工资"
            words = f"未比较：{which}的“{post.post}”没有填写{column}，请补上再核对。"
            yield _finding(line, INPUT, Severity.NOTE, words)
        elif line.paid_amount < line.agreed_amount:
            yield self._short(post, line, found)
            if self.binds and not self.is_changed and line.matched is Matched.NAME:
                yield from _rise(post, line, found)
        else:
            yield from self._tier(post, line, found)

    def _wage(self, post: WagePost) -> Decimal | None:
        return wage(post, without_overtime=self.without_overtime)

    def _short(self, post: WagePost, line: PaidLine, found: Sequence[WagePost]) -> PayFinding:
        """Less than agreed; where something may explain it, it is only to be looked at."""
        agreed, paid = line.agreed_amount or ZERO, line.paid_amount or ZERO
        unit = "每小时" if line.form is Form.PART_TIME else "当月"
        beside = "（不含加班工资）" if post.overtime_amount and unit == "当月" else ""
        words = (
            f"{post.post}{unit}实发 {yuan(paid)}{beside}，低于约定的 {yuan(agreed)}，"
            f"差 {yuan(agreed - paid)}，涉及 {line.people} 人。"
        )
        reason = self._explained(post, line, found[0], paid=paid, agreed=agreed)
        if reason:
            return _finding(line, SHORT, Severity.NOTE, words + reason, limit=agreed)
        words = f"系统提示：{words}请双方核对是否缺勤、请假。"
        return _finding(line, SHORT, Severity.WARN, words, limit=agreed)

    def _explained(
        self, post: WagePost, line: PaidLine, found: WagePost, *, paid: Decimal, agreed: Decimal
    ) -> str:
        attendance, absence = attendance_of(post), absence_of(post)
        if absence is not None:
            return f"备注写明{absence.value}，请按{absence.value}的待遇核对。"
        if attendance is not None and paid >= attendance.share(agreed):
            return f"按{attendance.words()}折算不低于约定，请核对缺勤的原因。"
        if not self.binds:
            return "本月不全在约定工资的执行期内，请按合同写明的执行日期核对。"
        if self.is_changed:
            return "合同已经变更，请按变更后的内容核对。"
        if line.matched is Matched.CATEGORY:
            return f"本行是按岗位类别对上“{found.post}”的，请核对是不是同一岗位。"
        return ""

    def _tier(
        self, post: WagePost, line: PaidLine, found: Sequence[WagePost]
    ) -> Iterator[PayFinding]:
        """A name with several agreed grades: paid at least the lowest, and less than the best."""
        paid = line.paid_amount or ZERO
        highest = max(self._wage(one) or ZERO for one in found)
        if paid < highest:
            words = (
                f"约定的工资表里“{post.post}”有几档，最高 {yuan(highest)}；本月实发"
                f" {yuan(paid)}，请双方核对适用哪一档。"
            )
            yield _finding(line, TIER, Severity.NOTE, words, limit=highest)


def _unmatched(post: WagePost) -> str:
    kind = pay_match.stands_apart(post)
    if kind is not None:
        wanted = f"“{post.post}”的{FORM_LABELS[kind]}工资"
        return f"未比较：约定的工资表里没有{wanted}，请双方核对按什么执行。"
    return f"未比较：约定的工资表里没有“{post.post}”这个岗位，请核对岗位名称，或者填上岗位类别。"


def _rise(post: WagePost, line: PaidLine, found: Sequence[WagePost]) -> Iterator[PayFinding]:
    """A rise was agreed and the month was paid as before it."""
    agreed = next(one for one in found if one.row == line.agreed_row)
    before, after, paid = agreed.before_amount, agreed.proposed_amount, line.paid_amount
    if before is None or after is None or paid is None or line.form is Form.PART_TIME:
        return
    if paid == before < after and not absence_of(post) and not attendance_of(post):
        words = (
            f"系统提示：{post.post}约定由 {yuan(before)} 增加到 {yuan(after)}，"
            "本月仍按原来的数额发放，请双方核对增资是否已经执行。"
        )
        yield _finding(line, RISE, Severity.WARN, words, limit=after)


def _finding(
    line: PaidLine, rule: str, severity: Severity, message: str, *, limit: Decimal | None = None
) -> PayFinding:
    return PayFinding(
        rule=rule,
        severity=severity,
        message=message,
        row=line.row,
        post=line.post,
        people=line.people,
        value=None if line.paid_amount is None else to_cent(line.paid_amount),
        limit=None if limit is None else to_cent(limit),
        basis=_BINDING,
    )


# ── over all rows ────────────────────────────────────────────────────────────────────────────


def _of_posts(
    agreed: Sequence[WagePost],
    pairs: Sequence[tuple[WagePost, Matched, tuple[WagePost, ...]]],
) -> Iterator[PayFinding]:
    """Agreed posts nobody was paid in, and posts with more people or fewer than agreed."""
    paid: Counter[pay_match.Key] = Counter()
    for post, _matched, found in pairs:
        if found:
            paid[pay_match.key(found[0])] += post.people
    planned: Counter[pay_match.Key] = Counter()
    first: dict[pay_match.Key, WagePost] = {}
    for post in agreed:
        planned[pay_match.key(post)] += post.people
        first.setdefault(pay_match.key(post), post)
    for one, people in planned.items():
        yield from _of_one_post(first[one].post, people, paid.get(one))


def _of_one_post(post: str, people: int, there: int | None) -> Iterator[PayFinding]:
    if there is None:
        words = f"约定的“{post}”（{people} 人）本月没有实发记录，请核对是否还有这个岗位。"
        yield PayFinding(POST, Severity.NOTE, words, post=post, people=people, basis=_REPORTED)
    elif there != people:
        words = f"“{post}”约定 {people} 人，本月实发 {there} 人，请核对人员变动。"
        yield PayFinding(
            PEOPLE, Severity.NOTE, words, post=post, people=there, value=Decimal(there),
            limit=Decimal(people), basis=_REPORTED,
        )  # fmt: skip


def _of_the_table(
    agreed: Sequence[WagePost], paid: WageTable, *, in_force: Term | None, days: Term
) -> Iterator[PayFinding]:
    monthly = [post for post in paid.posts if post.answers_to is not Form.PART_TIME]
    if monthly and "overtime_amount" not in paid.columns:
        words = "实发工资表没有“加班工资”一列，按应发工资不含加班工资比较；含的请补上这一列再核对。"
        yield PayFinding(INPUT, Severity.NOTE, words, basis=_REPORTED)
    for post, words in paid.remarks:
        yield PayFinding(
            INPUT, Severity.NOTE, f"{post.post}：{words}。", post.row, post.post, post.people,
            basis=_REPORTED,
        )  # fmt: skip
    if not agreed:
        words = "本案没有约定的工资表，只检查了最低工资标准。"
        yield PayFinding(INPUT, Severity.NOTE, words, basis=_REPORTED)
    elif in_force is not None and not _covers(in_force, days):
        words = (
            f"约定的工资自 {plain_day(in_force.first_on)} 至 {plain_day(in_force.last_on)} 执行，"
            "本月不全在其内：低于约定的只作提示，请按合同写明的执行日期、补发办法核对。"
        )
        yield PayFinding(TERM, Severity.NOTE, words, basis=_BINDING)


def _in_effect(changes: Sequence[Change], days: Term) -> tuple[tuple[date, Change], ...]:
    """Keep the changes that work by the last day of the month, each with its first day."""
    return tuple(
        (one.effective_on, one)
        for one in changes
        if one.effective_on is not None and one.effective_on <= days.last_on
    )


def _of_changes(changed: Sequence[tuple[date, Change]]) -> Iterator[PayFinding]:
    """The table is the one as signed: what was changed since is named, and nothing is reckoned."""
    named = "；".join(
        f"{plain_day(on)}起生效的变更" + (f"（{'、'.join(one.lines)}）" if one.lines else "")
        for on, one in changed
    )
    words = f"约定的工资表是签订时的：另有{named}。低于原表的只作提示，请按变更后的内容核对。"
    yield PayFinding(TERM, Severity.NOTE, words, basis=_CHANGED)
