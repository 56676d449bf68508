"""Which cases take effect by silence, and when?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline


def cases_to_fall_silent(session: Session, *, on: date) -> list[Case]:
    """List the cases whose review ran out without objection before a day (默示生效到期).

    Of a 补录 nobody knows here whether an opinion was served: its day of effect stays 待补.
    """
    return list(
        session.scalars(
            select(Case)
            .join(Deadline, Deadline.case_id == Case.id)
            .where(
                Case.state == "filed",
                Case.origin != "backfilled",
                Case.received_on.is_not(None),
                Deadline.rule_id == "T-REVIEW",
                Deadline.ended_on.is_(None),
                Deadline.certain,
                Deadline.due_on < on,
            )
            .order_by(Case.id)
        )
    )
