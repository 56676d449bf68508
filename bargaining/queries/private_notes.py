"""What did the union's side write down for itself in a case? For its own people only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.private_note import PrivateNote
from bargaining.queries import cases as case_queries
from bargaining.rules import private_notes
from bargaining.rules.roles import Actor


def visible_notes(actor: Actor, *, on: date, agreed_to_help: bool | None) -> Select[PrivateNote]:
    """Select the notes of their own side that an actor may read (可见备忘), for every reading."""
    side = private_notes.side_of(actor)
    if side is None or not private_notes.may_read(actor, agreed_to_help=agreed_to_help):
        return select(PrivateNote).where(false())
    cases = case_queries.visible_cases(actor, on=on).with_only_columns(Case.id)
    return select(PrivateNote).where(PrivateNote.side == side.value, PrivateNote.case_id.in_(cases))


def list_notes(session: Session, case: Case, *, actor: Actor, on: date) -> Sequence[PrivateNote]:
    """List the notes of the actor's side in a case, newest first (本方备忘)."""
    return session.scalars(_of_case(session, case, actor=actor, on=on)).all()


def newest_of(session: Session, case: Case, *, actor: Actor, on: date) -> PrivateNote | None:
    """Find the newest note of a case where the actor wrote it (本人最近一条备忘)."""
    newest = session.scalars(_of_case(session, case, actor=actor, on=on).limit(1)).one_or_none()
    return newest if newest and newest.author_user_id == actor.user_id else None


def _of_case(session: Session, case: Case, *, actor: Actor, on: date) -> Select[PrivateNote]:
    agreed = case_queries.agreed_to_help(session, case, actor=actor, on=on)
    return (
        visible_notes(actor, on=on, agreed_to_help=agreed)
        .where(PrivateNote.case_id == case.id)
        .order_by(PrivateNote.written_at.desc(), PrivateNote.id.desc())
    )
