"""Is it alive, is it ready, how busy is it? For the machines that look after it."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bargaining import clock, db
from bargaining.queries import job_runs
from bargaining.web import clock_gauges
from bargaining.web.access import open_to_public

pages = Blueprint("health", __name__)
log = logging.getLogger(__name__)

_COUNTERS = "bargaining.counters"


@dataclass
class Counters:
    """What this process has answered since it started (计数)."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, endpoint: str, method: str, status: int, *, seconds: float) -> None:
        """Count one answer."""
        with self.lock:
            self.answered[endpoint, method, status] += 1
            self.seconds[endpoint] = self.seconds.get(endpoint, 0.0) + seconds


def init_app(app: Flask) -> None:
    """Count and log every answer; the log names no person and no query."""
    counters = app.extensions[_COUNTERS] = Counters()

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        took = time.perf_counter() - g.get("began", time.perf_counter())
        counters.count(endpoint, request.method, response.status_code, seconds=took)
        log.info(
            "answered",
            extra={
                "endpoint": endpoint,
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round(took * 1000, 1),
            },
        )
        return response


@pages.get("/healthz")
@open_to_public
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
@open_to_public
def readyz() -> ResponseReturnValue:
    """Say whether the database answers, its structure is the newest, and a worker runs.

    A stopped worker leaves the web ready; who wants to be told of it asks with `?worker=1`.
    """
    try:
        with Session(db.db.engine) as session:
            current = db.structure_is_current(session.connection())
            worker = job_runs.worker(session, at=clock.now()) if current else None
    except SQLAlchemyError as problem:
        log.warning("not ready", exc_info=problem)
        return jsonify(ready=False, database="no answer", structure="unknown", **_words(None)), 503
    wanted = "worker" in request.args
    fine = current and (not wanted or (worker is not None and worker.runs))
    return jsonify(
        ready=current,
        database="answers",
        structure="current" if current else "old",
        **_words(worker),
    ), 200 if fine else 503


def _words(worker: job_runs.Worker | None) -> dict[str, str | None]:
    """What is said of the worker; where the database cannot be asked, nothing is known."""
    if worker is None:
        return {"worker": "unknown", "worker_last_beat": None}
    beat_at = worker.beat_at.isoformat(timespec="seconds") if worker.beat_at else None
    return {"worker": worker.state.value, "worker_last_beat": beat_at}


@pages.get("/metrics")
@open_to_public
def metrics() -> ResponseReturnValue:
    """List the counters as Prometheus reads them; to neighbours only."""
    if not _is_near(request.remote_addr) or "X-Forwarded-For" in request.headers:
        abort(404)
    lines = [*_answered(current_app.extensions[_COUNTERS]), *_pool(), *clock_gauges.lines()]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def _answered(counters: Counters) -> list[str]:
    with counters.lock:
        answered, seconds = dict(counters.answered), dict(counters.seconds)
    return [
        "# TYPE bargaining_requests_total counter",
        *(
            f'bargaining_requests_total{{endpoint="{endpoint}",method="{method}",'
            f'status="{status}"}} {number}'
            for (endpoint, method, status), number in sorted(answered.items())
        ),
        "# TYPE bargaining_request_seconds_total counter",
        *(
            f'bargaining_request_seconds_total{{endpoint="{endpoint}"}} {spent:.6f}'
            for endpoint, spent in sorted(seconds.items())
        ),
    ]


def _pool() -> list[str]:
    pool = db.db.engine.pool
    if not isinstance(pool, QueuePool):
        return []
    return [
        "# TYPE bargaining_database_connections gauge",
        f'bargaining_database_connections{{state="in_use"}} {pool.checkedout()}',
        f'bargaining_database_connections{{state="idle"}} {pool.checkedin()}',
    ]


def _is_near(address: str | None) -> bool:
    try:
        near = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return near.is_loopback or near.is_private
