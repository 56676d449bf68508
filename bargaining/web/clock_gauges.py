"""How does the clock stand, as Prometheus reads it: its jobs, the queue, what goes out?"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bargaining import clock, db
from bargaining.queries import job_runs, queue_state

log = logging.getLogger(__name__)


def lines() -> list[str]:
    """Write the gauges (监测数据); none while the database does not answer.

    Five statements, whatever the database holds; a connection of its own, so that nothing of the
    request's stays open.
    """
    at = clock.now()
    try:
        with Session(db.db.engine) as session:
            return [*_jobs(session), *_worker(session), *_queue(session, at)]
    except SQLAlchemyError as problem:
        log.warning("the clock's gauges could not be read", exc_info=problem)
        return []


def _jobs(session: Session) -> Iterable[str]:
    ended = job_runs.last_records(session, ended=True)
    yield from _gauge(
        "bargaining_job_last_success_timestamp_seconds",
        "job",
        {
            one.job: one.last_ok_at.timestamp()
            for one in job_runs.list_runs(session)
            if one.last_ok_at is not None and one.job != job_runs.HEARTBEAT
        },
    )
    yield from _gauge(
        "bargaining_job_last_duration_seconds",
        "job",
        {
            job: (one.ended_at - one.started_at).total_seconds()
            for job, one in ended.items()
            if one.ended_at is not None
        },
    )
    yield from _gauge(
        "bargaining_job_last_ok", "job", {job: int(bool(one.ok)) for job, one in ended.items()}
    )


def _worker(session: Session) -> Iterable[str]:
    beat_at = job_runs.last_beat(session)
    if beat_at is not None:
        yield "# TYPE bargaining_worker_last_beat_timestamp_seconds gauge"
        yield f"bargaining_worker_last_beat_timestamp_seconds {beat_at.timestamp():.3f}"


def _queue(session: Session, at: datetime) -> Iterable[str]:
    queue = queue_state.queue_state(session, at=at)
    yield from _gauge(
        "bargaining_queue_jobs",
        "status",
        {
            "waiting": queue.waiting,
            "later": queue.later,
            "doing": queue.doing,
            "failed": queue.failed,
        },
    )
    yield from _gauge(
        "bargaining_deliveries", "state", queue_state.deliveries_by_state(session, at=at)
    )


def _gauge(name: str, label: str, values: Mapping[str, float]) -> Iterable[str]:
    yield f"# TYPE {name} gauge"
    for key, value in sorted(values.items()):
        written = str(value) if isinstance(value, int) else f"{value:.3f}"
        yield f'{name}{{{label}="{key}"}} {written}'
