"""Where does each enterprise's bargaining stand this year? One statement for a whole list."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Integer, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.rules.states import CaseState, Side
from bargaining.rules.waiting import Waiting, waiting_for


def cases_at_hand(
    session: Session, enterprise_ids: Iterable[int], *, kind: str = "wage"
) -> dict[int, Case]:
    """Find each enterprise's newest case that is walked and not closed (在办案件)."""
    wanted = func.unnest(literal(list(enterprise_ids), ARRAY(Integer)))
    rows = session.scalars(
        select(Case)
        .where(
            Case.enterprise_id.in_(select(wanted)),
            Case.kind == kind,
            Case.origin == "walked",
            Case.state != CaseState.CLOSED.value,
        )
        .order_by(Case.enterprise_id, Case.year, Case.id)
    )
    return {one.enterprise_id: one for one in rows if one.enterprise_id is not None}


def waiting(case: Case) -> Waiting | None:
    """Say what a case waits for, from its row (卡在哪一步)."""
    return waiting_for(
        CaseState(case.state),
        initiator=Side(case.initiator) if case.initiator else None,
        delivered=case.delivered_on is not None,
        received=case.received_on is not None,
        published=case.published_on is not None,
    )
