"""Is it counted right? Ways, stages, days and sums, drawn to their edges."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import coverage, coverage_board, coverage_words
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
    return usual._replace(**changed)


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
    return usual._replace(**changed)


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


class TestEndedAndTalking:
    """The contract before ran out the day before; its round was begun a year ago."""

    BEFORE = contract(
        opened_on=ON - 400 * DAY, effective_on=ON - 366 * DAY, term_to=ON - DAY, walked=True
    )

    def round(self, **changed) -> Contract:
        usual = {
            "number": "110108-2026-0002", "signed_on": None, "received_on": None,
            "effective_on": None, "term_from": None, "term_to": None, "walked": True,
            "opened_on": ON - DAY,
        }  # fmt: skip
        return contract(**usual | changed)

    def test_with_nothing_new_it_has_lapsed(self):
        found = stands(self.BEFORE)

        assert (found.expired, found.in_talks, found.lapsed) == (True, False, True)

    @pytest.mark.parametrize(("shift", "in_talks"), [(-1, True), (0, True), (1, False)])
    def test_a_new_round_counts_from_the_day_it_was_opened(self, shift, in_talks):
        found = stands(self.BEFORE, self.round(opened_on=ON + shift * DAY))

        assert (found.expired, found.in_talks, found.lapsed) == (True, in_talks, not in_talks)

    @pytest.mark.parametrize(("shift", "in_talks"), [(-1, False), (0, True)])
    def test_a_round_begun_before_the_one_that_ended_is_none(self, shift, in_talks):
        old = self.round(opened_on=self.BEFORE.opened_on + shift * DAY)

        assert stands(self.BEFORE, old).in_talks is in_talks

    @pytest.mark.parametrize(
        ("changed", "in_talks"),
        [
            ({"signed_on": ON, "received_on": ON, "term_to": ON}, True),
            ({"signed_on": ON, "term_to": ON - DAY}, False),
            ({"closed_on": ON}, False),
            ({"closed_on": ON + DAY}, True),
            ({"walked": False}, False),
            ({"opened_on": None}, False),
        ],
    )
    def test_it_is_under_way_until_it_ends(self, changed, in_talks):
        assert stands(self.BEFORE, self.round(**changed)).in_talks is in_talks

    def test_what_is_presumed_to_be_in_force_has_not_lapsed(self):
        waiting = self.round(walked=False, presumed_from=ON, term_to=ON)
        found = stands(self.BEFORE, waiting)

        assert (found.presumed, found.expired, found.in_talks) == (True, True, True)

    def test_who_never_had_a_contract_is_neither(self):
        found = stands(self.round())

        assert (found.expired, found.in_talks, found.lapsed) == (False, False, False)

    def test_who_is_covered_is_neither_though_the_next_round_is_under_way(self):
        found = stands(contract(), self.round())

        assert (found.covered, found.expired, found.in_talks) == (True, False, False)


_NEAR = st.none() | st.integers(-3, 3).map(lambda shift: ON + shift * DAY)
CONTRACTS = st.builds(
    contract,
    number=st.sampled_from(["1", "2"]),
    way=st.sampled_from(ContractWay),
    signed_on=_NEAR,
    received_on=_NEAR,
    effective_on=_NEAR,
    term_to=_NEAR,
    ended_on=_NEAR,
    presumed_from=_NEAR,
    opened_on=_NEAR,
    closed_on=_NEAR,
    walked=st.booleans(),
    workers=st.none() | st.integers(0, 9),
)
MEMBERS = st.builds(
    member,
    id=st.integers(1, 9),
    workers=st.sampled_from([None, 99, 100]),
    unionised=st.booleans(),
    separate=st.booleans(),
    operating=st.booleans(),
    contracts=st.lists(CONTRACTS, max_size=3).map(tuple),
)


class TestSpans:
    @given(CONTRACTS, st.sampled_from(Stage), st.integers(-5, 5))
    def test_a_contract_counts_on_the_days_of_its_span_and_on_no_other(self, one, stage, shift):
        day, span = ON + shift * DAY, one.span(stage)

        assert one.counts(stage, on=day) is (span is not None and span[0] <= day <= span[1])


class TestSideBySide:
    """Every number of the board is what the question asked alone would answer."""

    @given(st.lists(MEMBERS, max_size=5, unique_by=lambda one: one.id), st.sampled_from(Stage))
    def test_every_denominator_and_numerator_at_once(self, members, stage):
        question = Question(on=ON, stage=stage)

        found = coverage_board.by_denominator(members, question, coverage.reaches(members, on=ON))

        assert [line.denominator for line in found] == list(Denominator)
        for line in found:
            for numerator in Numerator:
                alone = Question(ON, line.denominator, numerator, stage)
                _, total = coverage.lines(
                    coverage.standings(members, alone), by=Grouping.DISTRICT, names={}
                )
                assert line.covered[numerator] == total.covered
                assert line.rate(numerator) == total.rate
                assert (line.enterprises, line.presumed, line.in_talks, line.lapsed) == (
                    total.enterprises, total.presumed, total.in_talks, total.lapsed,
                )  # fmt: skip

    @given(
        st.lists(MEMBERS, max_size=5, unique_by=lambda one: one.id),
        st.sampled_from(Denominator),
        st.sampled_from(Numerator),
    )
    def test_every_kind_and_stage_at_once(self, members, denominator, numerator):
        contracts = {ContractKind.WOMEN: {one.id: one.contracts for one in members}}

        found = coverage_board.by_kind(members, contracts, Question(ON, denominator, numerator))

        assert [line.kind for line in found] == list(ContractKind)
        women = found[list(ContractKind).index(ContractKind.WOMEN)]
        for stage in Stage:
            alone = Question(ON, denominator, numerator, stage)
            _, total = coverage.lines(
                coverage.standings(members, alone), by=Grouping.DISTRICT, names={}
            )
            assert (women.enterprises, women.reached[stage]) == (total.enterprises, total.covered)
            assert women.rate(stage) == total.rate
        assert (women.presumed, women.lapsing_90, women.in_talks, women.lapsed) == (
            total.presumed, total.lapsing_90, total.in_talks, total.lapsed,
        )  # fmt: skip
        assert all(sum(one.reached.values()) == 0 for one in found if one is not women)

    @given(st.lists(MEMBERS, max_size=5, unique_by=lambda one: one.id))
    def test_who_has_ended_is_either_talking_or_lapsed(self, members):
        found = coverage.standings(members, Question(ON, Denominator.ALL))

        assert all(one.expired is (one.in_talks ^ one.lapsed) for one in found)


class TestSayingHowOneStands:
    @pytest.mark.parametrize(
        ("contracts", "words"),
        [
            ((), "未覆盖"),
            ((contract(),), "已覆盖"),
            ((contract(term_to=ON),), "当天期满"),
            ((contract(term_to=ON + DAY),), "1 天后期满"),
            ((TestEndedAndTalking.BEFORE,), "断档"),
            ((contract(effective_on=None),), "生效日待补"),
            ((contract(effective_on=None, presumed_from=ON),), "推定待核"),
            ((contract(effective_on=None, walked=True),), "已签字，未生效"),
        ],
    )
    def test_in_words(self, contracts, words):
        assert coverage_words.state(stands(*contracts), on=ON).words == words

    def test_a_round_under_way_is_said(self):
        talks = TestEndedAndTalking().round()

        assert coverage_words.state(stands(talks), on=ON).words == "在谈"
        ended = stands(TestEndedAndTalking.BEFORE, talks)
        assert coverage_words.state(ended, on=ON).words == "期满在谈"

    def test_a_rate_is_rounded_half_up_as_people_do(self):
        assert coverage.percent(Decimal("0.7585")) == Decimal("75.9")
        assert coverage.percent(Decimal("0.7584")) == Decimal("75.8")
