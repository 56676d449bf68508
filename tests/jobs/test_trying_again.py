"""A message that is sent once more begins anew, and trials are counted among trials alone."""

from __future__ import annotations

import pytest

from bargaining import clock, db, queue
from bargaining.actions import deliveries as delivery_actions
from bargaining.jobs import digests
from bargaining.models.delivery import Delivery
from bargaining.queries import users as user_queries
from bargaining.queries.deliveries import FAILED, WAITING
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, SYSTEM
from tests.told import TODAY, by_day

MAIL = {Channel.EMAIL: "li@example.cn"}


def morning(told):
    with told.app.app_context():
        return digests.morning(on=TODAY, at=by_day(), hour=12).done


@pytest.mark.parametrize("timing", ["", "now"])
def test_what_was_put_aside_before_its_digest_is_in_none(told, timing):
    user = told.person(timing=timing, ways=MAIL)
    number = told.offered_case()
    reminder = told.remind(user, number)
    told.change(reminder, done_at=clock.now())

    assert morning(told) == 0
    assert told.deliveries(user) == []
    told.change(reminder, done_at=None)
    assert morning(told) == 1  # nothing else kept it away


def test_however_many_messages_somebody_got_that_day_a_way_can_be_tried(told):
    user = told.person(timing="now", ways=MAIL)
    number = told.offered_case()
    for place in range(delivery_actions.MOST_TRIALS):
        assert told.post(told.remind(user, number, stage=f"redated:{place}")) == 1
    assert [one.for_on for one in told.deliveries(user)] == [TODAY] * delivery_actions.MOST_TRIALS

    with told.app.app_context(), db.transaction(OPERATOR) as session:
        account = user_queries.get_user(session, user, actor=OPERATOR)
        actor = user_queries.find_actor(account, on=TODAY, wanted=None)
        made = delivery_actions.ask_test(
            session, actor=actor, channel=Channel.EMAIL, host="example.cn", on=TODAY,
            at=clock.now(),
        )  # fmt: skip

    assert made is not None


def test_one_that_is_sent_again_has_all_its_tries_before_it(told, post):
    user = told.person(timing="now", ways=MAIL)
    told.post(told.remind(user, told.offered_case()))
    (delivery,) = told.deliveries(user)
    with told.writing() as session:
        session.get_one(Delivery, delivery.id).attempts = len(delivery_actions.PAUSES)
    post.at_recipient = "451 later"
    told.work()
    (failed,) = told.deliveries(user)
    assert (failed.state, failed.attempts) == (FAILED, 7)

    with told.writing() as session:
        again = delivery_actions.send_again(session, [failed.id], actor=SYSTEM, at=clock.now())
        assert again == [failed.id]
        queue.send(session, again)
    told.work()

    (waits,) = told.deliveries(user)
    assert (waits.state, waits.attempts) == (WAITING, 1)
