"""Which regional and industry contracts stand above an enterprise's own?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.queries import cases as case_queries
from bargaining.rules import case_clauses, contract_changes
from bargaining.rules import facts as case_facts
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import ContractWay
from bargaining.rules.wage_question import ParentContract

_ABOVE = (ContractWay.REGION.value, ContractWay.INDUSTRY.value)


def list_parents(
    session: Session, enterprise_id: int | None, *, first_on: date, last_on: date
) -> tuple[ParentContract, ...]:
    """List the wage contracts of a region or industry that cover an enterprise (上级合同).

    Only those in force on some day between the two; without a day of effect none is.
    """
    if enterprise_id is None:
        return ()
    rows = session.execute(
        select(Case.id, Case.title, Case.district_code, CaseEnterprise.confirmed)
        .join(CaseEnterprise, CaseEnterprise.case_id == Case.id)
        .where(
            CaseEnterprise.enterprise_id == enterprise_id,
            # On a list taken from signed papers who is not confirmed was taken off again.
            or_(CaseEnterprise.confirmed, Case.origin != "backfilled"),
            Case.way.in_(_ABOVE),
            Case.kind == ContractKind.WAGE.value,
            Case.effective_on <= last_on,
            Case.term_to >= first_on,
        )
        .order_by(Case.id)
    ).all()
    histories = case_queries.histories(session, [row.id for row in rows])
    found = []
    for row in rows:
        facts = case_facts.fold(histories[row.id])
        one = _parent(facts, row.title, confirmed=row.confirmed, district=row.district_code)
        if one.last_on is None or one.last_on >= first_on:
            found.append(one)
    return tuple(found)


def _parent(facts: CaseFacts, title: str, *, confirmed: bool, district: str) -> ParentContract:
    begins, ends = facts.term
    days = [day for day in (begins, facts.effective_on) if day]
    ended, closing = contract_changes.terminated_on(facts), facts.last("close")
    early = closing is not None and closing.payload.get("reason") != contract_changes.RUNS_ITS_TERM
    if ended is None and closing is not None and early:
        ended = closing.occurred_on
    if ended is not None:
        ends = min(ends or ended, ended)
    return ParentContract(
        name=title,
        lowest_monthly_amount=case_clauses.stated_lowest_wage(facts),
        first_on=max(days, default=None),
        last_on=ends,
        confirmed=confirmed,
        local=not district.endswith("0000"),
    )
