"""Does the contract speak of women workers? 妇女权益保障法 第44条 and 第45条."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.rules.basis import Basis
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice

WOMENS_LAW = "妇女权益保障法"


def women_notice(
    kind: ContractKind, *, has_clause: bool, has_own_contract: bool = False, sequence: int = 0
) -> Notice | None:
    """Say what is missing for women workers (女职工权益条款); None where nothing is.

    A general contract 应当包含 equality and women's rights, in a chapter, an annex or a contract
    of its own: a warning. A wage contract is only reminded of equal pay for equal work.
    """
    if has_clause or has_own_contract:
        return None
    if kind is ContractKind.GENERAL:
        return Notice(
            "R-WOMEN-CLAUSE", "warn",
            "综合集体合同应当包含男女平等和女职工权益保护的内容，也可以另订附件或专项集体合同，请核对。",
            (Basis(WOMENS_LAW, "第44条第2款"),), sequence,
        )  # fmt: skip
    if kind is ContractKind.WAGE:
        return Notice(
            "R-WOMEN-CLAUSE", "note", "可以写明男女同工同酬、产假期间待遇等女职工工资的约定。",
            (Basis(WOMENS_LAW, "第45条"),), sequence,
        )  # fmt: skip
    return None


def notices(facts: CaseFacts) -> Iterator[Notice]:
    """Say what a signed contract lacks for women workers (签字的合同缺女职工条款).

    A wage contract that lacks nothing the law asks for is told of it as an improvement only.
    """
    if facts.is_backfilled or facts.signing is None or facts.kind is not ContractKind.GENERAL:
        return
    found = women_notice(facts.kind, has_clause=has_clause(facts), sequence=facts.signing.sequence)
    if found is not None:
        yield found


def has_clause(facts: CaseFacts) -> bool:
    """Tell whether the clauses last entered say something of women workers (有女职工条款)."""
    clauses = facts.last("record_clauses")
    return bool(clauses and clauses.payload.get("women_rule"))
