"""Which offers wait for an answer or got a no, for whom, in which order, and what comes next?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from bargaining.actions import cases as case_actions
from bargaining.queries import unanswered
from bargaining.queries.duties import Narrow
from bargaining.queries.unanswered import CONFIRMED, DECLINED, OVERDUE, RUNNING
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import ledger_cases, ledger_rows
from tests.ledger_cases import ANSWER_LAST, DAY, OFFERED
from tests.ledger_rows import AT, OTHER, TODAY, UNION


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def opened(session):
    """Open a case of its year, and bring it on its way."""

    def opening(*steps, code=UNION, year=2026):
        case = ledger_cases.opened(session, code=code, year=year)
        for move, on, given in steps:
            ledger_cases.take(session, case, move, on, **given)
        return case

    return opening


OFFER = ("send_proposal", OFFERED, {})
NO = ("record_refusal", date(2026, 3, 10), {"reason": "等总部批复"})
YES = ("record_reply", date(2026, 3, 10), {"answer": "agree"})
REFUSED = ("confirm_refusal", date(2026, 4, 1), {"ground": "refused", "facts_found": "核实过"})


def found(session, *, state="", today=TODAY, actor=OPERATOR, sort="", page=None):
    narrow = Narrow(state=state, sort=sort)
    lines = unanswered.list_unanswered(session, actor, today=today, narrow=narrow, page=page)
    assert len(lines) == unanswered.count_unanswered(session, actor, today=today, narrow=narrow)
    return [one.case.number for one in lines]


class TestWhoIsOnTheList:
    def test_an_offer_that_arrived_and_a_no_are_and_nothing_else(self, session, opened):
        waiting = opened(OFFER)
        declined = opened(OFFER, NO, code=OTHER)
        for number, steps in enumerate(
            (
                (),
                (("send_proposal", OFFERED, {"delivered": False}),),
                (("send_proposal", OFFERED, {"initiator": "employer"}),),
                (OFFER, YES),
            ),
            start=2020,
        ):
            opened(*steps, year=number)

        assert set(found(session)) == {waiting.number, declined.number}

    def test_what_a_person_confirmed_stays_until_both_sides_meet(self, session, opened):
        case = opened(OFFER, YES, REFUSED)
        assert found(session, state=CONFIRMED) == [case.number]

        step = case_actions.Step("record_meeting", date(2026, 5, 6), {"conclusion": "continue"})
        case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)
        assert found(session) == []

    @pytest.mark.parametrize(("shift", "late"), [(0, False), (1, True)])
    def test_an_answer_is_overdue_the_day_after_its_last(self, session, opened, shift, late):
        case = opened(OFFER)
        on = ANSWER_LAST + shift * DAY

        assert found(session, state=OVERDUE, today=on) == ([case.number] if late else [])
        assert found(session, state=RUNNING, today=on) == ([] if late else [case.number])
        assert found(session, state=DECLINED, today=on) == []

    def test_a_case_that_is_closed_is_not(self, session, opened):
        case = opened(OFFER, NO, ("close", date(2026, 9, 1), {"reason": "withdrawn"}))

        assert case.closed_on is not None
        assert found(session) == []


class TestItsLines:
    def test_each_says_how_the_other_side_stands_and_what_could_come_next(self, session, opened):
        case = opened(
            OFFER,
            (
                "record_interview",
                date(2026, 4, 1),
                {"form": "visit", "attending": "街道", "with_whom": "经理", "result": "再研究"},
            ),
        )
        [line] = unanswered.list_unanswered(session, OPERATOR, today=TODAY, narrow=Narrow(), page=1)

        assert (line.case, line.stance) == (case, "尚未答复")
        assert line.deadline.overdue_after == ANSWER_LAST
        assert line.newest.kind == "record_interview"
        assert [one.move for one in line.suggested] == ["record_urging", "issue_reminder"]

    def test_a_new_offer_has_a_clock_of_its_own(self, session, opened):
        again = ("send_proposal", date(2026, 6, 1), {})
        opened(OFFER, NO, again)
        [line] = unanswered.list_unanswered(session, OPERATOR, today=TODAY, narrow=Narrow(), page=1)

        assert line.deadline.start_on == date(2026, 6, 1)

    @pytest.mark.parametrize(
        ("sort", "first"), [("", UNION), ("days", UNION), ("-days", OTHER), ("x", UNION)]
    )
    def test_the_longest_overdue_stands_first(self, session, opened, sort, first):
        cases = {
            UNION: opened(OFFER),
            OTHER: opened(("send_proposal", OFFERED + 7 * DAY, {}), code=OTHER),
        }

        assert found(session, sort=sort)[0] == cases[first].number


class TestForWhom:
    def test_everybody_sees_their_own_territory(self, session, opened):
        case = opened(OFFER)
        here = Actor(1, "区", Role.DISTRICT, places=frozenset({case.district_code}))
        there = Actor(2, "区", Role.DISTRICT, places=frozenset({"110119"}))

        assert found(session, actor=here) == [case.number]
        assert found(session, actor=there) == []

    def test_the_number_of_statements_does_not_grow(self, session, opened):
        sent: list[str] = []
        listener = lambda *given: sent.append(given[2])  # noqa: E731
        engine = session.get_bind().engine

        def counted():
            session.expire_all()
            event.listen(engine, "before_cursor_execute", listener)
            unanswered.list_unanswered(session, OPERATOR, today=TODAY, narrow=Narrow(), page=1)
            event.remove(engine, "before_cursor_execute", listener)
            number = len(sent)
            sent.clear()
            return number

        opened(OFFER)
        few = counted()
        opened(OFFER, NO, code=OTHER)
        opened(OFFER, year=2025)

        assert counted() == few == 2
