"""Papers as they were issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class IssuedPaper(Base):
    """One paper as issued (正式文书): it can be shown again as it was; append-only.

    `override_reason` is set when somebody issued it although it was held back. By `code` anybody
    who holds the paper may check it.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("case_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    template_version: Mapped[str] = mapped_column(String(40))
    context: Mapped[dict[str, Any]]
    docx_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    pdf_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    override_reason: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(12), unique=True)
