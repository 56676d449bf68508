"""How the clock's own jobs are doing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class JobRun(Base):
    """The last run of one job (定时任务运行情况); one row a job, written over at every run.

    `ok` is None while it runs. `last_ok_at` stays when a later run goes wrong. `problem` is a
    sentence for the operator and names no person.
    """

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ok: Mapped[bool | None]
    last_ok_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")


class JobRecord(Base):
    """One run of one job (定时任务记录), kept for some weeks; `job_run` has the last of each.

    `for_on` is the legal day it did the work of, `done` how many things it did. One that has no
    end was killed, or still runs.
    """

    __tablename__ = "job_record"
    __table_args__ = (Index("ix_job_record_of_job", "job", "id"),)  # the last of each, its history

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    for_on: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    ok: Mapped[bool | None]
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(300), default="")
