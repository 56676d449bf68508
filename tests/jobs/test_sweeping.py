"""What nobody came back for is let go on its day, and what is fresh stays, of every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bargaining import clock, db
from bargaining.actions import contact_codes, deliveries, drafts, photos
from bargaining.actions.files import Upload
from bargaining.actions.persons import PersonKey
from bargaining.jobs import sweeping
from bargaining.models.contact_way import UnprovedWay
from bargaining.models.delivery import Delivery
from bargaining.models.form_draft import FormDraft
from bargaining.models.photo import Photo
from bargaining.models.stored_file import StoredFile
from bargaining.queries import photos as photo_queries
from bargaining.rules import contact_ways, moves
from bargaining.rules import drafts as draft_rules
from bargaining.rules.asks import AskKind
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, Actor
from bargaining.store import Store
from tests import pictures
from tests.told import TODAY, told_by_mail

MINUTE = timedelta(minutes=1)
NOW = clock.now()
STEP = "record_meeting"


@pytest.fixture
def told(office, post):
    return told_by_mail(office, post)


def two_moments(kept_for):
    """Just too long ago, and just not."""
    return NOW - kept_for - MINUTE, NOW - kept_for + MINUTE


def sweep(told):
    with told.app.app_context():
        return sweeping.sweep(on=TODAY, at=NOW).done


def left(told, column):
    with told.app.app_context():
        return set(db.db.session().scalars(select(column)))


def test_drafts_that_nobody_came_back_to(told):
    actor = Actor(told.person(), "李社工", None)
    with told.writing() as session:
        for form, at in zip(("old", "fresh"), two_moments(draft_rules.KEPT_FOR), strict=True):
            drafts.keep(session, form, {"note": "x"}, actor=actor, at=at)
    assert left(told, FormDraft.form) == {"old", "fresh"}

    assert sweep(told) == 1

    assert left(told, FormDraft.form) == {"fresh"}


def test_addresses_that_nobody_proved(told):
    old, fresh = told.person(), told.person()
    key = PersonKey(told.settings.person_key)
    way = contact_ways.read(Channel.EMAIL, "wang@example.cn")
    with told.writing() as session:
        for user, at in zip((old, fresh), two_moments(contact_ways.CODE_HOLDS), strict=True):
            actor = Actor(user, "李社工", None)
            contact_codes.ask_way(session, way, key=key, actor=actor, at=at)
    assert left(told, UnprovedWay.user_id) == {old, fresh}

    assert sweep(told) == 1

    assert left(told, UnprovedWay.user_id) == {fresh}


def test_messages_that_ended_long_ago(told):
    users = [told.person(timing="now", ways={Channel.EMAIL: "li@example.cn"}) for _ in range(3)]
    for user in users:
        told.post(told.remind(user, told.offered_case()))
    old, fresh, waiting = (told.deliveries(user)[0].id for user in users)
    with told.writing() as session:
        for number, at in zip((old, fresh), two_moments(deliveries.KEPT_FOR), strict=True):
            deliveries.drop(session.get_one(Delivery, number), why="试验。", at=at)

    sweep(told)

    assert left(told, Delivery.id) & {old, fresh, waiting} == {fresh, waiting}


def test_pictures_that_nobody_came_back_for_with_their_files(told):
    number = told.offered_case()
    (field,) = [one.name for one in moves.get_move(STEP).asks if one.kind is AskKind.FILES]
    store = Store(told.settings.instance / "store")
    held = []
    for place, at in enumerate(two_moments(photo_queries.WAIT)):
        actor = Actor(told.person(), "李社工", None)
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            link = photos.open_link(session, number, STEP, field, actor=actor, at=at, today=TODAY)
            uploads = [Upload("现场.jpg", pictures.jpeg(seed=place))]
            assert photos.add_pictures(session, link.token, uploads, store=store, at=at) == 1
            held.append(session.scalars(select(Photo.file_hash).order_by(Photo.id.desc())).first())
    old, fresh = held
    assert left(told, Photo.file_hash) == {old, fresh}
    assert store.holds(old)

    assert sweep(told) == 1

    assert left(told, Photo.file_hash) == {fresh}
    assert left(told, StoredFile.hash) & {old, fresh} == {fresh}
    assert (store.holds(old), store.holds(fresh)) == (False, True)
