"""What ends a reminder's reason, and what only looks as if it did."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import reminder_reasons
from bargaining.rules.roles import OPERATOR, Role
from tests.office import AT, DAY, TODAY
from tests.reminded import STREET, Reminded

SIGNED = date(2026, 3, 3)
EFFECTIVE = date(2026, 3, 10)
ANNIVERSARY = date(2027, 3, 10)


@pytest.fixture
def reminded(office):
    return Reminded(office)


@pytest.fixture(scope="module", autouse=True)
def staff(office):
    """Whoever stands in for every chair of the street."""
    return Reminded(office).account(Role.STREET_STAFF, place=STREET)


def about(said, day):
    return [one.stage for one in said if one.about_on == day]


class TestTheYearlyReport:
    @pytest.fixture
    def number(self, reminded):
        """A contract that runs for three years, in its first."""
        office = reminded.office
        number = office.open_case(on=SIGNED - 9 * DAY)
        office.take(number, "record_meeting", SIGNED - 5 * DAY, conclusion="agreed")
        office.take(
            number, "sign", SIGNED, workers_covered=40, term_from=SIGNED.isoformat(),
            term_to="2029-03-02",
        )  # fmt: skip
        office.take(number, "file", SIGNED, proof="receipt")
        office.take(number, "record_no_objection", EFFECTIVE)
        return number

    def checked(self, reminded, number, *, reported):
        reminded.office.take(
            number, "record_performance", ANNIVERSARY - 40 * DAY, period="2026年",
            reported=reported,
        )  # fmt: skip

    def test_who_checked_without_reporting_is_asked_for_it(self, reminded, number):
        self.checked(reminded, number, reported=False)

        reminded.plan(number, ANNIVERSARY)

        assert about(reminded.told(number), ANNIVERSARY) == ["on_day"]
        assert about(reminded.standing(number), ANNIVERSARY) == ["on_day"]

    def test_whose_report_was_taken_back_is_asked_for_it(self, reminded, number):
        self.checked(reminded, number, reported=True)
        reminded.plan(number, ANNIVERSARY)
        assert about(reminded.told(number), ANNIVERSARY) == []

        with reminded.office.app.app_context(), db.transaction(OPERATOR) as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            last = case_queries.history(session, case.id)[-1]
            assert last.kind == "record_performance"
            corrections.void(
                session, number, last.sequence, reason="报告的不是这份合同", actor=OPERATOR,
                at=AT, today=TODAY,
            )  # fmt: skip
        reminded.plan(number, ANNIVERSARY)

        assert about(reminded.told(number), ANNIVERSARY) == ["on_day"]
        assert about(reminded.standing(number), ANNIVERSARY) == ["on_day"]


class TestTheNextRound:
    @pytest.fixture
    def number(self, reminded):
        return reminded.office.filed_case(on=SIGNED)

    def window(self, reminded, number):
        with reminded.office.app.app_context():
            return tuple(
                db.db.session()
                .execute(
                    select(Deadline.opens_on, Deadline.due_on)
                    .join(Case, Case.id == Deadline.case_id)
                    .where(Case.number == number, Deadline.rule_id.in_(reminder_reasons.RENEWALS))
                )
                .one()
            )

    def next_round(self, reminded, number, *, on, kind):
        with reminded.office.app.app_context(), db.transaction(OPERATOR) as session:
            old = session.scalars(select(Case).where(Case.number == number)).one()
            firm = session.get_one(Enterprise, old.enterprise_id)
            opened = case_actions.open_case(
                session, firm, year=old.year + 1, on=on, actor=OPERATOR, at=AT, today=TODAY,
                kind=kind,
            )  # fmt: skip
            return opened.number

    @pytest.mark.parametrize(("kind", "stages"), [("general", ["before:30"]), ("wage", [])])
    def test_an_offer_of_another_kind_of_contract_is_none(self, reminded, number, kind, stages):
        opens, last = self.window(reminded, number)
        following = self.next_round(reminded, number, on=opens, kind=kind)
        reminded.office.take(
            following, "send_proposal", opens + DAY, initiator="union", delivered=True
        )

        reminded.plan(number, last - 30 * DAY)

        assert about(reminded.told(number), last) == stages

    def test_one_that_was_signed_without_an_offer_delivered_is_one(self, reminded, number):
        opens, last = self.window(reminded, number)
        reminded.plan(number, opens)
        assert about(reminded.standing(number), last) == ["opens"]

        following = self.next_round(reminded, number, on=opens, kind="wage")
        reminded.office.take(following, "record_meeting", opens + DAY, conclusion="agreed")
        reminded.plan(number, last - 30 * DAY)
        assert about(reminded.standing(number), last) == ["opens", "before:30"]
        reminded.office.take(
            following, "sign", last - 20 * DAY, workers_covered=40,
            term_from=last.isoformat(), term_to=(last + 300 * DAY).isoformat(),
        )  # fmt: skip

        assert about(reminded.standing(number), last) == []
        reminded.plan(number, last - 7 * DAY)
        assert about(reminded.told(number), last) == ["opens", "before:30"]
