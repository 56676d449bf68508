"""Does the clock stand still? Told on the first screens of those who should know."""

from __future__ import annotations

from flask import Flask, g, request

from bargaining import clock
from bargaining.db import db
from bargaining.queries import job_runs
from bargaining.rules.roles import OFFICIALS, Actor, Role

# On their first screen; an administrator on every page.
_TOLD = frozenset({*OFFICIALS, Role.STREET_STAFF})
_FIRST_SCREEN = "home.index"


def init_app(app: Flask) -> None:
    """Look before every page that tells of it; the frame shows what was found."""
    app.before_request(look)


def look() -> None:
    """Note for the frame that no worker runs (定时任务停了), in one statement."""
    actor: Actor | None = g.get("actor")
    if request.method != "GET" or actor is None or not _tells(actor):
        return
    worker = job_runs.worker(db.session(), at=clock.now())
    if not worker.runs:
        g.stopped_worker = worker


def _tells(actor: Actor) -> bool:
    if actor.role is Role.ADMIN:
        return True
    return actor.role in _TOLD and request.endpoint == _FIRST_SCREEN
