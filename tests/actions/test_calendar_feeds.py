"""A feed is opened by whoever sees cases, once; what changes nothing is written nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select

from bargaining import db
from bargaining.actions import calendar_feeds
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.errors import NotVisible
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.contact_way import CalendarFeed
from bargaining.queries import calendar_feeds as feed_queries
from bargaining.rules.roles import OPERATOR, Actor, Role

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)
KEY = PersonKey(Fernet.generate_key().decode())


@pytest.fixture
def user(session):
    return user_actions.add_user(
        session, user_actions.NewAccount("reader", "读者", "x"), actor=OPERATOR, at=AT
    )


def acting(user, role=Role.CITY):
    return Actor(user.id, user.name, role, places=frozenset({"110000"}))


def written(session):
    db.finish(session)
    return session.scalar(
        select(func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.subject.startswith("calendar:"))
    )


def test_the_secret_is_found_by_its_hash_and_read_again_by_its_owner_only(session, user):
    feed = calendar_feeds.subscribe(session, actor=acting(user), at=AT, key=KEY)

    token = calendar_feeds.open_token(feed, KEY)

    assert feed.token_hash == feed_queries.token_hash(token)
    assert token.encode() not in feed.token
    assert feed_queries.find_own(session, acting(user)) is feed
    assert feed_queries.find_own(session, acting(user, Role.STREET)) is None
    assert feed.with_names is False


def test_opening_twice_is_opening_once(session, user):
    first = calendar_feeds.subscribe(session, actor=acting(user), at=AT, key=KEY)
    again = calendar_feeds.subscribe(session, actor=acting(user), at=AT, key=KEY)

    assert again is first
    assert written(session) == 1


@pytest.mark.parametrize("role", [Role.ADMIN, None])
def test_who_sees_no_case_opens_none(session, user, role):
    with pytest.raises(NotVisible):
        calendar_feeds.subscribe(session, actor=acting(user, role), at=AT, key=KEY)


def test_the_system_itself_has_none(session):
    with pytest.raises(NotVisible):
        calendar_feeds.subscribe(session, actor=OPERATOR, at=AT, key=KEY)
    assert feed_queries.find_own(session, OPERATOR) is None


def test_another_address_forgets_the_old_one(session, user):
    feed = calendar_feeds.subscribe(session, actor=acting(user), at=AT, key=KEY)
    old = calendar_feeds.open_token(feed, KEY)

    calendar_feeds.renew(session, actor=acting(user), at=AT + timedelta(days=1), key=KEY)

    assert calendar_feeds.open_token(feed, KEY) != old
    assert feed.token_hash != feed_queries.token_hash(old)
    assert (feed.created_at, feed.set_at) == (AT, AT + timedelta(days=1))


def test_a_choice_that_is_the_same_is_not_written(session, user):
    actor = acting(user)
    feed = calendar_feeds.subscribe(session, actor=actor, at=AT, key=KEY)

    calendar_feeds.set_names(session, with_names=False, actor=actor, at=AT + timedelta(days=1))
    assert (written(session), feed.set_at) == (1, AT)

    calendar_feeds.set_names(session, with_names=True, actor=actor, at=AT + timedelta(days=1))
    assert (written(session), feed.with_names) == (2, True)
    assert feed.set_at == AT + timedelta(days=1)


def test_closing_takes_the_row_away_and_closing_again_does_nothing(session, user):
    actor = acting(user)
    calendar_feeds.subscribe(session, actor=actor, at=AT, key=KEY)

    calendar_feeds.revoke(session, actor=actor, at=AT)
    session.flush()
    calendar_feeds.revoke(session, actor=actor, at=AT)

    assert session.scalar(select(func.count()).select_from(CalendarFeed)) == 0
    assert written(session) == 2


@pytest.mark.parametrize("act", ["renew", "set_names"])
def test_what_is_not_open_cannot_be_changed(session, user, act):
    more = {"key": KEY} if act == "renew" else {"with_names": True}
    with pytest.raises(NotVisible):
        getattr(calendar_feeds, act)(session, actor=acting(user), at=AT, **more)


def test_a_feed_of_a_role_that_is_no_readers_shows_nothing(session, user):
    user_actions.grant_role(
        session, user.id, user_actions.NewGrant(Role.ADMIN, TODAY), actor=OPERATOR, at=AT
    )
    session.add(
        CalendarFeed(
            user_id=user.id, role="admin", token_hash=feed_queries.token_hash("x"), token=b"x",
            with_names=False, created_at=AT, set_at=AT,
        )
    )  # fmt: skip
    session.flush()

    assert feed_queries.find_reader(session, "x", on=TODAY) is None
