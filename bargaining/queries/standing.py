"""Where does each enterprise's bargaining stand this year? One statement for a whole list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.rules.states import CaseState, Side
from bargaining.rules.waiting import Waiting, waiting_for


def cases_at_hand(
    session: Session, enterprise_ids: Iterable[int], *, kind: str = "wage"
) -> dict[int, Case]:
    """Find each enterprise's newest case that is walked and not closed (在办案件)."""
    rows = session.scalars(select(Case).where(*_at_hand(enterprise_ids, kind)).order_by(*_ORDER))
    return {one.enterprise_id: one for one in rows if one.enterprise_id is not None}


@dataclass(frozen=True)
class Held:
    """As much of a case at hand as is counted (在办案件要项)."""

    id: int
    state: str
    opened_on: date


def held(session: Session, enterprise_ids: Iterable[int], *, kind: str = "wage") -> dict[int, Held]:
    """Find as much of each enterprise's case at hand as is counted (在办案件要项), for many."""
    rows = session.execute(
        select(Case.enterprise_id, Case.id, Case.state, Case.opened_on)
        .where(*_at_hand(enterprise_ids, kind))
        .order_by(*_ORDER)
    )
    found = {firm: (number, state, on) for firm, number, state, on in rows if firm is not None}
    return {firm: Held(*one) for firm, one in found.items()}


# The newest is read last, and so it is the one that stays.
_ORDER = (Case.enterprise_id, Case.year, Case.id)


def _at_hand(enterprise_ids: Iterable[int], kind: str) -> tuple[ColumnElement[bool], ...]:
    wanted = func.unnest(literal(list(enterprise_ids), ARRAY(Integer)))
    return (
        Case.enterprise_id.in_(select(wanted)),
        Case.kind == kind,
        Case.origin == "walked",
        Case.state != CaseState.CLOSED.value,
    )


def waiting(case: Case) -> Waiting | None:
    """Say what a case waits for, from its row (卡在哪一步)."""
    return waiting_for(
        CaseState(case.state),
        initiator=Side(case.initiator) if case.initiator else None,
        delivered=case.delivered_on is not None,
        received=case.received_on is not None,
        published=case.published_on is not None,
        place=case.district_code,
    )
