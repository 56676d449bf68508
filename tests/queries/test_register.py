"""The register as of a past day, as known on another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bargaining import errors
from bargaining.actions import enterprises
from bargaining.models.assignment import Assignment
from bargaining.models.enterprise import Enterprise
from bargaining.models.user import User
from bargaining.queries import register as register_queries
from bargaining.queries.register import EnterpriseAsOf
from bargaining.rules import register
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage
from tests.register_stage import AT, KEY, TODAY

DAY = timedelta(days=1)
HAIDIAN = Actor(user_id=7, name="海淀", role=Role.DISTRICT, places=frozenset({"110108"}))
CHAOYANG = Actor(user_id=8, name="朝阳", role=Role.DISTRICT, places=frozenset({"110105"}))
LATE = TODAY + 400 * DAY


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


def change(session, subject, *, effective_on, at=AT, **fields):
    enterprises.change_enterprise(
        session, subject.id, fields, effective_on=effective_on, source="变更", actor=OPERATOR,
        at=at, today=LATE, key=KEY,
    )  # fmt: skip


def as_of(session, actor=OPERATOR, *, on=TODAY, known_on=LATE):
    return register_queries.register_as_of(session, actor, as_of=on, known_on=known_on)


class TestRegisterAsOf:
    def test_a_first_entry_without_a_day_is_there_on_every_earlier_day(self, session):
        made = register_stage.import_one(session)

        (one,) = as_of(session, on=date(1990, 1, 1))

        assert (one.id, one.code, one.workers) == (made.id, made.code, 50)

    def test_a_change_shows_from_its_day_and_not_the_day_before(self, session):
        made = register_stage.import_one(session)
        change(session, made, workers=60, effective_on=TODAY)

        assert [one.workers for one in as_of(session, on=TODAY - DAY)] == [50]
        assert [one.workers for one in as_of(session, on=TODAY)] == [60]

    def test_what_was_recorded_later_was_not_known_on_the_day_before(self, session):
        made = register_stage.import_one(session)
        at = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)  # the first moment of 2026-03-10 in China
        change(session, made, workers=60, effective_on=TODAY, at=at)

        assert [one.workers for one in as_of(session, known_on=date(2026, 3, 9))] == [50]
        assert [one.workers for one in as_of(session, known_on=date(2026, 3, 10))] == [60]

    def test_an_enterprise_was_not_known_before_its_first_entry(self, session):
        register_stage.import_one(session)

        assert as_of(session, known_on=TODAY - DAY) == []
        assert len(as_of(session, known_on=TODAY)) == 1

    def test_a_moved_enterprise_is_counted_where_it_was(self, session):
        made = register_stage.import_one(session)
        change(session, made, street_code="110105001", effective_on=TODAY)

        assert [one.id for one in as_of(session, HAIDIAN, on=TODAY - DAY)] == [made.id]
        assert as_of(session, CHAOYANG, on=TODAY - DAY) == []
        assert as_of(session, HAIDIAN, on=TODAY) == []
        assert [one.district_code for one in as_of(session, CHAOYANG, on=TODAY)] == ["110105"]

    def test_a_chair_sees_what_belonged_to_the_union_then(self, session):
        made = register_stage.import_one(session)
        chair = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({made.union_id}))
        change(session, made, unionised=False, effective_on=TODAY)

        assert len(as_of(session, chair, on=TODAY - DAY)) == 1
        assert as_of(session, chair, on=TODAY) == []

    def test_an_instructor_sees_the_book_of_that_day_changed_later_or_not(self, session):
        user = User(email="i", name="指导员", password="x", fs_uniquifier="x", created_at=AT)
        session.add(user)
        session.flush()
        for number in (1, 2):
            made = register_stage.import_one(session, number)
            session.add(Assignment(user_id=user.id, enterprise_id=made.id, from_on=TODAY))
        register_stage.import_one(session, 3)
        session.flush()
        change(session, made, workers=60, effective_on=TODAY + DAY)
        instructor = Actor(user_id=user.id, name="指导员", role=Role.INSTRUCTOR)

        assert [one.workers for one in as_of(session, instructor, on=TODAY)] == [50, 50]
        assert as_of(session, instructor, on=TODAY - DAY) == []

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 3),
                st.integers(0, 3),
                st.integers(0, 3),
                st.fixed_dictionaries(
                    {},
                    optional={
                        "workers": st.integers(50, 53),
                        "street_code": st.sampled_from(["110105001", "110108011"]),
                    },
                ),
            ),
            max_size=5,
        ),
        st.integers(-1, 4),
        st.integers(-1, 4),
        st.sampled_from([OPERATOR, HAIDIAN, CHAOYANG]),
    )
    def test_row_and_fold_say_together_what_every_fold_says(
        self, session, changes, on_days, known_days, actor
    ):
        with session.begin_nested() as point:
            made = {number: register_stage.import_one(session, number) for number in (1, 2, 3)}
            for number, effective, recorded, fields in changes:
                change(
                    session, made[number], effective_on=TODAY + effective * DAY,
                    at=AT + recorded * DAY, **fields,
                )  # fmt: skip
            on, known_on = TODAY + on_days * DAY, TODAY + known_days * DAY

            told = as_of(session, actor, on=on, known_on=known_on)

            assert told == folded_by_hand(session, actor, on=on, known_on=known_on)
            point.rollback()


def folded_by_hand(session, actor, *, on, known_on):
    """Fold every history, moved or not, and keep what lies in the territory."""
    ids = list(session.scalars(select(Enterprise.id).order_by(Enterprise.id)))
    histories = register_queries.enterprise_histories(session, ids)
    told = []
    for one in ids:
        fields = register.fields_on(
            histories[one], on=on, known_before=register.known_until(known_on)
        )
        inside = actor.role is None or (fields and fields["district_code"] in actor.places)
        if fields is not None and inside:
            told.append(EnterpriseAsOf.of(one, fields))
    return told


class TestHistory:
    def test_is_listed_first_entry_first(self, session):
        made = register_stage.import_one(session)
        change(session, made, workers=60, effective_on=TODAY)

        entries = register_queries.list_changes(session, made.id, actor=HAIDIAN, on=TODAY)

        assert [entry.sequence for entry in entries] == [1, 2]

    def test_outside_the_territory_it_is_not_there(self, session):
        made = register_stage.import_one(session)

        with pytest.raises(errors.NotVisible):
            register_queries.list_changes(session, made.id, actor=CHAOYANG, on=TODAY)
