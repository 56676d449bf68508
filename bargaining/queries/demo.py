"""Is this a system with example data, one of somebody's own, or an empty one?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bargaining.models.enterprise import Enterprise
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import Role


class Contents(StrEnum):
    """What a database holds (数据性质)."""

    EMPTY = "empty"
    DEMO = "demo"
    OWN = "own"


@dataclass(frozen=True)
class Account:
    """One example account as it is told to the reader (示例账号)."""

    name: str
    title: str
    is_main: bool = True


def contents(session: Session) -> Contents:
    """Tell what the database holds (数据性质): one account that is no example makes it one's own.

    Enterprises alone are somebody's register already.
    """
    if session.scalar(select(exists().where(~User.is_demo))):
        return Contents.OWN
    if session.scalar(select(exists().where(User.is_demo))):
        return Contents.DEMO
    has_register = session.scalar(select(exists(select(Enterprise.id))))
    return Contents.OWN if has_register else Contents.EMPTY


def list_accounts(session: Session) -> list[Account]:
    """List the example accounts, each with its role and territory (示例账号一览).

    The main ones, one for each role, bear no number in their names.
    """
    users = session.scalars(select(User).where(User.is_demo).order_by(User.id)).all()
    names = user_queries.names_of_territory(session, [one for user in users for one in user.grants])
    return [
        Account(
            user.email,
            "、".join(_title(Role(one.role), names[one.id]) for one in user.grants),
            is_main=not any(sign.isdigit() for sign in user.email),
        )
        for user in users
    ]


def _title(role: Role, territory: str) -> str:
    return role.label if role is Role.ADMIN else f"{role.label}（{territory}）"
