"""Is an enterprise's wage table held to the contracts above it, as their papers were taken in?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining.actions import backfill_papers, wages
from bargaining.actions import cases as case_actions
from bargaining.actions.backfill_papers import Hand
from bargaining.actions.wages import Upload
from bargaining.queries import cases as case_queries
from bargaining.queries import wage_parents
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import ContractWay
from bargaining.rules.wage_findings import Rule, Severity
from bargaining.store import Store
from tests import ledger_rows
from tests.ledger_cases import firm
from tests.ledger_rows import AT, OTHER, TODAY, UNION

TABLE = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金
服务员,20,3200,3450,780,130
厨师,3,5000,5300,800,200
"""


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def hand(tmp_path):
    return Hand(OPERATOR, AT, TODAY, Store(tmp_path))


def region(session, hand, *, lowest="3500", way=ContractWay.REGION, codes=(UNION, OTHER)):
    contract = LedgerContract(
        kind=ContractKind.WAGE,
        way=way,
        covers=tuple(Covered(firm(session, code).id, workers=20) for code in codes),
        filing_number="备区2026-1",
        signed_on=date(2026, 6, 20),
        filed_on=date(2026, 6, 25),
        effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
        papers=Papers(lowest_wage=None if lowest is None else Decimal(lowest)),
    )
    return contract, backfill_papers.take_contract(session, contract, hand=hand).case


def above(session, first="2026-07-01", last="2027-06-30", code=UNION):
    return wage_parents.list_parents(
        session,
        firm(session, code).id,
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last),
    )


def checked(session):
    opened = case_actions.open_case(
        session, firm(session), year=2026, on=date(2026, 6, 1), actor=OPERATOR, at=AT, today=TODAY
    )
    session.expire(opened)
    case = case_queries.get_case(session, opened.number, actor=OPERATOR, on=TODAY)
    result, _law = wages.check_upload(
        session,
        case,
        Upload("工资.csv", TABLE.encode()),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
    )
    return [each for each in result.findings if each.rule is Rule.PARENT]


def test_the_lowest_wage_its_papers_name_holds_from_its_effect(session, hand):
    _contract, case = region(session, hand)

    [parent] = above(session)

    assert parent.name == case.title
    assert (parent.lowest_monthly_amount, parent.confirmed) == (Decimal(3500), True)
    assert (parent.first_on, parent.last_on) == (date(2026, 7, 11), date(2027, 6, 30))


@pytest.mark.parametrize(("codes", "local"), [((UNION,), True), ((UNION, OTHER), False)])
def test_one_of_a_single_district_is_local(session, hand, codes, local):
    region(session, hand, codes=codes)

    assert above(session)[0].local is local


def test_a_table_of_an_enterprise_on_its_list_is_held_to_it(session, hand):
    region(session, hand)

    [finding] = checked(session)

    assert (finding.severity, finding.post) == (Severity.BLOCK, "服务员")
    assert (finding.starts_on, finding.limit) == (date(2026, 7, 11), Decimal("3500.00"))


def test_what_its_papers_do_not_say_stays_unchecked(session, hand):
    region(session, hand, lowest=None)

    [finding] = checked(session)

    assert "没有登记最低工资标准" in finding.message
    assert finding.severity is Severity.NOTE


def test_it_is_read_back_from_the_history_as_it_was_typed(session, hand):
    contract, case = region(session, hand)
    wanted = replace(contract, papers=replace(contract.papers, lowest_wage=Decimal("3600.50")))

    changed = backfill_papers.complete_contract(
        session, case.number, wanted, seen_sequence=None, hand=hand
    )

    assert changed
    assert above(session)[0].lowest_monthly_amount == Decimal("3600.50")


def test_who_left_its_list_is_no_longer_under_it(session, hand):
    contract, case = region(session, hand)
    backfill_papers.complete_contract(
        session,
        case.number,
        replace(contract, covers=contract.covers[1:]),
        seen_sequence=None,
        hand=hand,
    )

    assert above(session) == ()
    assert len(above(session, code=OTHER)) == 1


@pytest.mark.parametrize(
    ("first", "last", "listed"),
    [
        ("2026-01-01", "2026-07-10", 0),
        ("2026-01-01", "2026-07-11", 1),
        ("2027-06-30", "2028-06-29", 1),
        ("2027-07-01", "2028-06-30", 0),
    ],
)
def test_only_contracts_in_force_within_the_term_are_listed(session, hand, first, last, listed):
    region(session, hand)

    assert len(above(session, first, last)) == listed


def test_a_groups_contract_is_not_above_its_members(session, hand):
    region(session, hand, way=ContractWay.GROUP)

    assert above(session) == ()


def test_a_case_without_an_enterprise_has_none_above(session):
    days = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31)}

    assert wage_parents.list_parents(session, None, **days) == ()
