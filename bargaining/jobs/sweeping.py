"""What has nobody come back for? Drafts, pictures, ended work and its results, let go in time."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from bargaining import audit, db, queue
from bargaining.actions import (
    contact_codes,
    deliveries,
    drafts,
    job_runs,
    long_jobs,
    photos,
    sealed_files,
    trials,
)
from bargaining.config import Settings
from bargaining.jobs.outcome import Outcome
from bargaining.rules.roles import SYSTEM
from bargaining.store import Store


def sweep(*, on: date, at: datetime) -> Outcome:
    """Let go of whatever waits longer than it may (清理到期的暂存)."""
    settings: Settings = current_app.extensions["bargaining_settings"]
    with db.transaction(SYSTEM) as session:
        gone = drafts.sweep(session, at=at) + long_jobs.sweep(session, at=at)
        gone += contact_codes.sweep(session, at=at)
        deliveries.sweep(session, at=at)
        job_runs.sweep(session, at=at)  # the clock's own traces, told to nobody
        queue.forget_failed(session, before=at - job_runs.KEPT_FOR)
        pictures = photos.forget_old(session, at=at)
        if gone or pictures:
            detail = {"rows": gone, "pictures": len(pictures), "on": on.isoformat()}
            audit.record(
                session, at=at, actor=SYSTEM, event="job.sweep", subject="job:ended", detail=detail
            )
    store = Store(settings.instance / "store")
    for digest in pictures:
        store.drop(digest)
    sealed_files.sweep(settings.instance / long_jobs.RESULTS, before=at - long_jobs.KEPT_FOR)
    sealed_files.sweep(settings.instance / trials.FOLDER, before=at - trials.KEPT_FOR)
    return Outcome(label="到期暂存", done=gone + len(pictures), verb="清理")
