"""What goes out of the house: one message by one way to one person, until it has arrived."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Delivery(Base):
    """One message on its way (发送任务).

    `kind` is now, morning, weekly, test or code; `key` names what it is about and is unique, so
    that nobody asks for it twice. `message_id` stays the same however often it is sent. What it
    says is made when it is sent, from what still stands. `problem` is a sentence for the
    administrator and names neither person nor address.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "ix_delivery_open", "state", "next_try_at", postgresql_where=text("ended_at IS NULL")
        ),
        Index("ix_delivery_ended_at", "ended_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))  # email wecom dingtalk webhook sms
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    for_on: Mapped[date]
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(10))  # waiting sent failed dropped
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DeliveryItem(Base):
    """One reminder that a message tells of (发送内容)."""

    __tablename__ = "delivery_item"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    reminder_id: Mapped[int] = mapped_column(
        ForeignKey("reminder.id"), primary_key=True, index=True
    )
