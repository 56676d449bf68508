"""When does the clock do its work? `bargaining work`: one leader, the others stand by."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from bargaining import clock, db
from bargaining.actions import job_runs as run_actions
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.jobs import handovers, redating, silence, sweeping
from bargaining.jobs import runner as queue_runner
from bargaining.jobs.leader import Lead
from bargaining.jobs.outcome import Outcome
from bargaining.queries import job_runs as run_queries
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


@dataclass(frozen=True)
class Job:
    """One piece of the clock's work: what it runs, and when besides at every start."""

    run: Callable[..., Outcome]
    trigger: CronTrigger


# Every job may run at any time and any number of times: what is done it leaves alone. So a stop
# of days is made up for by the run at the next start.
JOBS: Mapping[str, Job] = {
    # Before the silence: what a notice moved must not be judged by the days before it.
    "redating": Job(
        run=redating.settle_waiting,
        trigger=CronTrigger(minute="*/5", timezone=clock.LEGAL_ZONE),
    ),
    "silence": Job(
        run=silence.fall_silent,
        trigger=CronTrigger(minute=10, timezone=clock.LEGAL_ZONE),  # 00:10 among others
    ),
    "handovers": Job(
        run=handovers.write_due,
        trigger=CronTrigger(minute=5, timezone=clock.LEGAL_ZONE),
    ),
    "sweep": Job(
        run=sweeping.sweep,
        trigger=CronTrigger(hour=3, minute=20, timezone=clock.LEGAL_ZONE),
    ),
}


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
    outcomes = [run_job(app, name, on=on) for name in JOBS]
    queue_runner.work_off(app)
    for outcome in outcomes:
        click.echo(f"{outcome.label}：{outcome.verb} {outcome.done} 件。")
        if outcome.problem:
            click.echo(outcome.problem, err=True)
    return FAILED if any(outcome.failed for outcome in outcomes) else 0


def run_job(app: Flask, name: str, *, on: date | None = None) -> Outcome:
    """Run one job and note how it went; `on` stands for today where it is given."""
    with app.app_context():
        with db.transaction(SYSTEM) as session:
            run_actions.begin_run(session, name, at=clock.now())
        try:
            outcome = JOBS[name].run(on=on or clock.today(), at=clock.now())
        except Exception as problem:
            _note_end(name, problem=f"没有办完：{type(problem).__name__}，原因见日志。")
            raise
        _note_end(name, problem=outcome.problem)
    return outcome


def _note_end(name: str, *, problem: str) -> None:
    with db.transaction(SYSTEM) as session:
        run_actions.end_run(session, name, problem=problem, at=clock.now())


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
    for name, job in JOBS.items():
        scheduler.add_job(
            run_job, args=(app, name), id=name, trigger=job.trigger, next_run_time=clock.now()
        )
    return scheduler


def _beat(app: Flask) -> None:
    with app.app_context(), db.transaction(SYSTEM) as session:
        run_actions.begin_run(session, run_queries.HEARTBEAT, at=clock.now())
        run_actions.end_run(session, run_queries.HEARTBEAT, at=clock.now())
