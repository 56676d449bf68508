"""What does a message say at the moment it is sent? Made from what still stands."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.persons import PersonKey
from bargaining.documents import mails
from bargaining.documents.mails import Message, Reader
from bargaining.models.contact_way import UnprovedWay
from bargaining.models.deadline import Deadline
from bargaining.models.delivery import Delivery
from bargaining.models.user import User
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries import inbox, reminder_reasons, weekly
from bargaining.queries import users as user_queries
from bargaining.queries.deliveries import Item
from bargaining.queries.duties import Overdue
from bargaining.queries.reminder_said import Sayer
from bargaining.readers import reminder_lines
from bargaining.rules import proof_words
from bargaining.rules.basis import Basis
from bargaining.rules.contact_ways import Channel
from bargaining.rules.reminders import HOLDER_WORDS
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import Holder


def compose(
    session: Session, delivery: Delivery, *, site: str, key: PersonKey, on: date
) -> Message | None:
    """Write a message for its receiver (写消息); None where nothing is left to say to them.

    The account must still be open and hold the role in which it was to be told. `key` opens the
    code that proves an address.
    """
    user = session.get_one(User, delivery.user_id)
    role = Role(delivery.role)
    actor = user_queries.find_actor(user, on=on, wanted=role)
    if not user.active or actor is None or actor.role is not role:
        return None
    reader = Reader(user.name, role.label, site)
    match delivery.kind:
        case delivery_actions.TEST:
            label = Channel(delivery.channel).label
            return mails.trial(reader=reader, channel_label=label, on=on)
        case delivery_actions.CODE:
            return _code(session, delivery, reader, key=key, on=on)
        case delivery_actions.WEEKLY:
            return _week(session, actor, reader, on=on)
        case _:
            return _reminders(session, delivery, actor, reader, on=on)


def _code(
    session: Session, delivery: Delivery, reader: Reader, *, key: PersonKey, on: date
) -> Message | None:
    """Say the code that holds now; an address proved or let go since needs none."""
    row = session.get(UnprovedWay, (delivery.user_id, delivery.channel))
    if row is None:
        return None
    label = Channel(delivery.channel).label
    return mails.code(key.open(row.code), reader=reader, channel_label=label, on=on)


# ── reminders ────────────────────────────────────────────────────────────────────────────────


def _reminders(
    session: Session, delivery: Delivery, actor: Actor, reader: Reader, *, on: date
) -> Message | None:
    items = delivery_queries.standing_items(session, delivery, actor=actor, on=on)
    if not items:
        return None
    older = 0
    if delivery.kind == delivery_actions.MORNING:
        older = max(inbox.count_open(session, actor, on=on) - len(items), 0)
    says = Sayer(session, standard=reminder_lines.standard(), on=on)
    things = [_thing(one, says.words(one)) for one in items]
    return mails.reminders(things, reader=reader, kind=delivery.kind, older=older, on=on)


def _thing(item: Item, words: str) -> mails.Thing:
    reminder, deadline = item.reminder, item.deadline
    proof = deadline.proof
    proved = bool(proof.get("proved", True))
    return mails.Thing(
        title=item.case.title,
        number=item.case.number,
        label=_label(deadline),
        words=words,
        told_on=reminder.told_on,
        about_on=reminder.about_on,
        is_late=proved and reminder.stage.startswith(reminder_reasons.LATE_STAGES),
        proved=proved,
        sure="" if deadline.certain and deadline.due_on else proof_words.sure(proof),
        basis=tuple(str(Basis(one["text"], one["article"])) for one in proof.get("basis", ())),
        last_on=item.last_on if deadline.overdue_after and deadline.opens_on is None else None,
    )


def _label(deadline: Deadline) -> str:
    """Name the matter itself: 书面答复, not its last day."""
    return str(deadline.proof.get("label", "")).removesuffix("截止")


# ── the week ─────────────────────────────────────────────────────────────────────────────────


def _week(session: Session, actor: Actor, reader: Reader, *, on: date) -> Message | None:
    found = weekly.week(session, actor, today=on)
    if found.is_quiet:
        return None
    narrow = "district" if actor.role is Role.CITY else "street"
    told = mails.Week(
        total=found.total,
        stuck=tuple(_stuck(one, found, on=on) for one in found.oldest),
        by_place=tuple(
            mails.Count(name, number, f"/duties?list=overdue&{narrow}={code}")
            for code, name, number in found.by_place
            if actor.role is not Role.STREET  # it has but one
        ),
        figures=(
            mails.Count("默示生效将至", found.silent, "/duties?list=silence"),
            mails.Count("尚未答复", found.unanswered, "/duties?list=unanswered"),
            mails.Count("待派指导员", found.hard, "/duties?list=hard"),
        ),
    )
    return mails.week(told, reader=reader, on=on)


def _stuck(one: Overdue, found: weekly.Week, *, on: date) -> mails.Stuck:
    names = found.instructors.get(one.case.enterprise_id or 0, ())
    return mails.Stuck(
        title=one.case.title,
        number=one.case.number,
        label=_label(one.deadline),
        holder=HOLDER_WORDS[Holder(one.deadline.holder)],
        keeper=f"指导员 {'、'.join(names)}" if names else "",
        since=one.last_on,
        days=one.days(today=on),
    )
