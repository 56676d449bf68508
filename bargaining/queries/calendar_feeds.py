"""Whose secret calendar address is it, and which deadlines does it show?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.contact_way import CalendarFeed
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import Redating
from bargaining.models.user import User
from bargaining.queries import calendar_days
from bargaining.queries import users as user_queries
from bargaining.rules.roles import CASE_READERS, Actor, Role

BEFORE, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 2000


@dataclass(frozen=True)
class FeedLine:
    """One deadline as the feed tells it (订阅中的一项期限).

    `revision` rises with every entry of the case and every re-dating of the deadline;
    `changed_at` is the moment of the latest of them.
    """

    number: str
    title: str
    rule_id: str
    start_sequence: int
    opens_on: date | None
    act_by: date
    last_on: date | None
    proof: dict[str, Any]
    revision: int
    changed_at: datetime


def token_hash(token: str) -> str:
    """Hash a feed's secret as it is stored (订阅密钥的指纹)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def find_own(session: Session, actor: Actor) -> CalendarFeed | None:
    """Find the feed of an account in the role it acts in, or None (本人的日历订阅)."""
    if actor.user_id is None or actor.role is None:
        return None
    return session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.user_id == actor.user_id, CalendarFeed.role == actor.role.value
        )
    )


def find_reader(session: Session, token: str, *, on: date) -> tuple[CalendarFeed, Actor] | None:
    """Find the feed behind a secret and whom it speaks to (按密钥查订阅); None shows nothing.

    Nobody's: an unknown or revoked secret, an account that is disabled or has a one-time
    password, a role that is not in force on the day.
    """
    found = session.execute(
        select(CalendarFeed, User)
        .join(User, User.id == CalendarFeed.user_id)
        .where(CalendarFeed.token_hash == token_hash(token))
    ).one_or_none()
    if found is None:
        return None
    feed, user = found
    role = Role(feed.role)
    if not user.active or user.must_change_password or role not in CASE_READERS:
        return None
    actor = user_queries.find_actor(user, on=on, wanted=role)
    # An account without the role any more would be given the first one it holds.
    return (feed, actor) if actor is not None and actor.role is role else None


def list_lines(session: Session, actor: Actor, *, today: date) -> Sequence[FeedLine]:
    """List the running deadlines for a feed (订阅的期限), the earliest first, in one statement.

    Where there are more than `MOST`, the coming days are kept before the past ones.
    """
    rows = session.execute(_lines(actor, today=today))
    return [FeedLine(**row._mapping) for row in rows]


def _coming_first(day: ColumnElement[date], *, today: date) -> tuple[ColumnElement[Any], ...]:
    """Put the coming days first, then the past ones; of each the nearest."""
    return day < today, func.abs(day - literal(today))


def _lines(actor: Actor, *, today: date) -> Select[Any]:
    every = calendar_days.running(actor, today=today).cte("every")
    here = (
        select(every)
        .where(every.c.act_by.between(today - BEFORE, today + AHEAD))
        .order_by(*_coming_first(every.c.act_by, today=today), every.c.id)
        .limit(MOST)
        .cte("here")
    )
    moved = (
        select(func.count().label("times"), func.max(Redating.recorded_at).label("at"))
        .where(
            Redating.case_id == Deadline.case_id,
            Redating.rule_id == Deadline.rule_id,
            Redating.start_sequence == Deadline.start_sequence,
        )
        .lateral("moved")
    )
    # How it was counted and what else was compared is long, and nothing of it is told.
    told = Deadline.proof.op("-", return_type=JSONB())(array(["steps", "sources"]))
    return (
        select(
            Case.number,
            Case.title,
            Deadline.rule_id,
            Deadline.start_sequence,
            Deadline.opens_on,
            here.c.act_by,
            here.c.last_on,
            told.label("proof"),
            (Case.last_sequence + moved.c.times).label("revision"),
            func.greatest(CaseEvent.recorded_at, moved.c.at).label("changed_at"),
        )
        .join(Deadline, Deadline.id == here.c.id)
        .join(Case, Case.id == Deadline.case_id)
        .join(
            CaseEvent,
            and_(CaseEvent.case_id == Case.id, CaseEvent.sequence == Case.last_sequence),
        )
        .join(moved, moved.c.times >= 0)
        .order_by(here.c.act_by, Deadline.id)
    )
