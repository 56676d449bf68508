"""Accounts, what they were given, and failed sign-ins."""

from __future__ import annotations

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bargaining.models.base import Base
from bargaining.rules.roles import Role

# Who must also give a second factor, where the office asks for one (第二因子).
SECOND_FACTOR_ROLES = frozenset(
    {Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER, Role.ADMIN}
)  # fmt: skip


class User(Base, UserMixin):
    """One account (账号). `login` is a sign-in name or a mobile number; it needs no dot.

    A one-time password (`must_change_password`) opens nothing but the page where it is changed,
    and after `password_until` not even that. The names that begin with `tf_` are the library's.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column("login", String(120), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_until: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))  # encrypted by the library
    tf_last_counter: Mapped[int | None]  # a code is good for one use
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", order_by="RoleGrant.id", lazy="selectin"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Answer Flask-Security, which asks for roles: ours are grants with a territory."""
        return []

    @property
    def needs_second_factor(self) -> bool:
        """Tell whether any grant, whatever its days, is an official's (须第二因子)."""
        return any(Role(grant.role) in SECOND_FACTOR_ROLES for grant in self.grants)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Ask for the second factor whoever has set one up, and officials where it is required."""
        required, methods = super().check_tf_required(tf_setup_methods, tf_fresh)
        return required and (bool(tf_setup_methods) or self.needs_second_factor), methods

    def check_tf_required_setup(self) -> bool:
        """Tell whether the second factor may not be given up."""
        return bool(super().check_tf_required_setup()) and self.needs_second_factor


class RoleGrant(Base):
    """A role given to an account for a territory or a union, from a day to a day (授权)."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    union_id: Mapped[int | None] = mapped_column(ForeignKey("union_body.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="grants")


class SignInAttempt(Base):
    """Failed sign-ins of one name in a row (登录失败计数); names that do not exist count too.

    The name stands here as a hash only: people type phone numbers, and passwords by mistake.
    """

    __tablename__ = "sign_in_attempt"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]
