"""A message that the queue lost is found again by the hourly run, and no other with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text as sql

from bargaining import clock, db
from bargaining.jobs import digests
from bargaining.models.delivery import Delivery
from bargaining.queries.deliveries import SENT, WAITING
from bargaining.rules.contact_ways import Channel
from tests.told import TODAY, lost


def queued(told, numbers):
    """How often each message stands in the queue."""
    with told.app.app_context():
        rows = db.db.session().execute(
            sql(
                "SELECT (args ->> 'delivery_id')::int FROM procrastinate.procrastinate_jobs"
                " WHERE task_name = 'delivery' AND status = 'todo'"
            )
        )
        found = [number for (number,) in rows]
    return [found.count(one) for one in numbers]


def run(told, *, at):
    with told.app.app_context():
        return digests.run(on=TODAY, at=at).done


def test_of_two_the_one_that_was_lost_is_queued_again_and_goes(told, post):
    due, numbers, users = clock.now(), [], []
    for address in ("li@example.cn", "wang@example.cn"):
        user = told.person(timing="now", ways={Channel.EMAIL: address})
        assert told.post(told.remind(user, told.offered_case())) == 1
        (delivery,) = told.deliveries(user)
        users.append(user)
        numbers.append(delivery.id)
    with told.writing() as session:
        for number in numbers:
            session.get_one(Delivery, number).next_try_at = due
    lost(told.office.url, numbers[0])
    assert queued(told, numbers) == [0, 1]

    assert run(told, at=due + timedelta(minutes=29)) == 0
    assert queued(told, numbers) == [0, 1]
    assert run(told, at=due + timedelta(minutes=31)) == 1
    assert queued(told, numbers) == [1, 1]
    assert run(told, at=due + timedelta(minutes=31)) == 0

    assert [told.deliveries(user)[0].state for user in users] == [WAITING, WAITING]
    told.work()
    assert [told.deliveries(user)[0].state for user in users] == [SENT, SENT]
    assert sorted(post.to) == ["li@example.cn", "wang@example.cn"]
