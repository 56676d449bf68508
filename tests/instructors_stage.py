"""Instructors, officials and enterprises of two districts, for tests of books and sendings."""

from __future__ import annotations

import itertools
from datetime import timedelta

from sqlalchemy import select

from bargaining.actions import dispatches
from bargaining.actions.dispatches import Order
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.user import RoleGrant, User
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules.roles import Actor, Role
from tests import register_stage
from tests.register_stage import AT, TODAY

DAY = timedelta(days=1)
HAIDIAN, CHAOYANG = "110108", "110105"
STREETS = {"中关村街道": "110108011", "上地街道": "110108022"}
REASON = "企业收到要约二十天未答复，请上门协助协商"
OFFICIAL = Actor(user_id=None, name="高明辉", role=Role.DISTRICT, places=frozenset({HAIDIAN}))
ELSEWHERE = Actor(user_id=None, name="别区干部", role=Role.DISTRICT, places=frozenset({CHAOYANG}))
_numbers = itertools.count(1)


def instructor(session, name, *, place=HAIDIAN, to_on=None, active=True, role=Role.INSTRUCTOR):
    """Open an account with an instructor's role, and return the actor it is."""
    number = next(_numbers)
    user = User(
        email=f"i{number}", name=name, password="x", fs_uniquifier=f"i{number}", created_at=AT,
        active=active,
    )  # fmt: skip
    session.add(user)
    session.flush()
    grant = RoleGrant(
        user_id=user.id, role=role.value, place_code=place, from_on=TODAY - 400 * DAY, to_on=to_on
    )
    session.add(grant)
    session.flush()
    return Actor(user_id=user.id, name=name, role=role, places=frozenset({place}))


def firm(session, number=1, *, district="海淀区", street="中关村街道"):
    """Register an enterprise."""
    cells = {"区": district, "街道（乡镇）": street}
    return register_stage.import_one(session, number, **cells)


def carry(session, somebody, *enterprises, from_on=TODAY - 100 * DAY, to_on=None):
    """Put enterprises into somebody's book."""
    for one in enterprises:
        session.add(
            Assignment(user_id=somebody.user_id, enterprise_id=one.id, from_on=from_on, to_on=to_on)
        )
    session.flush()


def order(enterprise, somebody, **changed):
    """Fill in a sending as it should be."""
    said = {"reason": REASON, "recusal_cleared": True, **changed}
    return Order(enterprise.id, somebody.user_id, **said)


def send(session, enterprise, somebody, *, actor=OFFICIAL, today=TODAY, **changed):
    """Send somebody."""
    return dispatches.send(
        session, order(enterprise, somebody, **changed), actor=actor, at=AT, today=today
    )


def accept(session, sending, somebody, *, today=TODAY):
    """Accept a sending."""
    return dispatches.accept(session, sending.id, actor=somebody, at=AT, today=today)


def decline(session, sending, somebody, *, reason="手上案件已满", today=TODAY):
    """Decline a sending."""
    return dispatches.decline(
        session, sending.id, reason=reason, actor=somebody, at=AT, today=today
    )


def end(session, sending, *, actor=OFFICIAL, reason="企业已经应约", today=TODAY):
    """End a sending."""
    return dispatches.end(session, sending.id, reason=reason, actor=actor, at=AT, today=today)


def lines_of(session, somebody):
    """Read somebody's book: enterprise, from, to."""
    rows = session.scalars(
        select(Assignment).where(Assignment.user_id == somebody.user_id).order_by(Assignment.id)
    )
    return [(one.enterprise_id, one.from_on, one.to_on) for one in rows]


def sees(session, somebody, enterprise, *, on=TODAY):
    """Tell whether somebody may see an enterprise on a day."""
    seen = enterprise_queries.visible_enterprises(somebody, on=on)
    return enterprise.id in [one.id for one in session.scalars(seen)]


def every(session):
    """Read all sendings, oldest first."""
    return session.scalars(select(Dispatch).order_by(Dispatch.id)).all()
