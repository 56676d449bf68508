"""What one side writes down for itself while the two sides talk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class PrivateNote(Base):
    """One note of one side (本方备忘), never shown to the other; append-only.

    `side` is union or employer.
    """

    __tablename__ = "private_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    side: Mapped[str] = mapped_column(String(20))
    author_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(2000))
    written_at: Mapped[datetime]
