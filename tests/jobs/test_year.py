"""Two months of a small district around a New Year, simulated; `make year` lives a whole one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bargaining import db
from bargaining.rules.roles import OPERATOR
from benchmarks.year import oracle, table
from benchmarks.year.__main__ import opened
from benchmarks.year.hands import SEND
from benchmarks.year.running import Plan

PLAN = Plan(
    first=date(2025, 11, 24),
    days=52,
    seed=5,
    kills=("reminders", "redating", SEND),
    doubles=1,
    stop=(42, 4),
    outages=2,
    notice_on=date(2025, 12, 22),
    hand_overs=2,
    begin_within=25,
    bare=True,
)
LAST = PLAN.first + timedelta(days=PLAN.days)


@pytest.fixture(scope="module")
def year(cluster, migrated_template, tmp_path_factory):
    """Everybody's two months, lived to their end."""
    url = cluster.create(template=migrated_template)
    folder = tmp_path_factory.mktemp("year")
    with opened(url, plan=PLAN, firms=36, folder=folder) as made:
        made.run(say=lambda _line: None)
        yield made
    cluster.drop(url)


def test_nothing_happened_that_must_not(year):
    assert table.faults(year) == {}, "\n".join(table.lines(year, seconds=0))


def test_enough_happened_to_say_so(year):
    counts = year.ledger.counts

    assert counts["written"] > 100
    assert counts["mails paid"] > 80
    assert counts["mails repeated"] > 0
    assert year.box.turned_away > 0
    assert counts["effects on their day"] > 4
    assert counts["weekly mails"] > 10
    assert len(year.ledger.redated) > 5
    assert year.two_at_once == 1
    assert sum(year.workers.landed.values()) == 3


class TestTheCountItself:
    """Whatever goes wrong would be seen: each is done by hand, after all is over."""

    def test_what_nobody_should_have_been_told_is_seen(self, year):
        done = next(
            (number, one.place)
            for number, case in year.crowd.cases.items()
            for one in case.entries
            if one.kind == "send_proposal" and case.done("T-OFFER-REPLY", one.place)
        )
        reader = next(iter(year.town.people))
        with year.app.app_context(), db.transaction(OPERATOR) as session:
            session.execute(
                text(
                    "INSERT INTO reminder (user_id, role, case_id, rule_id, start_sequence, stage,"
                    " about_on, words, told_on, told_at) SELECT :reader, 'street', id,"
                    " 'T-OFFER-REPLY', :place, 'on_day', :on, '示例', :on, now()"
                    " FROM bargaining_case WHERE number = :number"
                ),
                {"reader": reader, "place": done[1], "on": LAST, "number": done[0]},
            )

        year.ledger.reminders((), {}, on=LAST)

        assert table.faults(year).keys() >= {"unexpected", "to those who had acted"}

    def test_what_somebody_was_not_told_is_seen(self, year):
        clocks = oracle.read_clocks(year.ledger.url)
        year.ledger.oracle.told.clear()

        year.ledger.reminders(clocks, {}, on=LAST - timedelta(days=1))

        assert table.faults(year)["missing"] > 0

    def test_a_mail_that_never_came_is_seen(self, year):
        clocks = {clock.key: clock for clock in oracle.read_clocks(year.ledger.url)}
        stands = next(
            one.reminder
            for told in year.mailing.recent.values()
            for one in told
            if year.town.people[one.reminder.user_id].told_by_mail
            and year.ledger.still_stands(one.reminder, clocks, on=LAST)
        )
        year.mailing.owe([stands])

        year.mailing.settle(clocks, on=LAST + timedelta(days=30))

        assert table.faults(year)["mails missing"] > 0

    def test_a_thing_told_under_two_numbers_is_seen(self, year):
        number = next(iter(year.mailing.numbers))
        year.mailing.numbers[number]["<another@example.cn>"] = "again"

        year.mailing.close()

        assert table.faults(year)["told under two numbers"] == 1
