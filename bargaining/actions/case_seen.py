"""Keep up to where somebody has read a case, so that what came after can be marked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_seen import CaseSeen
from bargaining.rules.roles import Actor


def look(session: Session, case: Case, *, sequence: int, actor: Actor, at: datetime) -> None:
    """Note that somebody has read a case up to an entry (记下已查看); the furthest one stands.

    A page that was open for long never takes the mark back, and none runs ahead of the case. An
    operator without an account leaves no mark.
    """
    if actor.user_id is None:
        return
    row = insert(CaseSeen).values(
        user_id=actor.user_id,
        case_id=case.id,
        last_sequence=max(0, min(sequence, case.last_sequence)),
        seen_at=at,
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["user_id", "case_id"],
            set_={
                "last_sequence": func.greatest(CaseSeen.last_sequence, row.excluded.last_sequence),
                "seen_at": row.excluded.seen_at,
            },
        )
    )
