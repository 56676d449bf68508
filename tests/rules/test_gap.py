"""Is every missing enterprise named once, for the one reason that is nearest to being covered?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import coverage, gap
from bargaining.rules.coverage import LAPSING, Contract, Member, Numerator, Question, Stage
from bargaining.rules.gap import GAP_LABELS, GAP_MEANINGS, PRECEDENCE, GapCategory
from bargaining.rules.states import ContractWay
from tests.rules import fresh

DAY = timedelta(days=1)
ON = date(2026, 11, 21)
LAST_YEAR = ON - 400 * DAY


def contract(number="1", **said) -> Contract:
    """A contract of which nothing is known but what is said."""
    days = dict.fromkeys(("signed_on", "received_on", "effective_on", "term_to"))
    return Contract(**{"number": number, "way": ContractWay.OWN, **days, **said})


def live(until=ON + 200 * DAY, **said) -> Contract:
    return contract(
        signed_on=LAST_YEAR, received_on=LAST_YEAR, effective_on=LAST_YEAR, term_to=until, **said
    )


def ended(until=ON - DAY, **said) -> Contract:
    return live(until, **{"number": "0", "opened_on": LAST_YEAR, **said})


def underway(**said) -> Contract:
    return contract(**{"number": "2", "opened_on": ON - 30 * DAY, "walked": True, **said})


def member(*contracts: Contract) -> Member:
    return Member(
        id=1, code="", name="示例公司", district="110108", street="110108012", section="H",
        ownership="", workers=40, unionised=True, separate=True, operating=True,
        contracts=contracts,
    )  # fmt: skip


def why(*contracts: Contract, filed=None, on=ON, **asked) -> GapCategory | None:
    question = Question(on=on, **asked)
    standing = coverage.standing(member(*contracts), question)
    return gap.category(standing, question, filed=filed or {})


@pytest.fixture(autouse=True)
def reasons_made_anew(monkeypatch):
    """Put the questions behind the reasons together in the test, as loading does."""
    monkeypatch.setattr(gap, "_HOLDS", fresh.load(gap)._HOLDS)


class TestEachCategory:
    def test_who_never_signed(self):
        assert why() is GapCategory.NEVER
        assert why(underway()) is GapCategory.NEVER

    def test_whose_contract_ended_with_nothing_after_it(self):
        assert why(ended()) is GapCategory.LAPSED

    def test_whose_contract_was_ended_before_its_term(self):
        assert why(live(ended_on=ON)) is GapCategory.LAPSED

    def test_whose_contract_ended_while_the_next_is_talked_about(self):
        assert why(ended(), underway()) is GapCategory.TALKING

    def test_a_round_that_was_closed_is_no_talk(self):
        assert why(ended(), underway(closed_on=ON)) is GapCategory.LAPSED
        assert why(ended(), underway(closed_on=ON + DAY)) is GapCategory.TALKING

    @pytest.mark.parametrize(
        ("left", "found"), [(LAPSING, GapCategory.LAPSING), (LAPSING + DAY, None)]
    )
    def test_whose_cover_ends_within_ninety_days(self, left, found):
        assert why(live(ON + left)) is found

    def test_who_signed_and_did_not_file(self):
        assert why(contract(signed_on=ON, term_to=ON + 300 * DAY)) is GapCategory.UNFILED
        assert why(contract(signed_on=ON + DAY, term_to=ON + 300 * DAY)) is GapCategory.NEVER

    @pytest.mark.parametrize(
        ("filed_on", "found"),
        [(ON, GapCategory.UNPROVED), (ON + DAY, GapCategory.UNFILED)],
    )
    def test_who_filed_without_proof(self, filed_on, found):
        signed = contract(signed_on=ON - 9 * DAY, term_to=ON + 300 * DAY)

        assert why(signed, filed={"1": filed_on}) is found

    def test_who_filed_with_proof_and_waits(self):
        assert why(contract(signed_on=ON, received_on=ON)) is GapCategory.PENDING

    @pytest.mark.parametrize(
        ("presumed_from", "found"),
        [(ON, GapCategory.PRESUMED), (ON + DAY, GapCategory.UNPROVED)],
    )
    def test_who_is_only_presumed_to_be_covered(self, presumed_from, found):
        one = contract(signed_on=LAST_YEAR, presumed_from=presumed_from)

        assert why(one, filed={"1": LAST_YEAR}) is found

    def test_a_contract_without_its_days_waits_for_them(self):
        assert why(contract(effective_on=ON)) is GapCategory.UNDATED
        assert why(contract(term_to=ON + DAY)) is GapCategory.UNDATED
        assert why(contract(term_to=ON + DAY), filed={"1": ON}) is GapCategory.UNPROVED

    def test_who_is_covered_is_not_on_the_list(self):
        assert why(live()) is None


class TestSeveralReasons:
    def test_the_nearest_to_being_covered_is_named(self):
        signed = contract(signed_on=ON, term_to=ON + 300 * DAY)

        assert why(ended(), signed) is GapCategory.UNFILED
        assert why(ended(), signed, filed={"1": ON}) is GapCategory.UNPROVED

    def test_an_ended_contract_that_was_never_filed_is_no_filing_to_wait_for(self):
        old = contract(signed_on=LAST_YEAR, term_to=ON - DAY)

        assert why(old) is GapCategory.LAPSED
        assert why(old, filed={"1": LAST_YEAR}) is GapCategory.LAPSED

    def test_only_contracts_of_the_ways_asked_about_are_looked_at(self):
        region = live(way=ContractWay.REGION)

        assert why(region, numerator=Numerator.OWN) is GapCategory.NEVER
        assert why(region, ended(), numerator=Numerator.OWN) is GapCategory.LAPSED
        assert why(region, ended(), numerator=Numerator.REGION) is None

    def test_an_earlier_stage_asks_less(self):
        signed = contract(signed_on=ON, term_to=ON + 300 * DAY)

        assert why(signed, stage=Stage.SIGNED) is None
        assert why(signed, stage=Stage.FILED) is GapCategory.UNFILED


days = st.none() | st.integers(-2, 2).map(lambda shift: ON + shift * DAY)
contracts = st.builds(
    contract,
    number=st.sampled_from("12"),
    way=st.sampled_from(ContractWay),
    signed_on=days,
    received_on=days,
    effective_on=days,
    term_to=days | st.sampled_from([ON + LAPSING, ON + LAPSING + DAY]),
    ended_on=days,
    presumed_from=days,
    opened_on=days,
    closed_on=days,
    walked=st.booleans(),
)
questions = st.builds(
    Question, on=st.just(ON), numerator=st.sampled_from(Numerator), stage=st.sampled_from(Stage)
)
filings = st.dictionaries(st.sampled_from("12"), st.integers(-1, 1).map(lambda n: ON + n * DAY))


class TestThePartition:
    @given(st.lists(contracts, max_size=3), questions, filings)
    def test_everybody_on_the_list_is_in_one_category_and_nobody_else_in_any(
        self, some, question, filed
    ):
        standing = coverage.standing(member(*some), question)

        found = gap.category(standing, question, filed=filed)

        assert (found is None) is (standing.covered and not standing.lapsing)
        assert (found is GapCategory.LAPSING) is (standing.covered and standing.lapsing)

    @given(st.lists(contracts, max_size=3), questions, filings)
    def test_the_category_says_what_is_true(self, some, question, filed):
        standing = coverage.standing(member(*some), question)
        asked = [one for one in some if one.way in coverage.WAYS[question.numerator]]
        running = [one for one in asked if not one.has_ended(on=ON)]

        def signed(one):
            came = one.counts(Stage.SIGNED, on=ON)
            return came or filed.get(one.number, ON + DAY) <= ON

        match gap.category(standing, question, filed=filed):
            case GapCategory.NEVER:
                assert not any(signed(one) for one in asked)
            case GapCategory.LAPSED:
                assert not any(signed(one) for one in running)
                assert any(one.has_ended(on=ON) for one in asked)
            case GapCategory.TALKING:
                assert not any(signed(one) for one in running)
                assert coverage.reach(asked, on=ON).in_talks
            case GapCategory.UNFILED:
                assert not any(one.counts(Stage.FILED, on=ON) for one in running)
                assert any(signed(one) for one in running)
            case GapCategory.UNPROVED:
                assert not any(one.counts(Stage.FILED, on=ON) for one in running)
                assert any(filed.get(one.number, ON + DAY) <= ON for one in running)
            case GapCategory.PENDING:
                assert any(one.counts(Stage.FILED, on=ON) for one in running)
            case GapCategory.PRESUMED:
                assert any(one.is_presumed(on=ON) for one in running)
            case GapCategory.UNDATED:
                assert not any(one.is_presumed(on=ON) for one in running)

    @given(st.lists(st.sampled_from(GapCategory)))
    def test_the_counts_add_up(self, found):
        counts = gap.count(found)

        assert list(counts) == list(GapCategory)
        assert sum(counts.values()) == len(found)

    def test_every_category_has_its_place_its_name_and_its_meaning(self):
        assert {*PRECEDENCE, GapCategory.LAPSING} == set(GapCategory)
        assert len(set(PRECEDENCE)) == len(PRECEDENCE)
        assert set(GAP_LABELS) == set(GAP_MEANINGS) == set(GapCategory)
        assert PRECEDENCE[-1] is GapCategory.NEVER
