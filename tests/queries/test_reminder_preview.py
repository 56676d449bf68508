"""The coming days reckoned ahead are what the planner does when they come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from bargaining import db
from bargaining.queries import reminder_plan, reminder_preview
from bargaining.queries.reminder_preview import Asked
from bargaining.readers import reminder_lines
from bargaining.rules import reminders
from bargaining.rules.roles import Actor, Role
from tests import cluster, holiday_years
from tests.jobs import test_redating
from tests.office import AT, furnished
from tests.reminded import ANSWER_BY, DISTRICT, STREET, Reminded

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 16)
OFFICIAL = Actor(None, "区总工会", Role.DISTRICT, places=frozenset({DISTRICT}))
NINE = {"when": "before", "days": 9, "to": ["street_staff"], "words": "{单位}：九天。"}


@pytest.fixture
def reminded(make_furnished, tmp_path):
    with furnished(make_furnished(), tmp_path) as made:
        yield Reminded(made)


def foresee(
    reminded, *, on=MONDAY, place=DISTRICT, actor=OFFICIAL, rules=(), own=None, at=AT, sent=None
):
    """Reckon a week; `own` are other lines of the answer's rule at the place."""
    with reminded.office.app.app_context():
        session = db.db.session()
        schedules = reminder_plan.schedules(session, reminder_lines.standard())
        if own is not None:
            schedule = reminders.read_schedule({"rule": "T-OFFER-REPLY", "lines": own})
            schedules = schedules.with_own(place, ["T-OFFER-REPLY"], schedule)
        asked = Asked(actor=actor, place=place, on=on, at=at, rules=rules)
        return reminder_preview.foresee(
            session, asked, schedules=schedules, above=reminder_plan.places_above(session)
        )


def case_by_case(found):
    """Name each account's reminder as the inbox has it."""
    return {
        (one.on, one.deadline.number, user_id, one.role.value, one.stage, one.about_on, one.words)
        for one in found
        for user_id in one.receivers
    }


def done_for_real(reminded, numbers, *, on=MONDAY, at=AT):
    """Let the planner run on every day of the week, and read what it wrote."""
    for number in range(reminder_preview.DAYS):
        reminded.tell(on + number * DAY, at=at + number * DAY)
    return {
        (one.told_on, number, one.user_id, one.role, one.stage, one.about_on, one.words)
        for number in numbers
        for one in reminded.told(number)
        if one.told_on >= on
    }


@pytest.fixture
def busy(reminded):
    """A district in which much runs: offers of many days, filings, reviews, some with chairs."""
    offers = [reminded.offered(on=date(2026, 2, 1) + days * DAY) for days in range(0, 40, 3)]
    filed = [reminded.office.filed_case(on=date(2026, 3, 1) + days * DAY) for days in (0, 2, 5)]
    unproved = reminded.office.filed_case(on=date(2026, 3, 6), proof="none")
    numbers = [*offers, *filed, unproved]
    for number in numbers[::2]:
        reminded.chair(number)
    for number in numbers[::3]:
        reminded.instructor(number)
    for role in (Role.STREET_STAFF, Role.STREET):
        reminded.account(role, place=STREET)
    for role in (Role.DISTRICT, Role.REVIEWER):
        reminded.account(role, place=DISTRICT)
    return numbers


class TestWhatComes:
    def test_it_is_what_the_planner_then_does_day_by_day(self, reminded, busy):
        reminded.tell(MONDAY - 2 * DAY)  # two days ago the clock ran, since then it stood still
        foretold = case_by_case(foresee(reminded))

        assert len(foretold) > 20
        assert foretold == done_for_real(reminded, busy)

    def test_once_the_day_has_run_the_preview_leaves_it_out(self, reminded, busy):
        before = case_by_case(foresee(reminded))
        reminded.tell(MONDAY)

        after = case_by_case(foresee(reminded))

        assert after == {one for one in before if one[0] > MONDAY}
        assert len(after) < len(before)

    def test_what_was_told_exactly_a_fortnight_ago_is_not_foretold_again(self, reminded):
        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        reminded.tell(ANSWER_BY + DAY)

        found = foresee(reminded, on=ANSWER_BY + 15 * DAY)

        assert "after:1" not in {one.stage for one in found}

    def test_a_new_dating_is_foretold_too(self, make_furnished, tmp_path):
        with furnished(make_furnished(), tmp_path) as made:
            with made.app.app_context(), db.transaction() as session:
                holiday_years.forget(session)
            reminded = Reminded(made)
            number = reminded.offered(on=date(2026, 9, 15))
            reminded.chair(number)
            change_id = test_redating.enter(made)
            with made.app.app_context():
                test_redating.job.settle(change_id, at=AT, tell=lambda *_: None)
            on = date(2026, 9, 27)

            found = foresee(reminded, on=on)

            assert [(one.on, one.stage) for one in found] == [
                (on, f"redated:{change_id}"), (date(2026, 9, 30), "before:5"),
            ]  # fmt: skip
            assert case_by_case(found) == done_for_real(reminded, [number], on=on)

    def test_one_sentence_to_one_audience_is_one_line_with_all_its_accounts(self, reminded):
        reminded.offered()
        both = sorted(reminded.account(Role.STREET_STAFF, place=STREET) for _ in range(2))

        (one,) = foresee(reminded)

        assert (one.on, one.stage, one.meant, one.role, list(one.receivers)) == (
            ANSWER_BY - 5 * DAY, "before:5", Role.UNION_CHAIR, Role.STREET_STAFF, both,
        )  # fmt: skip
        assert "还剩 5 天" in one.words

    def test_what_reaches_nobody_is_named_on_its_day_and_once(self, reminded):
        number = reminded.offered()

        found = foresee(reminded)

        assert [(one.on, one.stage, one.meant, one.receivers) for one in found] == [
            (ANSWER_BY - 5 * DAY, "before:5", Role.UNION_CHAIR, ()),
        ]  # fmt: skip
        assert found[0].deadline.number == number
        assert foresee(reminded, on=MONDAY + 3 * DAY)[0].stage == "on_day"

    def test_the_seventh_day_is_the_last(self, reminded):
        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)

        assert foresee(reminded, on=ANSWER_BY - 12 * DAY) == []
        assert [one.on for one in foresee(reminded, on=ANSWER_BY - 11 * DAY)] == [
            ANSWER_BY - 5 * DAY
        ]


class TestWhoseCases:
    def test_only_those_of_the_place(self, reminded):
        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)

        assert len(foresee(reminded, place=STREET)) == 1
        assert foresee(reminded, place="110108011") == []

    def test_only_those_the_actor_sees(self, reminded):
        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        stranger = Actor(None, "别的区", Role.DISTRICT, places=frozenset({"110105"}))
        admin = Actor(None, "管理员", Role.ADMIN)

        assert foresee(reminded, actor=stranger) == []
        assert foresee(reminded, actor=admin) == []

    def test_closed_cases_are_left_out(self, reminded):
        number = reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        cluster.ask(
            reminded.office.url,
            f"UPDATE bargaining_case SET closed_on = '2026-03-10' WHERE number = '{number}'",  # noqa: S608
        )

        assert foresee(reminded) == []

    def test_as_many_statements_for_many_cases_as_for_one(self, reminded):
        def sent():
            seen = []

            def note(*given):
                seen.append(given[2])

            with reminded.office.app.app_context():
                engine = db.db.engine
            event.listen(engine, "before_cursor_execute", note)
            foresee(reminded)
            event.remove(engine, "before_cursor_execute", note)
            return len(seen)

        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        before = sent()
        for _ in range(5):
            reminded.offered()

        assert sent() == before


class TestAnotherSchedule:
    def change(self, reminded, own):
        rules = ["T-OFFER-REPLY"]
        return reminder_preview.compare(
            foresee(reminded, rules=rules), foresee(reminded, rules=rules, own=own)
        )

    def standard(self):
        held = reminder_lines.standard()["T-OFFER-REPLY"]
        return reminders.as_setting(held)["lines"]

    def test_the_same_lines_change_nothing(self, reminded, busy):
        change = self.change(reminded, self.standard())

        assert change.is_none
        assert change.total == len(
            [one for one in foresee(reminded, rules=["T-OFFER-REPLY"]) if one.receivers]
        )

    def test_what_is_added_dropped_and_only_said_otherwise_is_counted(self, reminded):
        reminded.offered()
        reminded.account(Role.STREET_STAFF, place=STREET)
        lines = self.standard()

        reworded = [lines[0] | {"words": "{单位}：请催一下。"}, *lines[1:]]
        assert self.counts(reminded, reworded) == (1, 0, 0, 1)
        assert self.counts(reminded, lines[1:]) == (0, 0, 1, 0)
        assert self.counts(reminded, [*lines, NINE]) == (2, 1, 0, 0)
        earlier = [lines[0] | {"days": 6}, *lines[1:]]
        assert self.counts(reminded, earlier) == (1, 1, 1, 0)

    def counts(self, reminded, own):
        change = self.change(reminded, own)
        return change.total, change.added, change.dropped, change.reworded

    def test_of_what_changes_the_three_nearest_sentences_are_shown(self, reminded):
        for days in range(5):
            reminded.offered(on=MONDAY - 15 * DAY + days * DAY)
        reminded.account(Role.STREET_STAFF, place=STREET)
        lines = self.standard()
        reworded = [lines[0] | {"words": "{单位}：请催一下，{期限}。"}, *lines[1:]]

        change = self.change(reminded, reworded)

        assert change.reworded > reminder_preview.EXAMPLES
        assert len(change.examples) == reminder_preview.EXAMPLES
        assert all("请催一下" in one.words for one in change.examples)
        told_on = [one.on for one in change.examples]
        assert told_on == sorted(told_on)
        assert self.change(reminded, lines).examples == ()

    def test_other_rules_are_not_reckoned(self, reminded, busy):
        every = foresee(reminded)
        answers = foresee(reminded, rules=["T-OFFER-REPLY"])

        assert {one.deadline.rule_id for one in answers} == {"T-OFFER-REPLY"}
        assert [one.key for one in answers] == [
            one.key for one in every if one.deadline.rule_id == "T-OFFER-REPLY"
        ]

    def test_a_line_reaching_farther_than_any_before_is_foretold(self, reminded):
        reminded.offered(on=MONDAY - DAY)
        reminded.account(Role.STREET_STAFF, place=STREET)
        far = {"when": "before", "days": 20, "to": ["street_staff"], "words": "{单位}：早。"}

        assert self.change(reminded, [far]).added == 1


def test_the_days_without_any_are_counted_as_none(reminded):
    reminded.offered()
    reminded.account(Role.STREET_STAFF, place=STREET)
    days = [MONDAY + number * DAY for number in range(7)]

    counted = reminder_preview.by_day(foresee(reminded), days)

    assert counted == {day: int(day == ANSWER_BY - 5 * DAY) for day in days}


def test_the_example_is_a_running_deadline_of_the_place(reminded):
    first, newest = reminded.offered(), reminded.offered(on=date(2026, 3, 9))

    with reminded.office.app.app_context():
        session = db.db.session()
        asked = {"rules": ["T-OFFER-REPLY"], "on": MONDAY}
        found = reminder_preview.example(session, OFFICIAL, place=DISTRICT, **asked)
        assert found is not None
        assert (found.number, found.days.act_by) == (newest, date(2026, 3, 29))
        assert reminder_preview.example(session, OFFICIAL, place="110108011", **asked) is None
        city = Actor(None, "市总工会", Role.CITY, places=frozenset({"110000"}))
        assert reminder_preview.example(session, city, place="110000", **asked) is not None
    assert first != newest
