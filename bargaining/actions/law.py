"""Record the law: the shipped seeds become entries of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.models.law_entry import LawEntry
from bargaining.queries import law as law_queries
from bargaining.rules import lawbook_rows
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import Actor


def load_law(session: Session, book: LawBook, *, actor: Actor, at: datetime) -> int:
    """Record a whole law book where none is recorded yet (载入标准与规则); count its entries.

    What is recorded already is left alone: an administrator's entries are never overwritten.
    """
    if law_queries.is_loaded(session):
        return 0
    rows = [
        {
            "part": part,
            "position": position,
            "body": body,
            "recorded_at": at,
            "actor_name": actor.name,
        }
        for part, bodies in lawbook_rows.as_rows(book).items()
        for position, body in enumerate(bodies)
    ]
    session.execute(insert(LawEntry), rows)
    audit.record(
        session,
        at=at,
        actor=actor,
        event="law.load",
        subject="law:seeds",
        detail={"entries": len(rows)},
    )
    return len(rows)
