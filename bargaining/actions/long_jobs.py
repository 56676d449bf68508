"""Ask for long work, note how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, text
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions.persons import PersonKey
from bargaining.actions.sealed_files import SealedFiles
from bargaining.errors import Refusal, Refused
from bargaining.models.long_job import LongJob
from bargaining.rules.roles import SYSTEM, Actor

RESULTS = "results"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
KEPT_FOR = timedelta(days=30)
_ASKED_LOCK = 7_201_011


def ask(
    session: Session, kind: str, *, title: str, asked: Mapping[str, Any], actor: Actor, at: datetime
) -> LongJob:
    """Write down what somebody asks for (提出后台任务); whoever asks has an account."""
    if actor.user_id is None or actor.role is None:
        raise Refused(Refusal("no_account", "后台任务由登录的账号提出。"))
    job = LongJob(
        kind=kind,
        title=title,
        user_id=actor.user_id,
        role=actor.role.value,
        asked=dict(asked),
        asked_at=at,
        answer={},
    )
    session.add(job)
    session.flush()
    audit.record(session, at=at, actor=actor, event=f"job.{kind}", subject=f"job:{job.id}")
    return job


def find_asked(
    session: Session, kind: str, *, asked: Mapping[str, str], actor: Actor
) -> LongJob | None:
    """Find what the actor asked for with the same words (已提出的任务); two presses wait here."""
    words = f"{kind} {actor.user_id} {sorted(asked.items())}"
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, hashtext(:words))"),
        {"lock": _ASKED_LOCK, "words": words},
    )
    return session.scalars(
        select(LongJob)
        .where(
            LongJob.kind == kind,
            LongJob.user_id == actor.user_id,
            *(LongJob.asked[key].as_string() == said for key, said in asked.items()),
        )
        .order_by(LongJob.id.desc())
        .limit(1)
    ).one_or_none()


def begin(session: Session, job_id: int) -> LongJob | None:
    """Take a job up, or again after a worker died over it (开始); None once it has ended."""
    job = session.get(LongJob, job_id, with_for_update=True)
    if job is None or job.state in (DONE, FAILED):
        return None
    job.state, job.done, job.total = RUNNING, 0, 0
    return job


def tell(session: Session, job_id: int, *, done: int, total: int) -> None:
    """Note how far a job is (进度)."""
    job = session.get_one(LongJob, job_id)
    job.done, job.total = min(done, total), total


def finish(
    session: Session,
    job_id: int,
    *,
    message: str,
    answer: Mapping[str, Any],
    result_hash: str | None,
    at: datetime,
) -> None:
    """Write down what came of a job (办结), once: a worker thought dead may end it again."""
    job = session.get_one(LongJob, job_id, with_for_update=True)
    if job.state in (DONE, FAILED):
        return
    job.state, job.done = DONE, job.total
    job.message, job.answer = message[:400], dict(answer)
    job.result_hash, job.finished_at = result_hash, at
    audit.record(
        session,
        at=at,
        actor=SYSTEM,
        event="job.done",
        subject=f"job:{job_id}",
        detail={"result": result_hash},
    )


def fail(session: Session, job_id: int, *, message: str, at: datetime) -> None:
    """Write down why a job was not done (未办成); one that has ended stays as it ended."""
    job = session.get_one(LongJob, job_id, with_for_update=True)
    if job.state in (DONE, FAILED):
        return
    job.state, job.message, job.finished_at = FAILED, message[:400], at


def sweep(session: Session, *, at: datetime) -> int:
    """Take jobs away that ended long ago, and count them (清理); what they did stays done."""
    gone = session.execute(delete(LongJob).where(LongJob.finished_at < at - KEPT_FOR))
    return cast("CursorResult[Any]", gone).rowcount


def results(instance: Path, user_id: int, *, key: PersonKey) -> SealedFiles:
    """Open the results of an account's long work (任务结果): printed papers hold telephones."""
    return SealedFiles(instance / RESULTS, user_id, key=key)
