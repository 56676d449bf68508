"""Instructors sent to hard cases: asked, accepted or declined, ended; the history stays."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Dispatch(Base):
    """One sending of an instructor to an enterprise (指导员派遣).

    `state` is offered, accepted, declined or ended. `capacity` is adviser (顾问) or delegate
    (外聘协商代表). `follows_id` is the sending that this one took over from (改派); the earlier
    row keeps its own days, so that credit stays with whoever did the work.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        Index("ix_dispatch_user_state", "user_id", "state"),
        CheckConstraint("ended_on IS NULL OR ended_on >= sent_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    capacity: Mapped[str] = mapped_column(String(20), default="adviser")
    reason: Mapped[str] = mapped_column(String(400))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sent_by_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default="offered")
    answered_on: Mapped[date | None]
    answer_reason: Mapped[str] = mapped_column(String(400), default="")
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(400), default="")
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("dispatch.id"))
