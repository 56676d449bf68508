"""Who is missing from the coverage figures, and for which one reason each?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from bargaining.rules import coverage
from bargaining.rules.coverage import Question, Standing
from bargaining.rules.coverage_contract import Contract
from bargaining.rules.coverage_terms import Stage


class GapCategory(StrEnum):
    """Why an enterprise is on the list of the gap (缺口类别), in the order the list shows them."""

    NEVER = "never"
    LAPSED = "lapsed"
    TALKING = "talking"
    LAPSING = "lapsing"
    UNFILED = "unfiled"
    UNPROVED = "unproved"
    PRESUMED = "presumed"
    PENDING = "pending"
    UNDATED = "undated"


GAP_LABELS: Mapping[GapCategory, str] = {
    GapCategory.NEVER: "从未签",
    GapCategory.LAPSED: "断档",
    GapCategory.TALKING: "期满在谈",
    GapCategory.LAPSING: "90天内到期",
    GapCategory.UNFILED: "已签未报",
    GapCategory.UNPROVED: "已报无回执",
    GapCategory.PRESUMED: "推定待核",
    GapCategory.PENDING: "已报待生效",
    GapCategory.UNDATED: "日期待补",
}
GAP_MEANINGS: Mapping[GapCategory, str] = {
    GapCategory.NEVER: "还没有签过这种合同。",
    GapCategory.LAPSED: "上一份已经期满或者终止，新一轮还没有立案。",
    GapCategory.TALKING: "上一份已经期满或者终止，新一轮已经立案在办，还没有签。",
    GapCategory.LAPSING: "现在计入覆盖，90 天内全部期满，还没有接续。",
    GapCategory.UNFILED: "双方已经签字，还没有报送。",
    GapCategory.UNPROVED: "已经报送，没有人社部门的收到凭证。",
    GapCategory.PRESUMED: "审查期已过没有收到意见，收到凭证或者届满日待核。",
    GapCategory.PENDING: "已经报送、有收到凭证，等审查结果（含有异议待重报）或者生效日。",
    GapCategory.UNDATED: "有合同，生效日或者期满日待补，不能计入。",
}

# Which reason is named where several hold: the nearest to being covered, because that is the
# shortest way to close the gap. 90天内到期 is the only one of those who are covered.
PRECEDENCE: tuple[GapCategory, ...] = (
    GapCategory.PRESUMED, GapCategory.UNDATED, GapCategory.PENDING, GapCategory.UNPROVED,
    GapCategory.UNFILED, GapCategory.TALKING, GapCategory.LAPSED, GapCategory.NEVER,
)  # fmt: skip


# Each contract's day of filing by its number, with or without proof; the figures ask for proof.
Filed: TypeAlias = Mapping[str, date]


def category(one: Standing, question: Question, *, filed: Filed) -> GapCategory | None:
    """Name the one reason why an enterprise is on the list (缺口归类); None where it is not.

    On the list are those not counted as covered, and those whose cover ends within 90 days.
    Only contracts of the ways asked about are looked at.
    """
    if one.covered:
        return GapCategory.LAPSING if one.lapsing else None
    ways = coverage.WAYS[question.numerator]
    asked = [each for each in one.member.contracts if each.way in ways]
    return next(
        each
        for each in PRECEDENCE
        if each is GapCategory.NEVER or _HOLDS[each](asked, question.on, filed)
    )


def _is_filed(one: Contract, on: date, filed: Filed) -> bool:
    filed_on = filed.get(one.number)
    return (filed_on is not None and filed_on <= on) or one.counts(Stage.FILED, on=on)


def _is_signed(one: Contract, on: date, filed: Filed) -> bool:
    return one.counts(Stage.SIGNED, on=on) or _is_filed(one, on, filed)


def _is_undated(one: Contract, on: date, filed: Filed) -> bool:
    """Effective without a last day, or with a term and no day at all that anybody knows."""
    if one.counts(Stage.EFFECTIVE, on=on):
        return one.term_to is None
    days = (one.signed_on, one.received_on, one.effective_on, one.presumed_from)
    known = days != (None, None, None, None) or one.number in filed
    return one.term_to is not None and not known


def _running(
    so_far: Callable[[Contract, date, Filed], bool],
) -> Callable[[Sequence[Contract], date, Filed], bool]:
    """Ask it of the contracts whose term is not over."""
    return lambda asked, on, filed: any(
        so_far(one, on, filed) for one in asked if not one.has_ended(on=on)
    )


def _has_ended(asked: Sequence[Contract], on: date, filed: Filed) -> bool:
    return any(
        one.has_ended(on=on) and (_is_signed(one, on, filed) or _is_undated(one, on, filed))
        for one in asked
    )


def _is_talking(asked: Sequence[Contract], on: date, _filed: Filed) -> bool:
    """The same as the figures count beside the ladder."""
    return coverage.reach(asked, on=on).in_talks


_HOLDS: Mapping[GapCategory, Callable[[Sequence[Contract], date, Filed], bool]] = {
    GapCategory.PRESUMED: _running(lambda one, on, _: one.is_presumed(on=on)),
    GapCategory.UNDATED: _running(_is_undated),
    GapCategory.PENDING: _running(lambda one, on, _: one.counts(Stage.FILED, on=on)),
    GapCategory.UNPROVED: _running(_is_filed),
    GapCategory.UNFILED: _running(_is_signed),
    GapCategory.TALKING: _is_talking,
    GapCategory.LAPSED: _has_ended,
}


def count(found: Iterable[GapCategory]) -> dict[GapCategory, int]:
    """Count how many fall into each category (分类计数); those without anybody count nothing."""
    counts = dict.fromkeys(GapCategory, 0)
    for one in found:
        counts[one] += 1
    return counts
