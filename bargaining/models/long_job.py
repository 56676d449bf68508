"""Long work that somebody asked for: how far it is, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class LongJob(Base):
    """One piece of long work (后台任务): only who asked for it sees it and fetches its result.

    `state` is waiting, running, done or failed. `asked` holds what was asked for as plain values,
    `role` the role it was asked in; the right is looked up again when the work begins.
    `result_hash` names a file among the account's sealed results, which are swept with the row.
    """

    __tablename__ = "long_job"
    __table_args__ = (
        Index("ix_long_job_user_asked", "user_id", "asked_at"),
        CheckConstraint("done >= 0 AND done <= total", name="done_within_total"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    asked: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(400), default="")
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result_hash: Mapped[str | None] = mapped_column(String(64))
    finished_at: Mapped[datetime | None]
