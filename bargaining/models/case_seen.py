"""Up to where somebody has read a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class CaseSeen(Base):
    """The last entry of a case that somebody has seen (上次查看): what came after is marked."""

    __tablename__ = "case_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), primary_key=True)
    last_sequence: Mapped[int]
    seen_at: Mapped[datetime]
