"""What is mine to do today? The first screens' lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, selectinload

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.rules.roles import Actor

SHOWN = 50
SOON = timedelta(days=5)


@dataclass(frozen=True)
class Line:
    """One running duty and its case (待办)."""

    case: Case
    deadline: Deadline


@dataclass(frozen=True)
class Desk:
    """What somebody's cases ask for on a day (工作台)."""

    lines: Sequence[Line]
    total: int
    open: int
    overdue: int
    soon: int
    declined: int
    to_verify: int


def desk(session: Session, *, actor: Actor, on: date) -> Desk:
    """Gather what an actor's cases ask for (工作台): running duties, the longest overdue first."""
    seen = case_queries.visible_cases(actor, on=on).where(
        Case.origin != "backfilled", Case.closed_on.is_(None)
    )
    mine = seen.with_only_columns(Case.id).subquery()
    duties = _running(mine_ids=select(mine.c.id))
    last = func.greatest(Deadline.overdue_after, Deadline.latest)
    counted = session.execute(
        duties.with_only_columns(
            func.count(),
            func.count(case((and_(last < on, Deadline.proof["proved"].as_boolean()), 1))),
            func.count(case((and_(last >= on, Deadline.due_on <= on + SOON), 1))),
        )
    ).one()
    states = session.execute(
        select(
            func.count(case((case_queries.in_hand(), 1))),
            func.count(case((Case.state == "declined", 1))),
            func.count(case((Case.to_verify, 1))),
        ).where(Case.id.in_(select(mine.c.id)))
    ).one()
    rows = session.execute(
        duties.add_columns(Case)
        .join(Case, Case.id == Deadline.case_id)
        .options(selectinload(Case.enterprise))
        .order_by(last, Deadline.id)
        .limit(SHOWN)
    )
    return Desk(
        lines=[Line(case=row[1], deadline=row[0]) for row in rows],
        total=counted[0],
        overdue=counted[1],
        soon=counted[2],
        open=states[0],
        declined=states[1],
        to_verify=states[2],
    )


def _running(*, mine_ids: Select[int]) -> Select[Deadline]:
    """One row for each running duty: of several sources of one duty, the first."""
    first = (
        select(func.min(Deadline.id))
        .where(
            Deadline.case_id.in_(mine_ids),
            Deadline.ended_on.is_(None),
            Deadline.overdue_after.is_not(None),
            Deadline.opens_on.is_(None),  # a window is advice: nobody is late by it
        )
        .group_by(
            Deadline.case_id, Deadline.start_sequence, Deadline.holder, Deadline.overdue_after
        )
    )
    return select(Deadline).where(Deadline.id.in_(first))
