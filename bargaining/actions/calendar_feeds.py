"""What can be done with one's subscribed calendar? Opened, given another address, closed."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions.persons import PersonKey
from bargaining.errors import NotVisible
from bargaining.models.contact_way import CalendarFeed
from bargaining.queries import calendar_feeds as feed_queries
from bargaining.rules.roles import CASE_READERS, Actor

_TOKEN_BYTES = 24  # 192 bits


def subscribe(session: Session, *, actor: Actor, at: datetime, key: PersonKey) -> CalendarFeed:
    """Open a feed for the role somebody acts in (开通日历订阅); one that is open stays as it is.

    Raises NotVisible for whoever sees no case.
    """
    if actor.user_id is None or actor.role not in CASE_READERS:
        raise NotVisible("calendar feed")
    feed = feed_queries.find_own(session, actor)
    if feed is not None:
        return feed
    feed = CalendarFeed(
        user_id=actor.user_id, role=actor.role.value, with_names=False, created_at=at, set_at=at
    )
    _give_token(feed, key)
    session.add(feed)
    session.flush()
    _record(session, "calendar.subscribe", feed, actor=actor, at=at)
    return feed


def renew(session: Session, *, actor: Actor, at: datetime, key: PersonKey) -> CalendarFeed:
    """Give a feed another address (更换订阅地址); the old one is dead at once.

    Raises NotVisible where there is no feed.
    """
    feed = _own(session, actor)
    _give_token(feed, key)
    feed.set_at = at
    _record(session, "calendar.renew", feed, actor=actor, at=at)
    return feed


def set_names(session: Session, *, with_names: bool, actor: Actor, at: datetime) -> None:
    """Choose whether the feed names enterprises (订阅带单位名称); NotVisible without a feed."""
    feed = _own(session, actor)
    if feed.with_names is with_names:
        return
    feed.with_names, feed.set_at = with_names, at
    _record(session, "calendar.set_names", feed, actor=actor, at=at, names=with_names)


def revoke(session: Session, *, actor: Actor, at: datetime) -> None:
    """Close a feed (停用日历订阅): its address is dead at once. Closed already is closed."""
    feed = feed_queries.find_own(session, actor)
    if feed is None:
        return
    _record(session, "calendar.revoke", feed, actor=actor, at=at)
    session.delete(feed)


def open_token(feed: CalendarFeed, key: PersonKey) -> str:
    """Read a feed's secret again, for its owner (查看订阅密钥)."""
    return key.open(feed.token)


def _own(session: Session, actor: Actor) -> CalendarFeed:
    feed = feed_queries.find_own(session, actor)
    if feed is None:
        raise NotVisible("calendar feed")
    return feed


def _give_token(feed: CalendarFeed, key: PersonKey) -> None:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    feed.token_hash, feed.token = feed_queries.token_hash(token), key.seal(token)


def _record(
    session: Session, event: str, feed: CalendarFeed, *, actor: Actor, at: datetime, **more: object
) -> None:
    audit.record(
        session,
        at=at,
        actor=actor,
        event=event,
        subject=f"calendar:{feed.id}",
        detail={"role": feed.role, **more},
    )
