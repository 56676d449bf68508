"""What stands in the store: bytes are named by their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class StoredFile(Base):
    """One file in the store (存档文件): its SHA-256, size and what it is."""

    __tablename__ = "stored_file"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    stored_at: Mapped[datetime]
