"""What a finished contract lacks, what cannot be, and how it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import facts as case_facts
from bargaining.rules import ledger, ledger_contract, ledger_entries
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import (
    Counting,
    Covered,
    Lack,
    LedgerContract,
    Papers,
    Scan,
)
from bargaining.rules.states import CaseState, ContractWay

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
SCAN = Scan("a" * 64, "合同.pdf")
WHOLE = LedgerContract(
    kind=ContractKind.WAGE,
    way=ContractWay.OWN,
    covers=(Covered(7, workers=49, rise_rate=Decimal("0.045")),),
    filing_number="备2026-1",
    deliberated_on=date(2026, 6, 18),
    signed_on=date(2026, 6, 20),
    filed_on=date(2026, 6, 25),
    effective_on=date(2026, 7, 11),
    term_from=date(2026, 7, 1),
    term_to=date(2027, 6, 30),
    papers=Papers(
        vote_form="congress",
        entitled=40,
        present=30,
        in_favour=28,
        proof="receipt",
        received_on=date(2026, 6, 26),
        published_on=date(2026, 7, 13),
        women=20,
        average_wage=Decimal("7200.50"),
        note="原件在街道",
        scans=(SCAN,),
    ),
)


def with_papers(**changed) -> LedgerContract:
    return replace(WHOLE, papers=replace(WHOLE.papers, **changed))


class TestWhatIsMissing:
    def test_a_whole_contract_lacks_nothing(self):
        assert ledger_contract.lacks(WHOLE) == ()

    @pytest.mark.parametrize(
        ("one", "lack"),
        [
            (replace(WHOLE, signed_on=None), Lack.SIGNED),
            (replace(WHOLE, effective_on=None), Lack.EFFECTIVE),
            (replace(WHOLE, term_from=None), Lack.TERM),
            (replace(WHOLE, term_to=None), Lack.TERM),
            (replace(WHOLE, covers=(Covered(7),)), Lack.WORKERS),
            (with_papers(proof=""), Lack.RECEIPT),
            (with_papers(scans=()), Lack.SCAN),
        ],
    )
    def test_each_thing_is_missed_by_its_name(self, one, lack):
        assert ledger_contract.lacks(one) == (lack,)

    def test_without_a_filing_there_is_no_receipt_either(self):
        assert ledger_contract.lacks(replace(WHOLE, filed_on=None)) == (Lack.FILED, Lack.RECEIPT)

    def test_nought_workers_are_no_missing_number(self):
        assert Lack.WORKERS not in ledger_contract.lacks(replace(WHOLE, covers=(Covered(7, 0),)))


class TestHowItCounts:
    @pytest.mark.parametrize(
        ("on", "counting"),
        [
            (WHOLE.effective_on - DAY, Counting.COMING),
            (WHOLE.effective_on, Counting.LIVE),
            (WHOLE.term_to, Counting.LIVE),
            (WHOLE.term_to + DAY, Counting.OVER),
        ],
    )
    def test_it_counts_from_the_first_to_the_last_day(self, on, counting):
        assert ledger_contract.counting(WHOLE, on=on) is counting

    @pytest.mark.parametrize("name", ["effective_on", "term_to"])
    def test_without_its_days_it_counts_for_nothing_and_says_what_is_wanted(self, name):
        one = replace(WHOLE, **{name: None})

        assert ledger_contract.counting(one, on=TODAY) is Counting.UNKNOWN
        assert "待补" in ledger_contract.counting_in_words(one, on=TODAY)

    @pytest.mark.parametrize("on", [date(2026, 1, 1), TODAY, date(2028, 1, 1)])
    def test_the_words_speak_of_the_kind(self, on):
        women = replace(WHOLE, kind=ContractKind.WOMEN)

        assert "工资" not in ledger_contract.counting_in_words(women, on=on)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("changed", "column"),
        [
            ({"received_on": TODAY + DAY}, "收到日"),
            ({"published_on": TODAY + DAY}, "公布日"),
            ({"received_on": WHOLE.filed_on - DAY}, "收到日"),
            ({"published_on": WHOLE.signed_on - DAY}, "公布日"),
            ({"present": 41, "in_favour": 28}, "审议实到"),
            ({"in_favour": 31}, "审议赞成"),
            ({"women": 50}, "覆盖女职工数"),
        ],
    )
    def test_it_is_named_by_its_column(self, changed, column):
        found = list(ledger_contract.impossible(with_papers(**changed), today=TODAY))

        assert [name for name, _reason in found] == [column]

    @pytest.mark.parametrize(
        "changed",
        [
            {"received_on": WHOLE.filed_on},
            {"published_on": WHOLE.signed_on},
            {"present": 40, "in_favour": 40},
            {"women": 49},
            {"entitled": None},
        ],
    )
    def test_the_edges_can_be(self, changed):
        assert list(ledger_contract.impossible(with_papers(**changed), today=TODAY)) == []

    def test_a_year_alone_is_enough_and_nothing_is_not(self):
        nothing = LedgerContract(ContractKind.WAGE, ContractWay.OWN, (Covered(7),))

        assert list(ledger_contract.impossible(nothing, today=TODAY))
        year = replace(nothing, stated_year=2024)
        assert list(ledger_contract.impossible(year, today=TODAY)) == []
        assert (year.year, year.begun_on) == (2024, date(2024, 1, 1))


DAYS = {
    "deliberated_on": WHOLE.deliberated_on,
    "signed_on": WHOLE.signed_on,
    "filed_on": WHOLE.filed_on,
    "effective_on": WHOLE.effective_on,
    "term_from": WHOLE.term_from,
    "term_to": WHOLE.term_to,
    "stated_year": None,
}
PAPERS = {name: getattr(WHOLE.papers, name) for name in Papers.__dataclass_fields__}
EMPTY = {name: field.default for name, field in Papers.__dataclass_fields__.items()}


@st.composite
def contracts(draw) -> LedgerContract:
    """Any part of the whole, of any kind and way; what is not known is left out."""
    kept = draw(st.sets(st.sampled_from(sorted(DAYS))))
    said = draw(st.sets(st.sampled_from(sorted(PAPERS))))
    days = {name: value if name in kept else None for name, value in DAYS.items()}
    papers = Papers(**{name: PAPERS[name] if name in said else EMPTY[name] for name in PAPERS})
    way = draw(st.sampled_from(ContractWay))
    workers = draw(st.sampled_from([None, 0, 49]))
    covers = (Covered(7, workers),) + ((Covered(9),) if way is not ContractWay.OWN else ())
    one = LedgerContract(
        draw(st.sampled_from(ContractKind)), way, covers, papers=papers,
        filing_number=draw(st.sampled_from(["", "备1"])), **days,
    )  # fmt: skip
    return one if one.begun_on else replace(one, stated_year=2025)


class TestThereAndBack:
    @given(contracts())
    def test_what_is_taken_in_is_read_back_as_it_was(self, one):
        events = ledger_entries.as_events(
            ledger_entries.entries(one, computed_on=None, source=ledger_entries.PAPERS), after=0
        )
        own = None if one.is_shared else 7

        read = ledger_entries.stated(events, enterprise_id=own)

        if one.deliberated_on and one.papers.votes and not one.papers.vote_form:
            read = replace(read, papers=replace(read.papers, vote_form=""))
        assert read == one
        assert ledger_contract.lacks(read) == ledger_contract.lacks(one)

    @given(contracts())
    def test_the_facts_say_the_same(self, one):
        events = ledger_entries.as_events(ledger_entries.entries(one, computed_on=None), after=0)
        facts = case_facts.fold(events)

        assert (facts.signed_on, facts.filed_on, facts.effective_on) == (
            one.signed_on, one.filed_on, one.effective_on,
        )  # fmt: skip
        assert facts.term == one.term
        assert facts.workers_covered == one.workers
        assert (facts.received_on is None) == (Lack.RECEIPT in ledger_contract.lacks(one))

    @given(contracts(), contracts())
    def test_a_page_that_says_more_or_less_is_what_the_case_says_afterwards(self, one, other):
        """Whatever the page changes, the fold of the corrected history says what the page said."""
        other = replace(other, kind=one.kind, way=one.way, covers=one.covers)
        own = None if one.is_shared else 7
        history = ledger_entries.as_events(ledger_entries.entries(one, computed_on=None), after=0)
        wanted = ledger_entries.entries(other, computed_on=None, source=ledger_entries.PAPERS)

        change = ledger.corrections(history, wanted, beside_others=True)
        after = [*history, *ledger_entries.as_events(change, after=len(history))]

        now = ledger.said(after, enterprise_id=own)
        assert ledger_contract.lacks(now) == ledger_contract.lacks(other)
        assert (now.signed_on, now.effective_on, now.term) == (
            other.signed_on, other.effective_on, other.term,
        )  # fmt: skip
        assert ledger.corrections(after, wanted, beside_others=True) == ()


class TestAnAnnex:
    def test_it_says_that_it_is_one(self):
        annex = replace(WHOLE, annex=True)
        opening = ledger_entries.entries(annex, computed_on=None)[0]

        assert opening.payload["annex"] is True
        assert "annex" not in ledger_entries.entries(WHOLE, computed_on=None)[0].payload


class TestPapersOutrankALedger:
    def told(self, one: LedgerContract):
        entries = ledger_entries.entries(one, computed_on=None, source=ledger_entries.PAPERS)
        return ledger_entries.as_events(entries, after=0)

    def test_a_ledger_fills_only_what_they_leave_open(self):
        told = self.told(replace(WHOLE, effective_on=None))
        row = replace(WHOLE, signed_on=date(2026, 6, 19), papers=Papers())

        filled = ledger.completed(row, told)

        assert filled.signed_on == WHOLE.signed_on
        assert filled.effective_on == row.effective_on
        assert filled.papers == WHOLE.papers

    def test_nobody_joins_their_list_by_a_ledger(self):
        shared = replace(WHOLE, way=ContractWay.REGION, covers=(Covered(7, 20), Covered(8, 30)))
        row = replace(shared, covers=(Covered(8, 31), Covered(9, 5)))

        assert ledger.completed(row, self.told(shared)).covers == (Covered(7, 20), Covered(8, 30))


class TestBesideOthers:
    def test_what_others_wrote_stays_where_it_still_follows(self):
        told = ledger_entries.as_events(
            (
                *ledger_entries.entries(replace(WHOLE, papers=Papers()), computed_on=None),
                ledger_entries.Entry("record_contact", TODAY, {"result": "核对过"}),
            ),
            after=0,
        )
        wanted = ledger_entries.entries(replace(WHOLE, papers=Papers(women=20)), computed_on=None)

        with pytest.raises(ledger.Blocked):
            ledger.corrections(told, wanted)
        change = ledger.corrections(told, wanted, beside_others=True)
        now = case_facts.fold([*told, *ledger_entries.as_events(change, after=len(told))])
        assert now.last("record_contact") is not None
        assert now.state is CaseState.EFFECTIVE

    def test_what_would_throw_a_case_back_is_blocked(self):
        told = ledger_entries.as_events(
            (
                *ledger_entries.entries(replace(WHOLE, papers=Papers()), computed_on=None),
                ledger_entries.Entry("publish", TODAY, {"side": "both"}),
            ),
            after=0,
        )
        without_effect = replace(WHOLE, effective_on=None, papers=Papers())

        with pytest.raises(ledger.Blocked):
            ledger.corrections(
                told, ledger_entries.entries(without_effect, computed_on=None), beside_others=True
            )
