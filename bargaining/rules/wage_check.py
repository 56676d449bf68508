"""What is to be said about a wage table, over the whole term of its agreement?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bargaining import errors
from bargaining.rules.wage_basic import basic_wage_findings
from bargaining.rules.wage_clauses import (
    idle_findings,
    overtime_base_findings,
    personal_leave_findings,
    sick_findings,
)
from bargaining.rules.wage_contributions import input_findings
from bargaining.rules.wage_equality import equal_pay_findings, frontline_findings
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    Verdict,
    shown,
    to_cent,
    verdict_of,
)
from bargaining.rules.wage_floors import countable_amount, floor_findings, rules_of
from bargaining.rules.wage_guidelines import guideline_findings
from bargaining.rules.wage_hours import hours_findings
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_minimum_only import minimum_only_findings
from bargaining.rules.wage_parent import parent_findings
from bargaining.rules.wage_piece import piece_findings
from bargaining.rules.wage_posts import WagePost, WageTable
from bargaining.rules.wage_projection import Projection, project_for, projected_findings
from bargaining.rules.wage_question import (
    SHARE_OF_WORKFORCE,
    Clauses,
    WageCheckPart,
    WageQuestion,
)
from bargaining.rules.wage_retired import retired_findings
from bargaining.rules.wage_rises import (
    Guideline,
    Rise,
    average_rise,
    cut_findings,
    find_guideline,
    last_guideline,
)
from bargaining.rules.wage_term import term_findings

_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class LowestPost:
    """The monthly post with the least that counts (最低岗位)."""

    row: int
    post: str
    countable_amount: Decimal
    gross_amount: Decimal


@dataclass(frozen=True)
class Summary:
    """The table in a few figures (工资表摘要)."""

    rise: Rise | None
    lowest: LowestPost | None
    guideline: Guideline | None
    reference: Guideline | None
    projection: Projection | None
    counts: tuple[tuple[Severity, int], ...]
    skipped: tuple[tuple[int, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Put the summary into the shape of `wages check --json` (摘要输出)."""
        rise, lowest = self.rise, self.lowest
        return {
            "compared_people": 0 if rise is None else rise.people,
            "average_before": None if rise is None else shown(rise.before_amount),
            "average_after": None if rise is None else shown(rise.after_amount),
            "rise_rate": None if rise is None else shown(rise.rate),
            "lowest": None
            if lowest is None
            else {
                "row": lowest.row,
                "post": lowest.post,
                "countable": shown(lowest.countable_amount),
                "gross": shown(lowest.gross_amount),
            },
            "guideline": _guideline_json(self.guideline),
            "guideline_reference": _guideline_json(self.reference),
            "projection": None if self.projection is None else self.projection.as_json(),
            **{f"{severity.value}s": number for severity, number in self.counts},
            "skipped": [{"row": row, "text": text} for row, text in self.skipped],
        }


@dataclass(frozen=True)
class WageCheck:
    """The whole answer (检查结果)."""

    table: WageTable
    findings: tuple[Finding, ...]
    summary: Summary

    @property
    def verdict(self) -> Verdict:
        """Say what the findings come to (检查结论)."""
        return verdict_of(self.findings)

    def as_json(self) -> dict[str, Any]:
        """Put the answer into the shape of `wages check --json` (检查结果输出)."""
        return {
            "rows": len(self.table.posts),
            "posts": len(self.table.posts),
            "people": self.table.people,
            "verdict": self.verdict.value,
            "findings": [finding.as_json() for finding in self.findings],
            "summary": self.summary.as_json(),
        }


def check(
    table: WageTable,
    *,
    law: WageLaw,
    term: Term,
    clauses: Clauses | None = None,
    industry: str | None = None,
    guideline_share: Decimal = SHARE_OF_WORKFORCE,
) -> WageCheck:
    """Check a wage table over its whole term (工资表检查).

    Raises Unusable for a term that ends before it begins, LawMissing where a minimum wage that
    has to be looked at is not recorded.
    """
    if term.last_on < term.first_on:
        raise errors.Unusable("期限的终止日早于起始日，请核对。", field="to")
    question = WageQuestion(
        table=table,
        law=law,
        term=term,
        clauses=clauses or Clauses(),
        industry=industry,
        guideline_share=guideline_share,
    )
    findings = [finding for part in PARTS for finding in part(question)]
    findings.sort(key=lambda each: (_ORDER[each.severity], each.row or 10**9, each.rule))
    return WageCheck(
        table=table,
        findings=tuple(findings),
        summary=_summary(question, findings),
    )


def _unchecked(question: WageQuestion) -> list[Finding]:
    findings = [
        Finding(
            rule=Rule.TABLE,
            severity=Severity.NOTE,
            message=f"{post.post}：{words}。",
            row=post.row,
            post=post.post,
        )
        for post, words in question.table.remarks
    ]
    for label, words in question.clauses.unread:
        message = f"未检查：条款“{label}”写的是“{words}”，无法折算成每月数额，请人工核对。"
        findings.append(Finding(Rule.TERMS, Severity.NOTE, message))
    if question.clauses.unchecked:
        names = "".join(f"“{name}”" for name in question.clauses.unchecked)
        message = f"未检查：条款{names}没有对应的检查，请人工核对。"
        findings.append(Finding(Rule.TERMS, Severity.NOTE, message))
    return findings


# Every check there is, in no order: findings are sorted by weight, row and rule.
PARTS: tuple[WageCheckPart, ...] = (
    lambda asked: floor_findings(asked.table, law=asked.law, term=asked.term),
    lambda asked: input_findings(asked.table, law=asked.law, term=asked.term),
    lambda asked: cut_findings(asked.table),
    piece_findings,
    hours_findings,
    equal_pay_findings,
    frontline_findings,
    retired_findings,
    basic_wage_findings,
    sick_findings,
    idle_findings,
    personal_leave_findings,
    overtime_base_findings,
    parent_findings,
    minimum_only_findings,
    guideline_findings,
    term_findings,
    projected_findings,
    _unchecked,
)


def _summary(question: WageQuestion, findings: list[Finding]) -> Summary:
    table, law, signed_on = question.table, question.law, question.clauses.signed_on
    counted = Counter(finding.severity for finding in findings)
    year = question.term.first_on.year
    guideline = find_guideline(law, year=year, signed_on=signed_on)
    reference = None
    if guideline is None:
        reference = last_guideline(law, before=year, signed_on=signed_on)
    return Summary(
        rise=average_rise(table),
        lowest=_lowest(table, law=law),
        guideline=guideline,
        reference=reference,
        projection=project_for(law, question.term),
        counts=tuple((severity, counted[severity]) for severity in Severity),
        skipped=tuple((each.row, each.text) for each in table.skipped),
    )


def _lowest(table: WageTable, *, law: WageLaw) -> LowestPost | None:
    def monthly(post: WagePost) -> LowestPost | None:
        countable, rules = countable_amount(post, law=law), rules_of(post)
        if not rules or Rule.HOURLY in rules or countable is None or post.proposed_amount is None:
            return None
        return LowestPost(post.row, post.post, to_cent(countable), to_cent(post.proposed_amount))

    posts = [found for post in table.posts if (found := monthly(post)) is not None]
    return min(posts, key=lambda each: (each.countable_amount, each.row), default=None)


def _guideline_json(guideline: Guideline | None) -> dict[str, Any] | None:
    if guideline is None:
        return None
    return {
        "year": guideline.year,
        "base_low": shown(guideline.base_low_rate),
        "base_high": shown(guideline.base_high_rate),
        "upper": shown(guideline.upper_rate),
        "lower": shown(guideline.lower_rate),
    }
