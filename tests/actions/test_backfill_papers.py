"""One contract taken in from its signed papers, and filled in later: what stays in the history."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image
from sqlalchemy import func, select

from bargaining import audit
from bargaining.actions import backfill, backfill_papers, entries, help_consent
from bargaining.actions import cases as case_actions
from bargaining.actions import users as user_actions
from bargaining.actions.backfill_papers import Hand
from bargaining.actions.files import Upload
from bargaining.errors import Invalid, NotVisible, Refused
from bargaining.models.assignment import Assignment
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.stored_file import StoredFile
from bargaining.queries import cases as case_queries
from bargaining.queries import files as file_queries
from bargaining.readers.contracts import Annex
from bargaining.rules import ledger_contract, ledger_entries
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, Lack, LedgerContract, Papers
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.states import ContractWay
from bargaining.store import Store
from tests import ledger_rows
from tests.ledger_rows import AT, NO_UNION, OTHER, TODAY, UNION, row

DISTRICT = Actor(1, "区总工会", Role.DISTRICT, places=frozenset({"110112"}))


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def hand(tmp_path):
    return Hand(OPERATOR, AT, TODAY, Store(tmp_path))


def party(session, code=UNION):
    return session.scalar(select(Enterprise.id).where(Enterprise.code == code))


def contract(session, code=UNION, **changed) -> LedgerContract:
    usual = LedgerContract(
        kind=ContractKind.WAGE,
        way=ContractWay.OWN,
        covers=(Covered(party(session, code), workers=49, rise_rate=Decimal("0.045")),),
        filing_number="备2026-1",
        signed_on=date(2026, 6, 20),
        filed_on=date(2026, 6, 25),
        effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
    )
    return replace(usual, **changed)


def shared(session, codes=(UNION, OTHER), **changed) -> LedgerContract:
    covers = tuple(Covered(party(session, code), workers=20) for code in codes)
    return contract(session, way=ContractWay.REGION, covers=covers, **changed)


def picture(shade=200) -> bytes:
    written = io.BytesIO()
    Image.new("L", (60, 80), shade).save(written, "JPEG")
    return written.getvalue()


def the_case(session) -> Case:
    return session.scalars(select(Case)).one()


def shown(session, case) -> LedgerContract:
    return ledger_entries.shown(case_queries.facts(session, case), enterprise_id=case.enterprise_id)


def fill_in(session, case, hand, uploads=(), seen=None, **changed):
    asked = replace(shown(session, case), **changed)
    return backfill_papers.complete_contract(
        session, case.number, asked, seen_sequence=seen, uploads=uploads, hand=hand
    )


class TestTaken:
    def test_it_is_a_backfilled_case_that_a_later_ledger_knows_again(self, session, hand):
        taken = backfill_papers.take_contract(session, contract(session), hand=hand)

        assert (taken.case.origin, taken.case.state) == ("backfilled", "effective")
        again = backfill.import_contracts(session, [row()], actor=OPERATOR, at=AT, today=TODAY)
        assert (again.created, again.rejected_rows) == (0, 0)
        assert session.scalar(select(func.count()).select_from(Case)) == 1

    @pytest.mark.parametrize("kind", list(ContractKind))
    def test_a_year_and_a_kind_are_enough(self, session, hand, kind):
        bare = LedgerContract(kind, ContractWay.OWN, (Covered(party(session)),), stated_year=2024)

        case = backfill_papers.take_contract(session, bare, hand=hand).case

        assert (case.year, case.kind, case.signed_on) == (2024, kind.value, None)
        assert set(ledger_contract.lacks(shown(session, case))) == set(Lack)

    def test_several_pictures_are_kept_as_one_file_of_the_case(self, session, hand):
        uploads = [Upload("1.jpg", picture(100)), Upload("2.jpg", picture(200))]

        case = backfill_papers.take_contract(
            session, contract(session), uploads=uploads, hand=hand
        ).case

        kept = session.scalars(select(StoredFile)).one()
        assert kept.media_type == "application/pdf"
        assert file_queries.file_of_case(session, case, kept.hash).row is kept
        assert Lack.SCAN not in ledger_contract.lacks(shown(session, case))

    def test_a_wage_annex_is_a_case_beside_its_contract(self, session, hand):
        general = contract(session, kind=ContractKind.GENERAL)
        annex = Annex(date(2026, 7, 1), date(2027, 6, 30))

        taken = backfill_papers.take_contract(session, general, annex=annex, hand=hand)

        assert taken.annex is not None
        assert (taken.case.kind, taken.annex.kind) == ("general", "wage")
        assert taken.annex.term_to == annex.term_to

    def test_one_that_is_there_is_named_and_not_doubled(self, session, hand):
        first = backfill_papers.take_contract(session, contract(session), hand=hand).case

        with pytest.raises(Refused) as refused:
            backfill_papers.take_contract(session, contract(session), hand=hand)
        assert first.number in refused.value.refusal.message
        same_term = contract(session, filing_number="", signed_on=None)
        with pytest.raises(Refused):
            backfill_papers.take_contract(session, same_term, hand=hand)
        assert session.scalar(select(func.count()).select_from(Case)) == 1

    def test_it_is_written_down_in_the_audit(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case
        audit.seal(session)

        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "case.backfill")).one()
        assert entry.subject == f"case:{case.number}"
        assert entry.detail["source"] == "照文书补录"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"signed_on": date(2027, 1, 1), "filed_on": None, "effective_on": None}, "signed_on"),
            ({"filed_on": date(2026, 6, 19)}, "filed_on"),
            ({"term_to": date(2026, 6, 30)}, "term_to"),
            ({"papers": Papers(women=50)}, "women"),
            ({"papers": Papers(published_on=date(2026, 6, 19))}, "published_on"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
        self, session, hand, changed, field
    ):
        with pytest.raises(Invalid) as invalid:
            backfill_papers.take_contract(
                session, contract(session, **changed), hand=hand,
                uploads=[Upload("1.jpg", picture())],
            )  # fmt: skip
        assert field in {one.field for one in invalid.value.refusals}
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0

    def test_nothing_at_all_asks_for_the_year_and_a_list_for_its_number(self, session, hand):
        bare = LedgerContract(ContractKind.WAGE, ContractWay.OWN, (Covered(party(session)),))
        with pytest.raises(Invalid) as invalid:
            backfill_papers.take_contract(session, bare, hand=hand)
        assert [one.field for one in invalid.value.refusals] == ["stated_year"]
        with pytest.raises(Invalid) as invalid:
            backfill_papers.take_contract(session, shared(session, filing_number=""), hand=hand)
        assert [one.field for one in invalid.value.refusals] == ["filing_number"]


class TestWhoMay:
    def test_an_enterprise_outside_is_not_there(self, session, hand):
        with pytest.raises(NotVisible):
            backfill_papers.take_contract(
                session, contract(session, OTHER), hand=replace(hand, actor=DISTRICT)
            )

    def test_of_a_list_nobody_may_be_outside(self, session, hand):
        with pytest.raises(NotVisible):
            backfill_papers.take_contract(
                session, shared(session), hand=replace(hand, actor=DISTRICT)
            )

    def test_a_chair_takes_in_the_own_contract_and_no_list(self, session, hand):
        union_id = session.scalar(select(Enterprise.union_id).where(Enterprise.code == UNION))
        chair = Actor(2, "主席", Role.UNION_CHAIR, union_ids=frozenset({union_id}))
        theirs = replace(hand, actor=chair)

        assert backfill_papers.take_contract(session, contract(session), hand=theirs).case
        with pytest.raises(Refused):
            backfill_papers.take_contract(
                session, shared(session, codes=(UNION,), filing_number="区-1"), hand=theirs
            )

    def test_an_instructor_needs_the_unions_agreement(self, session, hand):
        new = user_actions.NewAccount("zdy", "指导员", "x", one_time=False)
        user = user_actions.add_user(session, new, actor=OPERATOR, at=AT)
        session.add(
            Assignment(user_id=user.id, enterprise_id=party(session), from_on=date(2026, 1, 1))
        )
        session.flush()
        instructor = replace(hand, actor=Actor(user.id, "指导员", Role.INSTRUCTOR))

        with pytest.raises(Refused) as refused:
            backfill_papers.take_contract(session, contract(session), hand=instructor)
        assert refused.value.refusal.code == "not_agreed"
        union_id = session.scalar(select(Enterprise.union_id).where(Enterprise.code == UNION))
        help_consent.agree_to_help(
            session, union_id, agreed_on=TODAY, ground="", actor=OPERATOR, at=AT, today=TODAY
        )
        assert backfill_papers.take_contract(session, contract(session), hand=instructor).case

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN])
    def test_others_take_nothing_in(self, session, hand, role):
        actor = Actor(3, "某人", role, places=frozenset({"110000"}))
        with pytest.raises(Refused):
            backfill_papers.take_contract(
                session, contract(session), hand=replace(hand, actor=actor)
            )

    def test_the_city_takes_in_but_corrects_nothing(self, session, hand):
        city = replace(hand, actor=Actor(4, "市总", Role.CITY, places=frozenset({"110000"})))
        case = backfill_papers.take_contract(session, contract(session), hand=city).case

        with pytest.raises(Refused) as refused:
            fill_in(session, case, city, signed_on=date(2026, 6, 19))
        assert refused.value.refusal.code == "figures_only"

    def test_a_list_over_two_districts_is_not_one_districts_to_correct(self, session, hand):
        case = backfill_papers.take_contract(session, shared(session), hand=hand).case

        with pytest.raises(Refused) as refused:
            fill_in(session, case, replace(hand, actor=DISTRICT), signed_on=date(2026, 6, 19))
        assert refused.value.refusal.code == "not_theirs"


class TestFilledInLater:
    def test_what_was_missing_is_added_behind_what_stands(self, session, hand):
        bare = contract(session, effective_on=None)
        case = backfill_papers.take_contract(session, bare, hand=hand).case

        assert fill_in(session, case, hand, effective_on=date(2026, 7, 11))

        kinds = list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.sequence)))
        assert kinds == ["open", "sign", "file", "record_effect"]
        assert case.effective_on == date(2026, 7, 11)

    def test_what_changed_stays_in_the_history(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case

        assert fill_in(session, case, hand, signed_on=date(2026, 6, 19))

        voiding = session.scalars(select(CaseEvent).where(CaseEvent.kind == "void_event")).one()
        assert voiding.payload["reason"] == "照文书更正"
        assert case.signed_on == date(2026, 6, 19)
        assert session.scalar(select(func.count()).select_from(CaseEvent)) > 6

    def test_a_field_that_is_emptied_is_taken_back(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case

        assert fill_in(session, case, hand, effective_on=None)

        assert (case.effective_on, case.state) == (None, "filed")

    def test_the_same_again_changes_nothing(self, session, hand):
        papers = Papers(proof="receipt", published_on=date(2026, 7, 13), women=20)
        case = backfill_papers.take_contract(
            session, contract(session, papers=papers), hand=hand
        ).case
        before = case.last_sequence

        assert not fill_in(session, case, hand)
        assert case.last_sequence == before

    def test_a_scan_comes_to_the_others(self, session, hand):
        case = backfill_papers.take_contract(
            session, contract(session), hand=hand, uploads=[Upload("1.jpg", picture(100))]
        ).case

        fill_in(session, case, hand, uploads=[Upload("2.jpg", picture(200))])

        assert len(shown(session, case).papers.scans) == 2

    def test_from_a_ledger_it_is_filled_in_the_same_way(self, session, hand):
        backfill.import_contracts(
            session, [row(effective_on=None)], actor=OPERATOR, at=AT, today=TODAY
        )
        case = the_case(session)

        assert fill_in(session, case, hand, effective_on=date(2026, 7, 12))
        again = backfill.import_contracts(session, [row()], actor=OPERATOR, at=AT, today=TODAY)

        assert (again.updated, again.unchanged) == (0, 1)
        assert case.effective_on == date(2026, 7, 12)

    def test_what_somebody_recorded_is_shown_and_not_written_twice(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case
        entries.append(
            session, case, "publish", on=date(2026, 7, 13), payload={"side": "both"},
            actor=OPERATOR, at=AT,
        )  # fmt: skip
        before = case.last_sequence

        assert shown(session, case).papers.published_on == date(2026, 7, 13)
        assert not fill_in(session, case, hand)
        assert case.last_sequence == before

    def test_what_would_throw_back_what_others_recorded_is_refused(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case
        entries.append(
            session, case, "publish", on=date(2026, 7, 13), payload={"side": "both"},
            actor=OPERATOR, at=AT,
        )  # fmt: skip

        with pytest.raises(Refused) as refused:
            fill_in(session, case, hand, effective_on=date(2026, 7, 12))
        assert refused.value.refusal.code == "written_since"

    def test_who_joins_a_list_is_added_and_who_leaves_it_counts_no_more(self, session, hand):
        case = backfill_papers.take_contract(session, shared(session), hand=hand).case
        joined = (Covered(party(session), 21), Covered(party(session, NO_UNION), 5))

        assert fill_in(session, case, hand, covers=joined)

        listed = dict(
            session.execute(select(CaseEnterprise.enterprise_id, CaseEnterprise.confirmed)).all()
        )
        assert listed == {
            party(session): True, party(session, OTHER): False, party(session, NO_UNION): True,
        }  # fmt: skip
        assert case.workers_covered == 26
        assert set(shown(session, case).covers) == set(joined)

    def test_who_was_faster_is_told(self, session, hand):
        case = backfill_papers.take_contract(session, contract(session), hand=hand).case

        with pytest.raises(Refused) as refused:
            fill_in(session, case, hand, seen=1, signed_on=date(2026, 6, 19))
        assert refused.value.refusal.code == "changed"

    def test_a_case_that_is_walked_here_is_left_to_its_own_page(self, session, hand):
        enterprise = session.get(Enterprise, party(session))
        case = case_actions.open_case(
            session, enterprise, year=2026, on=TODAY, actor=OPERATOR, at=AT, today=TODAY
        )
        refusal = backfill_papers.why_not_complete(session, case, OPERATOR, today=TODAY)

        assert refusal is not None
        assert refusal.code == "walked"
