"""Where things are: provinces, districts, streets and townships by GB/T 2260 code."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Place(Base):
    """One place (地方): 6 digits for a district, 9 for a street or township."""

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
