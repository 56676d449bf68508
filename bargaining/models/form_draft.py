"""What somebody has typed and not sent yet, on whatever machine they go on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class FormDraft(Base):
    """One unsent form of one account (草稿); gone once the step is taken, or after a while.

    `form` names the page's form (`case number:move`). No identity numbers, phones or files.
    """

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("user_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    form: Mapped[str] = mapped_column(String(100))
    given: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(index=True)
