"""Calls and visits to enterprises that have no case at hand; those with one record it there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class EnterpriseContact(Base):
    """One call or visit outside of any case (联系记录); append-only.

    The methods are those of the step `record_contact`.
    """

    __tablename__ = "enterprise_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    occurred_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(20))
    with_whom: Mapped[str] = mapped_column(String(80), default="")
    result: Mapped[str] = mapped_column(String(1000))
    next_step: Mapped[str] = mapped_column(String(400), default="")
    next_on: Mapped[date | None]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(80))
    actor_role: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime]
