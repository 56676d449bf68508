"""Which instructor carries which enterprise."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Assignment(Base):
    """An enterprise in an instructor's book, from a day to a day (指导员联系企业)."""

    __tablename__ = "assignment"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
