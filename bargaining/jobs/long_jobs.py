"""Which long work is there, and how is one piece of it done? One at a time, told as it goes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bargaining import clock, db
from bargaining.actions import long_jobs
from bargaining.actions.persons import PersonKey
from bargaining.actions.sealed_files import SealedFiles
from bargaining.config import Settings
from bargaining.errors import LawMissing, NotVisible, Refused, Unusable
from bargaining.jobs import importing, offer_sheets, printing, recording, redating
from bargaining.jobs.piece import Result, Work
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import SYSTEM, Role
from bargaining.store import Store

log = logging.getLogger(__name__)

BROKEN = "没有办完，没有写入任何内容；原因已记入日志，请稍后再试，或告诉管理员。"
NO_ROLE = "您在提出之后已不再有这个身份，这项工作没有办理。"
_SAID = (Refused, Unusable, NotVisible, LawMissing)


KINDS: dict[str, Callable[[Work], Result]] = {
    "import": importing.bring_in,
    "papers": printing.print_papers,
    "batch": recording.record_batch,
    "offer_sheets": offer_sheets.print_offers,
    "redating": redating.settle_asked,
}


def run(app: Flask, job_id: int) -> None:
    """Do one piece of long work (办理后台任务); what was done already is left alone.

    The right to it is looked up again: an ended grant stops it. A lost database raises, and the
    queue tries again; any other failure is written down for whoever asked.
    """
    with app.app_context():
        taken = _take_up(job_id)
        if taken is None:
            return
        kind, work = taken
        if work is None:
            _fail(job_id, NO_ROLE)
            return
        try:
            result = KINDS[kind](work)
            _finish(job_id, result, work)
        except DBAPIError as problem:
            if problem.connection_invalidated:
                raise
            log.exception("long work failed", extra={"job": job_id})
            _fail(job_id, BROKEN)
        except _SAID as problem:
            _fail(job_id, _sentence(problem))
        except Exception:
            log.exception("long work failed", extra={"job": job_id})
            _fail(job_id, BROKEN)


def give_up(app: Flask, job_id: int) -> None:
    """Tell whoever asked that every worker died over it (放弃后台任务)."""
    with app.app_context():
        _fail(job_id, BROKEN)


def _take_up(job_id: int) -> tuple[str, Work | None] | None:
    with db.transaction(SYSTEM) as session:
        job = long_jobs.begin(session, job_id)
        if job is None:
            return None
        kind, asked, role = job.kind, dict(job.asked), Role(job.role)
        user = session.get_one(User, job.user_id)
        actor = user_queries.find_actor(user, on=clock.today(), wanted=role)
    if not user.active or actor is None or actor.role is not role:
        return kind, None
    settings: Settings = current_app.extensions["bargaining_settings"]
    store, key = Store(settings.instance / "store"), PersonKey(settings.person_key)
    kept = long_jobs.results(settings.instance, user.id, key=key)
    work = Work(
        actor=actor,
        asked=asked,
        tell=lambda done, total: _tell(job_id, done, total),
        conclude=lambda session, result: _conclude(session, job_id, result, kept),
        settings=settings,
        store=store,
        key=key,
        at=clock.now(),
        today=clock.today(),
    )
    return kind, work


def _tell(job_id: int, done: int, total: int) -> None:
    with db.beside(SYSTEM) as session:
        long_jobs.tell(session, job_id, done=done, total=total)


def _finish(job_id: int, result: Result, work: Work) -> None:
    with db.transaction(SYSTEM) as session:
        work.conclude(session, result)


def _conclude(session: Session, job_id: int, result: Result, results: SealedFiles) -> None:
    at, kept = clock.now(), results.put(result.content) if result.content else None
    answer = {**result.answer, "file_name": result.file_name}
    long_jobs.finish(
        session, job_id, message=result.message, answer=answer, result_hash=kept, at=at
    )


def _fail(job_id: int, message: str) -> None:
    with db.transaction(SYSTEM) as session:
        long_jobs.fail(session, job_id, message=message, at=clock.now())


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Refused | Unusable):
        return problem.refusal.message
    return "其中有的内容不在您可见的范围内。" if isinstance(problem, NotVisible) else str(problem)
