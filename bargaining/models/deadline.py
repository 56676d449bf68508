"""The deadlines of a case, derived from its events, with the proof."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Deadline(Base):
    """One running or ended clock of a case (时限).

    `start_sequence` is the event it started with, `ended_on` the day the duty was done.
    `remind_on` is the shortest, `overdue_after` the last day in time over all sources.
    `earliest`/`latest` differ while a coming year's holiday notice is not out.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint("case_id", "rule_id", "start_sequence"),
        Index("ix_deadline_open_latest", "ended_on", "latest"),
        # The daily plan and the calendar go through what runs, case by case. A proof makes a row
        # wide, so whatever they ask stands in the index (`queries/calendar_days.py: running`).
        Index(
            "ix_deadline_open_case", "case_id",
            postgresql_where=text("ended_on IS NULL"),
            postgresql_include=[
                "start_sequence", "holder", "rule_id", "start_on", "due_on", "opens_on",
                "remind_on", "overdue_after", "latest", "id",
            ],
        ),
        Index(
            "ix_deadline_running", "case_id", "start_sequence", "holder", "overdue_after", "id",
            postgresql_where=text(
                "ended_on IS NULL AND overdue_after IS NOT NULL AND opens_on IS NULL"
            ),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    rule_id: Mapped[str] = mapped_column(String(30))
    start_sequence: Mapped[int]
    start_on: Mapped[date]
    holder: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date | None]
    opens_on: Mapped[date | None]
    remind_on: Mapped[date | None]
    overdue_after: Mapped[date | None]
    earliest: Mapped[date | None]
    latest: Mapped[date | None]
    certain: Mapped[bool]
    ended_on: Mapped[date | None]
    rule_version: Mapped[str] = mapped_column(String(40))
    proof: Mapped[dict[str, Any]]
