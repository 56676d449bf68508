"""Say how one wants to be told: by which ways, and when. Nobody says it for another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions.persons import PersonKey
from bargaining.errors import NotVisible
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.queries import contact_ways as way_queries
from bargaining.queries.contact_ways import USUAL, Choice
from bargaining.rules.contact_ways import Channel, Way
from bargaining.rules.roles import Actor


def set_way(session: Session, way: Way, *, key: PersonKey, actor: Actor, at: datetime) -> None:
    """Enter or replace the address of one way (设定通知方式); it is kept sealed.

    A person's own address is proved first (`contact_codes`).
    """
    user_id = _own_id(actor)
    given = {"address": key.seal(way.address), "shown": way.shown, "set_at": at}
    session.execute(
        insert(ContactWay)
        .values(user_id=user_id, channel=way.channel.value, **given)
        .on_conflict_do_update(index_elements=["user_id", "channel"], set_=given)
    )
    _record(session, "contact.set_way", {"channel": way.channel.value}, actor=actor, at=at)


def remove_way(session: Session, channel: Channel, *, actor: Actor, at: datetime) -> None:
    """Be told by a way no more (停用通知方式); its address is gone for good.

    Asked for twice, it writes nothing the second time.
    """
    if channel not in way_queries.own_ways(session, actor):
        return
    session.execute(
        delete(ContactWay).where(
            ContactWay.user_id == _own_id(actor), ContactWay.channel == channel.value
        )
    )
    _record(session, "contact.remove_way", {"channel": channel.value}, actor=actor, at=at)


def choose(session: Session, choice: Choice, *, actor: Actor, at: datetime) -> None:
    """Say when one wants to be told (设定提醒方式); the usual choice needs no row."""
    if way_queries.choice_of(session, actor) == choice:
        return
    user_id = _own_id(actor)
    if choice == USUAL:
        session.execute(delete(ReminderChoice).where(ReminderChoice.user_id == user_id))
    else:
        given = {
            "timing": choice.timing, "hour": choice.hour, "weekly": choice.weekly, "set_at": at,
        }  # fmt: skip
        session.execute(
            insert(ReminderChoice)
            .values(user_id=user_id, **given)
            .on_conflict_do_update(index_elements=["user_id"], set_=given)
        )
    _record(session, "contact.choose", {"timing": choice.timing}, actor=actor, at=at)


def _own_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotVisible(actor.name)
    return actor.user_id


def _record(
    session: Session, event: str, detail: dict[str, str], *, actor: Actor, at: datetime
) -> None:
    subject = f"user:{actor.user_id}"
    audit.record(session, at=at, actor=actor, event=event, subject=subject, detail=detail)
