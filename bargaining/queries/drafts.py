"""What has somebody typed and not sent yet?"""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.form_draft import FormDraft
from bargaining.rules.roles import Actor


def find_draft(session: Session, form: str, *, actor: Actor) -> FormDraft | None:
    """Find the actor's own draft of a form (查草稿); nobody else's is ever found."""
    if actor.user_id is None:
        return None
    return session.scalars(
        select(FormDraft).where(FormDraft.user_id == actor.user_id, FormDraft.form == form)
    ).one_or_none()


def is_taken_since(session: Session, case: Case, move: str, *, after: int, actor: Actor) -> bool:
    """Tell whether the actor recorded this very step after an entry (已登记过这一步)."""
    return bool(
        session.scalar(
            select(
                exists(
                    select(CaseEvent.id).where(
                        CaseEvent.case_id == case.id,
                        CaseEvent.sequence > after,
                        CaseEvent.kind == move,
                        CaseEvent.actor_id == actor.user_id,
                    )
                )
            )
        )
    )
