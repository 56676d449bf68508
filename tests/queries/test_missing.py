"""What is missing: the same in SQL as by the rule, for whom, in what order, how cheaply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select

from bargaining.actions import backfill, backfill_papers
from bargaining.actions.backfill_papers import Hand
from bargaining.actions.files import Upload
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.queries import cases as case_queries
from bargaining.queries import missing
from bargaining.queries.missing import ContractFilter, EnterpriseFilter, RegisterLack
from bargaining.rules import ledger_contract, ledger_entries
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, Lack, LedgerContract, Papers
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.states import ContractWay
from bargaining.store import Store
from tests import ledger_rows
from tests.actions.test_backfill_papers import picture
from tests.ledger_rows import AT, TODAY, UNION, row

DISTRICT = Actor(1, "区总工会", Role.DISTRICT, places=frozenset({"110112"}))
ALL = ContractFilter(with_ended=True)


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def ledger_of_all_sorts(session):
    """One row for each thing that may be missing, and one for many at once."""
    codes = session.scalars(
        select(Enterprise.code).where(Enterprise.code.is_not(None)).order_by(Enterprise.id)
    ).all()
    whole = Papers(proof="receipt")
    variants = [
        {}, {"papers": whole}, {"signed_on": None}, {"filed_on": None}, {"effective_on": None},
        {"term_from": None}, {"term_to": None}, {"workers": None},
        {"signed_on": None, "workers": None, "term_to": None, "papers": whole},
        {"term_from": date(2024, 1, 1), "term_to": date(2024, 12, 31)},
    ]  # fmt: skip
    rows = [
        row(row=line, code=code, filing_number=f"备{line}", **changed)
        for line, (code, changed) in enumerate(zip(codes, variants, strict=False), start=2)
    ]
    backfill.import_contracts(session, rows, actor=OPERATOR, at=AT, today=TODAY)
    session.flush()
    return rows


def with_scan(session, tmp_path):
    enterprise_id = session.scalar(select(Enterprise.id).where(Enterprise.code == UNION))
    one = LedgerContract(
        ContractKind.WOMEN, ContractWay.OWN, (Covered(enterprise_id, 49),), filing_number="扫1",
        signed_on=date(2026, 6, 20), filed_on=date(2026, 6, 25), effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1), term_to=date(2027, 6, 30), papers=Papers(proof="receipt"),
    )  # fmt: skip
    hand = Hand(OPERATOR, AT, TODAY, Store(tmp_path))
    upload = Upload("1.jpg", picture())
    return backfill_papers.take_contract(session, one, uploads=[upload], hand=hand).case


class TestContracts:
    @pytest.mark.usefixtures("ledger_of_all_sorts")
    def test_the_statement_says_of_every_case_what_the_rule_says(self, session):
        found = missing.every_contract(session, actor=OPERATOR, on=TODAY, narrow=ALL)

        assert len(found) == 10
        for line in found:
            facts = case_queries.facts(session, line.case)
            one = ledger_entries.shown(facts, enterprise_id=line.case.enterprise_id)
            assert line.lacks == ledger_contract.lacks(one), line.case.number

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    @pytest.mark.parametrize("lack", list(Lack))
    def test_every_figure_is_the_length_of_its_list(self, session, lack):
        narrow = replace(ALL, lack=lack.value)

        page = missing.list_contracts(session, actor=OPERATOR, on=TODAY, narrow=narrow)

        assert page.total == len(page.lines) == page.counts[lack.value] > 0
        assert all(lack in line.lacks for line in page.lines)

    def test_a_contract_with_everything_is_on_no_list(self, session, tmp_path):
        with_scan(session, tmp_path)

        assert missing.every_contract(session, actor=OPERATOR, on=TODAY, narrow=ALL) == []

    def test_a_scan_that_was_taken_back_is_missing_again(self, session, tmp_path):
        case = with_scan(session, tmp_path)
        hand = Hand(OPERATOR, AT, TODAY, Store(tmp_path))
        shown = ledger_entries.shown(
            case_queries.facts(session, case), enterprise_id=case.enterprise_id
        )
        asked = replace(shown, papers=replace(shown.papers, scans=()))
        backfill_papers.complete_contract(
            session, case.number, asked, seen_sequence=None, hand=hand
        )

        (line,) = missing.every_contract(session, actor=OPERATOR, on=TODAY, narrow=ALL)
        assert line.lacks == (Lack.SCAN,)

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    def test_what_has_ended_is_left_out_until_it_is_asked_for(self, session):
        current = missing.list_contracts(session, actor=OPERATOR, on=TODAY, narrow=ContractFilter())
        everything = missing.list_contracts(session, actor=OPERATOR, on=TODAY, narrow=ALL)
        last_day = missing.list_contracts(
            session, actor=OPERATOR, on=date(2024, 12, 31), narrow=ContractFilter()
        )

        assert (current.total, everything.total, last_day.total) == (9, 10, 10)

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    def test_an_official_sees_the_own_territory_only(self, session):
        seen = missing.every_contract(session, actor=DISTRICT, on=TODAY, narrow=ALL)

        assert seen
        assert {line.case.district_code for line in seen} == {"110112"}

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    @pytest.mark.parametrize("sort", list(missing.CONTRACT_SORTS))
    def test_every_order_keeps_the_same_lines(self, session, sort):
        lines = missing.every_contract(
            session, actor=OPERATOR, on=TODAY, narrow=replace(ALL, sort=sort)
        )

        assert len({line.case.id for line in lines}) == 10

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    @pytest.mark.parametrize(
        ("narrow", "many"),
        [
            ({"text": "备3"}, 1), ({"text": "%"}, 0), ({"kind": "women"}, 0), ({"way": "own"}, 10),
            ({"year": 2024}, 1), ({"street": "110999001"}, 0),
        ],
    )  # fmt: skip
    def test_it_is_narrowed_by_what_the_address_says(self, session, narrow, many):
        found = missing.list_contracts(
            session, actor=OPERATOR, on=TODAY, narrow=replace(ALL, **narrow)
        )

        assert found.total == len(found.lines) == many

    @pytest.mark.usefixtures("ledger_of_all_sorts")
    def test_two_statements_whatever_the_rows(self, session):
        engine = session.get_bind().engine
        asked: list[str] = []

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_c, _cursor, statement, *_rest) -> None:
            asked.append(statement)

        missing.list_contracts(session, actor=OPERATOR, on=TODAY, narrow=ALL)
        event.remove(engine, "before_cursor_execute", _note)

        assert len(asked) == 2


class TestTheRegister:
    @pytest.mark.parametrize("lack", list(RegisterLack))
    def test_what_is_not_entered_is_listed_and_what_is_is_not(self, session, lack):
        one = session.scalars(select(Enterprise).where(Enterprise.code == UNION)).one()
        before = missing.list_enterprises(
            session, actor=DISTRICT, on=TODAY, narrow=EnterpriseFilter(lack=lack.value)
        )
        match lack:
            case RegisterLack.CODE:
                one.code = None
            case RegisterLack.WORKERS:
                one.workers = one.women = None
            case RegisterLack.INDUSTRY:
                one.industry_code = None
            case RegisterLack.PHONE:
                session.get(Person, one.contact_id).phone = None
        session.flush()

        after = missing.list_enterprises(
            session, actor=DISTRICT, on=TODAY, narrow=EnterpriseFilter(lack=lack.value)
        )

        assert after.total == before.total + 1 == after.counts[lack.value]
        assert one.id in {line.enterprise.id for line in after.lines}

    def test_it_is_narrowed_and_sorted_and_stays_within_the_territory(self, session):
        one = session.scalars(select(Enterprise).where(Enterprise.code == UNION)).one()
        one.code = None
        session.flush()

        for sort in missing.ENTERPRISE_SORTS:
            lines = missing.every_enterprise(
                session, actor=DISTRICT, on=TODAY,
                narrow=EnterpriseFilter(text=one.name, sort=sort, unionised=True),
            )  # fmt: skip
            assert [line.enterprise.id for line in lines] == [one.id]
        elsewhere = Actor(1, "区", Role.DISTRICT, places=frozenset({"110105"}))
        assert not missing.every_enterprise(
            session, actor=elsewhere, on=TODAY, narrow=EnterpriseFilter(text=one.name)
        )
