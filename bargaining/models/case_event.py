"""What happened in a case: append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class CaseEvent(Base):
    """One event of a case (案件事件); a mistake is answered by an event that voids it.

    `voids` lists the sequences that a correction takes back. `payload` is typed by the move that
    wrote it and holds no identity numbers or phones.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "sequence"),
        CheckConstraint("sequence > 0", name="sequence_positive"),
        Index("ix_case_event_recorded", "recorded_at"),
        Index("ix_case_event_photos", "case_id", postgresql_where=text("payload ? 'photos'")),
        Index("ix_case_event_voiding", "case_id", postgresql_where=text("voids <> '{}'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(80))
    actor_role: Mapped[str] = mapped_column(String(20))
    on_behalf: Mapped[str] = mapped_column(String(120), default="")
    payload: Mapped[dict[str, Any]]
    voids: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
