"""What belongs to a person and not to history: encrypted, erasable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Person(Base):
    """A natural person's contact (个人信息).

    Events, audit, exports and logs hold `id` only. `phone` is Fernet-encrypted; erasing sets it
    to None and `erased_at`.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_at: Mapped[datetime | None]
