"""How are the clock's own jobs doing?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.job_run import JobRun

HEARTBEAT = "heartbeat"


def list_runs(session: Session) -> list[JobRun]:
    """List the last run of every job (定时任务运行情况)."""
    return list(session.scalars(select(JobRun).order_by(JobRun.job)))


def last_beat(session: Session) -> datetime | None:
    """Return when the worker last showed that it lives (最近心跳); None where none ever ran."""
    run = session.get(JobRun, HEARTBEAT)
    return run.last_ok_at if run else None
