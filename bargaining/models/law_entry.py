"""The law as it is recorded: figures, rules and holidays, each with its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class LawEntry(Base):
    """One entry of the law book (标准与规则的记录).

    `part` is the table of the law book it belongs to (rules, figure_values, noticed_days …),
    `body` the entry in primitives with its source. An entry is replaced by retiring it and
    adding another, so the number of entries tells whether the book has changed. `seeded` entries
    are the shipped ones; `retired_by` names the person who retired one, and is empty where a
    newer edition of the shipped law did.
    """

    __tablename__ = "law_entry"
    __table_args__ = (Index("ix_law_entry_part_position", "part", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]
    body: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    seeded: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[str | None] = mapped_column(String(80))
