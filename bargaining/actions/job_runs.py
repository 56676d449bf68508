"""Note how the clock's own jobs are doing, so that others can ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bargaining.models.job_run import JobRun

LONGEST = 300


def begin_run(session: Session, job: str, *, at: datetime) -> None:
    """Note that a job starts (任务开始)."""
    run = session.get(JobRun, job)
    if run is None:
        run = JobRun(job=job)
        session.add(run)
    run.started_at, run.ended_at, run.ok, run.problem = at, None, None, ""


def end_run(session: Session, job: str, *, problem: str = "", at: datetime) -> None:
    """Note how a job ended (任务结束); without a problem it went well."""
    run = session.get_one(JobRun, job)
    run.ended_at, run.ok, run.problem = at, not problem, problem[:LONGEST]
    if run.ok:
        run.last_ok_at = at
