"""What is there to do for a chair's own enterprises? One statement for each kind of answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import standing
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState

_NOTHING_LEFT = frozenset({CaseState.PUBLISHED.value})


@dataclass(frozen=True)
class Own:
    """One of a chair's enterprises (本单位).

    `deadline` is the nearest running duty of its case at hand; `until` the last day of its
    newest wage contract, own or shared.
    """

    enterprise: Enterprise
    case: Case | None
    deadline: Deadline | None
    until: date | None


def own_enterprises(session: Session, *, actor: Actor, on: date) -> list[Own]:
    """List a chair's enterprises, the most urgent first (本单位，按缓急)."""
    enterprises = session.scalars(
        enterprise_queries.visible_enterprises(actor, on=on).order_by(Enterprise.name)
    ).all()
    ids = [one.id for one in enterprises]
    cases = standing.cases_at_hand(session, ids)
    nearest = case_queries.next_deadlines(session, [one.id for one in cases.values()])
    ends = _ends(session, ids)
    found = []
    for one in enterprises:
        case = cases.get(one.id)
        deadline = nearest.get(case.id) if case else None
        found.append(Own(one, case, deadline, ends.get(one.id)))
    return sorted(found, key=lambda one: _urgency(one, on))


def _ends(session: Session, ids: Sequence[int]) -> dict[int, date]:
    rows = session.execute(
        select(CaseEnterprise.enterprise_id, func.max(func.least(Case.term_to, Case.terminated_on)))
        .join(Case, Case.id == CaseEnterprise.case_id)
        .where(
            CaseEnterprise.enterprise_id.in_(ids),
            CaseEnterprise.confirmed,
            Case.kind == "wage",
            Case.term_to.is_not(None),
        )
        .group_by(CaseEnterprise.enterprise_id)
    )
    return {enterprise_id: until for enterprise_id, until in rows if until is not None}


def _urgency(one: Own, on: date) -> tuple[int, date]:
    """What is overdue or runs out goes first; then what waits; then what may begin anew."""
    if one.deadline is not None and one.deadline.overdue_after is not None:
        return (0, one.deadline.overdue_after)
    if one.case is not None and one.case.state not in _NOTHING_LEFT:
        return (1, one.case.state_since or on)
    return (2 if one.case is None else 3, one.until or date.min)
