"""Which long work did I ask for, and how far is it?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.long_job import LongJob
from bargaining.rules.roles import Actor

SHOWN = 50


def visible_jobs(actor: Actor) -> Select[LongJob]:
    """Select an actor's own long work, in the role it was asked in (本人的后台任务)."""
    role = actor.role.value if actor.role else ""
    return select(LongJob).where(LongJob.user_id == actor.user_id, LongJob.role == role)


def get_job(session: Session, job_id: int, *, actor: Actor) -> LongJob:
    """Find one piece of long work; raise NotVisible where it is not the actor's (后台任务)."""
    job = session.scalars(visible_jobs(actor).where(LongJob.id == job_id)).one_or_none()
    if job is None:
        raise NotVisible(str(job_id))
    return job


def list_jobs(session: Session, *, actor: Actor) -> Sequence[LongJob]:
    """List an actor's newest long work (后台任务一览)."""
    newest = visible_jobs(actor).order_by(LongJob.id.desc()).limit(SHOWN)
    return session.scalars(newest).all()
