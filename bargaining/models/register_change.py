"""The register's history: what was written about an enterprise or a union, from when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class RegisterChange(Base):
    """One change of an enterprise's or a union's fields (登记变更); append-only.

    `effective_on` None marks a first entry that holds for every earlier day too. `fields` holds
    only the fields that changed, as JSON values; phones stand in `person`, never here.
    """

    __tablename__ = "register_change"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "sequence"),
        UniqueConstraint("union_id", "sequence"),
        CheckConstraint("(enterprise_id IS NULL) <> (union_id IS NULL)", name="one_subject"),
        Index("ix_register_change_recorded", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    union_id: Mapped[int | None] = mapped_column(ForeignKey("union_body.id"))
    sequence: Mapped[int]
    effective_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(80))
    fields: Mapped[dict[str, Any]]
