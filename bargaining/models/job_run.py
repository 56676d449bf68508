"""How the clock's own jobs are doing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
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
