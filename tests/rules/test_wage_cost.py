"""What a proposal costs a year: by hand, and what must hold whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import wage_cost
from bargaining.rules.wage_cost import PricedPost
from bargaining.rules.wage_posts import BonusSpan, Form
from tests.rules import wage_figures


def money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def post(name="保洁员", people=3, before="3000", after="3180", countable=None, **more):
    return PricedPost(
        row=more.pop("row", 2),
        post=name,
        people=people,
        before_amount=money(before),
        after_amount=money(after),
        countable_amount=money(countable),
        **more,
    )


CENTS = st.decimals(min_value=0, max_value=50_000, places=2)
POSTS = st.lists(
    st.builds(
        PricedPost,
        row=st.integers(2, 400),
        post=st.sampled_from(["保洁员", "店长", "会计"]),
        people=st.integers(1, 300),
        before_amount=st.none() | CENTS,
        after_amount=st.none() | CENTS,
        countable_amount=st.none() | CENTS,
    ),
    max_size=12,
)


class TestCost:
    def test_three_people_with_180_more_cost_6480_a_year(self):
        cost = wage_cost.cost([post()])

        assert cost.yearly_amount == Decimal("6480")
        assert cost.monthly_amount == Decimal("540")
        assert cost.people == 3

    def test_several_posts_add_up_to_the_cent(self):
        cost = wage_cost.cost([post(), post("店长", 1, "9100.10", "9900.35"), post("会计", 2)])

        # 6,480 + 800.25 × 12 + 2 × 180 × 12
        assert cost.yearly_amount == Decimal("6480") + Decimal("9603.00") + Decimal("4320")
        assert [line.yearly_amount for line in cost.lines] == [
            Decimal("6480"), Decimal("9603.00"), Decimal("4320"),
        ]  # fmt: skip

    def test_the_bills_the_averages_and_the_rise_are_weighted_by_people(self):
        cost = wage_cost.cost([post(), post("店长", 1, "9000", "9270")])

        assert cost.before_bill_amount == Decimal("216000")  # (3 × 3,000 + 9,000) × 12
        assert cost.after_bill_amount == Decimal("225720")  # (3 × 3,180 + 9,270) × 12
        assert cost.before_average_amount == Decimal("4500.00")
        assert cost.after_average_amount == Decimal("4702.50")
        assert cost.rise_rate == Decimal("0.0450")  # 9,720 / 216,000

    def test_one_point_is_a_hundredth_of_the_present_bill(self):
        assert wage_cost.cost([post()]).one_point_amount == Decimal("1080.00")

    def test_a_cut_costs_less_than_nothing(self):
        assert wage_cost.cost([post(after="2900")]).yearly_amount == Decimal("-3600")

    @pytest.mark.parametrize("lacking", [{"before": None}, {"after": None}])
    def test_whoever_lacks_an_amount_is_left_out_and_counted(self, lacking):
        cost = wage_cost.cost([post(), post("学徒", 4, **lacking)])

        assert cost.yearly_amount == Decimal("6480")
        assert cost.left_out_people == 4
        assert [one.post for one in cost.left_out] == ["学徒"]

    def test_nobody_to_compare_gives_no_rise_and_no_average(self):
        cost = wage_cost.cost([post(before=None)])

        assert cost.rise_rate is None
        assert cost.after_average_amount is None
        assert cost.yearly_amount == 0

    def test_from_nothing_there_is_no_rate(self):
        assert wage_cost.cost([post(before="0")]).rise_rate is None

    def test_the_employers_share_is_rounded_by_rows_and_added_up(self):
        cost = wage_cost.cost(
            [post(people=1, before="0", after="0.03"), post(people=1, before="0", after="0.03")],
            employer_rate=Decimal("0.263"),
        )

        # 0.36 × 0.263 = 0.09468 → 0.09 each
        assert cost.employer_amount == Decimal("0.18")

    def test_without_an_assumption_nothing_is_said_of_the_employers_share(self):
        assert wage_cost.cost([post()]).employer_amount is None

    def test_a_yearly_bonus_stands_beside_the_increase(self):
        cost = wage_cost.cost([post(bonus_amount=Decimal(2000)), post("店长")])

        assert cost.bonus_amount == Decimal("6000")
        assert cost.yearly_amount == Decimal("12960")

    def test_no_bonus_stated_is_not_a_bonus_of_nothing(self):
        assert wage_cost.cost([post()]).bonus_amount is None


class TestFloorCost:
    def test_the_gap_alone_is_reckoned_by_people_and_year(self):
        found = wage_cost.floor_cost(
            [post(people=6, after="3200", countable="2500"), post("店长", 1, countable="2540")],
            floor=Decimal(2540),
        )

        assert found.yearly_amount == Decimal("2880")  # 40 × 6 × 12
        assert found.people == 6
        assert found.further_rate == Decimal("0.0125")  # 40 / 3,200

    def test_exactly_the_floor_lacks_nothing(self):
        found = wage_cost.floor_cost([post(countable="2540")], floor=Decimal(2540))

        assert found.lines == ()
        assert found.further_rate == 0

    def test_one_cent_under_it_does(self):
        found = wage_cost.floor_cost([post(countable="2539.99")], floor=Decimal(2540))

        assert found.yearly_amount == Decimal("0.36")

    def test_who_does_not_say_what_counts_is_counted_apart(self):
        found = wage_cost.floor_cost(
            [post(people=5), post(people=2, after=None)], floor=Decimal(2540)
        )

        assert found.unknown_people == 5
        assert found.lines == ()

    def test_no_rise_of_nothing_reaches_the_floor(self):
        found = wage_cost.floor_cost([post(after="0", countable="0")], floor=Decimal(2540))

        assert found.further_rate is None
        assert found.yearly_amount == Decimal(2540) * 3 * 12

    def test_a_further_rise_is_priced_over_every_post(self):
        more = wage_cost.rise_of([post(), post(after=None)], rate=Decimal("0.01"))

        assert more == Decimal("1144.80")  # 31.80 × 3 × 12

    @given(
        st.lists(
            st.tuples(
                st.decimals(min_value=1, max_value=50_000, places=2),
                st.decimals(min_value=0, max_value=5_000, places=2),
                st.integers(1, 50),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_the_least_further_rise_reaches_the_floor_and_a_hair_less_does_not(self, drawn):
        floor = Decimal(2540)
        posts = [
            PricedPost(2, "岗位", people, after_amount=after, countable_amount=after - parts)
            for after, parts, people in drawn
        ]
        rate = wage_cost.floor_cost(posts, floor=floor).further_rate
        assert rate is not None

        def reached(by):
            return all(one.countable_amount + one.after_amount * by >= floor for one in posts)

        assert reached(rate)
        assert rate == 0 or not reached(rate - Decimal("0.0001"))


class TestLowest:
    def test_it_is_the_least_that_counts_and_the_first_of_several(self):
        found = wage_cost.lowest_post(
            [post("店长", countable="9000"), post("甲", countable="2600", row=9),
             post("乙", countable="2600", row=4), post("丙")]
        )  # fmt: skip

        assert found.post == "乙"

    def test_where_none_says_what_counts_there_is_no_lowest(self):
        assert wage_cost.lowest_post([post()]) is None


class TestPriced:
    def test_beijing_leaves_the_workers_own_contributions_out(self):
        given_post = wage_figures.post(proposed_amount="3600", before_amount="3500", people=4)
        found = wage_cost.priced(given_post, law=wage_figures.beijing())

        assert found.countable_amount == Decimal("2600")  # 3,600 − 800 − 200
        assert (found.before_amount, found.after_amount) == (Decimal("3500"), Decimal("3600"))

    def test_part_time_work_does_not_answer_to_the_monthly_floor(self):
        hourly = wage_figures.post(proposed_amount="1200", form=Form.PART_TIME)

        assert wage_cost.priced(hourly, law=wage_figures.beijing()).countable_amount is None

    @pytest.mark.parametrize(
        ("span", "bonus"), [(BonusSpan.YEAR, Decimal(2000)), (BonusSpan.MONTH, None)]
    )
    def test_a_bonus_inside_the_monthly_wage_is_not_counted_again(self, span, bonus):
        given_post = replace(
            wage_figures.post(proposed_amount="3600"),
            bonus_amount=Decimal(2000),
            bonus_span=span,
        )

        assert wage_cost.priced(given_post, law=wage_figures.beijing()).bonus_amount == bonus


class TestWhateverTheNumbersAre:
    @given(POSTS)
    def test_the_total_is_the_sum_of_its_rows(self, posts):
        cost = wage_cost.cost(posts, employer_rate=Decimal("0.263"))

        by_hand = sum(
            (
                (one.after_amount - one.before_amount) * one.people * 12
                for one in posts
                if one.after_amount is not None and one.before_amount is not None
            ),
            Decimal(0),
        )
        assert cost.yearly_amount == by_hand
        assert cost.yearly_amount == cost.after_bill_amount - cost.before_bill_amount
        assert cost.employer_amount == sum(
            (line.employer_amount for line in cost.lines), Decimal(0)
        )

    @given(POSTS)
    def test_nobody_is_lost_and_nobody_counted_twice(self, posts):
        cost = wage_cost.cost(posts)

        assert cost.people + cost.left_out_people == sum(one.people for one in posts)

    @given(POSTS, st.integers(-50, 100))
    def test_the_cost_of_a_rise_grows_with_it_but_for_the_rounding(self, posts, points):
        kept = [one for one in posts if one.before_amount is not None]
        rate = Decimal(points) / 100
        raised = [
            replace(one, after_amount=(one.before_amount * (1 + rate)).quantize(Decimal("0.01")))
            for one in kept
        ]
        cost = wage_cost.cost(raised)
        exact = cost.before_bill_amount * rate
        people = sum(one.people for one in kept)

        assert abs(cost.yearly_amount - exact) <= Decimal("0.005") * people * 12
        assert abs(cost.one_point_amount * points - exact) <= Decimal("0.005") * abs(points)

    @given(POSTS, CENTS, CENTS)
    def test_a_higher_floor_never_costs_less(self, posts, one, other):
        low, high = sorted([one, other])
        costs = [wage_cost.floor_cost(posts, floor=floor).yearly_amount for floor in (low, high)]

        assert costs[0] <= costs[1]
