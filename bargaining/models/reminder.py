"""What somebody was told of a deadline, and what they did with it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Reminder(Base):
    """One reminder in somebody's inbox (提醒); each deadline, stage and day tells a person once.

    `role` is the part in which they were told. `about_on` is the day it speaks of: by which to
    act, or, once that has passed, the last day in time. A reminder stands as long as its deadline
    runs and still has that day; nothing here says so, `queries/reminder_reasons.py` asks.
    `words` name no person. `told_on` is the legal day it was told on.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "role", "case_id", "rule_id", "start_sequence", "stage", "about_on",
            name="uq_reminder_told_once",
        ),
        Index(
            "ix_reminder_open", "user_id", "role", "told_on", "id",
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_reminder_deadline", "case_id", "rule_id", "start_sequence"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"))
    rule_id: Mapped[str] = mapped_column(String(30))
    start_sequence: Mapped[int]
    stage: Mapped[str] = mapped_column(String(20))  # before:5 on_day after:1 … redated:7
    about_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(500))
    told_on: Mapped[date] = mapped_column(index=True)
    told_at: Mapped[datetime]
    law_change_id: Mapped[int | None] = mapped_column(ForeignKey("law_change.id"))
    done_at: Mapped[datetime | None]
    snoozed_until: Mapped[date | None]  # 到这一天再提醒
