"""Accounts, what they were given, and failed sign-ins."""

from __future__ import annotations

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bargaining.models.base import Base


class User(Base, UserMixin):
    """One account (账号). `login` is a sign-in name or a mobile number; it needs no dot."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column("login", String(120), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", order_by="RoleGrant.id", lazy="selectin"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Answer Flask-Security, which asks for roles: ours are grants with a territory."""
        return []


class RoleGrant(Base):
    """A role given to an account for a territory or a union, from a day to a day (授权)."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    union_id: Mapped[int | None] = mapped_column(ForeignKey("union_body.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="grants")


class SignInAttempt(Base):
    """Failed sign-ins of one name in a row (登录失败计数); names that do not exist count too."""

    __tablename__ = "sign_in_attempt"

    login: Mapped[str] = mapped_column(String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
