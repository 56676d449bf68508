"""What a message says of the day it names, and in which role it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bargaining import clock, db
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.jobs import composing, delivering, digests
from bargaining.models.deadline import Deadline
from bargaining.queries import users as user_queries
from bargaining.queries.deliveries import DROPPED, SENT
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, Role
from tests import holiday_years
from tests.office import AT, furnished
from tests.told import DAY, TODAY, told_by_mail

MAIL = {Channel.EMAIL: "li@example.cn"}
MONDAY = TODAY - TODAY.weekday() * DAY
OFFERED = date(2026, 9, 15)  # the answer is due around the festivals of October


class TestHowSureTheDayIs:
    @pytest.fixture
    def told(self, make_furnished, tmp_path, post):
        """A system of its own, whose law book each test may shorten."""
        with furnished(make_furnished(), tmp_path) as made:
            yield told_by_mail(made, post)

    def composed(self, told):
        """Write the message on the one case, some days before its answer is due."""
        user = told.person(timing="now", ways=MAIL)
        told.post(told.remind(user, told.offered_case(on=OFFERED)))
        (delivery,) = told.deliveries(user)
        key = PersonKey(told.settings.person_key)
        with told.writing() as session:
            (certain,) = {one.certain for one in session.query(Deadline).all()}
            said = composing.compose(session, delivery, site="", key=key, on=OFFERED + 5 * DAY)
        return certain, said

    def test_a_day_that_waits_for_the_notice_is_told_as_open(self, told):
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            holiday_years.forget(session)

        certain, said = self.composed(told)

        assert not certain
        for text in (said.text, said.html):
            assert "待定：2026 年的放假安排还没有公布" in text
            assert "日子确定" not in text

    def test_one_that_no_notice_moves_any_more_is_told_as_certain(self, told):
        certain, said = self.composed(told)

        assert certain
        for text in (said.text, said.html):
            assert "日子确定" in text
            assert "待定" not in text


def test_a_message_for_a_role_that_is_over_is_not_written_in_another_one(office, post):
    """Somebody of a district who is somebody of a street still."""
    told = told_by_mail(office, post)
    with told.writing() as session:  # nobody of an earlier test has any way left
        session.connection().exec_driver_sql("DELETE FROM contact_way")
    user = told.person(role=Role.DISTRICT, place="110108", ways=MAIL)
    with told.writing() as session:
        street = user_actions.NewGrant(
            role=Role.STREET, from_on=date(2020, 1, 1), to_on=None, place_code="110108012",
            union_id=None,
        )  # fmt: skip
        user_actions.grant_role(session, user, street, actor=OPERATOR, at=AT)
    number = told.offered_case(on=TODAY - 60 * DAY)
    nine = datetime.combine(MONDAY, time(9), clock.LEGAL_ZONE).astimezone(UTC)
    with told.app.app_context():
        assert digests.run_weekly(on=MONDAY, at=nine).done == 2
    with told.writing() as session:
        grants = user_queries.get_user(session, user, actor=OPERATOR).grants
        (district,) = [one for one in grants if one.role == Role.DISTRICT.value]
        user_actions.end_grant(
            session, district.id, last_on=TODAY - DAY, actor=OPERATOR, at=clock.now(), on=TODAY
        )

    told.work()

    went = {one.role: (one.state, one.problem) for one in told.deliveries(user)}
    assert went == {"district": (DROPPED, delivering.NOTHING_LEFT), "street": (SENT, "")}
    (mail,) = post.taken
    assert number in mail.get_body(["plain"]).get_content()
