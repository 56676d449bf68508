"""Photographs taken with a telephone for a step that is open on another screen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class PhotoLink(Base):
    """One link to photograph for one step (拍照链接): whoever holds it may add pictures, no more.

    The link itself is never stored, only its hash. `field` is the ask the pictures are for.
    """

    __tablename__ = "photo_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    move: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    made_at: Mapped[datetime]
    open_until: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Photo(Base):
    """One picture that came by a link (照片); in the order of `id` they become one PDF."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("photo_link.id"), index=True)
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    received_at: Mapped[datetime]
