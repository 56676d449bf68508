"""What asks for somebody, what do they put aside or off, and what became of what they were told?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bargaining.actions import cases as case_actions
from bargaining.actions import inbox as inbox_actions
from bargaining.errors import NotVisible, Refused
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.reminder import Reminder
from bargaining.queries import cases as case_queries
from bargaining.queries import inbox, inbox_history
from bargaining.queries.inbox import EVERYTHING, Bucket, Narrow, Tab
from bargaining.queries.inbox_history import Fate
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import inbox_stage, street_office
from tests.inbox_stage import REPLY, remind
from tests.street_office import AT, STREET

DAY = timedelta(days=1)
OFFERED = date(2026, 3, 2)
TODAY = date(2026, 3, 18)  # a Wednesday; the answer is due on the 22nd, in time until the 23rd


@pytest.fixture(scope="module", autouse=True)
def _furnished(database_url):
    inbox_stage.furnish(database_url)


@pytest.fixture
def firm(session):
    return street_office.add_firm(session, "北京示例餐饮有限公司")


@pytest.fixture
def case(session, firm):
    made = street_office.open_case(session, firm)
    inbox_stage.offer(session, made, OFFERED, today=TODAY)
    return made


@pytest.fixture
def staff(session):
    user_id = inbox_stage.account(session, "社工甲")
    return Actor(user_id, "社工甲", Role.STREET_STAFF, places=frozenset({STREET}))


def told(session, actor, case, **more):
    return remind(session, actor.user_id, actor.role, case, **more)


def shown(session, actor, *, on=TODAY, tab=Tab.OPEN, **narrow):
    lines = inbox.read_lines(session, actor, on=on, with_aside=tab is Tab.ASIDE)
    return [one.id for one in inbox.narrowed(lines, Narrow(tab=tab, **narrow), on=on)]


def fates(session, actor, *, on=TODAY):
    found = inbox_history.list_told(session, actor, on=on, narrow=EVERYTHING, page=None)
    return {one.reminder.id: one.fate for one in found}


class TestWhatStands:
    def test_of_one_deadline_only_the_newest_word_is_shown(self, session, staff, case):
        told(session, staff, case, stage="before:5", told_on=TODAY - DAY)
        newest = told(session, staff, case, stage="on_day", told_on=TODAY)

        assert shown(session, staff) == [newest.id]
        assert inbox.count_open(session, staff, on=TODAY) == 1

    def test_a_step_that_was_recorded_takes_its_reminder_away(self, session, staff, case):
        row = told(session, staff, case)
        street_office.take(session, case, "record_reply", OFFERED, answer="agree")
        session.flush()

        assert shown(session, staff) == []
        assert inbox.count_open(session, staff, on=TODAY) == 0
        assert fates(session, staff) == {row.id: Fate.DONE}

    def test_a_day_that_moved_takes_the_word_on_the_old_day_away(self, session, staff, case):
        row = told(session, staff, case)
        session.execute(
            update(Deadline).where(Deadline.rule_id == REPLY).values(remind_on=TODAY + 9 * DAY)
        )

        assert shown(session, staff) == []
        assert fates(session, staff) == {row.id: Fate.MOVED}

    def test_a_deadline_that_is_gone_leaves_a_word_in_the_history(self, session, staff, case):
        row = told(session, staff, case)
        session.execute(update(Reminder).where(Reminder.id == row.id).values(start_sequence=999))

        assert fates(session, staff) == {row.id: Fate.MOVED}

    def test_what_is_asked_for_by_nobody_any_more_is_told_of_as_needless(
        self, session, staff, firm, case
    ):
        """The next round's offer went out: the right to ask for it was used."""
        row = told(session, staff, case)
        renewal = {"rule_id": "T-RENEW-WAGE"}
        session.execute(update(Deadline).where(Deadline.rule_id == REPLY).values(**renewal))
        session.execute(update(Reminder).values(**renewal))
        assert shown(session, staff) == [row.id]

        session.execute(update(Case).values(opened_on=OFFERED - 30 * DAY))
        session.expire_all()
        following = case_actions.open_case(
            session, firm, year=2027, on=OFFERED, actor=OPERATOR, at=AT, today=TODAY
        )
        following.delivered_on = OFFERED
        session.flush()

        assert shown(session, staff) == []
        assert fates(session, staff) == {row.id: Fate.NEEDLESS}

    def test_a_closed_case_asks_for_nothing(self, session, staff, case):
        row = told(session, staff, case)
        session.execute(update(Case).values(closed_on=TODAY))
        session.expire_all()

        assert shown(session, staff) == []
        assert fates(session, staff) == {row.id: Fate.CLOSED}

    def test_somebody_elses_and_another_roles_are_not_there(self, session, staff, case):
        other = inbox_stage.account(session, "社工乙")
        remind(session, other, Role.STREET_STAFF, case)
        remind(session, staff.user_id, Role.STREET, case)

        assert shown(session, staff) == []
        assert fates(session, staff) == {}
        assert inbox.count_open(session, staff, on=TODAY) == 0

    def test_nobody_without_an_account_or_a_role_has_an_inbox(self, session, staff, case):
        told(session, staff, case)

        for actor in (Actor(None, "系统", None), Actor(staff.user_id, "甲", Role.ADMIN)):
            assert shown(session, actor) == []

    def test_a_case_that_is_seen_no_more_is_not_shown(self, session, staff, case):
        told(session, staff, case)
        elsewhere = Actor(staff.user_id, "社工甲", Role.STREET_STAFF, places=frozenset({"310101"}))

        assert shown(session, elsewhere) == []
        assert fates(session, elsewhere) == {}
        assert inbox.nearest(session, elsewhere, on=TODAY) == ([], 0)

    @pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMIN])
    def test_case_by_case_the_same_are_seen_as_in_every_other_list(
        self, session, staff, case, firm, role
    ):
        far = street_office.open_case(
            session,
            street_office.add_firm(session, "北京示例别处有限公司", street="110105001"),
        )
        inbox_stage.offer(session, far, OFFERED, today=TODAY)
        session.add(Assignment(user_id=staff.user_id, enterprise_id=firm.id, from_on=OFFERED))
        places = {Role.STREET: STREET, Role.STREET_STAFF: STREET, Role.CITY: "110000"}
        actor = Actor(
            staff.user_id,
            "某人",
            role,
            places=frozenset({places.get(role, STREET[:6])}),
            union_ids=frozenset({firm.union_id}),
        )
        for one in (case, far):
            told(session, actor, one)

        seen = set(
            session.scalars(case_queries.visible_cases(actor, on=TODAY).with_only_columns(Case.id))
        )
        lines = inbox.read_lines(session, actor, on=TODAY)

        assert {one.case_id for one in lines} == seen
        assert seen == ({case.id, far.id} if role is Role.CITY else
                        set() if role is Role.REVIEWER else {case.id})  # fmt: skip


DAYS = st.integers(-9, 9).map(lambda number: TODAY + number * DAY)


class TestHowNear:
    @given(act_by=DAYS, longer=st.integers(0, 4), proved=st.booleans(), on=DAYS)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    def test_the_day_that_matters_next_decides(
        self, session, staff, case, act_by, longer, proved, on
    ):
        with session.begin_nested() as point:
            last_on = act_by + longer * DAY
            row = session.scalars(select(Deadline).where(Deadline.rule_id == REPLY)).one()
            session.execute(
                update(Deadline)
                .where(Deadline.id == row.id)
                .values(
                    remind_on=act_by, due_on=act_by, overdue_after=last_on, latest=last_on,
                    proof={**row.proof, "proved": proved},
                )
            )  # fmt: skip
            told(session, staff, case)
            (line,) = inbox.read_lines(session, staff, on=on)
            point.rollback()

        day = act_by if act_by >= on else last_on
        wanted = (
            Bucket.LATE if day < on and proved
            else Bucket.TODAY if day <= on
            else Bucket.WEEK if day <= on + 7 * DAY
            else Bucket.LATER
        )  # fmt: skip
        assert (line.day, line.bucket) == (day, wanted)

    @pytest.mark.parametrize(
        ("on", "bucket"),
        [
            (date(2026, 3, 14), Bucket.LATER),
            (date(2026, 3, 15), Bucket.WEEK),  # Sunday, seven days before
            (date(2026, 3, 21), Bucket.WEEK),
            (date(2026, 3, 22), Bucket.TODAY),
            (date(2026, 3, 23), Bucket.TODAY),
            (date(2026, 3, 24), Bucket.LATE),
        ],
    )
    def test_from_the_week_to_the_day_after(self, session, staff, case, on, bucket):
        told(session, staff, case)

        assert [one.bucket for one in inbox.read_lines(session, staff, on=on)] == [bucket]

    def test_a_day_of_no_proof_makes_nobody_late(self, session, staff, case):
        told(session, staff, case)
        row = session.scalars(select(Deadline).where(Deadline.rule_id == REPLY)).one()
        row.proof = {**row.proof, "proved": False}
        session.flush()

        (line,) = inbox.read_lines(session, staff, on=date(2026, 4, 20))

        assert line.bucket is Bucket.TODAY


class TestTheLists:
    @pytest.fixture
    def many(self, session, staff):
        made = []
        for number, firm in enumerate(street_office.add_firms(session, 5)):
            one = street_office.open_case(session, firm)
            inbox_stage.offer(session, one, OFFERED + number * DAY, today=TODAY)
            made.append(told(session, staff, one, told_on=TODAY - (number % 2) * DAY).id)
        return made

    def test_the_nearest_day_comes_first_and_can_be_turned_round(self, session, staff, many):
        assert shown(session, staff) == many
        assert shown(session, staff, sort="-day") == many[::-1]
        assert shown(session, staff, sort="nonsense") == many

    def test_they_can_be_sorted_by_when_they_were_told(self, session, staff, many):
        assert shown(session, staff, sort="-told") == [
            many[0], many[2], many[4], many[1], many[3],
        ]  # fmt: skip

    def test_a_word_a_place_or_a_rule_narrows_them(self, session, staff, many):
        assert shown(session, staff, text="第003") == [many[2]]
        assert shown(session, staff, text="商贸 第003") == [many[2]]
        assert shown(session, staff, text="没有这家") == []
        assert shown(session, staff, street=STREET) == many
        assert shown(session, staff, district="310101") == []
        assert shown(session, staff, rule="T-DATA") == []

    def test_the_first_screen_has_the_three_nearest_and_the_whole_number(
        self, session, staff, many
    ):
        found, total = inbox.nearest(session, staff, on=TODAY)

        assert [one.line.id for one in found] == many[:3]
        assert total == 5

    def test_the_masthead_counts_what_the_list_shows(self, session, staff, many):
        inbox_actions.put_aside(session, many[:1], actor=staff, at=AT)
        inbox_actions.put_off(session, many[1:2], until=TODAY + DAY, actor=staff, on=TODAY, at=AT)

        for on in (TODAY, TODAY + DAY):
            counted = inbox.count_open(session, staff, on=on)
            assert counted == len(shown(session, staff, on=on))
            assert counted == inbox.nearest(session, staff, on=on)[1]

    def test_a_page_is_read_in_the_order_of_its_lines(self, session, staff, many):
        lines = inbox.narrowed(
            inbox.read_lines(session, staff, on=TODAY), Narrow(sort="-day"), on=TODAY
        )

        found = inbox.items(session, staff, lines)

        assert [one.reminder.id for one in found] == many[::-1]
        assert all(one.case.id == one.deadline.case_id for one in found)

    def test_the_history_keeps_everything_page_by_page(self, session, staff, many):
        newest = inbox_history.list_told(session, staff, on=TODAY, narrow=EVERYTHING, page=1)
        narrow = Narrow(tab=Tab.EVERY, text="第003", rule=REPLY, street=STREET, district="110108")

        assert [one.reminder.id for one in newest] == [
            many[4], many[2], many[0], many[3], many[1],
        ]  # fmt: skip
        assert inbox_history.count_told(session, staff, on=TODAY, narrow=EVERYTHING) == 5
        assert inbox_history.count_told(session, staff, on=TODAY, narrow=narrow) == 1
        assert inbox_history.told_choices(session, staff, on=TODAY) == [
            (REPLY, newest[0].label, "110108", STREET)
        ]

    def test_of_a_case_the_word_for_the_enterprise_is_found(self, session, staff, many):
        rows = [session.get_one(Reminder, one) for one in many[:2]]
        other = session.get_one(Case, rows[1].case_id)
        told(session, staff, other, stage="escalate:7", told_on=TODAY)
        ids = [one.case_id for one in rows]

        found = inbox.of_cases(session, staff, ids, on=TODAY)

        assert {case_id: one.line.id for case_id, one in found.items()} == {ids[0]: many[0]}


class TestPuttingAside:
    def test_what_was_said_before_goes_along_and_what_comes_later_stays(self, session, staff, case):
        told(session, staff, case, stage="before:5")
        middle = told(session, staff, case, stage="before:1")
        inbox_actions.put_aside(session, [middle.id], actor=staff, at=AT)
        assert shown(session, staff) == []
        assert shown(session, staff, tab=Tab.ASIDE) == [middle.id]

        newest = told(session, staff, case, stage="on_day")

        assert shown(session, staff) == [newest.id]
        assert shown(session, staff, tab=Tab.ASIDE) == []

    def test_a_word_that_came_meanwhile_is_not_put_aside_with_the_older(self, session, staff, case):
        older = told(session, staff, case, stage="before:5")
        newer = told(session, staff, case, stage="on_day")

        inbox_actions.put_aside(session, [older.id], actor=staff, at=AT)

        assert shown(session, staff) == [newer.id]

    def test_pressed_twice_it_is_the_same(self, session, staff, case):
        row = told(session, staff, case)

        for _ in range(2):
            assert inbox_actions.put_aside(session, [row.id], actor=staff, at=AT) == 1

        assert fates(session, staff) == {row.id: Fate.ASIDE}

    def test_it_can_be_taken_up_again(self, session, staff, case):
        row = told(session, staff, case)
        inbox_actions.put_aside(session, [row.id], actor=staff, at=AT)

        inbox_actions.take_up(session, [row.id], actor=staff)

        assert shown(session, staff) == [row.id]

    def test_all_of_one_case_is_put_aside_and_nothing_of_another(self, session, staff, case):
        other = street_office.open_case(
            session, street_office.add_firm(session, "北京示例第二有限公司")
        )
        inbox_stage.offer(session, other, OFFERED, today=TODAY)
        told(session, staff, case)
        left = told(session, staff, other)

        inbox_actions.put_case_aside(session, case.id, actor=staff, at=AT)

        assert shown(session, staff) == [left.id]

    @pytest.mark.parametrize("role", [Role.STREET_STAFF, Role.STREET])
    def test_somebody_elses_is_not_there_and_stays_as_it_is(self, session, staff, case, role):
        own = told(session, staff, case)
        somebody = inbox_stage.account(session, "社工乙")
        theirs = remind(
            session, somebody if role is staff.role else staff.user_id, role, case,
            stage="on_day",
        )  # fmt: skip
        ids = [own.id, theirs.id]

        with pytest.raises(NotVisible):
            inbox_actions.put_aside(session, ids, actor=staff, at=AT)
        with pytest.raises(NotVisible):
            inbox_actions.take_up(session, ids, actor=staff)
        with pytest.raises(NotVisible):
            inbox_actions.put_off(session, ids, until=TODAY + DAY, actor=staff, on=TODAY, at=AT)

        touched = (Reminder.done_at.is_not(None)) | (Reminder.snoozed_until.is_not(None))
        assert session.scalar(select(func.count()).where(touched)) == 0

    def test_a_colleagues_word_of_the_same_deadline_stays(self, session, staff, case):
        row = told(session, staff, case)
        other = Actor(
            inbox_stage.account(session, "社工乙"), "乙", Role.STREET_STAFF,
            places=frozenset({STREET}),
        )  # fmt: skip
        theirs = told(session, other, case)

        inbox_actions.put_aside(session, [row.id], actor=staff, at=AT)

        assert shown(session, other) == [theirs.id]


class TestPuttingOff:
    def test_it_waits_until_its_day_and_speaks_once_then(self, session, staff, case):
        told(session, staff, case, stage="before:5")
        row = told(session, staff, case, stage="before:1")
        until = TODAY + 3 * DAY

        inbox_actions.put_off(session, [row.id], until=until, actor=staff, on=TODAY, at=AT)

        assert shown(session, staff) == []
        assert shown(session, staff, tab=Tab.LATER) == [row.id]
        assert shown(session, staff, on=until - DAY) == []
        assert shown(session, staff, on=until) == [row.id]
        assert fates(session, staff)[row.id] is Fate.LATER
        still_open = select(Reminder.id).where(Reminder.done_at.is_(None))
        assert session.scalars(still_open).all() == [row.id]

    @pytest.mark.parametrize("days", [-1, 0, 61])
    def test_a_day_that_is_not_to_come_or_too_far_is_refused(self, session, staff, case, days):
        row = told(session, staff, case)

        with pytest.raises(Refused, match="最远 60 天"):
            inbox_actions.put_off(
                session, [row.id], until=TODAY + days * DAY, actor=staff, on=TODAY, at=AT
            )

        assert shown(session, staff) == [row.id]

    @pytest.mark.parametrize("days", [1, 60])
    def test_from_tomorrow_to_sixty_days(self, session, staff, case, days):
        row = told(session, staff, case)

        inbox_actions.put_off(
            session, [row.id], until=TODAY + days * DAY, actor=staff, on=TODAY, at=AT
        )

        assert shown(session, staff, tab=Tab.LATER) == [row.id]
