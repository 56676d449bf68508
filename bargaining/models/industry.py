"""What enterprises do: GB/T 4754-2017."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Industry(Base):
    """One class of the national industry table (国民经济行业); section, division, group, class."""

    __tablename__ = "industry"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(4))
    section: Mapped[str] = mapped_column(String(1), index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("industry.code"))
