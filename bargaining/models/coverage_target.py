"""What share an office wants covered, by place and year."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base, Rate


class CoverageTarget(Base):
    """One target (覆盖目标): a rate, as a fraction of 1, for a place, a year and a way to count."""

    __tablename__ = "coverage_target"
    __table_args__ = (
        UniqueConstraint("place_code", "year", "denominator", "numerator", "kind"),
        CheckConstraint("rate > 0 AND rate <= 1", name="rate_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    year: Mapped[int]
    denominator: Mapped[str] = mapped_column(String(30))
    numerator: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    rate: Mapped[Decimal] = mapped_column(Rate)
    source: Mapped[str] = mapped_column(String(200), default="")  # 目标出处
    set_by_name: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]
