"""The clock by a browser: is it worked, what ran, what waits; and once more at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock, queue
from bargaining.actions import job_runs as run_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import NotVisible
from bargaining.models.job_run import JobRecord
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries import job_runs as run_queries
from bargaining.queries import queue_state
from bargaining.queries.job_runs import RecordFilter, Result
from bargaining.rules import clock_jobs
from bargaining.rules.roles import Role
from bargaining.web import deliveries, downloads, filters, job_shapes, paging
from bargaining.web.access import open_to

pages = Blueprint("admin_jobs", __name__, url_prefix="/admin/jobs")

BUSY = "busy"
_NAMES = ("job", "result", "sort")


@pages.get("")
@open_to(Role.ADMIN)
def index() -> ResponseReturnValue:
    """Show how the clock is doing, and what ran (定时任务)."""
    session, at, by = db.session(), clock.now(), _filter()
    running, page = run_queries.running_records(session), paging.asked_page()
    worker = run_queries.worker(session, at=at)
    total = run_queries.count_records(session, g.actor, by=by, running=running)
    found = run_queries.list_records(session, g.actor, by=by, running=running, page=page)
    cards = _cards(session, running, worker_runs=worker.runs)
    query = _query()
    return render_template(
        "admin/jobs.html",
        worker=worker,
        cards=cards,
        goes_on=any(one["closed"] for one in cards),
        queue=queue_state.queue_state(session, at=at),
        sendings=_sendings(session),
        columns=job_shapes.COLUMNS,
        rows=[job_shapes.row(one, _result(one, running), at=at) for one in found],
        fields=_fields(by),
        total=total,
        page=page,
        pages=paging.count_pages(total, run_queries.PAGE),
        query=query,
        export_href=url_for(".export", **query),
        is_narrowed=bool(request.args.get("job") or request.args.get("result")),
    )


@pages.get("/export.xlsx")
@open_to(Role.ADMIN)
def export() -> ResponseReturnValue:
    """Send the runs as they are narrowed, as a spreadsheet (导出运行记录)."""
    session = db.session()
    running = run_queries.running_records(session)
    found = run_queries.list_records(session, g.actor, by=_filter(), running=running, page=None)
    rows = (job_shapes.exported(one, _result(one, running)) for one in found)
    return downloads.sent(
        lists.write_list("定时任务", job_shapes.EXPORTED, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"定时任务-{clock.today().isoformat()}.xlsx",
        inline=False,
    )


@pages.post("/<name>/run")
@open_to(Role.ADMIN)
def run(name: str) -> ResponseReturnValue:
    """Ask for one run at once (现在就办一次): a worker does it, never the web."""
    job = clock_jobs.BY_NAME.get(name)
    if job is None:
        raise NotVisible(name)
    with transaction(g.actor) as session:
        asked = run_actions.ask_run(session, name, actor=g.actor, at=clock.now())
        if asked:
            queue.defer(session, queue.CLOCK_JOB, name=name)
    if asked and run_queries.worker(db.session(), at=clock.now()).runs:
        flash(f"已提出办理“{job.label}”，由定时任务进程马上办。", "success")
    elif asked:
        flash(f"“{job.label}”已记下，定时任务启动以后马上办。", "success")
    else:
        flash(f"“{job.label}”正在办或者刚刚办过，没有重复提出。", "info")
    return redirect(url_for(".index"))


# ── what the page shows ──────────────────────────────────────────────────────────────────────


def _cards(session: Session, running: frozenset[int], *, worker_runs: bool) -> list[dict[str, Any]]:
    runs = {one.job: one for one in run_queries.list_runs(session)}
    last, asked = run_queries.last_records(session), queue_state.asked_jobs(session)
    shaped = []
    for job in clock_jobs.TABLE:
        record = last.get(job.name)
        shaped.append(
            job_shapes.card(
                job,
                runs.get(job.name),
                record,
                result=_result(record, running) if record else None,
                asked=job.name in asked,
                at=clock.now(),
                worker_runs=worker_runs,
            )
        )
    return shaped


def _sendings(session: Session) -> list[dict[str, Any]]:
    """Messages by state, each figure with the list behind it; the dropped ones need nobody."""
    counts = delivery_queries.count_by_state(session, g.actor, by=delivery_queries.Narrow())
    return [
        {
            "label": f"消息{words}",
            "value": filters.count(counts[state]),
            "unit": "条",
            "href": url_for("deliveries.index", state=state),
        }
        for state, (words, _tone) in deliveries.STATES.items()
        if state != delivery_queries.DROPPED
    ]


def _result(record: JobRecord, running: frozenset[int]) -> Result:
    return run_queries.result_of(record, running=running)


def _filter() -> RecordFilter:
    """Read from the address what the list is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    result = given.get("result", "")
    return RecordFilter(
        job=given.get("job", ""),
        result=Result(result) if result in set(Result) else None,
        busy=result == BUSY,
        sort=given.get("sort", ""),
    )


def _query() -> dict[str, Any]:
    return {name: request.args[name] for name in _NAMES if request.args.get(name)}


def _fields(by: RecordFilter) -> list[dict[str, Any]]:
    jobs = [(one.name, one.label) for one in clock_jobs.TABLE]
    results = [(one.value, words) for one, (words, _tone) in job_shapes.RESULTS.items()]
    chosen = BUSY if by.busy else by.result.value if by.result else ""
    bar: list[dict[str, Any]] = [
        {"name": "job", "label": "任务", "kind": "select", "value": by.job,
         "options": [("", "全部"), *jobs]},
        {"name": "result", "label": "结果", "kind": "select", "value": chosen,
         "options": [("", "全部"), (BUSY, "有办理事项的"), *results]},
    ]  # fmt: skip
    if by.sort:
        bar.append({"name": "sort", "kind": "hidden", "value": by.sort})
    return bar
