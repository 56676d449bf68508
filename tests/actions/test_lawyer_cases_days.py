"""The lawyer's cases of days, walked: what the system shows of E1, E2, E3, E6, E7 and E33."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import db
from bargaining.queries import case_view
from bargaining.rules import improvements
from bargaining.rules.roles import OPERATOR
from tests.office import TODAY, furnished
from tests.rules.cases import PEOPLE

CLAUSES = dict.fromkeys(
    ("wage_system", "wage_forms", "overtime_base", "bonus_rule", "allowance_rule", "pay_day",
     "pay_method"), "照原合同",
)  # fmt: skip
VOTE = {"form": "congress", "entitled": 90, "present": 60, "in_favour": 50}


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("days")) as made:
        yield made


def told(office, number, *, on=TODAY):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        return case_view.as_json(case_view.view(session, number, actor=OPERATOR, on=on))


def clock(office, number, rule, *, on=TODAY):
    (found,) = [one for one in told(office, number, on=on)["deadlines"] if one["rule"] == rule]
    return found


def said(office, number, rule):
    return [one["message"] for one in told(office, number)["notices"] if one["rule"] == rule]


def signed_case(office, on):
    """A case up to its signature: talked, drafted, voted, signed."""
    signed = date.fromisoformat(on)
    number = office.open_case(on=signed.replace(day=1))
    office.take(number, "record_meeting", signed.replace(day=2), conclusion="agreed")
    office.take(number, "adopt_draft", signed.replace(day=2))
    office.take(number, "record_congress", signed.replace(day=3), **VOTE)
    office.take(
        number, "sign", signed, workers_covered=90,
        term_from=f"{signed.year}-07-01", term_to=f"{signed.year + 1}-06-30",
    )  # fmt: skip
    return number


def test_e1_an_answer_due_in_the_national_days_is_late_only_after_them(office):
    def offered():
        number = office.open_case(on=date(2026, 9, 1))
        office.take(number, "send_proposal", date(2026, 9, 11), delivered="yes")
        return number

    number = offered()
    found = clock(office, number, "T-OFFER-REPLY")
    assert (found["raw_due_on"], found["due_on"], found["overdue_after"]) == (
        "2026-10-01", "2026-10-08", "2026-10-08")  # fmt: skip
    office.take(number, "record_reply", date(2026, 10, 8), answer="agree")
    assert said(office, number, "T-OFFER-REPLY") == []

    late = offered()
    office.take(late, "record_reply", date(2026, 10, 9), answer="agree")
    (words,) = said(office, late, "T-OFFER-REPLY")
    assert "2026年10月8日" in words


@pytest.mark.parametrize(("filed", "late"), [("2026-05-06", False), ("2026-05-07", True)])
def test_e2_a_filing_due_on_labour_day_is_late_only_after_the_holiday(office, filed, late):
    number = signed_case(office, "2026-04-21")
    found = clock(office, number, "T-FILE-BJ")
    assert (found["raw_due_on"], found["due_on"]) == ("2026-05-01", "2026-05-06")

    office.take(number, "file", date.fromisoformat(filed), proof="receipt")
    assert bool(said(office, number, "T-FILE")) is late


@pytest.mark.parametrize(("filed", "late"), [("2026-02-14", False), ("2026-02-15", True)])
def test_e3_a_saturday_that_is_worked_is_the_last_day(office, filed, late):
    number = signed_case(office, "2026-02-04")
    found = clock(office, number, "T-FILE-BJ")
    assert (found["raw_due_on"], found["due_on"]) == ("2026-02-14", "2026-02-14")

    office.take(number, "file", date.fromisoformat(filed), proof="receipt")
    assert bool(said(office, number, "T-FILE")) is late


def test_e6_the_day_of_receipt_is_not_counted_and_an_answer_on_it_stands(office):
    number = office.open_case(on=date(2026, 3, 2))
    office.take(number, "send_proposal", date(2026, 3, 2), delivered="yes")
    assert clock(office, number, "T-OFFER-REPLY")["raw_due_on"] == "2026-03-22"

    office.take(number, "record_reply", date(2026, 3, 2), answer="agree")
    seen = told(office, number)
    assert seen["state"] == "accepted"
    assert said(office, number, "T-OFFER-REPLY") == []
    assert clock(office, number, "T-OFFER-REPLY")["ended_on"] == "2026-03-02"


@pytest.mark.parametrize("received", ["2026-10-03", "2026-10-08", "2026-10-09"])
def test_e7_five_days_before_a_meeting_are_advised_and_nobody_is_called_late(office, received):
    number = office.open_case(on=date(2026, 9, 1))
    office.take(number, "send_proposal", date(2026, 9, 11), delivered="yes")
    office.take(number, "record_reply", date(2026, 9, 15), answer="agree")
    office.take(number, "appoint_representatives", date(2026, 9, 16), people=PEOPLE)
    office.take(
        number, "record_meeting", date(2026, 10, 9), conclusion="continue",
        data_received_on=received,
    )  # fmt: skip

    found = clock(office, number, "T-DATA")
    assert (*found["window"].values(), found["ended_on"]) == (
        "2026-10-04", "2026-10-08", received)  # fmt: skip
    assert said(office, number, "T-DATA") == []


@pytest.mark.parametrize(("kind", "rule", "advised"), [("general", 1, 0), ("wage", 0, 1)])
def test_e33_a_missing_chapter_for_women_is_warned_of_or_only_advised(office, kind, rule, advised):
    number = office.open_case(on=date(2026, 3, 1), kind=kind)
    office.take(number, "record_meeting", date(2026, 3, 20), conclusion="agreed")
    office.take(number, "record_clauses", date(2026, 3, 21), **CLAUSES)
    office.take(
        number, "sign", date(2026, 4, 1), workers_covered=40,
        term_from="2026-07-01", term_to="2027-06-30",
    )  # fmt: skip

    assert len(said(office, number, "R-WOMEN-CLAUSE")) == rule
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        facts = case_view.view(session, number, actor=OPERATOR, on=TODAY).facts
    told_of = [one for one in improvements.improvements(facts) if "女职工" in one.message]
    assert len(told_of) == advised
