"""What an office has set for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class OfficeSetting(Base):
    """One setting of a place's office (办公设置); places below inherit it."""

    __tablename__ = "office_setting"
    __table_args__ = (UniqueConstraint("place_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[dict[str, Any]]
    set_by_name: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]
