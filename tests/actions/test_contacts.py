"""Calls and visits: written into the case at hand, else beside the enterprise, read as one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bargaining import audit, errors
from bargaining.actions import cases as case_actions
from bargaining.actions import contacts, corrections
from bargaining.actions.contacts import Entry
from bargaining.errors import Invalid
from bargaining.models.case import Case
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.queries import cases as case_queries
from bargaining.queries import contacts as contact_queries
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage
from tests.register_stage import AT, TODAY
from tests.statements import watched

DAY = timedelta(days=1)
DISTRICT = Actor(user_id=3, name="区干部", role=Role.DISTRICT, places=frozenset({"110108"}))
CITY = Actor(user_id=4, name="市干部", role=Role.CITY, places=frozenset({"110000"}))
ELSEWHERE = Actor(user_id=5, name="别区干部", role=Role.DISTRICT, places=frozenset({"110105"}))
SAID = "约了人事经理下周谈，对方同意先看测算"


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def firm(session):
    return register_stage.import_one(session, 区="海淀区", **{"街道（乡镇）": "中关村街道"})


@pytest.fixture
def number(session, firm):
    case = case_actions.open_case(
        session, firm, year=TODAY.year, on=TODAY - 30 * DAY, actor=OPERATOR, at=AT, today=TODAY
    )
    return case.number


def log(session, firm, *, on=TODAY, actor=OPERATOR, at=AT, **said):
    entry = Entry(on=on, **{"method": "visit", "result": SAID, **said})
    return contacts.log(session, firm.id, entry, actor=actor, at=at, today=TODAY)


def last(session, firm):
    return contact_queries.last_contacts(session, [firm.id]).get(firm.id)


def outside(session):
    return session.scalar(select(func.count()).select_from(EnterpriseContact))


class TestLogging:
    def test_it_goes_into_the_case_at_hand(self, session, firm, number):
        next_on = TODAY + 3 * DAY

        done = log(session, firm, with_whom="人事经理", next_step="送测算表", next_on=next_on)

        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        event = case_queries.facts(session, case).last("record_contact")
        assert (done.enterprise_name, done.number) == (firm.name, number)
        assert event.payload == {
            "method": "visit", "with_whom": "人事经理", "result": SAID, "next_step": "送测算表",
            "next_on": next_on.isoformat(),
        }  # fmt: skip
        assert (case.last_contact_on, case.next_contact_on) == (TODAY, next_on)
        assert outside(session) == 0

    @pytest.mark.parametrize("with_case", [True, False])
    @pytest.mark.parametrize("field", ["with_whom", "result", "next_step"])
    def test_no_telephone_number_is_written_where_it_could_never_be_erased(
        self, session, firm, request, field, with_case
    ):
        if with_case:
            request.getfixturevalue("number")
        with pytest.raises(Invalid) as refused:
            log(session, firm, **{field: "王经理 139 0000 1234"})

        assert [one.field for one in refused.value.refusals] == [field]
        assert last(session, firm) is None

    def test_without_a_case_it_stands_beside_the_enterprise(self, session, firm):
        done = log(session, firm, with_whom="人事经理", next_step="送材料", next_on=TODAY + DAY)

        kept = session.scalars(select(EnterpriseContact)).one()
        assert done.number is None
        assert (kept.enterprise_id, kept.occurred_on, kept.method) == (firm.id, TODAY, "visit")
        assert (kept.with_whom, kept.result, kept.next_step) == ("人事经理", SAID, "送材料")
        assert (kept.next_on, kept.actor_name, kept.actor_role) == (
            TODAY + DAY, OPERATOR.name, "system",
        )  # fmt: skip
        assert session.info["pending_entries"][-1].event == "enterprise.contact"
        audit.check(session)

    def test_a_closed_case_takes_no_more_and_the_enterprise_does(self, session, firm, number):
        step = case_actions.Step("close", TODAY, {"reason": "merged"})
        case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)

        assert log(session, firm).number is None
        assert outside(session) == 1

    def test_those_of_the_union_side_may_and_the_city_may_not(self, session, firm, number):
        assert log(session, firm, actor=DISTRICT).number == number

        with pytest.raises(errors.Refused, match="不办理“登记联系情况”"):
            log(session, firm, actor=CITY)

    def test_the_city_may_not_without_a_case_either(self, session, firm):
        with pytest.raises(errors.Refused, match="市总工会不办理"):
            log(session, firm, actor=CITY)

    def test_outside_of_ones_territory_there_is_nothing(self, session, firm):
        with pytest.raises(errors.NotVisible):
            log(session, firm, actor=ELSEWHERE)

    @pytest.mark.parametrize("with_case", [True, False])
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"on": TODAY + DAY}, "on"),
            ({"next_on": TODAY - DAY}, "next_on"),
            ({"result": " "}, "result"),
            ({"result": "谈" * 1001}, "result"),
            ({"with_whom": "谁" * 81}, "with_whom"),
            ({"next_step": "办" * 201}, "next_step"),
            ({"method": "telegram"}, "method"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(
        self, session, firm, request, with_case, said, field
    ):
        if with_case:
            request.getfixturevalue("number")

        with pytest.raises(Invalid) as refused:
            log(session, firm, **said)

        assert [one.field for one in refused.value.refusals] == [field]
        assert last(session, firm) is None

    @pytest.mark.parametrize("with_case", [True, False])
    def test_as_much_as_fits_is_kept_whole(self, session, firm, request, with_case):
        if with_case:
            request.getfixturevalue("number")

        log(session, firm, result="谈" * 1000, with_whom="谁" * 80, next_step="办" * 200,
            next_on=TODAY)  # fmt: skip

        kept = last(session, firm)
        assert (len(kept.words), len(kept.with_whom), len(kept.next_step)) == (1000, 80, 200)


class TestTheNewestContact:
    def test_nobody_called_yet(self, session, firm):
        assert last(session, firm) is None
        assert contact_queries.last_contacts(session, []) == {}

    def test_it_is_the_one_that_happened_last_wherever_it_stands(self, session, firm):
        log(session, firm, on=TODAY - 5 * DAY, result="上门", method="phone")
        case_actions.open_case(
            session, firm, year=TODAY.year, on=TODAY, actor=OPERATOR, at=AT, today=TODAY
        )
        log(session, firm, on=TODAY - 9 * DAY, result="补记以前的电话", at=AT + DAY)

        kept = last(session, firm)

        assert (kept.on, kept.method, kept.words, kept.by) == (
            TODAY - 5 * DAY, "电话", "上门", OPERATOR.name,
        )  # fmt: skip

    def test_of_one_day_it_is_the_one_written_down_last(self, session, firm, number):
        log(session, firm, result="上午没有人接", at=AT)
        log(session, firm, result="下午谈好了", at=AT + timedelta(hours=3))

        assert last(session, firm).words == "下午谈好了"

    def test_one_that_was_taken_back_counts_no_more(self, session, firm, number):
        log(session, firm, on=TODAY - DAY, result="电话")
        log(session, firm, result="记错了企业")
        case = session.scalars(select(Case).where(Case.number == number)).one()

        corrections.void(
            session, number, case.last_sequence, reason="记错了企业", actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip

        assert last(session, firm).words == "电话"
        assert contact_queries.last_days(session, [firm.id])[firm.id].on == TODAY - DAY
        listed = contact_queries.list_contacts(session, firm.id, limit=9)
        assert [one.words for one in listed] == ["电话"]

    def test_each_enterprise_has_its_own_in_one_statement(self, session):
        firms = [register_stage.import_one(session, number) for number in range(1, 6)]
        for days, one in enumerate(firms[:4]):
            log(session, one, on=TODAY - days * DAY, result=f"第{days}天")
        session.flush()

        with watched(session) as sent:
            found = contact_queries.last_contacts(session, [one.id for one in firms])

        assert {key: one.on for key, one in found.items()} == {
            one.id: TODAY - days * DAY for days, one in enumerate(firms[:4])
        }
        assert len(sent) == 1

    def test_the_list_goes_from_the_newest_back(self, session, firm, number):
        for days in range(4):
            log(session, firm, on=date(2026, 2, 1) + days * DAY, result=str(days))

        listed = contact_queries.list_contacts(session, firm.id, limit=3)

        assert [one.words for one in listed] == ["3", "2", "1"]
