"""What does a finished contract become as events, and what is read back? Entry by entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules import facts as case_facts
from bargaining.rules import ledger_contract, ledger_entries
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers, Scan
from bargaining.rules.ledger_entries import Entry
from bargaining.rules.states import ContractWay
from tests.rules import golden

PAPERS = Papers(
    vote_form="assembly", entitled=53, present=50, in_favour=48, proof="online",
    received_on=date(2026, 6, 26), published_on=date(2026, 7, 15), women=20,
    average_wage=Decimal("6820.50"), lowest_wage=Decimal("2700.00"), note="补录",
    scans=(Scan("a1", "合同.pdf"), Scan("b2", "决议.pdf")),
)  # fmt: skip
WHOLE = LedgerContract(
    kind=ContractKind.WAGE, way=ContractWay.OWN,
    covers=(Covered(7, workers=49, rise_rate=Decimal("0.0450")),), filing_number="备2026-1",
    deliberated_on=date(2026, 6, 18), signed_on=date(2026, 6, 20), filed_on=date(2026, 6, 25),
    effective_on=date(2026, 7, 11), term_from=date(2026, 7, 1), term_to=date(2027, 6, 30),
    papers=PAPERS,
)  # fmt: skip
SHARED = replace(
    WHOLE, way=ContractWay.REGION, filing_number="", papers=Papers(),
    covers=(Covered(9, 10, Decimal("0.05")), Covered(7, 20), Covered(8)),
)  # fmt: skip
CONTRACTS = {
    "文书齐全": WHOLE,
    "没有写票数": replace(WHOLE, papers=replace(PAPERS, entitled=None, present=None)),
    "没有写审议形式": replace(WHOLE, papers=replace(PAPERS, vote_form="")),
    "没有审议日": replace(WHOLE, deliberated_on=None),
    "没有签字日": replace(WHOLE, signed_on=None),
    "只有期限": replace(WHOLE, deliberated_on=None, signed_on=None, filed_on=None,
                    effective_on=None, papers=Papers()),
    "没有报送日，有凭证": replace(WHOLE, filed_on=None),
    "没有生效日，没有凭证": replace(WHOLE, effective_on=None, papers=Papers()),
    "只知道年度": LedgerContract(ContractKind.GENERAL, ContractWay.INDUSTRY, (Covered(3),),
                         stated_year=2024),
    "综合合同的工资附件": replace(WHOLE, annex=True, papers=Papers()),
    "区域合同，名册三家": SHARED,
    "区域合同，写明总人数": replace(SHARED, total_workers=99),
}  # fmt: skip


def events_of(contract: LedgerContract, **more: object):
    written = ledger_entries.entries(
        contract, **{"computed_on": date(2026, 7, 13), "place": "110108", **more}
    )
    return ledger_entries.as_events(written, after=0)


def own(contract: LedgerContract) -> int | None:
    return None if contract.is_shared else 7


def test_what_a_contract_becomes():
    golden.check(
        "ledger_entries",
        {
            name: [
                [event.sequence, event.kind, event.occurred_on, event.payload]
                for event in events_of(one)
            ]
            for name, one in CONTRACTS.items()
        },
    )


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_was_written_is_read_back(name):
    contract = CONTRACTS[name]
    listed = tuple(sorted(contract.covers, key=lambda one: one.enterprise_id))

    told = ledger_entries.stated(events_of(contract), enterprise_id=own(contract))

    if name == "没有写审议形式":
        contract = replace(contract, papers=replace(PAPERS, vote_form="congress"))
    year = None if contract.begun_on and contract.stated_year is None else contract.stated_year
    assert replace(told, stated_year=year) == replace(contract, covers=listed)


def test_the_source_and_the_place_are_written_where_they_are_known():
    known = events_of(WHOLE, source=ledger_entries.PAPERS)
    unknown = events_of(WHOLE, place=None, computed_on=None)

    assert {event.payload["source"] for event in known} == {"照文书补录"}
    assert {event.payload["source"] for event in unknown} == {"合同台账"}
    assert "place" not in unknown[0].payload
    assert all("computed_on" not in event.payload for event in unknown)


def test_what_a_case_states_now_whoever_recorded_it():
    bare = replace(WHOLE, effective_on=None, papers=Papers(note="原话"))
    later = (
        Entry("record_receipt", date(2026, 6, 28), {"proof": "courier"}),
        Entry("record_no_objection", date(2026, 7, 2), {"served_union_on": "2026-07-03"}),
        Entry("publish", date(2026, 7, 9), {"side": "both"}),
    )
    objected = (
        Entry("record_objection", date(2026, 7, 2), {"about": "content"}),
        Entry("refile", date(2026, 7, 22), {
            "signed_on": "2026-07-20", "proof": "receipt", "received_on": "2026-07-23",
            "term_from": "2026-07-02", "term_to": "2027-07-01",
        }),
        Entry("record_no_objection", date(2026, 8, 1), {}),
        Entry("publish", date(2026, 8, 5), {"side": "employer"}),
        Entry("publish", date(2026, 8, 3), {"side": "union"}),
    )  # fmt: skip
    events = events_of(bare)
    added = ledger_entries.as_events(later, after=len(events))

    golden.check(
        "ledger_shown",
        {
            name: [ledger_entries.shown(case_facts.fold(history), enterprise_id=7)]
            for name, history in {
                "照所载": events_of(WHOLE),
                "签字日没有登记": events_of(replace(WHOLE, signed_on=None, filed_on=None)),
                "后来登记了凭证、意见和公布": [*events, *added],
                "异议后重报，双方先后公布": [
                    *events,
                    *ledger_entries.as_events(objected, after=len(events)),
                ],
            }.items()
        },
    )


def test_a_contract_says_which_days_and_numbers_it_is_known_by():
    golden.check(
        "ledger_figures",
        {
            name: [[one.begun_on, one.year, one.workers, one.rise_rate, one.term, one.papers.votes]]
            for name, one in CONTRACTS.items()
        },
    )


def test_gaps_are_filled_from_what_was_said_before():
    before = Papers(
        vote_form="congress", entitled=9, note="从前", women=3, scans=(Scan("a1", "甲"),)
    )
    now = Papers(present=8, women=0, scans=(Scan("a1", "甲"), Scan("c3", "乙")))

    assert now.filled(before) == Papers(
        vote_form="congress", entitled=9, present=8, note="从前", women=0,
        scans=(Scan("a1", "甲"), Scan("c3", "乙")),
    )  # fmt: skip
    assert Papers(scans=(Scan("c3", "乙"),)).filled(before).scans == (
        Scan("a1", "甲"), Scan("c3", "乙"),
    )  # fmt: skip
    assert Covered(7, workers=0).filled(Covered(7, 9, Decimal("0.04"))) == Covered(
        7, 0, Decimal("0.04")
    )
    assert Covered(7, rise_rate=Decimal(0)).filled(Covered(7, 9, Decimal("0.04"))) == Covered(
        7, 9, Decimal(0)
    )


def test_what_somebody_changed_is_named_with_its_new_value():
    asked = replace(WHOLE, signed_on=None, covers=(Covered(7),))

    assert ledger_contract.changed(asked, WHOLE) == {"signed_on": None, "covers": (Covered(7),)}
    assert ledger_contract.changed(WHOLE, WHOLE) == {}
