"""Proposals side by side, and what another rise makes of one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import wage_compare
from bargaining.rules.wage_compare import Base, Step, WhatIf
from bargaining.rules.wage_cost import PricedPost
from bargaining.rules.wage_posts import Form
from tests.rules import wage_figures


def post(name, after="3000", people=2, row=2, hourly=None):
    return PricedPost(
        row=row,
        post=name,
        people=people,
        after_amount=None if after is None else Decimal(after),
        hourly_amount=None if hourly is None else Decimal(hourly),
    )


PROPOSALS = st.lists(
    st.lists(
        st.builds(
            post,
            st.sampled_from(["木工", "木 工", "瓦工", "店长"]),
            st.sampled_from([None, "3000", "3000.01", "4000"]),
            st.integers(1, 3),
            st.integers(2, 30),
            st.sampled_from([None, "27.7"]),
        ),
        max_size=6,
    ),
    min_size=1,
    max_size=4,
)


class TestMatrix:
    def test_posts_meet_by_name_whatever_blanks_stand_in_it(self):
        (row,) = wage_compare.matrix([[post("木工")], [post(" 木 工 ", "3100")]])

        assert row.cells[1].difference_amount == Decimal(100)
        assert row.differs

    def test_a_doubled_name_is_told_apart_by_the_order_of_its_rows(self):
        rows = wage_compare.matrix(
            [[post("木工", "5500"), post("木工", "5400")],
             [post("木工", "5500"), post("木工", "5300")]]
        )  # fmt: skip

        assert [row.number for row in rows] == [1, 2]
        assert [row.cells[1].difference_amount for row in rows] == [Decimal(0), Decimal(-100)]
        assert [row.differs for row in rows] == [False, True]

    def test_a_post_that_one_proposal_lacks_is_shown_as_such(self):
        rows = wage_compare.matrix([[post("木工")], [post("瓦工")]])

        assert [row.name for row in rows] == ["木工", "瓦工"]
        assert rows[0].cells[1].post is None
        assert rows[1].cells[0].post is None
        assert rows[1].cells[1].difference_amount is None
        assert all(row.differs for row in rows)

    def test_more_people_on_the_same_wage_is_a_difference_too(self):
        (row,) = wage_compare.matrix([[post("木工", people=2)], [post("木工", people=3)]])

        assert row.differs
        assert row.cells[1].difference_amount == 0

    def test_an_hourly_wage_is_not_held_against_a_monthly_one(self):
        (row,) = wage_compare.matrix([[post("配送", None, hourly="27.7")], [post("配送", "3000")]])

        assert row.cells[1].difference_amount is None
        assert row.differs

    def test_two_hourly_wages_compare(self):
        (row,) = wage_compare.matrix(
            [[post("配送", None, hourly="27.7")], [post("配送", None, hourly="28")]]
        )

        assert row.cells[1].difference_amount == Decimal("0.3")

    @given(PROPOSALS)
    def test_every_post_of_every_proposal_stands_in_it_once(self, proposals):
        rows = wage_compare.matrix(proposals)

        for number, posts in enumerate(proposals):
            shown = [row.cells[number].post for row in rows if row.cells[number].post]
            assert sorted(map(id, shown)) == sorted(map(id, posts))

    @given(PROPOSALS)
    def test_turned_round_every_difference_turns_its_sign(self, proposals):
        first, last = proposals[0], proposals[-1]
        there = {(row.name.replace(" ", ""), row.number): row for row in
                 wage_compare.matrix([first, last])}  # fmt: skip
        back = {(row.name.replace(" ", ""), row.number): row for row in
                wage_compare.matrix([last, first])}  # fmt: skip

        assert there.keys() == back.keys()
        for key, row in there.items():
            one, other = row.cells[1].difference_amount, back[key].cells[1].difference_amount
            assert (one is None) == (other is None)
            assert one is None or one == -other
            assert row.differs == back[key].differs

    @given(PROPOSALS)
    def test_beside_itself_nothing_differs(self, proposals):
        assert not [
            row
            for row in wage_compare.matrix([proposals[0], proposals[0]])
            if row.differs or row.cells[1].difference_amount not in (None, 0)
        ]


def table(*amounts, **more):
    posts = [
        wage_figures.post(row, f"岗位{row}", proposed_amount=after, before_amount=before, **more)
        for row, (before, after) in enumerate(amounts, start=2)
    ]
    return wage_figures.table(*posts)


def after(found):
    return [one.proposed_amount for one in found.posts]


class TestRaised:
    def test_a_rate_on_the_proposed_wage(self):
        found = wage_compare.raised(table(("3000", "3180")), WhatIf(rate=Decimal("0.05")))

        assert after(found) == [Decimal("3339.00")]

    def test_a_rate_on_the_wage_before(self):
        what_if = WhatIf(rate=Decimal("0.05"), base=Base.BEFORE)

        assert after(wage_compare.raised(table(("3000", "3180")), what_if)) == [Decimal("3150.00")]

    def test_first_the_rate_then_the_amount_then_the_lowest(self):
        what_if = WhatIf(Decimal("0.1"), Decimal(100), Decimal("3000"))
        found = wage_compare.raised(table((None, "2000"), (None, "5000")), what_if)

        assert after(found) == [Decimal("3000.00"), Decimal("5600.00")]

    @pytest.mark.parametrize(
        ("step", "wage"),
        [(Step.CENT, "3033.37"), (Step.YUAN, "3034.00"), (Step.TEN, "3040.00")],
    )
    def test_what_is_moved_is_rounded_as_asked(self, step, wage):
        what_if = WhatIf(amount=Decimal("33.366"), step=step)

        assert after(wage_compare.raised(table((None, "3000")), what_if)) == [Decimal(wage)]

    def test_what_is_not_moved_is_not_rounded(self):
        what_if = WhatIf(lowest_amount=Decimal(3000), step=Step.TEN)
        found = wage_compare.raised(table((None, "3333.33"), (None, "2999.99")), what_if)

        assert after(found) == [Decimal("3333.33"), Decimal("3000.00")]

    def test_a_post_without_the_wage_it_is_reckoned_on_stays(self):
        what_if = WhatIf(rate=Decimal("0.05"), base=Base.BEFORE)
        found = wage_compare.raised(table((None, "3180"), ("3000", None)), what_if)

        assert after(found) == [Decimal("3180"), None]

    def test_part_time_work_stays(self):
        whole = table((None, "1200"), form=Form.PART_TIME)

        assert wage_compare.raised(whole, WhatIf(lowest_amount=Decimal(3000))) == whole

    def test_everything_else_of_the_table_stays(self):
        whole = table(("3000", "3180"), ("4000", None))
        found = wage_compare.raised(whole, WhatIf(rate=Decimal("0.05")))

        assert found.columns == whole.columns
        assert [replace(one, proposed_amount=None) for one in found.posts] == [
            replace(one, proposed_amount=None) for one in whole.posts
        ]

    @given(
        st.lists(st.decimals(min_value=0, max_value=50_000, places=2), min_size=1, max_size=6),
        st.decimals(min_value=0, max_value=1, places=4),
        st.decimals(min_value=0, max_value=1000, places=2),
        st.decimals(min_value=1, max_value=9000, places=2),
        st.sampled_from(Step),
    )
    def test_a_rise_never_lowers_a_wage_and_lifts_all_to_the_lowest(
        self, wages, rate, amount, lowest, step
    ):
        whole = table(*((None, str(wage)) for wage in wages))
        found = wage_compare.raised(whole, WhatIf(rate, amount, lowest, step=step))

        for old, new in zip(wages, after(found), strict=True):
            assert new >= old
            assert new >= lowest


class TestWhyNot:
    @pytest.mark.parametrize(
        ("what_if", "field"),
        [
            (WhatIf(rate=Decimal("1.0001")), "rate"),
            (WhatIf(rate=Decimal("-0.5001")), "rate"),
            (WhatIf(amount=Decimal("100000.01")), "each"),
            (WhatIf(amount=Decimal("-100000.01")), "each"),
            (WhatIf(lowest_amount=Decimal(0)), "lowest"),
            (WhatIf(lowest_amount=Decimal("1000000.01")), "lowest"),
            (WhatIf(amount=Decimal("-3180.01")), "each"),
        ],
    )
    def test_what_is_out_of_bounds_is_refused_beside_its_field(self, what_if, field):
        refusal = wage_compare.why_not(what_if, table(("3000", "3180")))

        assert refusal is not None
        assert refusal.field == field

    @pytest.mark.parametrize(
        "what_if",
        [
            WhatIf(rate=Decimal(1)),
            WhatIf(rate=Decimal("-0.5")),
            WhatIf(amount=Decimal(100_000)),
            WhatIf(lowest_amount=Decimal(1_000_000)),
            WhatIf(lowest_amount=Decimal("0.01")),
            WhatIf(amount=Decimal(-3180)),
        ],
    )
    def test_the_bounds_themselves_are_fine(self, what_if):
        assert wage_compare.why_not(what_if, table(("3000", "3180"))) is None


class TestWords:
    @pytest.mark.parametrize(
        ("what_if", "said"),
        [
            (WhatIf(rate=Decimal("0.055")), "在该版协商后月工资上普调 5.5%"),
            (WhatIf(Decimal("-0.01"), Decimal(100)),
             "在该版协商后月工资上普降 1%，每人加 100 元"),
            (WhatIf(amount=Decimal("-50.5"), base=Base.BEFORE),
             "在该版协商前月工资上每人减 50.5 元"),
            (WhatIf(lowest_amount=Decimal(3600)),
             "在该版协商后月工资上不普调，低于 3,600 元的岗位补到 3,600 元"),
        ],
    )  # fmt: skip
    def test_a_trial_says_what_it_is(self, what_if, said):
        assert what_if.words() == said
