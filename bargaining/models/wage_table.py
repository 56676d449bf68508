"""Wage tables as they were uploaded, their posts and what the checks said."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class WageTable(Base):
    """One version of a case's wage table (工资方案); append-only: a new upload is a new version."""

    __tablename__ = "wage_table"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    version: Mapped[int]
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    file_name: Mapped[str] = mapped_column(String(200))
    term_from: Mapped[date]
    term_to: Mapped[date]
    uploaded_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    posts: Mapped[int]
    people: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(12))
    summary: Mapped[dict[str, Any]]


class WagePost(Base):
    """One post row of a table (岗位). Empty amounts are not stated; they are never zero."""

    __tablename__ = "wage_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    wage_table_id: Mapped[int] = mapped_column(ForeignKey("wage_table.id"), index=True)
    row: Mapped[int]
    post: Mapped[str] = mapped_column(String(120))
    people: Mapped[int]
    form: Mapped[str] = mapped_column(String(20))
    before_amount: Mapped[Decimal | None]
    after_amount: Mapped[Decimal | None]
    countable_amount: Mapped[Decimal | None]
    hourly_amount: Mapped[Decimal | None]
    holiday_hourly_amount: Mapped[Decimal | None]
    others: Mapped[dict[str, Any]]  # 其余列，按表头原文
    stated: Mapped[dict[str, Any]] = mapped_column(default=dict)  # further known columns, by field


class WageFinding(Base):
    """One thing a check found in a table (检查发现)."""

    __tablename__ = "wage_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    wage_table_id: Mapped[int] = mapped_column(ForeignKey("wage_table.id"), index=True)
    rule_id: Mapped[str] = mapped_column(String(30))
    severity: Mapped[str] = mapped_column(String(8))
    row: Mapped[int | None]
    post: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(40))
    limit: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date | None]
    message: Mapped[str]
    basis: Mapped[list[dict[str, Any]]]
