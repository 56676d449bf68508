"""Who is told by which way? Messages are asked for and put into the queue, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Integer, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining import clock, queue
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.deliveries import Wanted
from bargaining.config import Settings
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.reminder import Reminder
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries.contact_ways import NOW
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Role


def post(
    session: Session, reminder_ids: Iterable[int], *, settings: Settings, on: date, at: datetime
) -> int:
    """Tell of fresh reminders whoever wants to be told at once (马上通知), one message a way.

    Called in the transaction that made the reminders; returns how many messages it asked for.
    """
    fresh = sorted(set(reminder_ids))
    if not fresh or not settings.channels:
        return 0
    numbers = select(func.unnest(literal(fresh, ARRAY(Integer))))
    rows = session.execute(
        select(Reminder.user_id, Reminder.role, ContactWay.channel, func.array_agg(Reminder.id))
        .join(ReminderChoice, ReminderChoice.user_id == Reminder.user_id)
        .join(ContactWay, ContactWay.user_id == Reminder.user_id)
        .where(
            Reminder.id.in_(numbers),
            ReminderChoice.timing == NOW,
            ContactWay.channel.in_([one.value for one in settings.channels]),
        )
        .group_by(Reminder.user_id, Reminder.role, ContactWay.channel)
    )
    wanted = [
        Wanted(
            user_id, Role(role), Channel(channel), delivery_actions.NOW,
            f"now:{user_id}:{role}:{channel}:{min(reminders)}", tuple(sorted(reminders)),
        )
        for user_id, role, channel, reminders in rows
    ]  # fmt: skip
    return ask(session, wanted, settings=settings, on=on, at=at)


def ask(
    session: Session, wanted: Sequence[Wanted], *, settings: Settings, on: date, at: datetime
) -> int:
    """Ask for messages and put the new ones into the queue (提出并排队); return how many."""
    made = delivery_actions.ask(
        session, wanted, host=settings.mail_host, on=on, at=at, send_at=_send_at(on=on, at=at)
    )
    put_into_queue(session, made)
    return len(made)


def put_into_queue(session: Session, delivery_ids: Iterable[int]) -> None:
    """Put messages into the queue, within the transaction that made or revived them (排队)."""
    queue.send(session, delivery_ids)


def awake(at: datetime) -> datetime:
    """Name the first moment from another one on at which messages go out (发送时间)."""
    return contact_ways.awake(at.astimezone(clock.LEGAL_ZONE)).astimezone(at.tzinfo)


def _send_at(*, on: date, at: datetime) -> datetime:
    """Nobody is woken by a message; what is made for a day that is not today has no hour."""
    return awake(at) if clock.legal_day(at) == on else at


def take_up_lost(session: Session, *, at: datetime) -> int:
    """Put messages back into the queue that it does not know of any more (找回遗失的消息)."""
    found = delivery_queries.lost(session, at=at)
    put_into_queue(session, found)
    return len(found)
