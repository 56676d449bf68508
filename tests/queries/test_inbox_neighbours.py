"""What is put aside or off takes what was told of the same deadline along, and of no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bargaining.actions import inbox as inbox_actions
from bargaining.models.deadline import Deadline
from bargaining.queries import inbox
from bargaining.queries.inbox import Narrow, Tab
from bargaining.rules.roles import Actor, Role
from tests import inbox_stage, street_office
from tests.inbox_stage import REPLY, remind
from tests.street_office import AT, STREET

DAY = timedelta(days=1)
OFFERED = date(2026, 3, 2)
TODAY = date(2026, 3, 18)
OTHER_RULE = "OF-ANOTHER-DUTY"  # any that is not the one of the answer


@pytest.fixture(scope="module", autouse=True)
def _furnished(database_url):
    inbox_stage.furnish(database_url)


@pytest.fixture
def staff(session):
    user_id = inbox_stage.account(session, "社工甲")
    return Actor(user_id, "社工甲", Role.STREET_STAFF, places=frozenset({STREET}))


@pytest.fixture
def case(session):
    return offered(session, "北京示例餐饮有限公司")


def offered(session, name):
    made = street_office.open_case(session, street_office.add_firm(session, name))
    inbox_stage.offer(session, made, OFFERED, today=TODAY)
    return made


def beside(session, case, **other):
    """Let one more deadline of a case run, that differs from the answer's in one thing alone."""
    row = session.scalars(
        select(Deadline).where(Deadline.case_id == case.id, Deadline.rule_id == REPLY)
    ).one()
    same = {
        one.name: getattr(row, one.name) for one in Deadline.__table__.columns if one.name != "id"
    }
    session.add(Deadline(**same | other))
    session.flush()


def told_of_another_case(session, staff, case):
    other = offered(session, "北京示例第二有限公司")
    return remind(session, staff.user_id, staff.role, other)


def told_of_another_rule(session, staff, case):
    beside(session, case, rule_id=OTHER_RULE)
    return remind(session, staff.user_id, staff.role, case, rule=OTHER_RULE)


def told_of_another_beginning(session, staff, case):
    """Of two deadlines of one rule the stage tells of the one that began first."""
    row = remind(session, staff.user_id, staff.role, case)
    beside(session, case, start_sequence=row.start_sequence + 100)
    row.start_sequence += 100
    session.flush()
    return row


def shown(session, actor, *, on=TODAY, tab=Tab.OPEN):
    lines = inbox.read_lines(session, actor, on=on, with_aside=tab is Tab.ASIDE)
    return [one.id for one in inbox.narrowed(lines, Narrow(tab=tab), on=on)]


@pytest.mark.parametrize(
    "tell_of_another",
    [told_of_another_case, told_of_another_rule, told_of_another_beginning],
)
class TestOnlyOfTheSameDeadline:
    """The neighbour was told of first, so that it is an earlier word, of another deadline."""

    @pytest.fixture
    def both(self, session, staff, case, tell_of_another):
        other = tell_of_another(session, staff, case)
        mine = remind(session, staff.user_id, staff.role, case)
        assert other.id < mine.id
        assert sorted(shown(session, staff)) == [other.id, mine.id]
        return other.id, mine.id

    def test_the_other_stays_when_one_is_put_aside(self, session, staff, both):
        other, mine = both

        inbox_actions.put_aside(session, [mine], actor=staff, at=AT)

        assert shown(session, staff) == [other]
        assert shown(session, staff, tab=Tab.ASIDE) == [mine]

    def test_the_other_stays_when_one_is_put_off(self, session, staff, both):
        other, mine = both
        until = TODAY + 2 * DAY

        inbox_actions.put_off(session, [mine], until=until, actor=staff, on=TODAY, at=AT)

        assert shown(session, staff) == [other]
        assert shown(session, staff, tab=Tab.LATER) == [mine]
        assert sorted(shown(session, staff, on=until)) == [other, mine]
