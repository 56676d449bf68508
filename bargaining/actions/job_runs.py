"""Note how the clock's own jobs are doing, so that others can ask; and ask for a run at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, text
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.models.job_run import JobRecord, JobRun
from bargaining.queries import job_runs as run_queries
from bargaining.queries import queue_state
from bargaining.rules.roles import Actor

LONGEST = 300
KEPT_FOR = timedelta(days=60)
JUST_NOW = timedelta(seconds=10)  # who presses twice means once
_ASK_LOCK = 7_201_014


def beat(session: Session, *, at: datetime) -> None:
    """Note that the worker lives (心跳); no record is kept of it."""
    run = _run_of(session, run_queries.HEARTBEAT, at=at)
    run.started_at = run.ended_at = run.last_ok_at = at
    run.ok, run.problem = True, ""


def begin_run(session: Session, job: str, *, on: date, at: datetime) -> int:
    """Note that a job starts, for a day (任务开始); return the number of its record."""
    run = _run_of(session, job, at=at)
    run.started_at, run.ended_at, run.ok, run.problem = at, None, None, ""
    record = JobRecord(job=job, for_on=on, started_at=at)
    session.add(record)
    session.flush()
    return record.id


def end_run(
    session: Session,
    record_id: int,
    *,
    done: int = 0,
    problem: str = "",
    remark: str = "",
    at: datetime,
) -> None:
    """Note how a run ended (任务结束); without a problem it went well, with a remark or none."""
    record = session.get_one(JobRecord, record_id)
    run = session.get_one(JobRun, record.job)
    record.ended_at = run.ended_at = at
    record.ok = run.ok = not problem
    record.problem = run.problem = (problem or remark)[:LONGEST]
    record.done = done
    if run.ok:
        run.last_ok_at = at


def ask_run(session: Session, job: str, *, actor: Actor, at: datetime) -> bool:
    """Write down that somebody wants a job done at once (现在就办一次).

    False, and nothing written, where it waits already, is at it, or began a moment ago.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, hashtext(:job))"),
        {"lock": _ASK_LOCK, "job": job},
    )
    run = session.get(JobRun, job)
    just_began = run is not None and at - run.started_at < JUST_NOW
    if just_began or job in queue_state.asked_jobs(session):
        return False
    audit.record(session, at=at, actor=actor, event="clock.ask", subject=f"clock:{job}")
    return True


def sweep(session: Session, *, at: datetime) -> int:
    """Take away the records of long ago, and count them (清理运行记录)."""
    gone = session.execute(delete(JobRecord).where(JobRecord.started_at < at - KEPT_FOR))
    return cast("CursorResult[Any]", gone).rowcount


def _run_of(session: Session, job: str, *, at: datetime) -> JobRun:
    run = session.get(JobRun, job)
    if run is None:
        run = JobRun(job=job, started_at=at)
        session.add(run)
    return run
