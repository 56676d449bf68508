"""Does the contract speak of women workers? 妇女权益保障法 第44条 and 第45条."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.rules.basis import Basis
from bargaining.rules.deadline_rules import ContractKind

WOMENS_LAW = "妇女权益保障法"


@dataclass(frozen=True)
class WomenNotice:
    """What is to be said about missing terms for women workers (女职工条款提示)."""

    severity: str
    message: str
    basis: tuple[Basis, ...]


def women_notice(
    kind: ContractKind, *, has_clause: bool, has_own_contract: bool = False
) -> WomenNotice | None:
    """Say what is missing for women workers (女职工权益条款); None where nothing is.

    A general contract 应当包含 equality and women's rights, in a chapter, an annex or a contract
    of its own: a warning. A wage contract is only reminded of equal pay for equal work.
    """
    if has_clause or has_own_contract:
        return None
    if kind is ContractKind.GENERAL:
        return WomenNotice(
            "warn",
            "综合集体合同应当包含男女平等和女职工权益保护的内容，也可以另订附件或专项集体合同，请核对。",
            (Basis(WOMENS_LAW, "第44条第2款"),),
        )
    if kind is ContractKind.WAGE:
        return WomenNotice(
            "note",
            "可以写明男女同工同酬等女职工工资的约定。",
            (Basis(WOMENS_LAW, "第45条"),),
        )
    return None
