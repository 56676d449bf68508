"""How does long work reach a worker? It is named inside the transaction that asks for it."""

from __future__ import annotations

import procrastinate
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from bargaining.db import APP_ROLE

SCHEMA = "procrastinate"
LONG_JOB = "long_job"  # the one task there is: a row of `long_job`, by its number
# What a worker's own connections begin with: the queue's tables, and the role of the application.
_OPTIONS = f"-c search_path={SCHEMA} -c role={APP_ROLE} -c timezone=UTC"

# Never opened: who defers does it on the connection of the transaction that asks.
_deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(session: Session, task: str, **given: int | str) -> None:
    """Put a task into the queue, as part of the session's own transaction (排队).

    What is rolled back was never asked for; a worker hears of it the moment it is committed.
    """
    connection = session.connection().connection.driver_connection
    session.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    _deferring.configure_task(task, connection=connection).defer(**given)
    session.execute(text("SET LOCAL search_path TO DEFAULT"))


def worker_app(url: URL) -> procrastinate.App:
    """Make the library's application for a worker on a database (队列工作端)."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = procrastinate.PsycopgConnector(
        conninfo=plain, kwargs={"options": _OPTIONS}, min_size=1, max_size=4
    )
    return procrastinate.App(connector=connector)
