"""Up to where has somebody read a case?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_seen import CaseSeen
from bargaining.rules.roles import Actor


def last_look(session: Session, case: Case, *, actor: Actor) -> CaseSeen | None:
    """Find somebody's own mark in a case (上次查看); None before the first."""
    if actor.user_id is None:
        return None
    return session.get(CaseSeen, (actor.user_id, case.id))
