"""What stands on which day of a calendar: the day to act by, the last day, each duty once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from bargaining.actions import backfill
from bargaining.models.deadline import Deadline
from bargaining.queries import calendar_days
from bargaining.queries.calendar_days import ACT, LAST, Narrow
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import ledger_rows, statements
from tests.ledger_cases import (
    ANSWER,
    ANSWER_LAST,
    DAY,
    OFFERED,
    SIGNED,
    offered,
    opened,
    signed,
    take,
)
from tests.ledger_rows import AT, NO_UNION, OTHER, TODAY, UNION, row

FIRST, FINAL = date(2000, 1, 1), date(2099, 12, 31)


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


def district(code):
    return Actor(1, "区", Role.DISTRICT, places=frozenset({code}))


def entries(session, *, first=FIRST, last=FINAL, actor=OPERATOR, page=None, **narrowed):
    return calendar_days.list_entries(
        session,
        actor,
        first=first,
        last=last,
        today=TODAY,
        narrow=Narrow(**narrowed),
        page=page,
    )


def days(session, *, first=FIRST, last=FINAL, actor=OPERATOR, most=4, **narrowed):
    return calendar_days.list_days(
        session, actor, first=first, last=last, today=TODAY, narrow=Narrow(**narrowed), most=most
    )


def add(session, case, rule, holder, on, *, title):
    """Let a duty of its own run in a case until a day; `title` is the case's new name."""
    case.title = title
    deadline = Deadline(
        case_id=case.id, rule_id=rule, start_sequence=2, start_on=OFFERED, holder=holder,
        due_on=on, remind_on=on, overdue_after=on, earliest=on, latest=on, certain=True,
        rule_version="1", proof={},
    )  # fmt: skip
    session.add(deadline)
    session.flush()
    return deadline


def marks(found, rule):
    return [(one.on, one.mark) for one in found if one.deadline.rule_id == rule]


class TestTheDays:
    def test_a_deadline_stands_on_the_day_to_act_by_and_on_its_last_day(self, session):
        offered(session)

        assert marks(entries(session), "T-OFFER-REPLY") == [(ANSWER, ACT), (ANSWER_LAST, LAST)]

    def test_where_both_are_one_day_it_stands_once(self, session):
        case = opened(session)
        take(session, case, "send_proposal", OFFERED + DAY)

        assert marks(entries(session), "T-OFFER-REPLY") == [(ANSWER_LAST, ACT)]

    def test_a_window_stands_on_its_last_day(self, session):
        case = signed(session)

        found = marks(entries(session), "T-RENEW-WAGE")

        renewal = session.scalars(
            select(Deadline).where(Deadline.case_id == case.id, Deadline.rule_id == "T-RENEW-WAGE")
        ).one()
        assert renewal.opens_on < renewal.due_on
        assert found == [(renewal.due_on, ACT)]

    def test_several_sources_of_one_duty_that_ask_for_the_same_days_stand_once(self, session):
        case = signed(session)
        sources = session.scalars(
            select(Deadline.rule_id).where(
                Deadline.case_id == case.id, Deadline.rule_id.startswith("T-FILE-")
            )
        ).all()
        assert len(sources) == 3

        found = [one for one in entries(session) if one.deadline.rule_id in sources]

        assert [one.mark for one in found] == [ACT, LAST]

    def test_a_yearly_duty_stands_on_its_anniversary(self, session):
        case = signed(session)
        take(session, case, "file", SIGNED + 2 * DAY, proof="receipt")
        take(session, case, "record_effect", SIGNED + 9 * DAY, source="文书")
        yearly = session.scalars(
            select(Deadline).where(
                Deadline.case_id == case.id, Deadline.rule_id == "T-ANNUAL-REPORT"
            )
        ).one()

        found = marks(entries(session), "T-ANNUAL-REPORT")

        assert found == [(yearly.start_on.replace(year=yearly.start_on.year + 1), ACT)]

    def test_what_is_done_stands_nowhere(self, session):
        case = offered(session)
        take(session, case, "record_reply", OFFERED + DAY, answer="agree")

        assert marks(entries(session), "T-OFFER-REPLY") == []

    def test_a_backfilled_case_stands_nowhere(self, session):
        backfill.import_contracts(session, [row()], actor=OPERATOR, at=AT, today=TODAY)
        assert session.scalars(select(Deadline).where(Deadline.ended_on.is_(None))).first()

        assert entries(session) == []

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            (ANSWER, ANSWER, [ACT]),
            (ANSWER_LAST, ANSWER_LAST, [LAST]),
            (ANSWER + DAY, ANSWER_LAST, [LAST]),
            (ANSWER, ANSWER_LAST, [ACT, LAST]),
            (ANSWER - DAY, ANSWER - DAY, []),
            (ANSWER_LAST + DAY, ANSWER_LAST + DAY, []),
        ],
    )
    def test_both_ends_of_what_is_asked_for_are_part_of_it(self, session, first, last, found):
        offered(session)

        shown = entries(session, first=first, last=last)

        assert [one.mark for one in shown if one.deadline.rule_id == "T-OFFER-REPLY"] == found


class TestWho:
    def test_a_district_sees_its_own_only(self, session):
        mine, other = offered(session), offered(session, code=OTHER)

        for code, case in (("110112", mine), ("110105", other)):
            seen = {one.case.number for one in entries(session, actor=district(code))}
            assert seen == {case.number}
            counted = days(session, actor=district(code))
            assert sum(one.total for one in counted.values()) == len(
                entries(session, actor=district(code))
            )

    def test_the_administrator_sees_none(self, session):
        offered(session)

        assert entries(session, actor=Actor(1, "管", Role.ADMIN)) == []


class TestTheFilter:
    @pytest.fixture
    def both(self, session):
        return offered(session), signed(session, code=OTHER)

    def test_by_place(self, session, both):
        mine, other = both

        assert {one.case.id for one in entries(session, district="110112")} == {mine.id}
        street = other.street_code
        assert {one.case.id for one in entries(session, street=street)} == {other.id}

    def test_by_whose_duty_it_is(self, session, both):
        found = entries(session, holder="employer")

        assert {one.deadline.holder for one in found} == {"employer"}
        assert len(found) < len(entries(session))

    def test_by_kind(self, session, both):
        assert {one.case.id for one in entries(session, rules=("T-OFFER-REPLY",))} == {both[0].id}
        assert entries(session, rules=()) == []

    def test_a_source_that_was_not_first_is_found_by_its_own_rule(self, session, both):
        for rule in ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ"):
            found = entries(session, rules=(rule,))
            assert [one.mark for one in found] == [ACT, LAST], rule

    @pytest.mark.parametrize("sort", ["name", "street", "rule", "holder", "x", ""])
    def test_every_order_lists_the_same(self, session, both, sort):
        keys = {(one.on, one.mark, one.deadline.id) for one in entries(session)}

        found = entries(session, sort=sort)

        assert {(one.on, one.mark, one.deadline.id) for one in found} == keys
        assert [one.on for one in found] == sorted(one.on for one in found)

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("name", "ABC"), ("-name", "CBA"),
            ("street", "CAB"), ("-street", "BAC"),
            ("holder", "BAC"), ("-holder", "CAB"),
            ("rule", "BCA"), ("-rule", "ACB"),
        ],
    )  # fmt: skip
    def test_of_one_day_every_order_and_its_reverse_is_what_it_says(self, session, sort, order):
        on = FINAL - DAY
        for code, rule, holder, title in (
            (UNION, "T-1", "union", "B"),
            (OTHER, "T-2", "government", "C"),
            (NO_UNION, "T-3", "employer", "A"),
        ):
            add(session, opened(session, code=code), rule, holder, on, title=title)

        found = entries(session, first=on, last=on, sort=sort)

        assert "".join(one.case.title for one in found) == order


class TestManyOnOneDay:
    @pytest.fixture
    def crowd(self, session):
        cases = [offered(session, code=code) for code in (UNION, OTHER)]
        first = session.scalars(select(Deadline).where(Deadline.case_id == cases[0].id)).first()
        for number in range(60):
            session.add(
                Deadline(
                    case_id=cases[0].id, rule_id=f"T-{number}", start_sequence=2,
                    start_on=first.start_on, holder="union", due_on=ANSWER, remind_on=ANSWER,
                    overdue_after=ANSWER_LAST + number * DAY, earliest=ANSWER, latest=ANSWER,
                    certain=True, rule_version="1", proof=dict(first.proof),
                )
            )  # fmt: skip
        session.flush()

    def test_all_are_counted_and_the_first_are_fetched(self, session, crowd):
        found = days(session)

        everything = entries(session)
        for on, day in found.items():
            mine = [one for one in everything if one.on == on]
            assert day.total == len(mine)
            assert len(day.entries) == min(4, day.total)
            assert {one.deadline.id for one in day.entries} <= {one.deadline.id for one in mine}
        assert sum(day.total for day in found.values()) == len(everything)

    def test_what_ends_on_a_day_comes_before_what_may_still_be_done_later(self, session):
        early = add(session, opened(session), "T-X", "union", ANSWER_LAST, title="A")
        early.overdue_after += DAY
        late = offered(session, code=OTHER)
        late.title = "B"
        session.flush()

        listed = entries(session, first=ANSWER_LAST, last=ANSWER_LAST)
        day = days(session)[ANSWER_LAST].entries

        assert early.id < min(one.deadline.id for one in listed if one.mark == LAST)
        for found in (listed, day):
            assert [one.mark for one in found] == [LAST, ACT]
            assert found[-1].deadline.id == early.id

    def test_pages_of_fifty_hold_each_entry_once(self, session, crowd):
        span = {"first": ANSWER, "last": ANSWER}
        total = calendar_days.count_entries(session, OPERATOR, today=TODAY, **span)

        pages = [entries(session, page=number, **span) for number in (1, 2, 3)]

        assert [len(page) for page in pages] == [50, total - 50, 0]
        ids = [one.deadline.id for page in pages for one in page]
        assert len(set(ids)) == total == len(ids)

    def test_few_and_many_take_the_same_number_of_statements(self, session, crowd):
        with statements.watched(session) as few:
            days(session, first=ANSWER, last=ANSWER, most=1)
        with statements.watched(session) as many:
            days(session, most=100)

        assert len(few) == len(many) == 1


def test_a_calendar_without_cases_is_empty(session):
    assert days(session) == {}
    assert entries(session) == []


def test_the_days_of_what_runs_are_read_from_the_index_alone(session):
    """The rows are wide with their proofs; one column beside the index, and all are read."""
    for ways in ("seqscan", "bitmapscan"):
        session.execute(text(f"SET LOCAL enable_{ways} = off"))
    # Asked of one case; of few rows PostgreSQL would take another way to all of them.
    asked = (
        calendar_days.running(OPERATOR, today=TODAY)
        .where(Deadline.case_id == 1)
        .compile(session.connection(), compile_kwargs={"render_postcompile": True})
    )

    plan = session.connection().exec_driver_sql(f"EXPLAIN {asked}", asked.params).scalars().all()

    assert any("Index Only Scan using ix_deadline_open_case" in line for line in plan), "\n".join(
        plan
    )
