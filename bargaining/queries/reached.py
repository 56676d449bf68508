"""Whom does a reminder reach without a telephone call?"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, String, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from bargaining.models.audit_entry import AuditEntry
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.enterprise import Enterprise
from bargaining.models.user import RoleGrant, User
from bargaining.queries.contact_ways import NEVER
from bargaining.rules.roles import Role

LATELY = timedelta(days=60)
LEGAL_ZONE = "Asia/Shanghai"


def is_reached(enterprise_id: ColumnElement[int], *, on: date) -> ColumnElement[bool]:
    """Say in SQL that a chair of the enterprise's union reads what is sent (提醒送得到).

    They have an account in force, and either a way out that they have not turned off or signed
    in lately. Everybody else has to be called.
    """
    firm = aliased(Enterprise)
    return exists(
        select(User.id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(firm, firm.union_id == RoleGrant.union_id)
        .where(
            firm.id == enterprise_id,
            RoleGrant.role == Role.UNION_CHAIR.value,
            RoleGrant.from_on <= on,
            or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on),
            User.active,
            or_(_has_a_way(), _came_lately(on)),
        )
    )


def _has_a_way() -> ColumnElement[bool]:
    turned_off = exists().where(ReminderChoice.user_id == User.id, ReminderChoice.timing == NEVER)
    return exists().where(ContactWay.user_id == User.id) & ~turned_off


def _came_lately(on: date) -> ColumnElement[bool]:
    return exists().where(
        AuditEntry.subject == "user:" + cast(User.id, String),
        AuditEntry.event == "user.sign_in",
        cast(func.timezone(LEGAL_ZONE, AuditEntry.at), Date) >= on - LATELY,
    )
