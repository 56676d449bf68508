"""What a ledger's contract says as events, and what it changes when it is read again."""

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
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.rules.ledger_entries import Entry
from bargaining.rules.states import CaseState, ContractWay

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)


def contract(**changed) -> LedgerContract:
    usual = LedgerContract(
        kind=ContractKind.WAGE,
        way=ContractWay.OWN,
        covers=(Covered(7, workers=49, rise_rate=Decimal("0.0450")),),
        filing_number="备2026-1",
        deliberated_on=date(2026, 6, 18),
        signed_on=date(2026, 6, 20),
        filed_on=date(2026, 6, 25),
        effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
    )
    return replace(usual, **changed)


def history(one: LedgerContract, *more: Entry):
    return ledger_entries.as_events(
        (*ledger_entries.entries(one, computed_on=None), *more), after=0
    )


def asked(one: LedgerContract):
    return ledger_entries.entries(one, computed_on=None)


def publish(on: date = date(2026, 7, 15)) -> Entry:
    return Entry("publish", on, {"side": "both"})


class TestEntries:
    def test_every_stated_day_becomes_its_event_and_the_facts_say_what_the_row_says(self):
        facts = case_facts.fold(history(contract()))

        assert [event.kind for event in facts.history] == ["open", "sign", "file", "record_effect"]
        assert facts.state is CaseState.EFFECTIVE
        assert facts.is_backfilled
        assert facts.opening.occurred_on == date(2026, 6, 18)
        assert facts.signed_on == date(2026, 6, 20)
        assert facts.filed_on == date(2026, 6, 25)
        assert facts.effective_on == date(2026, 7, 11)
        assert facts.term == (date(2026, 7, 1), date(2027, 6, 30))
        assert facts.workers_covered == 49
        assert facts.last("sign").payload["rise_rate"] == "0.045"
        assert facts.last("sign").day("deliberated_on") == date(2026, 6, 18)

    def test_a_number_is_no_proof_of_receipt(self):
        assert case_facts.fold(history(contract())).received_on is None

    def test_no_vote_is_invented(self):
        assert case_facts.fold(history(contract())).votes == ()

    @given(
        st.sets(st.sampled_from(["deliberated_on", "signed_on", "filed_on", "effective_on"])),
        st.booleans(),
    )
    def test_what_is_not_stated_is_not_invented(self, missing, without_term):
        one = contract(**dict.fromkeys(missing))
        if without_term:
            one = replace(one, term_from=None, term_to=None)
        if one.begun_on is None:
            return

        facts = case_facts.fold(history(one))

        assert facts.signed_on == one.signed_on
        assert facts.filed_on == one.filed_on
        assert facts.effective_on == one.effective_on
        assert facts.term == one.term
        assert facts.workers_covered == 49
        assert facts.votes == ()
        days = {event.occurred_on for event in facts.history}
        assert days <= {one.begun_on, one.signed_on, one.filed_on, one.effective_on}

    def test_without_a_day_of_signing_the_contract_counts_as_signed_all_the_same(self):
        facts = case_facts.fold(history(contract(signed_on=None, filed_on=None, effective_on=None)))

        assert facts.state is CaseState.SIGNED
        assert facts.signing is None

    def test_a_contract_without_any_day_cannot_be_taken_in(self):
        none = dict.fromkeys(ledger_contract.COLUMNS)

        with pytest.raises(ValueError, match="without any day"):
            asked(contract(**none))

    def test_a_shared_contract_keeps_its_signed_list(self):
        shared = contract(
            way=ContractWay.REGION,
            covers=(Covered(9, 10, Decimal("0.05")), Covered(7, 20, Decimal("0.04")), Covered(8)),
        )

        told = history(shared)

        assert ledger.signed_list(told) == (
            Covered(7, 20, Decimal("0.04")), Covered(8), Covered(9, 10, Decimal("0.05")),
        )  # fmt: skip
        facts = case_facts.fold(told)
        assert facts.workers_covered == 30
        assert "rise_rate" not in facts.last("sign").payload

    @pytest.mark.parametrize(
        ("changed", "year"),
        [
            ({}, 2026),
            ({"term_from": date(2027, 1, 1)}, 2027),
            ({"term_from": None, "signed_on": date(2025, 12, 31)}, 2025),
            ({"term_from": None, "signed_on": None, "filed_on": date(2024, 1, 1)}, 2024),
            (dict.fromkeys(ledger_contract.COLUMNS) | {"term_to": date(2023, 5, 1)}, 2023),
            (dict.fromkeys(ledger_contract.COLUMNS), None),
        ],
    )
    def test_the_year_is_that_of_the_terms_first_day_else_of_what_is_stated(self, changed, year):
        assert contract(**changed).year == year


class TestImpossible:
    @pytest.mark.parametrize("name", ["deliberated_on", "signed_on", "filed_on", "effective_on"])
    @pytest.mark.parametrize(("shift", "refused"), [(0, False), (1, True)])
    def test_what_has_not_come_cannot_have_happened(self, name, shift, refused):
        only = dict.fromkeys(ledger_contract.COLUMNS) | {name: TODAY + shift * DAY}

        found = list(ledger_contract.impossible(contract(**only), today=TODAY))

        assert [column for column, _ in found] == (
            [ledger_contract.COLUMNS[name]] if refused else []
        )

    @pytest.mark.parametrize("name", ["filed_on", "effective_on"])
    @pytest.mark.parametrize(("shift", "refused"), [(-1, True), (0, False)])
    def test_nothing_is_filed_or_in_effect_before_it_was_signed(self, name, shift, refused):
        one = contract(**{name: contract().signed_on + shift * DAY})

        found = [column for column, _ in ledger_contract.impossible(one, today=TODAY)]

        assert found == ([ledger_contract.COLUMNS[name]] if refused else [])

    @pytest.mark.parametrize(("shift", "refused"), [(-1, True), (0, False)])
    def test_a_term_does_not_end_before_it_begins(self, shift, refused):
        one = contract(term_to=contract().term_from + shift * DAY)

        found = [column for column, _ in ledger_contract.impossible(one, today=TODAY)]

        assert found == (["期限止"] if refused else [])

    def test_a_row_without_any_day_says_nothing(self):
        found = list(
            ledger_contract.impossible(
                contract(**dict.fromkeys(ledger_contract.COLUMNS)), today=TODAY
            )
        )

        assert [column for column, _ in found] == ["签字日"]

    def test_a_vote_after_the_signing_is_unlawful_but_possible(self):
        one = contract(deliberated_on=date(2026, 6, 21))

        assert list(ledger_contract.impossible(one, today=TODAY)) == []


def after(told, change):
    last = max(event.sequence for event in told)
    return [*told, *ledger_entries.as_events(change, after=last)]


class TestReadAgain:
    def test_the_same_changes_nothing(self):
        assert ledger.corrections(history(contract()), asked(contract())) == ()

    def test_another_calendar_is_no_change(self):
        told = ledger_entries.as_events(
            ledger_entries.entries(contract(), computed_on=date(2026, 7, 11)), after=0
        )

        again = ledger_entries.entries(contract(), computed_on=date(2026, 7, 13))

        assert ledger.corrections(told, again) == ()

    def test_what_has_become_known_is_appended(self):
        told = history(contract(effective_on=None))

        change = ledger.corrections(told, asked(contract()))

        assert [entry.kind for entry in change] == ["record_effect"]
        assert case_facts.fold(after(told, change)).effective_on == date(2026, 7, 11)

    def test_it_is_appended_behind_what_people_wrote_where_it_follows(self):
        told = history(contract(effective_on=None), publish())

        change = ledger.corrections(told, asked(contract()))

        assert [entry.kind for entry in change] == ["record_effect"]

    @pytest.mark.parametrize(
        ("changed", "voids"),
        [
            ({"deliberated_on": date(2026, 6, 17)}, (1, 2, 3, 4)),  # the history begins earlier
            ({"filing_number": "备2026-2"}, (1, 2, 3, 4)),
            ({"signed_on": date(2026, 6, 21)}, (2, 3, 4)),
            ({"deliberated_on": date(2026, 6, 19)}, (1, 2, 3, 4)),
            ({"term_to": date(2027, 12, 31)}, (2, 3, 4)),
            ({"covers": (Covered(7, workers=50),)}, (2, 3, 4)),
            ({"filed_on": date(2026, 6, 26)}, (3, 4)),
            ({"effective_on": date(2026, 7, 12)}, (4,)),
        ],
    )
    def test_what_changed_is_taken_back_from_there_on_and_entered_anew(self, changed, voids):
        told = history(contract())

        change = ledger.corrections(told, asked(contract(**changed)))

        assert change[0].kind == "void_event"
        assert change[0].voids == voids
        now = after(told, change)
        assert len(case_facts.fold(now).history) == 4
        assert ledger.corrections(now, asked(contract(**changed))) == ()
        assert ledger.agrees(contract(**changed), case_facts.fold(now))

    def test_a_day_of_signing_found_later_replaces_the_opening_that_stood_for_it(self):
        told = history(contract(signed_on=None))

        now = after(told, ledger.corrections(told, asked(contract())))

        assert case_facts.fold(now).signed_on == date(2026, 6, 20)

    def test_what_people_wrote_since_is_never_overwritten(self):
        told = history(contract(), publish())

        with pytest.raises(ledger.Blocked):
            ledger.corrections(told, asked(contract(signed_on=date(2026, 6, 21))))

    def test_what_people_took_back_stays_taken_back_while_the_ledger_says_the_same(self):
        told = history(contract())
        told = after(told, [Entry("void_event", date(2026, 7, 11), {"sequence": 4}, voids=(4,))])

        assert ledger.corrections(told, asked(contract())) == ()

    def test_what_people_took_back_is_not_extended(self):
        told = history(contract(effective_on=None))
        told = after(
            told,
            [
                Entry("void_event", date(2026, 6, 25), {"sequence": 3}, voids=(3,)),
                Entry("file", date(2026, 6, 24), {"proof": "receipt"}),
            ],
        )

        with pytest.raises(ledger.Blocked):
            ledger.corrections(told, asked(contract()))

    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "signed_on": st.sampled_from([None, date(2026, 6, 20), date(2026, 6, 21)]),
                    "filed_on": st.sampled_from([None, date(2026, 6, 25)]),
                    "effective_on": st.sampled_from([None, date(2026, 7, 11), date(2026, 7, 12)]),
                    "term_to": st.sampled_from([None, date(2027, 6, 30)]),
                    "filing_number": st.sampled_from(["", "备1"]),
                    "covers": st.sampled_from([(Covered(7),), (Covered(7, 0),), (Covered(7, 9),)]),
                }
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_the_case_says_what_was_stated_last_and_an_empty_cell_takes_nothing_back(
        self, versions
    ):
        first, *later = (contract(**one) for one in versions)
        told = history(first)

        for one in later:
            told = after(told, ledger.corrections(told, asked(ledger.completed(one, told))))

        facts = case_facts.fold(told)
        stated = {}
        for one in versions:
            stated |= {name: value for name, value in one.items() if value}
        workers = [one["covers"][0].workers for one in versions]
        assert facts.signed_on == stated.get("signed_on")
        assert facts.filed_on == stated.get("filed_on")
        assert facts.effective_on == stated.get("effective_on")
        assert facts.term[1] == stated.get("term_to")
        assert facts.workers_covered == next(
            (one for one in reversed(workers) if one is not None), None
        )

    def test_a_signed_list_grows_and_nobody_falls_off_it(self):
        shared = contract(way=ContractWay.REGION, covers=(Covered(7, 20), Covered(8, 30)))
        told = history(shared)
        file = replace(shared, covers=(Covered(8, 31), Covered(9)))

        now = after(told, ledger.corrections(told, asked(ledger.completed(file, told))))

        assert ledger.signed_list(now) == (Covered(7, 20), Covered(8, 31), Covered(9))


class TestAgrees:
    @pytest.mark.parametrize(
        ("changed", "agrees"),
        [
            ({}, True),
            ({"effective_on": None, "deliberated_on": None, "covers": (Covered(7),)}, True),
            ({"effective_on": date(2026, 7, 12)}, False),
            ({"signed_on": date(2026, 6, 19)}, False),
            ({"filed_on": date(2026, 6, 24)}, False),
            ({"term_from": date(2026, 7, 2)}, False),
            ({"term_to": date(2027, 7, 1)}, False),
            ({"deliberated_on": date(2026, 6, 17)}, False),
            ({"covers": (Covered(7, workers=50),)}, False),
        ],
    )
    def test_what_a_ledger_leaves_open_agrees_and_what_it_states_must_be_the_same(
        self, changed, agrees
    ):
        facts = case_facts.fold(history(contract()))

        assert ledger.agrees(contract(**changed), facts) is agrees

    def test_a_signed_list_must_be_the_same(self):
        shared = contract(way=ContractWay.REGION)
        facts = case_facts.fold(history(shared))

        assert ledger.agrees(shared, facts)
        assert not ledger.agrees(replace(shared, covers=(*shared.covers, Covered(8))), facts)
