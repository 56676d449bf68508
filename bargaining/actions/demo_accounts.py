"""Who signs in to the example data? Eight accounts, one for each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import users as user_actions
from bargaining.actions.demo_register import DISTRICT, Firm
from bargaining.models.user import User
from bargaining.rules.roles import Actor, Role

PASSWORD = "xieshang2026"  # noqa: S105 -- of example accounts, printed at every start
_CITY = "110000"
_PEOPLE: Mapping[str, tuple[Role, str]] = {
    "chair@demo": (Role.UNION_CHAIR, "周敏"),
    "staff@demo": (Role.STREET_STAFF, "刘洋"),
    "instructor@demo": (Role.INSTRUCTOR, "陈立新"),
    "street@demo": (Role.STREET, "孙桂芳"),
    "district@demo": (Role.DISTRICT, "高明辉"),
    "city@demo": (Role.CITY, "沈静怡"),
    "reviewer@demo": (Role.REVIEWER, "郑国栋"),
    "admin@demo": (Role.ADMIN, "吴志强"),
}


@dataclass(frozen=True)
class Beginning:
    """How the accounts begin: their password, hashed, and their first day (账号起始)."""

    password_hash: str
    since: date
    at: datetime


def open_accounts(
    session: Session, *, chair_of: Firm, street_code: str, begin: Beginning, actor: Actor
) -> dict[Role, User]:
    """Open the example accounts (建立示例账号), each marked as such."""
    places = {
        Role.STREET_STAFF: street_code,
        Role.STREET: street_code,
        Role.INSTRUCTOR: DISTRICT,
        Role.DISTRICT: DISTRICT,
        Role.REVIEWER: DISTRICT,
        Role.CITY: _CITY,
    }
    opened = {}
    for login, (role, name) in _PEOPLE.items():
        new = user_actions.NewAccount(
            login, name, begin.password_hash, one_time=False, is_demo=True
        )
        user = user_actions.add_user(session, new, actor=actor, at=begin.at)
        grant = user_actions.NewGrant(
            role,
            from_on=begin.since,
            place_code=places.get(role),
            union_id=chair_of.union_id if role is Role.UNION_CHAIR else None,
        )
        user_actions.grant_role(session, user.id, grant, actor=actor, at=begin.at)
        opened[role] = user
    return opened
