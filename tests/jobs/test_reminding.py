"""The planner's run of a day: again, twice at once, after a stop, past a case that is broken."""

from __future__ import annotations

import logging
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.jobs import redating as redating_job
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.law_change import Redating
from bargaining.models.reminder import Reminder
from bargaining.queries import reminder_plan
from bargaining.rules.roles import OPERATOR, Role
from tests import cluster, holiday_years
from tests.jobs import test_redating
from tests.office import AT, TODAY, furnished
from tests.reminded import ANSWER_BY, CITY, DISTRICT, STREET, Reminded
from tests.running import until

DAY = timedelta(days=1)
FIVE_BEFORE = ANSWER_BY - 5 * DAY
ENTERED = date(2026, 9, 20)
END_WHO_WAITS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
OWN = {"when": "before", "days": 9, "to": ["street_staff"], "words": "{单位}：街道自己的提醒。"}


@pytest.fixture
def reminded(make_furnished, tmp_path):
    """A system of its own for each test: everything that runs in it is told of."""
    with furnished(make_furnished(), tmp_path) as made:
        yield Reminded(made)


def count(reminded):
    with reminded.office.app.app_context():
        return db.db.session().scalar(select(func.count(Reminder.id)))


class TestTheRun:
    def test_it_says_how_many_it_made_and_finds_none_again(self, reminded):
        numbers = [reminded.offered() for _ in range(3)]
        for number in numbers:
            reminded.chair(number)

        first, again = reminded.tell(FIVE_BEFORE), reminded.tell(FIVE_BEFORE)

        assert (first.done, first.failed, first.problem, first.verb) == (3, (), "", "生成")
        assert (again.done, again.problem) == (0, "")
        assert count(reminded) == 3

    def test_more_cases_than_fit_in_one_batch_are_all_told_of(self, reminded, monkeypatch):
        monkeypatch.setattr(reminder_plan.next_cases, "__kwdefaults__", {"limit": 2})
        numbers = [reminded.offered() for _ in range(5)]
        reminded.account(Role.STREET_STAFF, place=STREET)

        assert reminded.tell(FIVE_BEFORE).done == 5
        assert [len(reminded.told(number)) for number in numbers] == [1] * 5

    def test_two_at_once_write_each_reminder_once(self, reminded):
        for _ in range(6):
            reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        start, made = threading.Barrier(2), []

        def run():
            start.wait(10)
            made.append(reminded.tell(FIVE_BEFORE))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        assert sum(one.done for one in made) == 6
        assert [one.failed for one in made] == [(), ()]
        assert count(reminded) == 6

    def test_what_reaches_nobody_is_said_with_what_to_do(self, reminded):
        reminded.offered()

        outcome = reminded.tell(FIVE_BEFORE)

        assert (outcome.done, outcome.remark) == (
            0, "有 1 项提醒没有可以告知的账号，请给所在街道或者区总工会开通账号。",
        )  # fmt: skip
        reminded.account(Role.STREET_STAFF, place=STREET)
        assert (reminded.tell(FIVE_BEFORE).done, reminded.tell(FIVE_BEFORE).remark) == (1, "")

    def test_a_case_that_cannot_be_read_holds_up_no_other(self, reminded):
        broken, sound = reminded.offered(), reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        cluster.ask(
            reminded.office.url,
            "UPDATE deadline SET holder = 'nobody' WHERE case_id ="  # noqa: S608
            f" (SELECT id FROM bargaining_case WHERE number = '{broken}')",
        )

        outcome = reminded.tell(FIVE_BEFORE)

        assert outcome.done == 1
        assert outcome.problem == f"提醒有 1 件未能生成：{broken}，原因见日志。"
        assert (len(reminded.told(broken)), len(reminded.told(sound))) == (0, 1)

    def test_a_database_that_goes_away_breaks_the_run_off(self, reminded):
        """It is no fault of the cases: the run stops, and the next one finds them all."""
        numbers = [reminded.offered() for _ in range(2)]
        reminded.account(Role.STREET_STAFF, place=STREET)
        ended = []

        def run():
            try:
                ended.append(reminded.tell(FIVE_BEFORE))
            except DBAPIError as problem:
                ended.append(problem)

        thread = threading.Thread(target=run)
        with cluster.held_up(reminded.office.url, "reminder") as database:
            thread.start()
            until(lambda: database.execute(END_WHO_WAITS).fetchone())
            thread.join(30)

        (problem,) = ended
        assert isinstance(problem, DBAPIError)
        assert count(reminded) == 0
        assert reminded.tell(FIVE_BEFORE).done == len(numbers)


class TestAnOfficesOwn:
    def test_a_street_follows_its_district_the_district_its_city(self, reminded):
        number = reminded.offered()
        staff = reminded.account(Role.STREET_STAFF, place=STREET)

        for place in (CITY, DISTRICT, STREET):
            reminded.set_own(place, "T-OFFER-REPLY", OWN)
            assert reminded.tell(ANSWER_BY - 10 * DAY).done == 0
            reminded.plan(number, ANSWER_BY - 9 * DAY)
            assert [one.words for one in reminded.told(number)] == [
                f"{self.title(reminded, number)}：街道自己的提醒。"
            ]
            assert reminded.told(number)[0].user_id == staff
            self.forget(reminded)
            reminded.clear_own(place, "T-OFFER-REPLY")

        assert reminded.tell(ANSWER_BY - 9 * DAY).done == 0

    def test_the_nearest_office_prevails(self, reminded):
        number = reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        reminded.set_own(CITY, "T-OFFER-REPLY", OWN)
        reminded.set_own(STREET, "T-OFFER-REPLY", note="街道自己打电话")

        for days in range(-20, 5):
            reminded.plan(number, ANSWER_BY + days * DAY)

        assert reminded.told(number) == []

    def test_a_neighbours_changes_nothing_here(self, reminded):
        number = reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        reminded.set_own("110108011", "T-OFFER-REPLY", OWN)

        reminded.plan(number, ANSWER_BY - 9 * DAY)

        assert reminded.told(number) == []

    def test_a_setting_that_cannot_be_read_any_more_holds_nobody_up(self, reminded, caplog):
        number = reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        reminded.set_own(DISTRICT, "T-OFFER-REPLY", OWN)
        cluster.ask(
            reminded.office.url,
            """UPDATE office_setting SET value = '{"rule": "T-OFFER-REPLY", "colour": 1}'""",
        )

        with caplog.at_level(logging.WARNING):
            assert reminded.tell(FIVE_BEFORE).done == 1

        assert [one.stage for one in reminded.told(number)] == ["before:5"]
        assert "unreadable" in caplog.text

    def title(self, reminded, number):
        with reminded.office.app.app_context():
            return db.db.session().scalar(select(Case.title).where(Case.number == number))

    def forget(self, reminded):
        cluster.ask(reminded.office.url, "DELETE FROM delivery_item")
        cluster.ask(reminded.office.url, "DELETE FROM reminder")


class TestTheNextRound:
    def test_once_the_next_offer_is_delivered_the_old_contract_asks_for_nothing(self, reminded):
        number = reminded.office.filed_case(on=date(2026, 3, 3))
        chair = reminded.chair(number)
        opens, last = self.window(reminded, number)
        reminded.tell(opens)
        assert self.of_renewal(reminded, number, last) == [(chair, "opens")]
        assert [one.stage for one in reminded.standing(number) if one.about_on == last] == ["opens"]

        following = self.next_round(reminded, number, on=opens + DAY)
        reminded.tell(last - 30 * DAY)
        assert self.of_renewal(reminded, number, last)[-1] == (chair, "before:30")
        reminded.office.take(
            following, "send_proposal", last - 20 * DAY, initiator="union", delivered=True
        )

        assert [one for one in reminded.standing(number) if one.about_on == last] == []
        reminded.tell(last - 7 * DAY)
        assert self.of_renewal(reminded, number, last)[-1] == (chair, "before:30")

    def test_a_contract_filed_anew_asks_for_it_no_second_time(self, reminded):
        """The window opened while the authority still had something against the text."""
        number = reminded.office.filed_case(on=date(2026, 3, 3))
        chair = reminded.chair(number)
        reminded.office.take(number, "record_objection", date(2026, 3, 9), opinion="第三条")
        opens, last = self.window(reminded, number)
        reminded.tell(opens)

        reminded.office.take(
            number, "refile", opens + DAY, signed_on=opens.isoformat(), proof="receipt"
        )
        reminded.tell(opens + 2 * DAY)

        assert self.of_renewal(reminded, number, last) == [(chair, "opens")]
        assert [one.stage for one in reminded.standing(number) if one.about_on == last] == ["opens"]

    def test_an_offer_that_was_given_up_again_is_no_next_round(self, reminded):
        number = reminded.office.filed_case(on=date(2026, 3, 3))
        chair = reminded.chair(number)
        opens, last = self.window(reminded, number)
        following = self.next_round(reminded, number, on=opens)
        reminded.office.take(
            following, "send_proposal", opens + DAY, initiator="union", delivered=True
        )
        reminded.office.take(following, "close", opens + 2 * DAY, reason="withdrawn")

        reminded.tell(last - 30 * DAY)

        assert self.of_renewal(reminded, number, last) == [(chair, "before:30")]

    def test_what_one_member_concludes_is_no_next_round_of_a_contract_of_several(self, reminded):
        number = reminded.office.filed_case(on=date(2026, 3, 3))
        reminded.account(Role.STREET_STAFF, place=STREET)
        opens, last = self.window(reminded, number)
        following = self.next_round(reminded, number, on=opens)
        reminded.office.take(
            following, "send_proposal", opens + DAY, initiator="union", delivered=True
        )
        cluster.ask(
            reminded.office.url,
            "UPDATE bargaining_case SET enterprise_id = NULL, way = 'region'"  # noqa: S608
            f" WHERE number = '{number}'",
        )

        reminded.tell(last - 30 * DAY)

        assert [stage for _who, stage in self.of_renewal(reminded, number, last)] == ["before:30"]

    def window(self, reminded, number):
        with reminded.office.app.app_context():
            row = (
                db.db.session()
                .scalars(
                    select(Deadline)
                    .join(Case, Case.id == Deadline.case_id)
                    .where(Case.number == number, Deadline.rule_id == "T-RENEW-WAGE")
                )
                .one()
            )
            return row.opens_on, row.due_on

    def of_renewal(self, reminded, number, last):
        return [(one.user_id, one.stage) for one in reminded.told(number) if one.about_on == last]

    def next_round(self, reminded, number, *, on):
        with reminded.office.app.app_context(), db.transaction(OPERATOR) as session:
            old = session.scalars(select(Case).where(Case.number == number)).one()
            firm = session.get_one(Enterprise, old.enterprise_id)
            opened = case_actions.open_case(
                session, firm, year=old.year + 1, on=on, actor=OPERATOR, at=AT, today=TODAY
            )
            return opened.number


class TestTheMeetingOfAnOffer:
    """An offer names a day to meet: papers are asked for only once the other side agreed."""

    def test_nobody_is_asked_for_papers_before_the_answer(self, reminded):
        number = reminded.office.open_case(on=date(2026, 3, 2))
        chair = reminded.chair(number)
        reminded.office.take(
            number, "send_proposal", date(2026, 3, 3), initiator="union", delivered=True,
            meeting_on="2026-03-16",
        )  # fmt: skip
        reminded.tell(date(2026, 3, 11))
        assert reminded.told(number) == []

        reminded.office.take(number, "record_reply", date(2026, 3, 11), answer="agree")
        reminded.tell(date(2026, 3, 12))

        (said,) = reminded.told(number)
        assert (said.user_id, said.stage) == (chair, "opens")


class TestANewDating:
    """The notice for 2026 comes while cases run that end around the festivals of that year."""

    @pytest.fixture
    def before_notice(self, make_furnished, tmp_path):
        with furnished(make_furnished(), tmp_path) as made:
            with made.app.app_context(), db.transaction(OPERATOR) as session:
                holiday_years.forget(session)
            yield Reminded(made)

    def tell(self, reminded, *days):
        """Run the planner on some days; the notice was entered on the first day of telling."""
        for on in days:
            reminded.tell(on, at=AT + (on - ENTERED))

    def notice_comes(self, reminded):
        change_id = test_redating.enter(reminded.office)
        with reminded.office.app.app_context():
            redating_job.settle(change_id, at=AT, tell=lambda *_: None)
        return change_id

    def test_it_is_told_once_with_the_old_day_and_the_new(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        chair, street = before_notice.chair(number), before_notice.account(
            Role.STREET, place=STREET
        )  # fmt: skip
        change_id = self.notice_comes(before_notice)

        self.tell(before_notice, ENTERED, ENTERED, ENTERED + DAY)

        (said,) = before_notice.told(number)
        assert (said.user_id, said.stage) == (chair, f"redated:{change_id}")
        assert "最后一天重新推算，原来最晚10月9日（周五），现在10月8日（周四）" in said.words
        assert "请仍按10月5日（周一）办理" in said.words
        assert street not in {one.user_id for one in before_notice.told(number)}
        assert before_notice.standing(number) == [said]

    def test_the_next_stages_still_come_on_their_days(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        change_id = self.notice_comes(before_notice)

        self.tell(before_notice, *(ENTERED + days * DAY for days in range(25)))

        assert [(one.stage, one.told_on) for one in before_notice.told(number)] == [
            (f"redated:{change_id}", ENTERED),
            ("before:5", date(2026, 9, 30)),
            ("on_day", date(2026, 10, 5)),
            ("after:1", date(2026, 10, 9)),  # the day after the last in time, as it stands now
        ]

    def test_who_hears_of_the_new_day_on_the_day_of_a_line_hears_one_thing(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        change_id = self.notice_comes(before_notice)

        for on in (date(2026, 9, 30), date(2026, 10, 1)):
            before_notice.tell(on, at=AT)

        assert [one.stage for one in before_notice.told(number)] == [f"redated:{change_id}"]

    def test_the_day_itself_is_told_of_however_new_the_dating_is(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        change_id = self.notice_comes(before_notice)

        for on in (date(2026, 10, 3), date(2026, 10, 5), date(2026, 10, 9)):
            before_notice.tell(on, at=AT)

        assert [one.stage for one in before_notice.told(number)] == [
            f"redated:{change_id}", "on_day", "after:1",
        ]  # fmt: skip

    def test_what_was_said_of_a_last_day_that_is_another_now_stands_no_more(self, before_notice):
        """Called late by a day that a correction of the notice moves out once more."""
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        self.notice_comes(before_notice)
        self.tell(before_notice, ENTERED, date(2026, 10, 9))
        assert [one.stage for one in before_notice.standing(number)][-1:] == ["after:1"]

        cluster.ask(
            before_notice.office.url,
            "UPDATE deadline SET latest = '2026-10-12', overdue_after = '2026-10-12'"
            " WHERE rule_id = 'T-OFFER-REPLY'",
        )

        assert "after:1" not in [one.stage for one in before_notice.standing(number)]

    def test_a_change_of_more_than_a_fortnight_ago_is_no_news(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        self.notice_comes(before_notice)

        before_notice.tell(ENTERED, at=AT + 14 * DAY + timedelta(seconds=1))

        assert before_notice.told(number) == []
        before_notice.tell(ENTERED, at=AT + 14 * DAY)
        assert len(before_notice.told(number)) == 1

    def test_what_moved_without_being_reminded_of_is_not_told(self, before_notice):
        number = before_notice.offered(on=date(2026, 9, 15))
        before_notice.chair(number)
        before_notice.set_own(DISTRICT, "T-OFFER-REPLY", note="不用提醒")
        self.notice_comes(before_notice)

        assert before_notice.tell(ENTERED).done == 0
        with before_notice.office.app.app_context():
            assert db.db.session().scalar(select(func.count(Redating.id))) > 0
        assert before_notice.told(number) == []
