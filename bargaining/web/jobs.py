"""Long work by a browser: how far it is, and its result for whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock, queue
from bargaining.actions import files, long_jobs, persons
from bargaining.db import db
from bargaining.errors import NotVisible
from bargaining.models.long_job import LongJob
from bargaining.queries import long_jobs as job_queries
from bargaining.rules.roles import SIGNED_IN
from bargaining.web import downloads, errors, filters
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("jobs", __name__, url_prefix="/jobs")

# Work whose result stands on a page of its own, found by the ticket it leaves.
RESULT_PAGES = {"import": "imports.done", "batch": "street_batches.done"}
STATES = {
    long_jobs.WAITING: ("排队中", "grey"),
    long_jobs.RUNNING: ("正在办", "amber"),
    long_jobs.DONE: ("已办完", "good"),
    long_jobs.FAILED: ("没有办成", "red"),
}


def ask(
    session: Session, kind: str, *, title: str, asked: Mapping[str, Any], once: bool = False
) -> str:
    """Put long work into the queue inside a transaction; return the page that shows it (排队).

    What is asked for `once` leads, pressed again, to the same page.
    """
    if once and (same := long_jobs.find_asked(session, kind, asked=asked, actor=g.actor)):
        return url_for("jobs.show", job_id=same.id)
    job = long_jobs.ask(session, kind, title=title, asked=asked, actor=g.actor, at=clock.now())
    queue.defer(session, queue.LONG_JOB, job_id=job.id)
    return url_for("jobs.show", job_id=job.id)


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """List one's own long work (后台任务)."""
    rows = [_row(job) for job in job_queries.list_jobs(db.session(), actor=g.actor)]
    return render_template("jobs/index.html", rows=rows)


def _row(job: LongJob) -> dict[str, Any]:
    words, tone = STATES[job.state]
    cells = {
        "title": {"text": job.title, "note": job.message},
        "asked": filters.moment(job.asked_at),
        "state": {"text": words, "tone": tone},
        "progress": f"{job.done} / {job.total}" if job.total else "",
    }
    return {"href": url_for(".show", job_id=job.id), "cells": cells}


@pages.get("/<int:job_id>")
@open_to(*SIGNED_IN)
def show(job_id: int) -> ResponseReturnValue:
    """Show how far a piece of long work is (任务进度)."""
    job = job_queries.get_job(db.session(), job_id, actor=g.actor)
    if job.state == long_jobs.DONE and job.kind in RESULT_PAGES:
        return _led_on(url_for(RESULT_PAGES[job.kind], ticket=job.answer["done"]))
    return render_template(
        "jobs/show.html",
        job=job,
        state=STATES[job.state],
        ended=job.state in (long_jobs.DONE, long_jobs.FAILED),
        notes=job.answer.get("notes", []),
        onward=job.asked.get("onward") or _onward(job),
    )


def _onward(job: LongJob) -> list[str] | None:
    """Say where the work is seen that was done, for what anybody may read."""
    if job.kind != "redating":
        return None
    return ["查看变动", url_for("law_changes.show", change_id=int(job.asked["change"]))]


def _led_on(address: str) -> ResponseReturnValue:
    """Lead to where the result stands; a page that renews a part of itself is left as a whole."""
    if not errors.is_fragment():
        return redirect(address)
    response = current_app.make_response("")
    response.headers["HX-Redirect"] = address
    return response


@pages.get("/<int:job_id>/result")
@open_to(*SIGNED_IN)
def result(job_id: int) -> ResponseReturnValue:
    """Send what a piece of long work made (任务结果)."""
    job = job_queries.get_job(db.session(), job_id, actor=g.actor)
    key = persons.PersonKey(settings().person_key)
    kept = long_jobs.results(settings().instance, job.user_id, key=key)
    if job.result_hash is None or not kept.holds(job.result_hash):
        raise NotVisible(str(job_id))
    content = kept.get(job.result_hash)
    media_type = files.media_type(content)
    return downloads.sent(
        content,
        media_type=media_type,
        name=job.answer["file_name"],
        inline=media_type == "application/pdf",
    )
