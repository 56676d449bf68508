"""Are like posts paid alike, and does the front line keep pace? W-EQUAL-PAY, W-FRONTLINE.

Both only ask: which rows are the same work, and what is behind a difference, both sides know
and a table does not. W-EQUAL-PAY: 妇女权益保障法 第45条, 劳动合同法 第63条. W-FRONTLINE: the rise
is agreed for the average (工资集体协商试行办法 第7条); the model texts ask that the front line not
stay behind it, and the guidelines that managers' wages stand while those do not rise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from bargaining.rules.basis import Basis
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    per_cent,
    to_cent,
    to_rate,
    yuan,
)
from bargaining.rules.wage_law import LABOUR_CONTRACT_LAW, TRIAL_MEASURES
from bargaining.rules.wage_posts import FORM_LABELS, Category, Form, WagePost
from bargaining.rules.wage_question import WageQuestion

_WOMEN_BASIS = Basis("妇女权益保障法", "第45条")
_DISPATCH_BASIS = Basis(LABOUR_CONTRACT_LAW, "第63条")
_FRONTLINE_BASIS = (Basis(TRIAL_MEASURES, "第7条"), Basis(TRIAL_MEASURES, "第8条"))
_ALIKE = frozenset({Form.CONTRACT, Form.DISPATCH})
_NAMED = 3  # rows a sentence names


# ── equal pay ────────────────────────────────────────────────────────────────────────────────


def equal_pay_findings(asked: WageQuestion) -> list[Finding]:
    """Point at rows of one post whose pay differs beside women's share or form (同岗同酬)."""
    table = asked.table
    groups = [group for group in _like_posts(table.posts) if len(_wages(group)) > 1]
    if groups and "women" not in table.columns:
        return [
            Finding(
                rule=Rule.EQUAL_PAY,
                severity=Severity.NOTE,
                message="未检查：缺少“女职工人数”一列，同名岗位的工资差别未核对同工同酬。",
            )
        ]
    return [found for group in groups for found in _of_group(group)]


def _like_posts(posts: Iterable[WagePost]) -> Iterator[list[WagePost]]:
    """Gather the rows that bear one name and may be the same work by their form."""
    groups: dict[str, list[WagePost]] = {}
    for post in posts:
        if post.proposed_amount is not None and post.people > 0:
            groups.setdefault(post.same_post_name, []).append(post)
    for group in groups.values():
        if len(group) > 1:
            yield [post for post in group if post.answers_to in _ALIKE and not absence_of(post)]


def _wages(posts: Iterable[WagePost]) -> set[Decimal | None]:
    return {post.proposed_amount for post in posts}


@dataclass(frozen=True)
class _Kind:
    """What sets rows of one post apart: women's share of the row's people, and the form."""

    share: Fraction | None
    form: Form

    @staticmethod
    def of(post: WagePost) -> _Kind:
        share = None if post.women is None else Fraction(post.women, post.people)
        return _Kind(share, post.form)

    def by_women(self, other: _Kind) -> bool:
        return None not in (self.share, other.share) and self.share != other.share


def _of_group(group: Sequence[WagePost]) -> Iterator[Finding]:
    """Set each row beside one row of every other kind that is paid otherwise."""
    kinds: dict[_Kind, list[WagePost]] = {}
    for post in group:
        found = kinds.setdefault(_Kind.of(post), [])
        if len(found) < 2 and post.proposed_amount not in _wages(found):
            found.append(post)  # two rows of different pay: one of them differs from any third
    for post in group:
        beside = list(islice(_beside(post, kinds), _NAMED + 1))
        if beside:
            yield _asked(post, beside)
        elif post.women is None:
            yield _unknown(post)


def _beside(post: WagePost, kinds: Mapping[_Kind, Sequence[WagePost]]) -> Iterator[WagePost]:
    here = _Kind.of(post)
    for kind, posts in kinds.items():
        if kind.form is not here.form or kind.by_women(here):
            differs = (each for each in posts if each.proposed_amount != post.proposed_amount)
            yield from islice(differs, 1)


def _asked(post: WagePost, beside: Sequence[WagePost]) -> Finding:
    listed = "；".join(f"第 {other.row} 行{_row_words(other)}" for other in beside[:_NAMED])
    more = "等" if len(beside) > _NAMED else ""
    here = _Kind.of(post)
    by_women = any(_Kind.of(other).by_women(here) for other in beside)
    by_form = any(other.form is not post.form for other in beside)
    return Finding(
        rule=Rule.EQUAL_PAY,
        severity=Severity.NOTE,
        message=f"第 {post.row} 行“{post.post}”{_row_words(post)}，与同名岗位工资不同："
        f"{listed}{more}。请双方核对是否同岗同绩。",
        row=post.row,
        post=post.post,
        value=to_cent(post.proposed_amount or Decimal(0)),
        limit=to_cent(beside[0].proposed_amount or Decimal(0)),
        basis=(
            *((_WOMEN_BASIS,) if by_women else ()),
            *((_DISPATCH_BASIS,) if by_form else ()),
        ),
    )


def _unknown(post: WagePost) -> Finding:
    return Finding(
        rule=Rule.EQUAL_PAY,
        severity=Severity.NOTE,
        message=f"未检查：{post.post}缺少“女职工人数”，与同名岗位的工资差别未核对同工同酬。",
        row=post.row,
        post=post.post,
    )


def _row_words(post: WagePost) -> str:
    women = "" if post.women is None else f"，{post.people} 人中女职工 {post.women} 人"
    return f"{FORM_LABELS[post.form]} {yuan(post.proposed_amount or Decimal(0))}{women}"


# ── the front line ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Sum:
    """The wages of some people before and after."""

    before: Decimal
    after: Decimal

    @property
    def rate(self) -> Decimal:
        return (self.after - self.before) / self.before

    def rises_less_than(self, other: _Sum) -> bool:
        return to_rate(self.rate) < to_rate(other.rate)


def frontline_findings(asked: WageQuestion) -> list[Finding]:
    """Set the front line's average rise beside everybody's and the managers' (一线职工增幅)."""
    table = asked.table
    everybody = _sum(table.posts)
    if everybody is None:
        return []
    if "category" not in table.columns:
        return [_frontline("未检查：缺少“岗位类别”一列，一线职工的平均增幅未比较。")]
    frontline = _sum(post for post in table.posts if post.category is Category.FRONTLINE)
    if frontline is None:
        return [
            _frontline("未检查：没有标明“一线”、协商前后都有金额的岗位，一线职工的平均增幅未比较。")
        ]
    managers = _sum(post for post in table.posts if post.category is Category.MANAGEMENT)
    words = []
    if frontline.rises_less_than(everybody):
        words.append(
            f"一线职工平均增幅 {per_cent(frontline.rate)}，低于全部职工的"
            f" {per_cent(everybody.rate)}"
        )
    if managers is not None and frontline.after <= frontline.before and managers.rate > 0:
        words.append(
            f"一线职工工资没有增长，管理人员平均增幅 {per_cent(managers.rate)}；"
            "工资指导线要求一线职工不增长的，管理人员不增长"
        )
    if not words:
        return []
    message = f"系统提示：{'；'.join(words)}。请双方核对。"
    return [_frontline(message, value=frontline.rate, limit=everybody.rate)]


def _sum(posts: Iterable[WagePost]) -> _Sum | None:
    before, after = Decimal(0), Decimal(0)
    for post in posts:
        if post.before_amount is not None and post.proposed_amount is not None:
            before += post.before_amount * post.people
            after += post.proposed_amount * post.people
    return _Sum(before, after) if before else None


def _frontline(
    message: str, *, value: Decimal | None = None, limit: Decimal | None = None
) -> Finding:
    return Finding(
        rule=Rule.FRONTLINE,
        severity=Severity.NOTE,
        message=message,
        value=None if value is None else to_rate(value),
        limit=None if limit is None else to_rate(limit),
        basis=_FRONTLINE_BASIS,
    )
