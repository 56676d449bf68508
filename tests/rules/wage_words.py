"""What one check of a wage table says, to be held against the reading copy word by word."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule
from bargaining.rules.wage_posts import WagePost, WageTable
from bargaining.rules.wage_question import Clauses
from tests.rules.wage_figures import ALL_COLUMNS, beijing, term

NO_CONTRIBUTIONS = {"own_insurance_amount": "0", "own_housing_fund_amount": "0"}
SHANGHAI = {"place": "310000", "place_name": "上海市"}


def said(
    rules: Rule | Iterable[Rule],
    *posts: WagePost,
    columns: Iterable[str] = (),
    without: Iterable[str] = (),
    law=None,
    of_term=None,
    industry: str | None = None,
    **clauses,
) -> list[Finding]:
    """Check a table of these posts; keep what one rule, or several, say of it."""
    asked = {rules} if isinstance(rules, Rule) else set(rules)
    stands = (ALL_COLUMNS | set(columns)) - set(without)
    result = check(
        WageTable(posts=posts, columns=frozenset(stands)),
        law=law or beijing(),
        term=of_term or term(),
        clauses=Clauses(**clauses),
        industry=industry,
    )
    return [finding for finding in result.findings if finding.rule in asked]


def days(number: str) -> Decimal:
    return Decimal(number)
