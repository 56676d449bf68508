"""How are the clock's own jobs doing, and is there a worker at all?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    UnaryExpression,
    false,
    func,
    lateral,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased

from bargaining.models.job_run import JobRecord, JobRun
from bargaining.rules.roles import Actor, Role

HEARTBEAT = "heartbeat"
SILENT_FOR = timedelta(seconds=90)  # six heartbeats missed: the worker is gone
RUN_LOCK = 7_201_013  # held by whoever runs a job, as long as the run goes on
PAGE = 50
EXPORTED = 100_000


# ── is there a worker? ───────────────────────────────────────────────────────────────────────


class WorkerState(StrEnum):
    """Whether the clock is being worked (运行状态)."""

    RUNNING = "running"
    STOPPED = "stopped"
    NEVER = "never"


@dataclass(frozen=True)
class Worker:
    """Whether there is a worker (定时任务进程), and when it last showed itself.

    `done_at` is when a job was last done, by a worker or by hand.
    """

    state: WorkerState
    beat_at: datetime | None
    done_at: datetime | None = None

    @property
    def runs(self) -> bool:
        """Tell whether it lives (正在运行)."""
        return self.state is WorkerState.RUNNING


def worker(session: Session, *, at: datetime) -> Worker:
    """Say whether a worker has shown itself lately (运行状态)."""
    is_beat = JobRun.job == HEARTBEAT
    beat_at, done_at = session.execute(
        select(
            func.max(JobRun.last_ok_at).filter(is_beat),
            func.max(JobRun.last_ok_at).filter(~is_beat),
        )
    ).one()
    if beat_at is None:
        return Worker(WorkerState.NEVER, None, done_at)
    silent = at - beat_at > SILENT_FOR
    return Worker(WorkerState.STOPPED if silent else WorkerState.RUNNING, beat_at, done_at)


def last_beat(session: Session) -> datetime | None:
    """Return when the worker last showed that it lives (最近心跳); None where none ever ran."""
    return session.scalar(select(JobRun.last_ok_at).where(JobRun.job == HEARTBEAT))


# ── the last run of each ─────────────────────────────────────────────────────────────────────


def list_runs(session: Session) -> list[JobRun]:
    """List the last run of every job (定时任务运行情况)."""
    return list(session.scalars(select(JobRun).order_by(JobRun.job)))


def last_records(session: Session, *, ended: bool = False) -> dict[str, JobRecord]:
    """Return the newest record of every job (最近一次), or the newest that has an end."""
    newest = select(JobRecord).where(JobRecord.job == JobRun.job)
    if ended:
        newest = newest.where(JobRecord.ended_at.is_not(None))
    record = aliased(JobRecord, lateral(newest.order_by(JobRecord.id.desc()).limit(1)))
    # The heartbeat has no records: to look for one would be to read all of them.
    each = select(record).select_from(JobRun).join(record, text("true"))
    found = session.scalars(each.where(JobRun.job != HEARTBEAT))
    return {one.job: one for one in found}


def running_records(session: Session) -> frozenset[int]:
    """Name the records of the runs that go on at this moment (正在办), by their numbers.

    Asked of the lock that a run holds: it ends with the process, so that a run without an end
    whose lock is gone was broken off.
    """
    found = session.execute(
        text(
            "SELECT (SELECT max(id) FROM job_record WHERE job_record.job = job_run.job)"
            " FROM job_run WHERE hashtext(job)::oid IN ("
            " SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = :lock AND objsubid = 2 AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database()))"
        ),
        {"lock": RUN_LOCK},
    )
    return frozenset(record_id for (record_id,) in found if record_id is not None)


# ── what ran ─────────────────────────────────────────────────────────────────────────────────


class Result(StrEnum):
    """How a run ended, if it did (结果)."""

    OK = "ok"
    FAILED = "failed"
    RUNNING = "running"
    BROKEN = "broken"


@dataclass(frozen=True)
class RecordFilter:
    """What the list of runs is narrowed to (筛选条件); `busy` leaves those that did something."""

    job: str = ""
    result: Result | None = None
    busy: bool = False
    sort: str = ""


def result_of(record: JobRecord, *, running: frozenset[int]) -> Result:
    """Say how a run ended (运行结果); `running` are the records of the runs that go on."""
    if record.ok is not None:
        return Result.OK if record.ok else Result.FAILED
    return Result.RUNNING if record.id in running else Result.BROKEN


def visible_records(actor: Actor) -> Select[JobRecord]:
    """Select the runs an actor may see (可见运行记录): administrators all, others none."""
    if actor.role in {None, Role.ADMIN}:
        return select(JobRecord)
    return select(JobRecord).where(false())


def list_records(
    session: Session, actor: Actor, *, by: RecordFilter, running: frozenset[int], page: int | None
) -> list[JobRecord]:
    """List one page of runs (运行记录), newest first; all of them for an export."""
    statement = (
        visible_records(actor)
        .where(*_conditions(by, running))
        .order_by(_order(by.sort), JobRecord.id.desc())
    )
    if page is None:
        return list(session.scalars(statement.limit(EXPORTED)))
    return list(session.scalars(statement.offset((page - 1) * PAGE).limit(PAGE)))


def count_records(
    session: Session, actor: Actor, *, by: RecordFilter, running: frozenset[int]
) -> int:
    """Count the runs that a filter leaves (运行记录数)."""
    narrowed = visible_records(actor).where(*_conditions(by, running)).subquery()
    return session.scalar(select(func.count()).select_from(narrowed)) or 0


def _conditions(by: RecordFilter, running: frozenset[int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.job:
        found.append(JobRecord.job == by.job)
    if by.busy:
        found.append(JobRecord.done > 0)
    match by.result:
        case Result.OK:
            found.append(JobRecord.ok.is_(True))
        case Result.FAILED:
            found.append(JobRecord.ok.is_(False))
        case Result.RUNNING:
            found.append(JobRecord.id.in_(running))
        case Result.BROKEN:
            found += [JobRecord.ok.is_(None), JobRecord.id.not_in(running)]
    return found


_SORTS: Mapping[str, SQLColumnExpression[Any]] = {
    "started": JobRecord.started_at,
    "took": JobRecord.ended_at - JobRecord.started_at,
    "done": JobRecord.done,
}


def _order(sort: str) -> UnaryExpression[Any]:
    column = _SORTS.get(sort.removeprefix("-"))
    if column is None:
        return JobRecord.started_at.desc()
    return (column.desc() if sort.startswith("-") else column.asc()).nulls_last()
