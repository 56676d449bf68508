"""When does the clock do its work? `bargaining work`: one leader, the others stand by."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import Protocol

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from bargaining import clock, db
from bargaining.actions import job_runs as run_actions
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.jobs import clockwork
from bargaining.jobs import runner as queue_runner
from bargaining.jobs.leader import Lead
from bargaining.queries import users as user_queries
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)

PULSE = 1.0  # seconds between two looks at the lead
BEAT = 15  # pulses between two heartbeats
LAST_PIECE = 20.0  # seconds for the piece of long work at hand; a longer one is taken up again
FAILED = 1
DAY = click.DateTime(formats=["%Y-%m-%d"])
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Edge(Protocol):
    """What the program's entry point hands over."""

    def opened(self, ctx: click.Context) -> AbstractContextManager[Flask]:
        """Open the application with its database."""


@click.command(help="定时任务：登记默示生效等到期事项；多个进程中只有一个在做，其余待命。")
@click.option("--once", is_flag=True, help="办完今天到期的事项即结束。")
@click.option("--on", "on_", type=DAY, default=None, help="按这一天办理（只用于示例数据）。")
@click.pass_context
def work(ctx: click.Context, *, once: bool, on_: datetime | None) -> int:
    """Run the clock's work until told to end, or once."""
    if on_ is not None and not once:
        raise Unusable("--on 只能和 --once 一起用。", field="on")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    edge: Edge = ctx.obj
    with edge.opened(ctx) as app:
        if once:
            return _once(app, on_.date() if on_ else None)
        runner = queue_runner.Runner(app)
        with _told_to_end() as end:
            runner.start()
            _keep_working(app, end)
            runner.end(patience=LAST_PIECE)
    return 0


# ── once ─────────────────────────────────────────────────────────────────────────────────────


def _once(app: Flask, on: date | None) -> int:
    with app.app_context(), db.transaction(SYSTEM) as session:
        if on is not None and not user_queries.has_demo_account(session):
            raise Refused(
                Refusal("not_demo", "--on 只能用于示例数据：真实案件只按今天办理。", field="on")
            )
    outcomes = [clockwork.run_job(app, name, on=on) for name in clockwork.JOBS]
    queue_runner.work_off(app)
    for outcome in outcomes:
        said = "没有办完。" if outcome.broken else f"{outcome.verb} {outcome.done} 件。"
        click.echo(f"{outcome.label}：{said}{outcome.remark}")
        if outcome.problem:
            click.echo(outcome.problem, err=True)
    return FAILED if any(outcome.problem for outcome in outcomes) else 0


# ── until told to end ────────────────────────────────────────────────────────────────────────


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Turn INT, TERM and a closed terminal into one event."""
    end = threading.Event()
    before = {ending: signal.signal(ending, lambda *_: end.set()) for ending in ENDINGS}
    try:
        yield end
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def _keep_working(app: Flask, end: threading.Event) -> None:
    """Lead or stand by, again and again, until told to end.

    A lost database ends the lead; the next one to get it starts all jobs anew.
    """
    with app.app_context():
        lead = Lead(db.db.engine.url)
    complained = False
    while not end.is_set():
        try:
            if lead.take():
                complained = False
                _lead(app, lead, end)
                lead.give_up()
        except SQLAlchemyError as problem:
            lead.give_up()
            if not complained:
                log.warning("the database does not answer, trying again", exc_info=problem)
            complained = True
        end.wait(PULSE)
    lead.give_up()


def _lead(app: Flask, lead: Lead, end: threading.Event) -> None:
    """Do the clock's work as long as the lead is held."""
    scheduler = _scheduler(app)
    scheduler.start()
    pulses = 0
    try:
        while not end.is_set() and lead.is_held():
            if pulses % BEAT == 0:
                _beat(app)
            pulses += 1
            end.wait(PULSE)
    finally:
        scheduler.shutdown(wait=True)


def _scheduler(app: Flask) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(
        timezone=clock.LEGAL_ZONE,
        executors={"default": ThreadPoolExecutor(max_workers=1)},  # one after the other
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for name, job in clockwork.JOBS.items():
        scheduler.add_job(
            clockwork.run_job,
            args=(app, name),
            id=name,
            trigger=job.trigger,
            next_run_time=clock.now(),
        )
    return scheduler


def _beat(app: Flask) -> None:
    with app.app_context(), db.transaction(SYSTEM) as session:
        run_actions.beat(session, at=clock.now())
