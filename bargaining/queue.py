"""How does long work reach a worker? It is named inside the transaction that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import procrastinate
from procrastinate.types import JSONValue
from sqlalchemy import URL, select, text
from sqlalchemy.orm import Session

from bargaining.db import APP_ROLE
from bargaining.models.delivery import Delivery
from bargaining.rules.contact_ways import Channel

SCHEMA = "procrastinate"
LONG_JOB = "long_job"  # a row of `long_job`, by its number
CLOCK_JOB = "clock_job"  # one of the clock's own jobs, by its name, besides its usual times
DELIVERY = "delivery"  # a row of `delivery`, by its number
# The queues: printing never waits for messages, and no way out for another one's dead server.
USUAL, MAIL = "default", "mail"
LANES: Mapping[Channel, str] = {
    channel: MAIL if channel is Channel.EMAIL else channel.value for channel in Channel
}
# What a worker's own connections begin with: the queue's tables, and the role of the application.
_OPTIONS = f"-c search_path={SCHEMA} -c role={APP_ROLE} -c timezone=UTC"

# Never opened: who defers does it on the connection of the transaction that asks.
_deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(
    session: Session, task: str, *, not_before: datetime | None = None, **given: int | str
) -> None:
    """Put a task into the queue, as part of the session's own transaction (排队).

    What is rolled back was never asked for; a worker hears of it the moment it is committed.
    """
    defer_all(session, task, [given], not_before=not_before)


def defer_all(
    session: Session,
    task: str,
    each: Sequence[Mapping[str, int | str]],
    *,
    not_before: datetime | None = None,
    lane: str = USUAL,
) -> None:
    """Put the same task for many things into the queue at once (成批排队)."""
    if not each:
        return
    connection = session.connection().connection.driver_connection
    session.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    _deferring.configure_task(
        task, connection=connection, queue=lane, schedule_at=not_before
    ).batch_defer(*[dict[str, JSONValue](given) for given in each])
    session.execute(text("SET LOCAL search_path TO DEFAULT"))


def send(session: Session, delivery_ids: Iterable[int]) -> None:
    """Put messages into the queue of their ways (消息排队), each for the time it is to go."""
    rows = session.execute(
        select(Delivery.id, Delivery.channel, Delivery.next_try_at)
        .where(Delivery.id.in_(list(delivery_ids)))
        .order_by(Delivery.id)
    )
    together: dict[tuple[Channel, datetime | None], list[Mapping[str, int | str]]] = {}
    for number, channel, next_at in rows:
        together.setdefault((Channel(channel), next_at), []).append({"delivery_id": number})
    for (by, not_before), each in together.items():
        defer_all(session, DELIVERY, each, not_before=not_before, lane=LANES[by])


def forget_failed(session: Session, *, before: datetime) -> None:
    """Take away what was given up before a moment (清理没有办成的); the log has the reason."""
    session.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    session.execute(
        text(
            "DELETE FROM procrastinate_jobs AS job WHERE status = 'failed' AND NOT EXISTS ("
            " SELECT FROM procrastinate_events WHERE job_id = job.id AND at >= :before)"
        ),
        {"before": before},
    )
    session.execute(text("SET LOCAL search_path TO DEFAULT"))


def worker_app(url: URL) -> procrastinate.App:
    """Make the library's application for a worker on a database (队列工作端)."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = procrastinate.PsycopgConnector(
        conninfo=plain, kwargs={"options": _OPTIONS}, min_size=1, max_size=16
    )
    return procrastinate.App(connector=connector)
