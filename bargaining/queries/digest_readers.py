"""Who wants a digest, by which ways, and has their hour come?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.user import RoleGrant, User
from bargaining.queries.contact_ways import MORNING, NEVER, NOW, USUAL
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OFFICIALS, Role


def next_readers(
    session: Session,
    *,
    after_id: int,
    limit: int,
    channels: frozenset[Channel],
    at_once: bool,
    hour: int,
    on: date,
) -> list[int]:
    """Find the next accounts whose digest is due (到点的汇总收件人), by number.

    `at_once` asks for those who want to be told at once instead: they have no hour.
    """
    timing = func.coalesce(ReminderChoice.timing, USUAL.timing)
    due = func.coalesce(ReminderChoice.hour, USUAL.hour) <= hour
    way = exists().where(
        ContactWay.user_id == User.id, ContactWay.channel.in_([one.value for one in channels])
    )
    return list(
        session.scalars(
            select(User.id)
            .outerjoin(ReminderChoice, ReminderChoice.user_id == User.id)
            .where(
                User.id > after_id,
                User.active,
                (timing == NOW) if at_once else and_(timing == MORNING, due),
                way,
                exists().where(RoleGrant.user_id == User.id, _in_force(on)),
            )
            .order_by(User.id)
            .limit(limit)
        )
    )


def weekly_readers(
    session: Session, *, channels: frozenset[Channel], on: date
) -> list[tuple[int, Role, Channel]]:
    """List the supervisors who want the week's digest (周报收件人), one line a role and way."""
    rows = session.execute(
        select(User.id, RoleGrant.role, ContactWay.channel)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(ContactWay, ContactWay.user_id == User.id)
        .outerjoin(ReminderChoice, ReminderChoice.user_id == User.id)
        .where(
            User.active,
            RoleGrant.role.in_([one.value for one in OFFICIALS]),
            _in_force(on),
            ContactWay.channel.in_([one.value for one in channels]),
            func.coalesce(ReminderChoice.weekly, USUAL.weekly),
            func.coalesce(ReminderChoice.timing, USUAL.timing) != NEVER,
        )
        .distinct()
        .order_by(User.id, RoleGrant.role, ContactWay.channel)
    )
    return [(user_id, Role(role), Channel(channel)) for user_id, role, channel in rows]


def _in_force(on: date) -> ColumnElement[bool]:
    return (RoleGrant.from_on <= on) & or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on)
