"""How full is the queue, and what is on its way out of the house?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from bargaining.models.delivery import Delivery

LATELY = timedelta(days=1)


@dataclass(frozen=True)
class QueueState:
    """How full the queue is (队列情况).

    `waiting` could be taken up now, `later` is put off to a moment that has not come; `oldest_at`
    is since when the oldest of those that wait does.
    """

    waiting: int
    later: int
    doing: int
    failed: int
    oldest_at: datetime | None


def queue_state(session: Session, *, at: datetime) -> QueueState:
    """Count what is in the queue (队列情况); what was done is gone from it."""
    found = session.execute(
        text(
            "WITH job AS (SELECT id, status, scheduled_at, status = 'todo'"
            " AND coalesce(scheduled_at <= :at, true) AS due FROM procrastinate.procrastinate_jobs)"
            " SELECT count(*) FILTER (WHERE due),"
            " count(*) FILTER (WHERE status = 'todo' AND NOT due),"
            " count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'failed'),"
            " least(min(scheduled_at) FILTER (WHERE due),"
            "  (SELECT min(at) FROM procrastinate.procrastinate_events WHERE job_id ="
            "   (SELECT min(id) FROM job WHERE due AND scheduled_at IS NULL)))"
            " FROM job"
        ),
        {"at": at},
    ).one()
    return QueueState(*found)


def asked_jobs(session: Session) -> frozenset[str]:
    """Name the clock's jobs that somebody asked for and that wait or are being done (已提出)."""
    found = session.execute(
        text(
            "SELECT DISTINCT args ->> 'name' FROM procrastinate.procrastinate_jobs"
            " WHERE task_name = 'clock_job' AND status IN ('todo', 'doing')"
        )
    )
    return frozenset(name for (name,) in found)


def deliveries_by_state(session: Session, *, at: datetime) -> dict[str, int]:
    """Count messages by state (发送情况): all that wait, and those that ended within a day."""
    waiting = (
        select(Delivery.state, func.count())
        .where(Delivery.ended_at.is_(None))
        .group_by(Delivery.state)
    )
    ended = (
        select(Delivery.state, func.count())
        .where(Delivery.ended_at > at - LATELY)
        .group_by(Delivery.state)
    )
    counts = {"waiting": 0, "sent": 0, "failed": 0, "dropped": 0}
    for state, number in session.execute(union_all(waiting, ended)):
        counts[state] = counts.get(state, 0) + number
    return counts
