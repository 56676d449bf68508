"""Which messages are on their way, what do they tell of, and for whom is there something new?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from bargaining.models.case import Case
from bargaining.models.contact_way import ContactWay
from bargaining.models.deadline import Deadline
from bargaining.models.delivery import Delivery, DeliveryItem
from bargaining.models.reminder import Reminder
from bargaining.models.user import RoleGrant, User
from bargaining.queries import duties, inbox, reminder_reasons
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Actor, Role

PAGE_SIZE = 50
WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
TEST = "test"  # the kind that says only that a way works
CODE = "code"  # the kind that proves an address
STATES = (WAITING, SENT, FAILED, DROPPED)
GIVEN_UP = "管理员停止发送。"  # why a message was dropped by a person, and by nothing else
LOST = timedelta(minutes=30)  # so long after its time a message nobody took up was lost
NEW_FOR = timedelta(days=60)  # what was told longer ago is news by no way any more


# ── what a message tells of ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Item:
    """One reminder that still stands, with its case and deadline (一件提醒).

    `act_by` is by which day to act, `last_on` the last in time.
    """

    reminder: Reminder
    case: Case
    deadline: Deadline
    act_by: date
    last_on: date | None


def standing_items(session: Session, delivery: Delivery, *, actor: Actor, on: date) -> list[Item]:
    """List what a message still has to tell (仍要告知的内容), the nearest day first.

    Left out is what somebody did meanwhile, put aside, or may not see any more, and what another
    message tells by the same way; of several reminders of one deadline the newest speaks.
    """
    found = (
        inbox.visible_reminders(actor, on=on)
        .add_columns(reminder_reasons.act_by(), duties.last_day())
        .join(DeliveryItem, DeliveryItem.reminder_id == Reminder.id)
        .where(
            DeliveryItem.delivery_id == delivery.id,
            Reminder.done_at.is_(None),
            or_(Reminder.snoozed_until.is_(None), Reminder.snoozed_until <= on),
            ~_told_elsewhere(delivery),
        )
        .order_by(Reminder.told_on, Reminder.id)
    )
    newest = {row[2].id: Item(*row) for row in session.execute(found)}
    return sorted(newest.values(), key=lambda item: (item.reminder.about_on, item.reminder.id))


def _told_elsewhere(delivery: Delivery) -> ColumnElement[bool]:
    """Another message by the same way told of it since it was news, or a newer one will."""
    item, other = aliased(DeliveryItem), aliased(Delivery)
    return exists(
        select(other.id)
        .join(item, item.delivery_id == other.id)
        .where(
            item.reminder_id == Reminder.id,
            other.id != delivery.id,
            other.channel == delivery.channel,
            or_(other.state == SENT, and_(other.state == WAITING, other.id > delivery.id)),
            other.for_on >= _since(),
        )
    )


def _since() -> ColumnElement[date]:
    """Since when a reminder is news: what was put aside, since its day has come."""
    return func.coalesce(Reminder.snoozed_until, Reminder.told_on)


# ── for whom there is something new ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class News:
    """Reminders that somebody was not yet told of by one way (未经此方式告知的提醒)."""

    user_id: int
    role: Role
    channel: Channel
    reminders: tuple[int, ...]


def untold(
    session: Session,
    user_ids: Sequence[int],
    *,
    channels: frozenset[Channel],
    on: date,
) -> list[News]:
    """Find what some people were not told of by each of their ways (待汇总的提醒).

    Told is what a message that went out, or still will, tells of, and what an administrator let
    go; what was put aside is to be told again when its day has come.
    """
    since = _since()
    found = (
        reminder_reasons.select_standing()
        .join(ContactWay, ContactWay.user_id == Reminder.user_id)
        .where(
            Reminder.user_id.in_(user_ids),
            ContactWay.channel.in_([one.value for one in channels]),
            Reminder.done_at.is_(None),
            Reminder.told_on <= on,
            or_(Reminder.snoozed_until.is_(None), Reminder.snoozed_until <= on),
            since >= on - NEW_FOR,
            _still_holds(on),
            ~_told(since),
        )
    )
    rows = session.execute(
        found.with_only_columns(
            Reminder.user_id, Reminder.role, ContactWay.channel, func.array_agg(Reminder.id)
        ).group_by(Reminder.user_id, Reminder.role, ContactWay.channel)
    )
    return [
        News(user_id, Role(role), Channel(channel), tuple(sorted(reminders)))
        for user_id, role, channel, reminders in rows
    ]


def _told(since: ColumnElement[date]) -> ColumnElement[bool]:
    """A message by this way tells of it, or still will, since it was news, or was stopped."""
    return exists(
        select(Delivery.id)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .where(
            DeliveryItem.reminder_id == Reminder.id,
            Delivery.channel == ContactWay.channel,
            or_(
                Delivery.state.in_([WAITING, SENT]),
                and_(Delivery.state == DROPPED, Delivery.problem == GIVEN_UP),
            ),
            Delivery.for_on >= since,
        )
    )


def _still_holds(on: date) -> ColumnElement[bool]:
    """Whoever lost the role in which they were told hears no more of it."""
    return exists().where(
        RoleGrant.user_id == Reminder.user_id,
        RoleGrant.role == Reminder.role,
        RoleGrant.from_on <= on,
        or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on),
    )


# ── the administrator's list ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Narrow:
    """What the list of messages is narrowed to (筛选条件)."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Line:
    """One message in the list (一条消息): to whom as what, by which masked address."""

    delivery: Delivery
    user_name: str
    shown: str | None


def visible_deliveries(actor: Actor) -> Select[Delivery]:
    """Select the messages an actor may see (可见消息): administrators all, others none."""
    if actor.role in {None, Role.ADMIN}:
        return select(Delivery)
    return select(Delivery).where(false())


def narrowed(statement: Select[Any], by: Narrow) -> Select[Any]:
    """Narrow messages to state, way and kind (按条件筛选)."""
    for column, value in (
        (Delivery.state, by.state),
        (Delivery.channel, by.channel),
        (Delivery.kind, by.kind),
    ):
        if value:
            statement = statement.where(column == value)
    return statement


SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "asked": (Delivery.created_at.asc(),),
    "-asked": (Delivery.created_at.desc(),),
    "who": (User.name.asc(),),
    "-who": (User.name.desc(),),
    "attempts": (Delivery.attempts.asc(),),
    "-attempts": (Delivery.attempts.desc(),),
    "next": (Delivery.next_try_at.asc().nulls_last(),),
    "-next": (Delivery.next_try_at.desc().nulls_last(),),
}


def list_deliveries(session: Session, actor: Actor, *, by: Narrow, page: int | None) -> list[Line]:
    """List messages, the newest first (消息一览), one page of them or all."""
    statement = (
        narrowed(visible_deliveries(actor), by)
        .join(User, User.id == Delivery.user_id)
        .outerjoin(
            ContactWay,
            (ContactWay.user_id == Delivery.user_id) & (ContactWay.channel == Delivery.channel),
        )
        .add_columns(User.name, ContactWay.shown)
        .order_by(*SORTS.get(by.sort, SORTS["-asked"]), Delivery.id.desc())
    )
    if page is not None:
        statement = statement.offset((max(page, 1) - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return [Line(*row) for row in session.execute(statement)]


def count_by_state(session: Session, actor: Actor, *, by: Narrow) -> dict[str, int]:
    """Count messages by state, whatever state the list is narrowed to (各状态条数)."""
    every = narrowed(visible_deliveries(actor), Narrow(channel=by.channel, kind=by.kind))
    rows = session.execute(
        every.with_only_columns(Delivery.state, func.count()).group_by(Delivery.state)
    )
    counted = {state: number for state, number in rows}  # noqa: C416 -- rows are no pairs to mypy
    return {state: counted.get(state, 0) for state in STATES}


def count_trials(session: Session, actor: Actor, *, on: date) -> int:
    """Count the trials and codes that somebody asked for on a day (当日试发条数)."""
    trials = select(func.count()).where(
        Delivery.user_id == actor.user_id,
        Delivery.kind.in_([TEST, CODE]),
        Delivery.for_on == on,
    )
    return session.scalar(trials) or 0


def count_failed(session: Session, actor: Actor, *, since: datetime) -> int:
    """Count the messages that were given up since a moment (近日没有发出的消息)."""
    failed = visible_deliveries(actor).where(Delivery.state == FAILED, Delivery.ended_at >= since)
    return session.scalar(failed.with_only_columns(func.count())) or 0


# ── lost ones ────────────────────────────────────────────────────────────────────────────────


def lost(session: Session, *, at: datetime) -> list[int]:
    """Find messages whose time is long over and that no queue knows of (遗失的消息)."""
    queued = text(
        "NOT EXISTS (SELECT FROM procrastinate.procrastinate_jobs AS job"
        " WHERE job.task_name = 'delivery' AND job.status IN ('todo', 'doing')"
        " AND job.args ->> 'delivery_id' = delivery.id::text)"
    )
    return list(
        session.scalars(
            select(Delivery.id).where(
                Delivery.ended_at.is_(None), Delivery.next_try_at < at - LOST, queued
            )
        )
    )
