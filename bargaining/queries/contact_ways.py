"""How does somebody want to be told, and how did the last message go?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from bargaining.models.contact_way import ContactWay, ReminderChoice, UnprovedWay
from bargaining.models.delivery import Delivery
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Actor

NOW, MORNING, NEVER = "now", "morning", "never"


@dataclass(frozen=True)
class Choice:
    """When somebody wants to be told outside of the system (提醒方式)."""

    timing: str
    hour: int
    weekly: bool


USUAL = Choice(MORNING, 8, weekly=True)  # of whoever chose nothing


def choice_of(session: Session, actor: Actor) -> Choice:
    """Read what somebody chose (提醒方式), the usual where they chose nothing."""
    row = session.get(ReminderChoice, actor.user_id) if actor.user_id else None
    return Choice(row.timing, row.hour, row.weekly) if row else USUAL


def own_ways(session: Session, actor: Actor) -> dict[Channel, ContactWay]:
    """Read by which ways somebody is told (本人的通知方式)."""
    rows = session.scalars(select(ContactWay).where(ContactWay.user_id == (actor.user_id or 0)))
    return {Channel(row.channel): row for row in rows}


def own_unproved(session: Session, actor: Actor) -> dict[Channel, UnprovedWay]:
    """Read which addresses somebody has typed and not proved yet (本人待验证的地址)."""
    rows = session.scalars(select(UnprovedWay).where(UnprovedWay.user_id == (actor.user_id or 0)))
    return {Channel(row.channel): row for row in rows}


def newest_messages(session: Session, actor: Actor) -> dict[Channel, Delivery]:
    """Read the newest message to somebody by each way (最近一次发送)."""
    rows = session.scalars(
        select(Delivery)
        .ext(distinct_on(Delivery.channel))
        .where(Delivery.user_id == (actor.user_id or 0))
        .order_by(Delivery.channel, Delivery.id.desc())
    )
    return {Channel(row.channel): row for row in rows}
