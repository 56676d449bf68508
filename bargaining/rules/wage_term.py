"""Is the agreement's term usual, and does it begin when the contract takes effect? W-TERM."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import Finding, Rule, Severity, day_words
from bargaining.rules.wage_law import TRIAL_MEASURES, Term
from bargaining.rules.wage_question import WageQuestion

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
LONGEST_YEARS = 3
_A_YEAR = timedelta(days=366)


def term_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Say what is unusual about the term (合同期限), in the words the case uses for it."""
    yield from _length(asked)
    stated, checked = asked.clauses.term, asked.term
    if stated is not None and stated != checked:
        yield _note(
            f"条款写明的期限是 {_span(stated)}，本次检查的期限是 {_span(checked)}，请核对。",
            Basis(TRIAL_MEASURES, "第7条"),
        )
    effective_on = asked.clauses.effective_on
    if effective_on is not None and checked.first_on < effective_on:
        eve = effective_on - timedelta(days=1)
        yield _note(
            f"合同期限自 {day_words(checked.first_on)}起，合同自 {day_words(effective_on)}生效；"
            f"{_span(Term(checked.first_on, eve))}的工资如按新标准补发，"
            "须在合同中写明。",
            Basis(TRIAL_MEASURES, "第22条"),
        )


def _length(asked: WageQuestion) -> Iterator[Finding]:
    first, last = asked.term.first_on, asked.term.last_on
    if (last.year - first.year, last.month, last.day) >= (
        LONGEST_YEARS,
        first.month,
        first.day,
    ):
        yield Finding(
            rule=Rule.TERM,
            severity=Severity.WARN,
            message="合同期限超过三年：集体合同期限一般为一至三年。",
            basis=bases.at(
                (Basis(NATIONAL, "第38条"), Basis(BEIJING, "第36条"), Basis(SHANGHAI, "第25条")),
                asked.law.place,
            ),
        )
    elif last - first > _A_YEAR:
        yield _note(
            "工资集体协商一般一年进行一次，本合同期限超过一年。",
            *bases.at(
                (Basis(TRIAL_MEASURES, "第24条"), Basis(SHANGHAI, "第25条")), asked.law.place
            ),
        )


def _span(term: Term) -> str:
    if term.first_on == term.last_on:
        return day_words(term.first_on)
    return f"{day_words(term.first_on)}至 {day_words(term.last_on)}"


def _note(message: str, *basis: Basis) -> Finding:
    return Finding(rule=Rule.TERM, severity=Severity.NOTE, message=message, basis=basis)
