"""How somebody wants to be told: by which ways, at once or each morning, in which calendar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class ContactWay(Base):
    """One way out of the house to a person (通知方式).

    `address` (e-mail address, robot's address, telephone) is sealed with the key of personal data;
    `shown` is its masked form for pages.
    """

    __tablename__ = "contact_way"
    __table_args__ = (UniqueConstraint("user_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]


class UnprovedWay(Base):
    """An address that somebody typed and has not proved to be theirs (待验证的地址).

    Nothing but its `code` is sent to it; `address` and `code` are sealed. `tries` counts the
    wrong codes since `asked_at`.
    """

    __tablename__ = "unproved_way"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(80))
    code: Mapped[bytes] = mapped_column(LargeBinary)
    tries: Mapped[int]
    asked_at: Mapped[datetime]


class ReminderChoice(Base):
    """When somebody wants to be told by the ways above (提醒方式); nobody's row is the default.

    `timing` is now, morning or never (inbox only); `hour` that of the morning's digest, legal
    time; `weekly` asks for the supervisors' digest on Mondays.
    """

    __tablename__ = "reminder_choice"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    timing: Mapped[str] = mapped_column(String(10))
    hour: Mapped[int]
    weekly: Mapped[bool]
    set_at: Mapped[datetime]


class CalendarFeed(Base):
    """The secret address of somebody's calendar (日历订阅); deleting the row revokes it.

    `token_hash` finds it, `token` (sealed) lets its owner see it again. `role` is whose deadlines
    it shows; `with_names` adds the enterprises' names, else case numbers and steps only.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    with_names: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    set_at: Mapped[datetime]  # 最近一次更换地址或改设置
