"""What does each of the clock's jobs call, and how is one run of it done and noted?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bargaining import clock, db
from bargaining.actions import job_runs as run_actions
from bargaining.errors import Refused
from bargaining.jobs import digests, handovers, leader, redating, reminding, silence, sweeping
from bargaining.jobs.outcome import Outcome
from bargaining.queries import job_runs as run_queries
from bargaining.rules import clock_jobs
from bargaining.rules.clock_jobs import Rhythm
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One piece of the clock's work: what it runs, and when besides at every start."""

    run: Callable[..., Outcome]
    trigger: CronTrigger


# Every job may run at any time and any number of times: what is done it leaves alone. So a stop
# of days is made up for by the run at the next start.
_RUNS: Mapping[str, Callable[..., Outcome]] = {
    "redating": redating.settle_waiting,
    "silence": silence.fall_silent,
    "handovers": handovers.write_due,
    "reminders": reminding.tell,
    "digests": digests.run,
    "weekly": digests.run_weekly,
    "sweep": sweeping.sweep,
}


def _trigger(rhythm: Rhythm) -> CronTrigger:
    return CronTrigger(
        minute=_listed(rhythm.minutes),
        hour=_listed(rhythm.hours),
        timezone=clock.LEGAL_ZONE,
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)


JOBS: Mapping[str, Job] = {
    one.name: Job(run=_RUNS[one.name], trigger=_trigger(one.rhythm)) for one in clock_jobs.TABLE
}


def run_job(app: Flask, name: str, *, on: date | None = None) -> Outcome:
    """Run one job in its turn and note how it went; `on` stands for today where it is given.

    A job that breaks off is an outcome too, so that the others go on. Only a lost database
    raises: then nothing can be noted either.
    """
    with app.app_context(), _turn(name):
        day = on or clock.today()
        with db.transaction(SYSTEM) as session:
            record_id = run_actions.begin_run(session, name, on=day, at=clock.now())
        outcome = _outcome(name, day)
        with db.transaction(SYSTEM) as session:
            run_actions.end_run(
                session, record_id, done=outcome.done, problem=outcome.problem,
                remark=outcome.remark, at=clock.now(),
            )  # fmt: skip
    return outcome


def _outcome(name: str, day: date) -> Outcome:
    try:
        return JOBS[name].run(on=day, at=clock.now())
    except Exception as problem:
        log.exception("a job broke off", extra={"job": name})
        label = clock_jobs.BY_NAME[name].label
        broken = f"{label}没有办完：{_reason(problem)}；详情见日志。"
        return Outcome(label=label, done=0, broken=broken)


def _reason(problem: Exception) -> str:
    """Say in a few words what broke a run off; the code is what to look for in the log."""
    if isinstance(problem, Refused):
        return problem.refusal.message.removesuffix("。")
    if isinstance(problem, DBAPIError):
        return f"数据库报错（{type(problem.orig).__name__}）"
    if isinstance(problem, OSError):
        return f"文件读写不成（{type(problem).__name__}）"
    return f"程序出错（{type(problem).__name__}）"


@contextmanager
def _turn(name: str) -> Iterator[None]:
    """Wait until nobody else is at the same job, and tell by a lock who is.

    The lock belongs to a connection of its own: it ends with the process, however that ends, so
    that a run without an end is known to be broken off.
    """
    connection = db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        leader.part_soon(connection)
        connection.execute(
            text("SELECT pg_advisory_lock(:lock, hashtext(:job))"),
            {"lock": run_queries.RUN_LOCK, "job": name},
        )
        yield
    finally:
        connection.invalidate()
        connection.close()
