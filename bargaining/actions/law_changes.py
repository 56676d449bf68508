"""Write down what was changed in the law as recorded, and that somebody has taken note of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.models.law_change import LawChange, LawChangeSeen
from bargaining.rules.roles import Actor

FIGURE, HOLIDAYS, COUNTING = "figure", "holidays", "counting"
KIND_LABELS: Mapping[str, str] = {FIGURE: "标准", HOLIDAYS: "放假安排", COUNTING: "计算口径"}
# A figure moves no deadline; what does is looked at again by the job `redating`.
REDATES = frozenset({HOLIDAYS, COUNTING})


def record(
    session: Session,
    *,
    kind: str,
    place: str,
    title: str,
    detail: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> LawChange:
    """Write down one change of the law with what was entered (登记变动).

    `detail` is plain values; what re-dates deadlines is followed by the long job `redating`,
    asked for in the same transaction with `{"change": change.id}`.
    """
    change = LawChange(
        kind=kind,
        place_code=place,
        title=title,
        detail=dict(detail),
        recorded_at=at,
        actor_name=actor.name,
    )
    session.add(change)
    session.flush()
    audit.record(
        session,
        at=at,
        actor=actor,
        event=f"law.change_{kind}",
        subject=f"law_change:{change.id}",
        detail={"place": place},
    )
    return change


def take_note(session: Session, change_id: int, *, user_id: int, at: datetime) -> None:
    """Note that an account knows of a change (知悉), once; pressed twice it is the same."""
    seen = insert(LawChangeSeen).values(user_id=user_id, law_change_id=change_id, seen_at=at)
    session.execute(seen.on_conflict_do_nothing())
