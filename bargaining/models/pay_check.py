"""Months of pay held against what was agreed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class PayCheck(Base):
    """One month's pay table as it was checked (实发工资核对); append-only, like wage tables.

    `number` counts a case's checks; `paid_month` is the month's first day. `wages_version` names
    the wage table it was held against, None where there was none. `lines` are the rows beside
    what was agreed, `findings` what was said of them: posts and amounts, nobody's name.
    """

    __tablename__ = "pay_check"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    number: Mapped[int]
    paid_month: Mapped[date]
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    file_name: Mapped[str] = mapped_column(String(200))
    wages_version: Mapped[int | None]
    checked_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    summary: Mapped[dict[str, Any]]
    lines: Mapped[list[dict[str, Any]]]
    findings: Mapped[list[dict[str, Any]]]
