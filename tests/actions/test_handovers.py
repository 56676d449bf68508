"""One chair after another: the register says the same whether or not the clock stood still."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bargaining.actions import handovers
from bargaining.actions.handovers import Change
from bargaining.actions.persons import PersonKey, phone_of
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody
from bargaining.queries import handovers as handover_queries
from bargaining.queries import unions as union_queries
from bargaining.rules.roles import SYSTEM
from tests import register_stage, street_office
from tests.street_office import AT, STAFF, TODAY

DAY = timedelta(days=1)
KEY = PersonKey(Fernet.generate_key().decode())
FIRST, SECOND = "13811110001", "13811110002"


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def union(session):
    firm = street_office.add_firm(session, "北京示例交接商贸有限公司")
    return session.get_one(UnionBody, firm.union_id)


def hand_over(session, union, name, mobile, *, on_day, today):
    change = Change(on_day=on_day, to_name=name, to_mobile=mobile, password_hash="x")
    return handovers.hand_over(
        session, union.id, change, actor=STAFF, at=AT, today=today, key=KEY
    ).handover


def the_clock_comes_to(session, day):
    return handovers.write_due(session, actor=SYSTEM, at=AT, on=day, key=KEY)


def stand(session, union):
    session.flush()
    (history,) = union_queries.union_histories(session, [union.id]).values()
    person = session.get_one(Person, union.chair_person_id)
    said = [
        (one.effective_on, one.fields["chair_name"])
        for one in history
        if "chair_name" in one.fields
    ]
    return union.chair_name, person.name, phone_of(person, KEY), said


@pytest.mark.parametrize("stopped", [False, True])
def test_a_clock_that_stood_still_ends_with_the_same_chair_and_number(session, union, stopped):
    hand_over(session, union, "李一", FIRST, on_day=TODAY + DAY, today=TODAY)
    if not stopped:
        assert the_clock_comes_to(session, TODAY + 2 * DAY) == 1

    later = TODAY + 5 * DAY
    second = hand_over(session, union, "王二", SECOND, on_day=later - DAY, today=later)
    the_clock_comes_to(session, later)

    assert second.from_name == "李一"
    name, contact, phone, said = stand(session, union)
    assert (name, contact, phone) == ("王二", "王二", SECOND)
    assert said == [(TODAY + 2 * DAY, "李一"), (later, "王二")]
    assert the_clock_comes_to(session, later + DAY) == 0


def test_who_follows_on_a_day_to_come_is_the_one_who_hands_over_after_that(session, union):
    first = hand_over(session, union, "李一", FIRST, on_day=TODAY + DAY, today=TODAY)

    second = hand_over(session, union, "王二", SECOND, on_day=TODAY + 9 * DAY, today=TODAY)

    assert (first.from_name, second.from_name) == ("张主席", "李一")
    assert second.from_user_id == first.to_user_id
    assert [one.to_name for one in handover_queries.unwritten(session, on=TODAY + 10 * DAY)] == [
        "李一",
        "王二",
    ]
