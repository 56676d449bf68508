"""What is to be said about a wage table, over the whole term of its agreement?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining import errors
from bargaining.rules.wage_contributions import input_findings
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    Verdict,
    shown,
    to_cent,
    verdict_of,
)
from bargaining.rules.wage_floors import (
    agreed_floor_findings,
    countable_amount,
    floor_findings,
    rules_of,
)
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import WagePost, WageTable
from bargaining.rules.wage_rises import (
    Guideline,
    Rise,
    average_rise,
    cut_findings,
    find_guideline,
    guideline_findings,
    last_guideline,
)

_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Clauses:
    """What the agreement's text says that a wage check can use (条款).

    `unchecked` names the clauses that no check looks at; they are answered by a note.
    """

    lowest_monthly_amount: Decimal | None = None
    signed_on: date | None = None
    workforce: int | None = None
    unchecked: tuple[str, ...] = ()


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
) -> WageCheck:
    """Check a wage table over its whole term (工资表检查).

    Raises Unusable for a term that ends before it begins, LawMissing where a minimum wage that
    has to be looked at is not recorded.
    """
    if term.last_on < term.first_on:
        raise errors.Unusable("期限的终止日早于起始日，请核对。", field="to")
    clauses = clauses or Clauses()
    findings = [
        *floor_findings(table, law=law, term=term),
        *input_findings(table, law=law, term=term),
        *cut_findings(table),
        *_clause_findings(clauses, law=law, term=term),
        *guideline_findings(
            table,
            law=law,
            term=term,
            signed_on=clauses.signed_on,
            workforce=clauses.workforce,
        ),
        *_unchecked(table, clauses=clauses, law=law, term=term, industry=industry),
    ]
    findings.sort(key=lambda each: (_ORDER[each.severity], each.row or 10**9, each.rule))
    return WageCheck(
        table=table,
        findings=tuple(findings),
        summary=_summary(table, findings, law=law, term=term, signed_on=clauses.signed_on),
    )


def _clause_findings(clauses: Clauses, *, law: WageLaw, term: Term) -> list[Finding]:
    if clauses.lowest_monthly_amount is None:
        return []
    return agreed_floor_findings(clauses.lowest_monthly_amount, law=law, term=term)


def _unchecked(
    table: WageTable, *, clauses: Clauses, law: WageLaw, term: Term, industry: str | None
) -> list[Finding]:
    findings = [
        Finding(
            rule=Rule.TABLE,
            severity=Severity.NOTE,
            message=f"{post.post}：{words}。",
            row=post.row,
            post=post.post,
        )
        for post, words in table.remarks
    ]
    if industry is not None:
        message = (
            f"未检查：系统未收录 {term.first_on.year} 年{law.place_name}"
            f"行业代码 {industry} 的工资指导线，未作比较。"
        )
        findings.append(Finding(Rule.GUIDE_INDUSTRY, Severity.NOTE, message))
    if clauses.unchecked:
        names = "".join(f"“{name}”" for name in clauses.unchecked)
        message = f"未检查：条款{names}没有对应的检查，请人工核对。"
        findings.append(Finding(Rule.TERMS, Severity.NOTE, message))
    return findings


def _summary(
    table: WageTable,
    findings: list[Finding],
    *,
    law: WageLaw,
    term: Term,
    signed_on: date | None,
) -> Summary:
    counted = Counter(finding.severity for finding in findings)
    year = term.first_on.year
    guideline = find_guideline(law, year=year, signed_on=signed_on)
    reference = None
    if guideline is None:
        reference = last_guideline(law, before=year, signed_on=signed_on)
    return Summary(
        rise=average_rise(table),
        lowest=_lowest(table, law=law),
        guideline=guideline,
        reference=reference,
        counts=tuple((severity, counted[severity]) for severity in Severity),
        skipped=tuple((each.row, each.text) for each in table.skipped),
    )


def _lowest(table: WageTable, *, law: WageLaw) -> LowestPost | None:
    def monthly(post: WagePost) -> LowestPost | None:
        countable = countable_amount(post, law=law)
        if Rule.HOURLY in rules_of(post) or countable is None or post.proposed_amount is None:
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
