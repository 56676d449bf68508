"""Which clauses of a case can a wage check use? What its entries say, as values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bargaining.rules import agreed_pay
from bargaining.rules.agreed_pay import AgreedPay
from bargaining.rules.facts import CaseFacts
from bargaining.rules.wage_question import Clauses, ParentContract, ProfitState

# The answers that state a pay in words, with the clause each is.
_PAYS = {
    "sick_pay_rule": ("sick_pay", "病假工资标准"),
    "idle_rule": ("idle_living", "停工生活费"),
    "overtime_base": ("overtime_base", "加班工资基数"),
}


def clauses_of(
    facts: CaseFacts, *, workforce: int | None, parents: tuple[ParentContract, ...] = ()
) -> Clauses:
    """Take from a case's entries what its text says (案件的条款); the newest filling counts."""
    filled = facts.last("record_clauses")
    said: Mapping[str, Any] = filled.payload if filled else {}
    pays: dict[str, AgreedPay] = {}
    unread: list[tuple[str, str]] = []
    for name, (clause, label) in _PAYS.items():
        words = str(said.get(name) or "").strip()
        pay = agreed_pay.read_pay(words)
        if pay is not None:
            pays[clause] = pay
        elif words:
            unread.append((label, words))
    state = said.get("profit_state")
    return Clauses(
        sick_pay=pays.get("sick_pay"),
        idle_living=pays.get("idle_living"),
        overtime_base=pays.get("overtime_base"),
        lowest_monthly_amount=_amount(said.get("lowest_wage")),
        includes_own_contributions=bool(said.get("includes_own")),
        minimum_approved=bool(said.get("minimum_approved")),
        escalator=bool(said.get("escalator")),
        profit_state=None if state is None else ProfitState(state),
        signed_on=facts.signed_on,
        effective_on=facts.effective_on,
        workforce=workforce,
        parents=parents,
        unread=tuple(unread),
    )


def stated_lowest_wage(facts: CaseFacts) -> Decimal | None:
    """Find the lowest wage a contract names (合同约定的最低工资标准), None where nobody said."""
    for event in reversed(facts.every("open", "sign", "refile", "record_clauses")):
        amount = _amount(event.payload.get("lowest_wage"))
        if amount is not None:
            return amount
    return None


def _amount(written: object) -> Decimal | None:
    return None if written is None else Decimal(str(written))
