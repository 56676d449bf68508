"""Is it counted right? Ways, stages, days and sums, drawn to their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import coverage, coverage_words
from bargaining.rules.coverage import (
    Contract,
    Denominator,
    Grouping,
    Member,
    Numerator,
    Question,
    Stage,
)
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.states import ContractWay

DAY = timedelta(days=1)
ON = date(2026, 11, 21)


def contract(**changed) -> Contract:
    usual = Contract(
        number="110108-2026-0001",
        way=ContractWay.OWN,
        signed_on=date(2026, 6, 20),
        received_on=date(2026, 6, 25),
        effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
    )
    return replace(usual, **changed)


def member(*contracts: Contract, **changed) -> Member:
    usual = Member(
        id=1,
        code="91110108MA0000000X",
        name="示例公司",
        district="110108",
        street="110108012",
        section="H",
        ownership="私营有限责任公司",
        workers=120,
        unionised=True,
        separate=True,
        operating=True,
        contracts=contracts,
    )
    return replace(usual, **changed)


def stands(*contracts: Contract, on: date = ON, **asked) -> coverage.Standing:
    return coverage.standing(member(*contracts), Question(on=on, **asked))


class TestLive:
    @pytest.mark.parametrize(
        ("on", "covered"),
        [
            (date(2026, 7, 10), False),
            (date(2026, 7, 11), True),
            (date(2027, 6, 30), True),
            (date(2027, 7, 1), False),
        ],
    )
    def test_a_contract_is_live_from_its_day_of_effect_to_its_last_day_both_included(
        self, on, covered
    ):
        assert stands(contract(), on=on).covered is covered

    def test_without_a_day_of_effect_nothing_is_live(self):
        assert not stands(contract(effective_on=None)).covered

    def test_without_a_last_day_nobody_can_say_that_it_is_live(self):
        assert not stands(contract(term_to=None)).covered

    @pytest.mark.parametrize(("ended", "covered"), [(ON, False), (ON + DAY, True)])
    def test_a_contract_ended_early_is_live_until_the_day_before(self, ended, covered):
        assert stands(contract(ended_on=ended)).covered is covered


class TestStages:
    @pytest.mark.parametrize(
        ("stage", "name"),
        [
            (Stage.SIGNED, "signed_on"),
            (Stage.FILED, "received_on"),
            (Stage.EFFECTIVE, "effective_on"),
        ],
    )
    @pytest.mark.parametrize(("shift", "covered"), [(-1, False), (0, True), (1, True)])
    def test_a_stage_counts_from_its_day(self, stage, name, shift, covered):
        only = {"signed_on": None, "received_on": None, "effective_on": None, name: ON}

        assert stands(contract(**only), on=ON + shift * DAY, stage=stage).covered is covered

    def test_a_filing_without_proof_is_not_filed(self):
        unproved = contract(received_on=None, effective_on=None)

        assert not stands(unproved, stage=Stage.FILED).covered
        assert stands(unproved, stage=Stage.SIGNED).covered

    @given(
        st.lists(st.none() | st.integers(-2, 2), min_size=5, max_size=5),
        st.none() | st.integers(-2, 2),
    )
    def test_who_came_further_came_so_far(self, shifts, ended):
        signed, received, effective, _, last = (
            None if one is None else ON + one * DAY for one in shifts
        )
        one = contract(
            signed_on=signed,
            received_on=received,
            effective_on=effective,
            term_to=last,
            ended_on=None if ended is None else ON + ended * DAY,
        )

        reached = [one.counts(stage, on=ON) for stage in Stage]

        assert reached == sorted(reached, reverse=True)


class TestWays:
    @pytest.mark.parametrize(
        ("way", "own", "region", "industry"),
        [
            (ContractWay.OWN, True, False, False),
            (ContractWay.GROUP, True, False, False),
            (ContractWay.REGION, False, True, False),
            (ContractWay.INDUSTRY, False, False, True),
        ],
    )
    def test_each_way_counts_in_its_column_and_any_counts_all(self, way, own, region, industry):
        one = contract(way=way)

        found = stands(one)

        assert (found.own, found.region, found.industry) == (own, region, industry)
        assert found.covered
        assert stands(one, numerator=Numerator.OWN).covered is own
        assert stands(one, numerator=Numerator.REGION).covered is region
        assert stands(one, numerator=Numerator.INDUSTRY).covered is industry

    def test_two_ways_count_one_enterprise_once(self):
        both = member(contract(), contract(number="b", way=ContractWay.REGION))

        rows, total = coverage.lines(
            coverage.standings([both], Question(on=ON)), by=Grouping.DISTRICT, names={}
        )

        assert (total.covered, total.covered_own, total.covered_region) == (1, 1, 1)
        assert len(rows) == 1


class TestLapsing:
    @pytest.mark.parametrize(("days", "lapsing"), [(-1, False), (0, True), (90, True), (91, False)])
    def test_cover_that_ends_within_90_days_lapses(self, days, lapsing):
        assert stands(contract(term_to=ON + days * DAY)).lapsing is lapsing

    def test_a_later_contract_that_is_live_takes_over(self):
        ending = contract(term_to=ON + DAY)
        next_one = contract(number="b", term_to=ON + 200 * DAY)

        assert not stands(ending, next_one).lapsing


class TestExpired:
    def test_the_last_contract_has_ended_and_none_is_live(self):
        over = contract(term_to=ON - DAY)

        assert stands(over).expired
        assert not stands(over, contract(number="b")).expired

    def test_what_never_took_effect_does_not_expire(self):
        assert not stands(contract(effective_on=None, term_to=ON - DAY)).expired


class TestPresumed:
    @pytest.mark.parametrize(("shift", "presumed"), [(-1, False), (0, True), (1, True)])
    def test_presumed_from_the_day_after_the_review(self, shift, presumed):
        silent = contract(effective_on=None, received_on=None, presumed_from=ON)

        found = stands(silent, on=ON + shift * DAY)

        assert found.presumed is presumed
        assert not found.covered

    def test_a_live_contract_beside_it_settles_the_question(self):
        silent = contract(effective_on=None, presumed_from=ON)

        assert not stands(silent, contract(number="b")).presumed

    def test_what_is_over_is_not_presumed_any_more(self):
        assert not stands(contract(effective_on=None, presumed_from=ON, term_to=ON - DAY)).presumed

    def test_a_later_day_of_effect_leaves_the_days_before_presumed(self):
        late = contract(effective_on=ON + DAY, presumed_from=ON - DAY)

        assert stands(late, on=ON).presumed
        assert not stands(late, on=ON + DAY).presumed


class TestDenominators:
    @pytest.mark.parametrize(
        ("changed", "belongs"),
        [
            ({}, set(Denominator)),
            ({"unionised": False}, {Denominator.ALL, Denominator.OPERATING}),
            (
                {"workers": 99},
                set(Denominator) - {Denominator.UNIONISED_100, Denominator.UNIONISED_100_OPERATING},
            ),
            ({"workers": 100}, set(Denominator)),
            (
                {"workers": None},
                set(Denominator) - {Denominator.UNIONISED_100, Denominator.UNIONISED_100_OPERATING},
            ),
            ({"separate": False}, set(Denominator) - {Denominator.SEPARATE}),
            (
                {"operating": False},
                set(Denominator) - {Denominator.OPERATING, Denominator.UNIONISED_100_OPERATING},
            ),
        ],
    )
    def test_who_is_asked_about(self, changed, belongs):
        one = member(**changed)

        assert {each for each in Denominator if coverage.belongs(one, each)} == belongs


class TestWorkers:
    def test_the_signed_list_says_how_many_else_the_register(self):
        assert stands(contract(workers=30)).workers_covered == 30
        assert stands(contract()).workers_covered == 120
        assert stands(contract(effective_on=None)).workers_covered == 0

    def test_two_contracts_do_not_cover_a_worker_twice(self):
        assert stands(contract(workers=30), contract(number="b", workers=50)).workers_covered == 50


class TestLines:
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["110101", "110108"]),
                st.none() | st.sampled_from([0, 24, 25, 99, 100, 300, 1000]),
                st.lists(st.sampled_from([-1, 0, 90, 91]), max_size=2),
            ),
            max_size=8,
        ),
        st.sampled_from(Grouping),
        st.sampled_from(Denominator),
    )
    def test_lines_add_up_to_the_total_and_every_figure_to_its_list(self, drawn, by, denominator):
        members = [
            member(
                *(contract(number=str(end), term_to=ON + end * DAY) for end in ends),
                id=number,
                district=district,
                workers=workers,
            )
            for number, (district, workers, ends) in enumerate(drawn)
        ]
        found = coverage.standings(members, Question(on=ON, denominator=denominator))

        rows, total = coverage.lines(found, by=by, names={})

        for name in coverage.COUNTS:
            assert sum(getattr(row, name) for row in rows) == getattr(total, name)
        for name in set(coverage.COUNTS) & coverage.COLUMNS.keys():
            assert sum(map(coverage.COLUMNS[name], found)) == getattr(total, name)
        assert sum(map(coverage.COLUMNS["uncovered"], found)) == total.enterprises - total.covered

    def test_the_rate_is_a_fraction_and_none_of_nobody(self):
        assert coverage.Line("a", "a", enterprises=66, covered=50).rate == Decimal("0.7576")
        assert coverage.Line("a", "a").rate is None

    @pytest.mark.parametrize(
        ("workers", "label"),
        [
            (0, "不满 25 人"), (24, "不满 25 人"), (25, "25–99 人"), (99, "25–99 人"),
            (100, "100–299 人"), (299, "100–299 人"), (300, "300–999 人"), (999, "300–999 人"),
            (1000, "1000 人以上"), (None, "待补"),
        ],
    )  # fmt: skip
    def test_sizes(self, workers, label):
        assert coverage.size_class(workers) == label

    def test_sizes_stand_in_their_order_and_what_is_missing_last(self):
        heads = [None, 1000, 30, 100, 1, 300]
        found = coverage.standings(
            [member(id=number, workers=one) for number, one in enumerate(heads)],
            Question(on=ON, denominator=Denominator.ALL),
        )

        rows, _ = coverage.lines(found, by=Grouping.SIZE, names={})

        assert [row.name for row in rows] == [
            "不满 25 人", "25–99 人", "100–299 人", "300–999 人", "1000 人以上", "待补",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("by", "key"),
        [
            (Grouping.DISTRICT, "110108"),
            (Grouping.STREET, "110108012"),
            (Grouping.INDUSTRY, "H"),
            (Grouping.OWNERSHIP, "私营有限责任公司"),
            (Grouping.SIZE, "100–299 人"),
        ],
    )
    def test_groups(self, by, key):
        assert coverage.group_key(member(), by) == key

    @pytest.mark.parametrize(
        ("by", "changed"), [(Grouping.INDUSTRY, "section"), (Grouping.OWNERSHIP, "ownership")]
    )
    def test_what_the_register_does_not_know_is_a_group_of_its_own(self, by, changed):
        assert coverage.group_key(member(**{changed: ""}), by) == "待补"


class TestListHash:
    def test_it_does_not_depend_on_the_order_but_on_every_name_and_standing(self):
        one, other = stands(contract()), coverage.standing(member(id=2), Question(on=ON))

        assert coverage.list_hash([one, other]) == coverage.list_hash([other, one])
        assert coverage.list_hash([one]) != coverage.list_hash([other])
        assert coverage.list_hash([one]) != coverage.list_hash([stands()])
        assert coverage.list_hash([one]) != coverage.list_hash([stands(contract(term_to=ON + DAY))])


class TestTheContractToShow:
    def test_what_counts_is_shown_before_what_is_over(self):
        over = contract(number="a", term_to=ON - DAY)
        live = contract(number="b", term_to=ON + DAY)

        assert stands(over, live).contract == live
        assert stands(over).contract == over
        assert stands().contract is None


class TestWords:
    @pytest.mark.parametrize("kind", ContractKind)
    @pytest.mark.parametrize("stage", Stage)
    def test_every_question_reads_as_sentences(self, stage, kind):
        for numerator in Numerator:
            for denominator in Denominator:
                question = Question(ON, denominator, numerator, stage)
                said = (
                    coverage_words.denominator_in_words(question),
                    coverage_words.numerator_in_words(question, kind=kind),
                )
                assert all(words.endswith("。") and "{" not in words for words in said)

    def test_every_column_with_a_list_has_its_words(self):
        assert coverage_words.LIST_NAMES.keys() == coverage.COLUMNS.keys()
        assert coverage_words.COLUMN_MEANINGS.keys() == coverage.COLUMNS.keys()
        assert coverage_words.COLUMN_LABELS.keys() == coverage.COLUMNS.keys() | set(coverage.COUNTS)
