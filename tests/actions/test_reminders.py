"""A reminder is written once for each person, deadline, stage and day, to whoever can be told."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest

from bargaining.rules.roles import Role
from tests import cluster
from tests.office import AT, furnished
from tests.reminded import ANSWER_BY, DISTRICT, STREET, Reminded

DAY = timedelta(days=1)
FIVE_BEFORE = ANSWER_BY - 5 * DAY
FILED = date(2026, 3, 16)
REVIEWED_BY = date(2026, 3, 31)


@pytest.fixture
def reminded(make_furnished, tmp_path):
    """A system of its own for each test: who has an account there counts."""
    with furnished(make_furnished(), tmp_path) as made:
        yield Reminded(made)


def heard(planned):
    return {(user_id, role) for _id, user_id, role in planned.made}


class TestToldOnce:
    def test_the_chair_hears_of_the_answer_five_days_before(self, reminded):
        number = reminded.offered()
        chair = reminded.chair(number)

        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(chair, Role.UNION_CHAIR)}

        (said,) = reminded.told(number)
        assert (said.stage, said.about_on, said.told_on) == ("before:5", ANSWER_BY, FIVE_BEFORE)
        assert "企业最晚应在3月23日（周一）书面答复工会的要约，还剩 5 天" in said.words

    def test_run_again_that_day_or_the_next_it_writes_nothing(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        reminded.plan(number, FIVE_BEFORE)

        for on in (FIVE_BEFORE, FIVE_BEFORE + DAY, ANSWER_BY - DAY):
            assert reminded.plan(number, on).made == ()
        assert len(reminded.told(number)) == 1

    def test_a_worker_that_dies_after_writing_has_written_nothing(self, reminded):
        number = reminded.offered()
        reminded.chair(number)

        def die():
            raise ConnectionAbortedError

        with pytest.raises(ConnectionAbortedError):
            reminded.plan(number, FIVE_BEFORE, before_commit=die)

        assert reminded.told(number) == []
        assert len(reminded.plan(number, FIVE_BEFORE).made) == 1

    def test_two_planners_at_once_write_it_once(self, reminded):
        numbers = [reminded.offered() for _ in range(4)]
        reminded.account(Role.STREET_STAFF, place=STREET)
        start, made, problems = threading.Barrier(2), [], []

        def run():
            try:
                start.wait(10)
                for number in numbers:
                    made.append(len(reminded.plan(number, FIVE_BEFORE).made))
            except Exception as problem:
                problems.append(problem)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        assert problems == []
        assert sum(made) == len(numbers)
        assert [len(reminded.told(number)) for number in numbers] == [1] * len(numbers)

    def test_a_planner_that_comes_upon_anothers_unfinished_work_writes_nothing(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        answers = []

        def second():
            try:
                answers.append(reminded.plan(number, FIVE_BEFORE).made)
            except Exception as problem:
                answers.append(problem)

        thread = threading.Thread(target=second)

        def until_it_waits():
            thread.start()
            for _ in range(200):
                (waiting,) = cluster.ask(
                    reminded.office.url,
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    " AND datname = current_database()",
                )
                if waiting:
                    return
                time.sleep(0.05)
            raise AssertionError("the second planner never waited for the first")

        assert len(reminded.plan(number, FIVE_BEFORE, before_commit=until_it_waits).made) == 1
        thread.join(30)

        assert answers == [()]
        assert len(reminded.told(number)) == 1

    def test_after_a_stop_of_days_the_newest_is_told_and_no_older_one(self, reminded):
        number = reminded.offered()
        reminded.chair(number)

        reminded.plan(number, ANSWER_BY + 3 * DAY)

        assert [one.stage for one in reminded.told(number)] == ["after:1"]

    def test_every_stage_follows_the_other_to_whom_it_is_meant(self, reminded):
        number = reminded.offered()
        chair, instructor = reminded.chair(number), reminded.instructor(number)
        street = reminded.account(Role.STREET, place=STREET)
        district = reminded.account(Role.DISTRICT, place=DISTRICT)

        for days in range(-6, 40):
            reminded.plan(number, ANSWER_BY + days * DAY)

        assert [(one.user_id, one.stage, (one.told_on - ANSWER_BY).days)
                for one in reminded.told(number)] == [
            (chair, "before:5", -5),
            (chair, "on_day", 0), (instructor, "on_day", 0),
            (chair, "after:1", 1), (instructor, "after:1", 1),
            (street, "escalate:7", 7),
            (district, "escalate:15", 15),
        ]  # fmt: skip


class TestToWhom:
    def test_without_the_chairs_account_the_street_the_office_and_the_district_stand_in(
        self, reminded
    ):
        number = reminded.offered()
        nobody = reminded.plan(number, FIVE_BEFORE)
        assert (nobody.made, nobody.unreached) == ((), 1)

        district = reminded.account(Role.DISTRICT, place=DISTRICT)
        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(district, Role.DISTRICT)}
        street = reminded.account(Role.STREET, place=STREET)
        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(street, Role.STREET)}
        staff = reminded.account(Role.STREET_STAFF, place=STREET)
        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(staff, Role.STREET_STAFF)}
        chair = reminded.chair(number)
        told = reminded.plan(number, FIVE_BEFORE)
        assert (heard(told), told.unreached) == ({(chair, Role.UNION_CHAIR)}, 0)

    def test_the_offices_elsewhere_hear_nothing(self, reminded):
        number = reminded.offered()
        reminded.account(Role.STREET_STAFF, place="110108011")
        reminded.account(Role.DISTRICT, place="110105")

        assert reminded.plan(number, FIVE_BEFORE).made == ()

    def test_two_with_one_role_hear_it_each(self, reminded):
        number = reminded.offered()
        both = {reminded.account(Role.STREET_STAFF, place=STREET) for _ in range(2)}

        assert {user for user, _ in heard(reminded.plan(number, FIVE_BEFORE))} == both

    def test_a_street_with_very_many_accounts_is_told_all_the_same(self, reminded):
        """More values than one statement of the database can carry."""
        number = reminded.offered()
        people = reminded.accounts(Role.STREET_STAFF, place=STREET, count=6000)

        reminded.plan(number, FIVE_BEFORE)

        assert {one.user_id for one in reminded.told(number)} == people

    def test_a_grant_that_ended_is_none(self, reminded):
        number = reminded.offered()
        ends = FIVE_BEFORE - DAY
        reminded.account(Role.STREET_STAFF, place=STREET, to_on=ends)
        street = reminded.account(Role.STREET, place=STREET)

        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(street, Role.STREET)}

    def test_on_its_last_day_a_grant_still_holds(self, reminded):
        number = reminded.offered()
        staff = reminded.account(Role.STREET_STAFF, place=STREET, to_on=FIVE_BEFORE)

        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(staff, Role.STREET_STAFF)}

    def test_an_instructor_who_no_longer_looks_after_it_hears_nothing(self, reminded):
        number = reminded.offered()
        chair = reminded.chair(number)
        reminded.instructor(number, to_on=ANSWER_BY - DAY)

        assert heard(reminded.plan(number, ANSWER_BY)) == {(chair, Role.UNION_CHAIR)}

    def test_a_missing_instructor_is_nobodys_to_replace(self, reminded):
        number = reminded.offered()
        reminded.chair(number)

        assert reminded.plan(number, ANSWER_BY).unreached == 0

    def test_who_is_meant_twice_hears_the_newer_alone(self, reminded):
        """On the seventh day late the office hears as itself, no more in the chair's place."""
        number = reminded.offered()
        street = reminded.account(Role.STREET, place=STREET)

        for days in (1, 7, 8):
            reminded.plan(number, ANSWER_BY + days * DAY)

        assert [(one.user_id, one.stage) for one in reminded.told(number)] == [
            (street, "after:1"), (street, "escalate:7"),
        ]  # fmt: skip


class TestWhoSeesIt:
    """Whoever is told must be able to open the case."""

    OTHER = "110108001"

    def test_once_the_register_says_another_street_that_street_is_told(self, reminded):
        number = reminded.offered()
        old = reminded.account(Role.STREET_STAFF, place=STREET)
        new = reminded.account(Role.STREET_STAFF, place=self.OTHER)
        cluster.ask(
            reminded.office.url,
            f"UPDATE enterprise SET street_code = '{self.OTHER}'"  # noqa: S608
            f" FROM bargaining_case AS c WHERE c.enterprise_id = enterprise.id"
            f" AND c.number = '{number}'",
        )

        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(new, Role.STREET_STAFF)}
        assert old != new

    def test_a_case_that_moved_itself_goes_by_its_own_street(self, reminded):
        number = reminded.offered()
        new = reminded.account(Role.STREET_STAFF, place=self.OTHER)
        cluster.ask(
            reminded.office.url,
            f"UPDATE bargaining_case SET street_code = '{self.OTHER}', moved_on = '2026-03-04'"  # noqa: S608
            f" WHERE number = '{number}'",
        )

        assert heard(reminded.plan(number, FIVE_BEFORE)) == {(new, Role.STREET_STAFF)}

    def test_who_got_another_role_is_told_again_in_that_role(self, reminded):
        number = reminded.offered()
        staff = reminded.account(Role.STREET_STAFF, place=STREET)
        reminded.plan(number, FIVE_BEFORE)
        cluster.ask(
            reminded.office.url,
            f"UPDATE role_grant SET role = 'street' WHERE user_id = {staff}",  # noqa: S608
        )

        assert heard(reminded.plan(number, FIVE_BEFORE + DAY)) == {(staff, Role.STREET)}
        assert heard(reminded.plan(number, FIVE_BEFORE + DAY)) == set()

    def test_an_instructor_whose_grant_ended_hears_nothing(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        carries = reminded.instructor(number)
        cluster.ask(
            reminded.office.url,
            f"UPDATE role_grant SET to_on = '2026-03-22' WHERE user_id = {carries}",  # noqa: S608
        )

        told = {user_id for user_id, _role in heard(reminded.plan(number, ANSWER_BY))}
        assert told
        assert carries not in told

    def test_a_district_without_an_account_is_missed(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        reminded.account(Role.STREET, place=STREET)

        assert reminded.plan(number, ANSWER_BY + 16 * DAY).unreached == 1


class TestEnteredLate:
    """The answer was due long before the offer was entered."""

    ENTERED = AT.date()

    @pytest.mark.parametrize("days", [0, 10, 14])
    def test_whoever_was_never_told_is_told_within_a_fortnight_of_the_entry(self, reminded, days):
        number = reminded.offered(on=self.ENTERED - 60 * DAY)
        chair = reminded.chair(number)

        assert (chair, Role.UNION_CHAIR) in heard(reminded.plan(number, self.ENTERED + days * DAY))

    def test_after_that_it_is_no_news_to_them(self, reminded):
        number = reminded.offered(on=self.ENTERED - 60 * DAY)
        reminded.chair(number)

        assert heard(reminded.plan(number, self.ENTERED + 15 * DAY)) == set()


class TestPutRight:
    """What a correction moves or brings back is news from the day it was written."""

    PUT_RIGHT = AT + 40 * DAY

    @pytest.fixture(params=["moved", "brought back"])
    def number(self, reminded, request):
        offered_on = AT.date() - 60 * DAY
        number = reminded.offered(on=offered_on)
        if request.param == "moved":
            reminded.redate(number, 2, offered_on - 20 * DAY, at=self.PUT_RIGHT)
        else:
            reminded.office.take(number, "record_reply", AT.date(), reply_method="letter")
            reminded.take_back(number, 3, at=self.PUT_RIGHT)
        return number

    @pytest.mark.parametrize("days", [0, 14])
    def test_whoever_was_never_told_is_told_within_a_fortnight(self, reminded, number, days):
        chair = reminded.chair(number)

        told = heard(reminded.plan(number, self.PUT_RIGHT.date() + days * DAY))

        assert (chair, Role.UNION_CHAIR) in told

    def test_after_that_it_is_no_news(self, reminded, number):
        reminded.chair(number)

        assert heard(reminded.plan(number, self.PUT_RIGHT.date() + 15 * DAY)) == set()

    def test_what_was_told_before_is_not_told_again(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        for days in range(-6, 40):
            reminded.plan(number, ANSWER_BY + days * DAY)
        before = reminded.told(number)
        reminded.office.take(number, "record_reply", ANSWER_BY + 40 * DAY, reply_method="letter")
        reminded.take_back(number, 3, at=AT)

        reminded.plan(number, ANSWER_BY + 41 * DAY)

        assert reminded.told(number) == before


class TestReviewers:
    """The authority's people look after a district, a street of it, or a whole city."""

    @pytest.fixture
    def filed(self, reminded):
        return reminded.office.filed_case(on=FILED)

    @pytest.mark.parametrize("place", [STREET, DISTRICT, "110000"])
    def test_whoever_sees_the_case_is_warned_of_the_silence(self, reminded, filed, place):
        reviewer = reminded.account(Role.REVIEWER, place=place)

        told = heard(reminded.plan(filed, REVIEWED_BY - 5 * DAY))

        assert (reviewer, Role.REVIEWER) in told

    @pytest.mark.parametrize("place", ["110108011", "110105", "310000"])
    def test_one_of_another_place_is_not(self, reminded, filed, place):
        reminded.account(Role.REVIEWER, place=place)

        assert heard(reminded.plan(filed, REVIEWED_BY - 5 * DAY)) == set()

    def test_of_two_the_nearer_is_told(self, reminded, filed):
        reminded.account(Role.REVIEWER, place="110000")
        nearer = reminded.account(Role.REVIEWER, place=DISTRICT)

        assert heard(reminded.plan(filed, REVIEWED_BY - 5 * DAY)) == {(nearer, Role.REVIEWER)}


class TestWhoActed:
    def test_who_has_answered_is_not_reminded_and_what_was_told_stands_no_more(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        reminded.plan(number, FIVE_BEFORE)
        assert len(reminded.standing(number)) == 1

        reminded.office.take(number, "record_reply", FIVE_BEFORE + DAY, reply_method="letter")

        assert reminded.standing(number) == []
        assert reminded.plan(number, ANSWER_BY).made == ()

    def test_a_closed_case_asks_for_nothing(self, reminded):
        number = reminded.offered()
        reminded.chair(number)
        reminded.plan(number, FIVE_BEFORE)

        reminded.office.take(number, "close", FIVE_BEFORE + DAY, reason="merged")

        assert reminded.standing(number) == []
        assert reminded.plan(number, ANSWER_BY).made == ()

    @pytest.mark.parametrize("because", ["origin = 'backfilled'", "closed_on = '2026-03-04'"])
    def test_nothing_of_a_case_from_paper_or_closed_is_reminded_of_though_it_runs(
        self, reminded, because
    ):
        number = reminded.offered()
        reminded.chair(number)
        cluster.ask(
            reminded.office.url,
            f"UPDATE bargaining_case SET {because} WHERE number = '{number}'",  # noqa: S608
        )

        assert reminded.plan(number, FIVE_BEFORE).made == ()

    def test_a_start_day_that_was_wrong_is_told_of_anew_and_the_old_day_stands_no_more(
        self, reminded
    ):
        number = reminded.offered()
        chair = reminded.chair(number)
        reminded.plan(number, FIVE_BEFORE)

        reminded.redate(number, 2, ANSWER_BY - 18 * DAY)  # delivered two days later than said

        assert reminded.standing(number) == []
        assert reminded.plan(number, FIVE_BEFORE + DAY).made == ()
        reminded.plan(number, FIVE_BEFORE + 2 * DAY)
        assert [(one.user_id, one.about_on) for one in reminded.told(number)] == [
            (chair, ANSWER_BY), (chair, ANSWER_BY + 2 * DAY),
        ]  # fmt: skip
        (standing,) = reminded.standing(number)
        assert "3月25日（周三）" in standing.words


class TestWithoutProof:
    FILED = date(2026, 3, 3)  # fifteen days later is 18 March

    def test_nobody_is_told_that_silence_will_do_it(self, reminded):
        number = reminded.office.filed_case(on=self.FILED, proof="none")
        chair = reminded.chair(number)
        reminded.account(Role.REVIEWER, place=DISTRICT)

        for days in range(20):
            reminded.plan(number, self.FILED + days * DAY)

        assert [(one.user_id, one.stage) for one in self.of_review(reminded, number)] == [
            (chair, "before:10"), (chair, "on_day"),
        ]  # fmt: skip
        assert "没有凭证不能认定默示生效" in self.of_review(reminded, number)[0].words

    @pytest.mark.parametrize("days", [1, 9])
    def test_whoever_could_not_be_told_on_the_day_is_until_the_next_line(self, reminded, days):
        """No silence ends the days that run without proof, so the last of them is never past."""
        number = reminded.office.filed_case(on=self.FILED, proof="none")
        reminded.chair(number)

        reminded.plan(number, self.FILED + (15 + days) * DAY)

        assert [one.stage for one in self.of_review(reminded, number)] == ["on_day"]

    def test_with_proof_the_reviewer_and_the_chair_hear_of_the_last_day(self, reminded):
        number = reminded.office.filed_case(on=self.FILED)
        chair = reminded.chair(number)
        reviewer = reminded.account(Role.REVIEWER, place=DISTRICT)

        for days in range(16):
            reminded.plan(number, self.FILED + days * DAY)

        assert [(one.user_id, one.stage) for one in self.of_review(reminded, number)] == [
            (reviewer, "before:5"), (chair, "before:3"), (reviewer, "before:1"),
        ]  # fmt: skip

    def of_review(self, reminded, number):
        return [one for one in reminded.told(number) if one.about_on == self.FILED + 15 * DAY]


class TestOneDutyOfSeveralRules:
    def test_it_is_told_of_once(self, reminded):
        """Filing rests on three rules at once; the shortest of them reminds, and once."""
        number = reminded.office.open_case(on=date(2026, 2, 20))
        chair = reminded.chair(number)
        reminded.office.take(number, "record_meeting", date(2026, 2, 28), conclusion="agreed")
        reminded.office.take(
            number, "sign", date(2026, 3, 3), workers_covered=40, term_from="2026-03-03",
            term_to="2027-03-02",
        )  # fmt: skip

        for days in range(1, 9):
            reminded.plan(number, date(2026, 3, 3) + days * DAY)

        of_filing = [one for one in reminded.told(number) if "报送" in one.words]
        assert [(one.user_id, one.stage, one.about_on) for one in of_filing] == [
            (chair, "before:3", date(2026, 3, 10)), (chair, "on_day", date(2026, 3, 10)),
        ]  # fmt: skip
        rules = cluster.ask(
            reminded.office.url, "SELECT string_agg(DISTINCT rule_id, ' ') FROM reminder"
        )
        assert rules == ("T-FILE-WAGE",)

    def test_where_holidays_make_their_days_one_the_same_goes_on_speaking(self, reminded):
        number = reminded.office.open_case(on=date(2026, 2, 20))
        reminded.chair(number)
        reminded.office.take(number, "record_meeting", date(2026, 2, 28), conclusion="agreed")
        reminded.office.take(
            number, "sign", date(2026, 3, 3), workers_covered=40, term_from="2026-03-03",
            term_to="2027-03-02",
        )  # fmt: skip
        cluster.ask(
            reminded.office.url,
            "UPDATE deadline SET due_on = '2026-03-16' WHERE rule_id LIKE 'T-FILE-%'",
        )

        reminded.plan(number, date(2026, 3, 7))

        rules = cluster.ask(reminded.office.url, "SELECT string_agg(rule_id, ' ') FROM reminder")
        assert rules == ("T-FILE-WAGE",)


class TestTheYearlyReport:
    def effective(self, reminded, *, term_to=date(2027, 3, 2)):
        office, signed = reminded.office, date(2026, 3, 3)
        number = office.open_case(on=signed - 9 * DAY)
        office.take(number, "record_meeting", signed - 5 * DAY, conclusion="agreed")
        office.take(
            number, "sign", signed, workers_covered=40, term_from=signed.isoformat(),
            term_to=term_to.isoformat(),
        )  # fmt: skip
        office.take(number, "file", signed, proof="receipt")
        office.take(number, "record_no_objection", date(2026, 3, 10))
        return number, reminded.chair(number)

    def test_it_is_told_of_before_the_year_is_over_and_on_the_day(self, reminded):
        number, chair = self.effective(reminded)
        anniversary = date(2027, 3, 10)

        for days in (-46, -45, -1, 0, 1):
            reminded.plan(number, anniversary + days * DAY)

        assert self.of_report(reminded, number, anniversary) == [
            (chair, "before:45"), (chair, "on_day"),
        ]  # fmt: skip

    def test_after_a_stop_of_days_it_is_told_of_all_the_same(self, reminded):
        """The law names no last day, so it is never past."""
        number, chair = self.effective(reminded)
        anniversary = date(2027, 3, 10)

        reminded.plan(number, anniversary + 5 * DAY)

        assert self.of_report(reminded, number, anniversary) == [(chair, "on_day")]

    @pytest.mark.parametrize("term_to", [date(2027, 3, 2), date(2029, 3, 2)])
    def test_who_has_reported_is_not_asked_a_second_time(self, reminded, term_to):
        number, _chair = self.effective(reminded, term_to=term_to)
        anniversary = date(2027, 3, 10)
        reminded.plan(number, anniversary - 45 * DAY)

        reminded.office.take(
            number, "record_performance", anniversary - 40 * DAY, period="2026年", reported=True
        )

        assert [one for one in reminded.standing(number) if one.about_on == anniversary] == []
        reminded.plan(number, anniversary)
        assert len(self.of_report(reminded, number, anniversary)) == 1

    def of_report(self, reminded, number, about_on):
        return [
            (one.user_id, one.stage)
            for one in reminded.told(number)
            if one.about_on == about_on and "报告" in one.words
        ]
