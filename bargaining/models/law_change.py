"""What an administrator changed in the law as recorded, and which deadlines it dated anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class LawChange(Base):
    """One change of figures, holidays or counting, entered by a person (标准与规则的变动).

    `kind` is figure, holidays or counting. `detail` holds what was entered, with its source, as
    plain values. `settled_at` is when every open case had been looked at again; it stays empty
    where a change re-dates nothing.
    """

    __tablename__ = "law_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    place_code: Mapped[str] = mapped_column(String(9))
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]


class Redating(Base):
    """One deadline that a change of the law dated anew (期限重新推算); append-only.

    `before` and `after` hold the days that changed, as the deadline's row has them.
    """

    __tablename__ = "redating"
    __table_args__ = (
        UniqueConstraint("law_change_id", "case_id", "rule_id", "start_sequence"),
        Index("ix_redating_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    law_change_id: Mapped[int] = mapped_column(ForeignKey("law_change.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"))
    rule_id: Mapped[str] = mapped_column(String(30))
    start_sequence: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class LawChangeSeen(Base):
    """That somebody has taken note of a change (已知悉): each is told once."""

    __tablename__ = "law_change_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    law_change_id: Mapped[int] = mapped_column(ForeignKey("law_change.id"), primary_key=True)
    seen_at: Mapped[datetime]
