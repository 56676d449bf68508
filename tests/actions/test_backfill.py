"""An office's ledger taken in: what it makes, what it leaves alone, what it will not take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from bargaining import audit
from bargaining.actions import backfill, backfill_papers, corrections, entries, projection
from bargaining.actions import cases as case_actions
from bargaining.errors import Refused
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import law as law_queries
from bargaining.queries import silent_effect
from bargaining.readers.contracts import Annex
from bargaining.rules import derivation
from bargaining.rules.coverage import Denominator, Question
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.states import ContractWay
from bargaining.store import Store
from tests import ledger_rows
from tests.ledger_rows import AT, NO_UNION, OTHER, TODAY, UNION, row

DAY = timedelta(days=1)
HAND = backfill_papers.Hand(OPERATOR, AT, TODAY, Store(Path("unused")))
DISTRICT = Actor(1, "区总工会", Role.DISTRICT, places=frozenset({"110112"}))


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


def take(session, *rows, actor=OPERATOR, today=TODAY, dry_run=False):
    """Import some rows; each gets the line it would have in a file."""
    numbered = [replace(one, row=line) for line, one in enumerate(rows, start=2)]
    return backfill.import_contracts(
        session, numbered, actor=actor, at=AT, today=today, dry_run=dry_run
    )


def shared(code=UNION, **changed):
    return row(code=code, way=ContractWay.REGION, filing_number="区域-1", **changed)


def the_case(session) -> Case:
    return session.scalars(select(Case)).one()


def facts_of(session):
    return case_queries.facts(session, the_case(session))


def notices_of(session):
    case = the_case(session)
    derived = derivation.derive(
        case_queries.facts(session, case),
        place=case.district_code,
        book=law_queries.law_book(session),
    )
    return [one.rule_id for one in derived.notices]


def counts(result):
    return result.created, result.updated, result.unchanged, result.rejected_rows


def everything(session):
    return [session.scalar(select(func.count()).select_from(one))
            for one in (Case, CaseEvent, CaseEnterprise, Deadline)]  # fmt: skip


class TestTheSample:
    def test_40_rows_are_37_contracts(self, session):
        result = backfill.import_contracts(
            session, ledger_rows.sample(), actor=OPERATOR, at=AT, today=TODAY
        )

        assert counts(result) == (40, 0, 0, 0)
        assert session.scalar(select(func.count()).select_from(Case)) == 37
        assert session.scalar(select(func.count()).select_from(CaseEnterprise)) == 40
        region = session.scalars(select(Case).where(Case.way == "region")).one()
        assert (region.enterprise_id, region.district_code, region.number) == (
            None, "110000", "110000-2026-0001",
        )  # fmt: skip
        assert region.title == "区域性工资专项集体合同（区域示例2026-01）"
        assert region.workers_covered == 28 + 18 + 44 + 93
        states = session.scalars(select(Case.state))
        assert sorted(states) == ["effective"] * 35 + ["filed"] * 2

    def test_the_same_file_again_changes_nothing(self, session):
        rows = ledger_rows.sample()
        backfill.import_contracts(session, rows, actor=OPERATOR, at=AT, today=TODAY)
        before = everything(session)
        audit.forget(session)

        result = backfill.import_contracts(session, rows, actor=OPERATOR, at=AT, today=TODAY)

        assert counts(result) == (0, 0, 40, 0)
        assert everything(session) == before
        assert not session.info.get("written")
        assert not session.info.get("pending_entries")

    def test_every_row_says_what_became_of_it(self, session):
        result = take(session, row(), row(code="91110000000000000X"))

        assert result.outcomes == {2: "created"}
        assert result.reasons()[3].startswith("未导入")

    def test_the_projection_is_the_fold_of_the_events(self, session):
        rows = ledger_rows.sample()
        backfill.import_contracts(session, rows, actor=OPERATOR, at=AT, today=TODAY)
        moved = [replace(one, signed_on=one.signed_on - DAY, workers=7) for one in rows]
        backfill.import_contracts(session, moved, actor=OPERATOR, at=AT, today=TODAY)
        session.flush()

        book = law_queries.law_book(session)
        for case in session.scalars(select(Case)):
            derived = derivation.derive(
                case_queries.facts(session, case), place=case.district_code, book=book
            )
            assert projection.differences(session, case, derived) == []


class TestWhatIsWritten:
    def test_an_own_contract_is_a_case_of_its_enterprise(self, session):
        take(session, row(rise_rate=Decimal("0.045")))

        case = the_case(session)
        enterprise = session.scalars(select(Enterprise).where(Enterprise.code == UNION)).one()
        assert (case.number, case.kind, case.way, case.origin) == (
            "110112-2026-0001", "wage", "own", "backfilled",
        )  # fmt: skip
        assert (case.enterprise_id, case.title) == (enterprise.id, enterprise.name)
        assert (case.district_code, case.street_code) == (
            enterprise.district_code, enterprise.street_code,
        )  # fmt: skip
        assert (case.year, case.state, case.filing_number) == (2026, "effective", "备2026-1")
        assert (case.signed_on, case.filed_on, case.effective_on) == (
            date(2026, 6, 20), date(2026, 6, 25), date(2026, 7, 11),
        )  # fmt: skip
        assert (case.term_from, case.term_to) == (date(2026, 7, 1), date(2027, 6, 30))
        assert (case.workers_covered, case.rise_rate) == (49, Decimal("0.045"))
        assert (case.opened_on, case.opened_at) == (date(2026, 6, 18), AT)
        covers = session.scalars(select(CaseEnterprise)).one()
        assert (covers.enterprise_id, covers.confirmed) == (enterprise.id, True)

    def test_numbers_go_on_by_district_and_by_the_year_of_the_term(self, session):
        take(
            session,
            row(),
            row(filing_number="2", term_from=date(2025, 7, 1), term_to=date(2026, 6, 30)),
            row(code=OTHER),
            row(filing_number="3", term_from=date(2026, 8, 1)),
        )

        assert sorted(session.scalars(select(Case.number))) == [
            "110105-2026-0001", "110112-2025-0001", "110112-2026-0001", "110112-2026-0002",
        ]  # fmt: skip

    def test_each_case_is_written_down_in_the_audit(self, session):
        take(session, row())
        audit.seal(session)

        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "case.backfill")).one()
        assert entry.subject == "case:110112-2026-0001"
        assert entry.detail == {
            "source": "合同台账", "rows": [2], "sequences": [1, 4], "voids": [],
        }  # fmt: skip

    def test_deadlines_are_worked_out(self, session):
        take(session, row())

        rules = set(session.scalars(select(Deadline.rule_id)))
        assert rules == {
            "T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ", "T-REVIEW", "T-PUBLISH-WAGE", "T-RENEW-WAGE",
        }  # fmt: skip

    def test_a_missing_day_of_effect_stays_missing(self, session):
        take(session, row(effective_on=None))

        case = the_case(session)
        assert (case.state, case.effective_on) == ("filed", None)
        assert silent_effect.cases_to_fall_silent(session, on=TODAY) == []

    def test_a_missing_day_of_signing_is_not_invented(self, session):
        take(session, row(signed_on=None, deliberated_on=None))

        case = the_case(session)
        assert (case.state, case.signed_on, case.effective_on) == (
            "effective", None, date(2026, 7, 11),
        )  # fmt: skip
        assert (case.term_to, case.workers_covered) == (date(2027, 6, 30), 49)
        assert set(session.scalars(select(Deadline.rule_id))) >= {"T-RENEW-WAGE", "T-REVIEW"}

    def test_a_term_alone_is_enough(self, session):
        none = dict.fromkeys(("signed_on", "deliberated_on", "filed_on", "effective_on"))

        take(session, row(**none))

        case = the_case(session)
        assert (case.state, case.term_to, case.filing_number) == (
            "signed", date(2027, 6, 30), "备2026-1",
        )  # fmt: skip

    def test_a_contract_from_before_the_deadlines_of_today_is_taken_in(self, session):
        old = row(
            deliberated_on=None,
            signed_on=date(1999, 3, 1),
            filed_on=date(1999, 3, 5),
            effective_on=date(1999, 4, 1),
            term_from=date(1999, 1, 1),
            term_to=date(1999, 12, 31),
        )

        assert counts(take(session, old)) == (1, 0, 0, 0)

    @pytest.mark.parametrize("kind", ContractKind)
    def test_every_kind_of_contract_is_taken_in(self, session, kind):
        assert counts(take(session, row(kind=kind))) == (1, 0, 0, 0)
        assert the_case(session).kind == kind.value

    def test_a_dry_run_says_the_same_and_writes_nothing(self, session):
        assert counts(take(session, row(), row(code=OTHER), dry_run=True)) == (2, 0, 0, 0)
        assert everything(session) == [0, 0, 0, 0]

        take(session, row())
        before = everything(session)
        again = take(session, row(term_to=date(2027, 12, 31)), dry_run=True)
        assert counts(again) == (0, 1, 0, 0)
        assert everything(session) == before


class TestNotices:
    def test_without_a_stated_vote_nobody_is_accused(self, session):
        take(session, row(deliberated_on=None))

        assert notices_of(session) == []
        assert not the_case(session).to_verify

    @pytest.mark.parametrize(
        ("deliberated_on", "said"),
        [(date(2026, 6, 19), []), (date(2026, 6, 20), []), (date(2026, 6, 21), ["P-VOTE-FIRST"])],
    )
    def test_a_vote_stated_after_the_signing_is_shown_for_what_it_is(
        self, session, deliberated_on, said
    ):
        take(session, row(deliberated_on=deliberated_on))

        assert notices_of(session) == said
        assert the_case(session).to_verify is bool(said)

    def test_a_filing_is_never_called_late(self, session):
        take(session, row(filed_on=date(2026, 10, 9), effective_on=None))

        assert notices_of(session) == []

    @pytest.mark.parametrize(("shift", "differs"), [(-1, True), (0, False), (1, True)])
    def test_a_recorded_day_of_effect_stands_and_a_difference_is_said(
        self, session, shift, differs
    ):
        stated = date(2026, 7, 11) + shift * DAY

        result = take(session, row(effective_on=stated))

        assert the_case(session).effective_on == stated
        assert [one.column for one in result.notes] == (["生效日"] if differs else [])
        assert notices_of(session) == (["T-REVIEW"] if differs else [])

    def test_an_enterprise_without_a_union_is_taken_with_a_note(self, session):
        result = take(session, row(code=NO_UNION))

        assert counts(result) == (1, 0, 0, 0)
        assert "尚未建会" in result.notes[0].reason

    def test_another_name_under_the_code_is_said(self, session):
        result = take(session, row(name="另一个名字"))

        assert counts(result) == (1, 0, 0, 0)
        assert "北京示例软件技术有限公司001" in result.notes[0].reason


class TestRejected:
    def test_an_enterprise_that_is_not_in_the_register(self, session):
        result = take(session, row(code="91110000000000000X"))

        assert counts(result) == (0, 0, 0, 1)
        assert result.rejected[0].column == "统一社会信用代码"

    def test_an_enterprise_outside_the_territory_is_as_good_as_unknown(self, session):
        result = take(session, row(), row(code=OTHER), actor=DISTRICT)

        assert counts(result) == (1, 0, 0, 1)
        assert result.rejected[0].row == 3

    def test_a_name_will_do_where_it_names_one_enterprise(self, session):
        result = take(session, row(code=None, name="北京示例软件技术有限公司001"))

        assert counts(result) == (1, 0, 0, 0)

    def test_a_name_that_nobody_has_or_two_have_will_not(self, session):
        one = session.scalars(select(Enterprise).where(Enterprise.code == OTHER)).one()
        audit.record(session, at=AT, actor=OPERATOR, event="test.rename", subject="enterprise:2")
        one.name = "北京示例软件技术有限公司001"
        session.flush()

        result = take(
            session,
            row(code=None, name="没有这一家"),
            row(code=None, name="北京示例软件技术有限公司001"),
        )

        assert counts(result) == (0, 0, 0, 2)
        assert "2 家" in result.rejected[1].reason

    @pytest.mark.parametrize(
        ("changed", "column"),
        [
            ({"effective_on": TODAY + DAY}, "生效日"),
            ({"filed_on": date(2026, 6, 19)}, "报送日"),
            ({"term_to": date(2026, 6, 30)}, "期限止"),
            (dict.fromkeys(("signed_on", "deliberated_on", "filed_on", "effective_on", "term_from",
                            "term_to")), "签字日"),
        ],
    )  # fmt: skip
    def test_what_cannot_be(self, session, changed, column):
        result = take(session, row(**changed))

        assert counts(result) == (0, 0, 0, 1)
        assert [one.column for one in result.rejected] == [column]

    @pytest.mark.parametrize(
        ("second", "rejected"),
        [
            ({}, 1),
            ({"filing_number": ""}, 1),
            ({"filing_number": "另一号"}, 0),
            ({"filing_number": "", "term_to": date(2027, 12, 31)}, 0),
            ({"code": OTHER}, 0),
            ({"kind": ContractKind.WOMEN}, 0),
        ],
    )
    def test_the_second_row_of_one_contract(self, session, second, rejected):
        result = take(session, row(), row(**second))

        assert counts(result) == (2 - rejected, 0, 0, rejected)
        assert [one.row for one in result.rejected] == [3] * rejected

    @pytest.mark.parametrize(("signed_on", "rejected"), [(20, 1), (21, 0)])
    def test_rows_without_number_and_term_are_told_apart_by_their_day(
        self, session, signed_on, rejected
    ):
        bare = row(filing_number="", term_from=None, term_to=None, deliberated_on=None)

        result = take(session, bare, replace(bare, signed_on=date(2026, 6, signed_on)))

        assert result.rejected_rows == rejected

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.INSTRUCTOR, Role.REVIEWER, Role.ADMIN])
    def test_who_keeps_no_register_imports_nothing(self, session, role):
        with pytest.raises(Refused, match="不能导入合同台账"):
            take(session, row(), actor=Actor(1, "某人", role, places=frozenset({"110000"})))


class TestReadAgain:
    def test_a_day_that_has_become_known_is_added(self, session):
        take(session, row(effective_on=None))

        result = take(session, row())

        assert counts(result) == (0, 1, 0, 0)
        kinds = list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.sequence)))
        assert kinds == ["open", "sign", "file", "record_effect"]
        assert the_case(session).effective_on == date(2026, 7, 11)

    @pytest.mark.parametrize(
        ("changed", "column", "value", "voids"),
        [
            ({"signed_on": date(2026, 6, 19)}, "signed_on", date(2026, 6, 19), [2, 3, 4]),
            ({"term_to": date(2027, 12, 31)}, "term_to", date(2027, 12, 31), [2, 3, 4]),
            ({"workers": 50}, "workers_covered", 50, [2, 3, 4]),
            ({"filed_on": date(2026, 6, 26)}, "filed_on", date(2026, 6, 26), [3, 4]),
            ({"filing_number": "备2026-9"}, "filing_number", "备2026-9", [1, 2, 3, 4]),
        ],
    )
    def test_what_changed_is_corrected_in_the_same_case(
        self, session, changed, column, value, voids
    ):
        take(session, row())

        result = take(session, row(**changed))

        assert counts(result) == (0, 1, 0, 0)
        case = the_case(session)
        assert getattr(case, column) == value
        assert session.scalar(select(CaseEnterprise.workers)) is None
        assert case.last_sequence == 5 + len(voids)
        voiding = session.scalars(select(CaseEvent).where(CaseEvent.kind == "void_event")).one()
        assert voiding.voids == voids
        assert counts(take(session, row(**changed))) == (0, 0, 1, 0)

    def test_a_contract_is_found_by_its_term_where_the_number_was_missing(self, session):
        take(session, row(filing_number=""))

        assert counts(take(session, row())) == (0, 1, 0, 0)
        assert the_case(session).filing_number == "备2026-1"

    def test_a_contract_is_found_by_its_signing_where_number_and_term_were_missing(self, session):
        take(session, row(filing_number="", term_from=None, term_to=None))

        assert counts(take(session, row())) == (0, 1, 0, 0)
        assert the_case(session).term_to == date(2027, 6, 30)

    def test_rows_that_state_little_are_known_again(self, session):
        little = dict.fromkeys(("signed_on", "deliberated_on", "term_from", "term_to"))
        first = row(filing_number="", **little)

        take(session, first)

        assert counts(take(session, first)) == (0, 0, 1, 0)

    def test_a_contract_of_another_number_term_and_day_is_another_one(self, session):
        take(session, row())
        later = row(
            filing_number="备2026-2",
            signed_on=date(2026, 6, 21),
            term_from=date(2027, 7, 1),
            term_to=date(2028, 6, 30),
        )

        assert counts(take(session, later)) == (1, 0, 0, 0)

    @pytest.mark.parametrize(
        ("known", "file"),
        [
            ({"filing_number": "", "term_to": date(2027, 12, 31)}, {"filing_number": ""}),
            ({"term_from": None, "term_to": None}, {"filing_number": "另一号"}),
            (
                {"filing_number": "", "term_from": None, "term_to": None},
                {"filing_number": "", "term_from": None, "term_to": None,
                 "signed_on": date(2026, 6, 21)},
            ),
        ],
        ids=["another term", "another number", "another day"],
    )  # fmt: skip
    def test_what_differs_where_both_state_it_is_another_contract(self, session, known, file):
        take(session, row(**known))

        assert counts(take(session, row(**file))) == (1, 0, 0, 0)

    def test_one_case_answers_one_row(self, session):
        take(session, row())

        assert counts(take(session, row(), row(filing_number="另一号"))) == (1, 0, 1, 0)

    def test_two_imports_wait_for_each_other(self, session):
        take(session, row())

        held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7201003")
        assert session.scalar(held) == 1

    def test_an_uncertain_calendar_contradicts_nobody(self, session):
        result = take(
            session,
            row(filed_on=date(2026, 12, 25), effective_on=date(2027, 1, 20)),
            today=date(2027, 3, 1),
        )

        assert result.notes == ()

    def test_an_empty_cell_takes_nothing_back(self, session):
        take(session, row())
        none = dict.fromkeys(("signed_on", "filed_on", "effective_on", "workers"))

        assert counts(take(session, row(**none))) == (0, 0, 1, 0)

    def test_what_cannot_be_together_with_what_is_known_is_rejected(self, session):
        take(session, row())

        result = take(session, row(signed_on=date(2026, 7, 1), filed_on=None))

        assert counts(result) == (0, 0, 0, 1)
        assert result.rejected[0].column == "报送日"

    def test_what_people_recorded_since_is_not_overwritten(self, session):
        take(session, row())
        publish(session)

        assert counts(take(session, row())) == (0, 0, 1, 0)
        changed = take(session, row(signed_on=date(2026, 6, 19)))
        assert counts(changed) == (0, 0, 0, 1)
        assert "另有登记" in changed.rejected[0].reason
        assert the_case(session).signed_on == date(2026, 6, 20)

    def test_what_people_recorded_and_the_ledger_says_later_agrees(self, session):
        take(session, row(effective_on=None))
        entries.append(
            session,
            the_case(session),
            "record_effect",
            on=date(2026, 7, 11),
            payload={"source": "审查意见书"},
            actor=OPERATOR,
            at=AT,
        )

        assert counts(take(session, row())) == (0, 0, 1, 0)

    def test_what_people_took_back_stays_taken_back(self, session):
        take(session, row())
        corrections.void_entry(
            session, the_case(session), 4, reason="登记有误", actor=OPERATOR, at=AT
        )

        assert counts(take(session, row())) == (0, 0, 1, 0)
        assert the_case(session).effective_on is None

    def test_a_case_that_was_walked_here_is_left_alone(self, session):
        enterprise = session.scalars(select(Enterprise).where(Enterprise.code == UNION)).one()
        case = case_actions.open_case(
            session, enterprise, year=2026, on=date(2026, 6, 1), actor=OPERATOR, at=AT, today=TODAY
        )
        for kind, on, payload in (
            ("send_proposal", date(2026, 6, 2), {"initiator": "union"}),
            ("record_reply", date(2026, 6, 3), {"answer": "agree"}),
            ("record_meeting", date(2026, 6, 4), {"conclusion": "agreed"}),
            ("sign", date(2026, 6, 20), {"term_from": "2026-07-01", "term_to": "2027-06-30"}),
        ):
            entries.append(session, case, kind, on=on, payload=payload, actor=OPERATOR, at=AT)
        before = everything(session)

        result = take(session, row())

        assert counts(result) == (0, 0, 1, 0)
        assert case.number in result.notes[0].reason
        assert everything(session) == before
        same = row(filed_on=None, effective_on=None, deliberated_on=None, workers=None)
        assert take(session, same).notes == ()


def publish(session) -> None:
    entries.append(
        session,
        the_case(session),
        "publish",
        on=date(2026, 7, 15),
        payload={"side": "both"},
        actor=OPERATOR,
        at=AT,
    )


class TestSignedLists:
    @pytest.mark.parametrize("way", [ContractWay.REGION, ContractWay.INDUSTRY, ContractWay.GROUP])
    def test_rows_of_one_number_are_one_contract(self, session, way):
        rows = [replace(shared(code), way=way) for code in (UNION, OTHER, NO_UNION)]

        assert counts(take(session, *rows)) == (3, 0, 0, 0)

        case = the_case(session)
        assert (case.enterprise_id, case.way, case.workers_covered) == (None, way.value, 3 * 49)
        listed = list(session.execute(select(CaseEnterprise.confirmed, CaseEnterprise.workers)))
        assert listed == [(True, 49)] * 3

    def test_it_lies_where_all_of_them_lie_else_in_the_city(self, session):
        codes = list(
            session.scalars(
                select(Enterprise.code).where(Enterprise.district_code == "110108").limit(2)
            )
        )

        take(session, *(shared(code) for code in codes))

        assert the_case(session).district_code == "110108"

    def test_the_same_number_in_another_kind_or_way_is_another_contract(self, session):
        result = take(
            session,
            shared(),
            shared(kind=ContractKind.WOMEN),
            replace(shared(), way=ContractWay.INDUSTRY),
        )

        assert counts(result) == (3, 0, 0, 0)
        assert session.scalar(select(func.count()).select_from(Case)) == 3

    def test_without_a_number_nobody_knows_which_contract_it_is(self, session):
        result = take(session, replace(shared(), filing_number=""))

        assert counts(result) == (0, 0, 0, 1)
        assert result.rejected[0].column == "受理或备案号"

    def test_an_enterprise_stands_on_a_list_once(self, session):
        result = take(session, shared(), shared(OTHER), shared(workers=3))

        assert counts(result) == (2, 0, 0, 1)
        assert result.rejected[0].row == 4

    @pytest.mark.parametrize(
        ("name", "column"),
        [
            ("signed_on", "签字日"), ("deliberated_on", "审议日"), ("filed_on", "报送日"),
            ("effective_on", "生效日"), ("term_from", "期限起"), ("term_to", "期限止"),
        ],
    )  # fmt: skip
    def test_rows_of_one_contract_cannot_bear_different_days(self, session, name, column):
        other = shared(OTHER, **{name: getattr(row(), name) + DAY})

        result = take(session, shared(), other)

        assert counts(result) == (1, 0, 0, 1)
        assert (result.rejected[0].row, result.rejected[0].column) == (3, column)

    def test_an_enterprise_that_joins_is_added_and_nobody_falls_off(self, session):
        take(session, shared(), shared(OTHER))

        result = take(session, shared(OTHER), shared(NO_UNION))

        assert counts(result) == (1, 0, 1, 0)
        assert session.scalar(select(func.count()).select_from(CaseEnterprise)) == 3
        assert the_case(session).workers_covered == 3 * 49

    def test_a_changed_head_count_changes_its_row_only(self, session):
        take(session, shared(), shared(OTHER))

        result = take(session, shared(), shared(OTHER, workers=50))

        assert counts(result) == (0, 1, 1, 0)
        assert sorted(session.scalars(select(CaseEnterprise.workers))) == [49, 50]

    def test_a_changed_day_changes_every_row(self, session):
        take(session, shared(), shared(OTHER))
        moved = {"term_to": date(2027, 12, 31)}

        result = take(session, shared(**moved), shared(OTHER, **moved))

        assert counts(result) == (0, 2, 0, 0)
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def codes_of(session, district, count):
    wanted = select(Enterprise.code).where(Enterprise.district_code == district)
    return list(session.scalars(wanted.order_by(Enterprise.id).limit(count)))


def live(session, kind=ContractKind.WAGE, on=TODAY):
    """Which enterprises the figures count as covered, each with its district."""
    report = coverage_queries.report(
        session, actor=OPERATOR, question=Question(on=on, denominator=Denominator.ALL), kind=kind,
        known_on=on,
    )  # fmt: skip
    return report, {line.key: line.covered for line in report.lines if line.covered}


class TestEveryKindAndWay:
    @pytest.mark.parametrize("kind", list(ContractKind))
    @pytest.mark.parametrize("way", list(ContractWay))
    def test_it_comes_in_and_counts_in_its_own_kind_only(self, session, kind, way):
        result = take(session, row(kind=kind, way=way), row(code=OTHER, kind=kind, way=way))

        assert counts(result) == (2, 0, 0, 0)
        cases = session.scalars(select(Case)).all()
        assert {case.kind for case in cases} == {kind.value}
        assert len(cases) == (2 if way is ContractWay.OWN else 1)
        for other in ContractKind:
            report, _by_district = live(session, other)
            assert report.total.covered == (2 if other is kind else 0)
        assert counts(take(session, row(kind=kind, way=way))) == (0, 0, 1, 0)

    def test_a_groups_branches_count_once_each_in_their_own_district(self, session):
        codes = [*codes_of(session, "110112", 2), *codes_of(session, "110105", 1)]
        rows = [row(code=code, way=ContractWay.GROUP, filing_number="集-1") for code in codes]

        take(session, *rows)
        take(session, *[replace(one, way=ContractWay.REGION, filing_number="区-1") for one in rows])

        report, by_district = live(session)
        assert by_district == {"110105": 1, "110112": 2}
        assert (report.total.covered, report.total.covered_own) == (3, 3)
        assert report.total.covered_region == 3
        group = session.scalars(select(Case).where(Case.way == "group")).one()
        assert group.district_code == "110000"

    def test_each_official_brings_in_the_own_enterprises_of_a_group_and_no_names_leak(
        self, session
    ):
        inside, outside = codes_of(session, "110112", 1)[0], codes_of(session, "110105", 1)[0]
        rows = [row(code=code, way=ContractWay.GROUP, filing_number="集-1")
                for code in (inside, outside)]  # fmt: skip

        result = take(session, *rows, actor=DISTRICT)

        assert counts(result) == (1, 0, 0, 1)
        name = session.scalar(select(Enterprise.name).where(Enterprise.code == outside))
        assert name not in result.rejected[0].reason
        assert result.rejected[0].row == 3

    def test_a_contract_of_an_upper_union_is_not_changed_by_a_lower_one(self, session):
        codes = [codes_of(session, "110112", 1)[0], codes_of(session, "110105", 1)[0]]
        rows = [row(code=code, way=ContractWay.REGION, filing_number="市-1") for code in codes]
        take(session, *rows)

        same = take(session, rows[0], actor=DISTRICT)
        result = take(session, replace(rows[0], term_to=date(2028, 1, 1)), actor=DISTRICT)

        assert counts(same) == (0, 0, 1, 0)
        assert counts(result) == (0, 0, 0, 1)
        assert the_case(session).term_to == date(2027, 6, 30)


class TestSilence:
    def test_of_a_contract_from_papers_no_day_of_effect_is_invented(self, session):
        """Nobody knows here whether an opinion was served; what is missing stays 待补."""
        papers = Papers(proof="receipt", received_on=date(2026, 6, 25))

        take(session, row(effective_on=None, papers=papers))
        session.flush()

        assert the_case(session).received_on == date(2026, 6, 25)
        assert silent_effect.cases_to_fall_silent(session, on=TODAY) == []


class TestUnitsInOneCell:
    def test_every_unit_stands_on_the_list_and_the_number_is_the_whole_contracts(self, session):
        codes = codes_of(session, "110112", 3)
        name = session.scalar(select(Enterprise.name).where(Enterprise.code == codes[2]))
        members = (codes[1], name)
        listed = row(code=codes[0], way=ContractWay.REGION, members=members, workers=300)

        assert counts(take(session, listed)) == (1, 0, 0, 0)

        case = the_case(session)
        assert case.workers_covered == 300
        assert set(session.scalars(select(CaseEnterprise.workers))) == {None}
        assert session.scalar(select(func.count()).select_from(CaseEnterprise)) == 3
        assert counts(take(session, listed)) == (0, 0, 1, 0)

    def test_a_unit_that_nobody_has_rejects_its_row_by_the_words_that_were_typed(self, session):
        listed = row(way=ContractWay.REGION, members=("北京没有这家公司",))

        result = take(session, listed)

        assert counts(result) == (0, 0, 0, 1)
        assert result.rejected[0].column == "覆盖单位"
        assert "北京没有这家公司" in result.rejected[0].reason

    def test_a_unit_that_is_named_again_is_listed_once(self, session):
        listed = row(way=ContractWay.REGION, members=(UNION, OTHER))

        take(session, listed)

        assert session.scalar(select(func.count()).select_from(CaseEnterprise)) == 2


ANNEX = Annex(date(2026, 7, 1), date(2026, 12, 31))


class TestAWageAnnex:
    def test_it_counts_as_wage_cover_for_its_own_term(self, session):
        general = row(kind=ContractKind.GENERAL, term_to=date(2029, 6, 30), annex=ANNEX)

        assert counts(take(session, general)) == (1, 0, 0, 0)

        assert live(session, ContractKind.GENERAL)[0].total.covered == 1
        assert live(session)[0].total.covered == 1
        after = date(2027, 1, 1)
        assert live(session, ContractKind.GENERAL, after)[0].total.covered == 1
        assert live(session, ContractKind.WAGE, after)[0].total.covered == 0
        titles = set(session.scalars(select(Case.title)))
        assert any("工资附件" in title for title in titles)

    def test_read_again_nothing_changes_and_a_later_annex_joins_its_contract(self, session):
        general = row(kind=ContractKind.GENERAL)
        take(session, general)

        assert counts(take(session, replace(general, annex=ANNEX))) == (0, 1, 0, 0)
        assert counts(take(session, replace(general, annex=ANNEX))) == (0, 0, 1, 0)
        assert session.scalar(select(func.count()).select_from(Case)) == 2

    def test_without_a_term_of_its_own_it_waits_and_says_so(self, session):
        result = take(session, row(kind=ContractKind.GENERAL, annex=Annex(None, None)))

        assert counts(result) == (1, 0, 0, 0)
        assert any("附件" in note.reason for note in result.notes)
        assert live(session)[0].total.covered == 0

    def test_a_wage_contract_beside_it_is_another_one(self, session):
        take(session, row(kind=ContractKind.GENERAL, filing_number="", annex=ANNEX))
        own = row(filing_number="", term_from=ANNEX.term_from, term_to=ANNEX.term_to)

        assert counts(take(session, own)) == (1, 0, 0, 0)

    def test_of_a_group_it_covers_everybody_on_the_list(self, session):
        shared_general = {"kind": ContractKind.GENERAL, "way": ContractWay.GROUP, "annex": ANNEX}

        result = take(session, row(**shared_general), row(code=OTHER, **shared_general))

        assert counts(result) == (2, 0, 0, 0)
        assert live(session)[0].total.covered == 2


class TestWhatPapersSay:
    def test_votes_receipt_and_publication_become_what_they_are(self, session):
        papers = Papers(
            entitled=40, present=30, in_favour=28, proof="receipt",
            received_on=date(2026, 6, 26), published_on=date(2026, 7, 13), women=20,
        )  # fmt: skip

        take(session, row(papers=papers))

        facts = facts_of(session)
        assert (facts.received_on, facts.published_on) == (papers.received_on, papers.published_on)
        ((_event, vote),) = facts.votes
        assert (vote.entitled, vote.present, vote.in_favour) == (40, 30, 28)
        assert the_case(session).state == "published"
        assert counts(take(session, row(papers=papers))) == (0, 0, 1, 0)
        assert counts(take(session, row())) == (0, 0, 1, 0)

    def test_what_the_papers_of_a_case_said_outranks_a_ledger(self, session):
        one = LedgerContract(
            ContractKind.WAGE, ContractWay.OWN, (Covered(party(session, UNION)),),
            filing_number="备2026-1", signed_on=date(2026, 6, 21),
        )  # fmt: skip
        backfill_papers.take_contract(session, one, hand=HAND)

        result = take(session, row())

        assert counts(result) == (0, 1, 0, 0)
        case = the_case(session)
        assert (case.signed_on, case.effective_on) == (date(2026, 6, 21), date(2026, 7, 11))
        assert any("以文书为准" in note.reason for note in result.notes)
        assert counts(take(session, row())) == (0, 0, 1, 0)


def party(session, code):
    return session.scalar(select(Enterprise.id).where(Enterprise.code == code))


class TestSpeed:
    def test_the_number_of_statements_does_not_grow_with_the_rows(self, session):
        engine = session.get_bind().engine
        asked: list[str] = []
        codes = session.scalars(select(Enterprise.code).order_by(Enterprise.id)).all()

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_c, _cursor, statement, *_rest) -> None:
            asked.append(statement)

        def statements(rows) -> int:
            asked.clear()
            take(session, *rows)
            session.flush()
            return len(asked)

        def same_place(several):
            # One district and one year: numbers are given out once for each of them.
            return [replace(one, filing_number=f"{one.code}-{one.kind}", row=2) for one in several]

        district = [row(code=code) for code in codes if code[2:8] == "110112"]
        few = statements(same_place(district[:2]))
        many = statements(same_place(district[2:22]))
        again = statements(same_place(district[2:22]))
        changed = statements(
            [replace(one, term_to=date(2027, 12, 31)) for one in same_place(district[2:22])]
        )
        event.remove(engine, "before_cursor_execute", _note)

        assert len(district) >= 22
        assert many <= few
        assert again <= few
        assert changed <= few + 20  # each case's row is written with its version asked
