"""May anybody above the enterprise find out what somebody earns? Not by subtraction."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import few_posts
from bargaining.rules.few_posts import FEW, OTHERS, PostRow, shown_above

AMOUNTS = ("before", "after")


def row(post, people, before=3000, after=3100, *, form="contract"):
    def exact(value):
        return None if value is None else Decimal(value)

    return PostRow(post, form, people, {"before": exact(before), "after": exact(after)})


def named(shown):
    return [(one.post, one.people) for one in shown]


class TestByExample:
    def test_posts_of_three_people_are_shown_as_they_are(self):
        shown = shown_above([row("服务员", 3), row("厨师", 5, 4000, 4200)])

        assert named(shown) == [("服务员", 3), ("厨师", 5)]
        assert shown[1].amounts == {"before": Decimal("4000.00"), "after": Decimal("4200.00")}
        assert [one.rows for one in shown] == [(0,), (1,)]

    def test_two_small_posts_are_one_line_of_others(self):
        shown = shown_above([row("店长", 1, 8000, 9000), row("会计", 2, 5000, 6000),
                             row("服务员", 9)])  # fmt: skip

        assert named(shown) == [("服务员", 9), (OTHERS, 3)]
        assert shown[1].is_merged
        assert shown[1].posts == 2
        assert shown[1].amounts["before"] == Decimal("6000.00")
        assert shown[1].rows == (0, 1)

    def test_one_small_post_takes_the_smallest_other_with_it(self):
        shown = shown_above([row("店长", 2), row("服务员", 9), row("厨师", 3)])

        assert named(shown) == [("服务员", 9), (OTHERS, 5)]

    def test_two_posts_of_one_person_each_take_a_third(self):
        shown = shown_above([row("店长", 1), row("会计", 1), row("厨师", 4), row("服务员", 9)])

        assert named(shown) == [("服务员", 9), (OTHERS, 6)]

    def test_rows_of_single_workers_of_one_post_are_one_post(self):
        shown = shown_above([row("服务员", 1, 3000 + 30 * n) for n in range(3)])

        assert named(shown) == [("服务员", 3)]
        assert shown[0].amounts["before"] == Decimal("3030.00")
        assert shown[0].rows == (0, 1, 2)

    def test_an_amount_of_one_person_in_a_large_post_is_not_left_alone(self):
        shown = shown_above([row("服务员", 4, None), row("服务员", 1, 5000), row("厨师", 6),
                             row("保洁", 8)])  # fmt: skip

        assert named(shown) == [("保洁", 8), (OTHERS, 11)]

    def test_one_post_that_is_the_whole_table_hides_only_the_amount(self):
        (shown,) = shown_above([row("服务员", 4, None), row("服务员", 1, 5000)])

        assert (shown.post, shown.people, shown.is_merged) == ("服务员", 5, False)
        assert shown.amounts == {"before": None, "after": Decimal("3100.00")}

    def test_a_table_of_two_people_shows_nothing(self):
        assert shown_above([row("店长", 1), row("厨师", 1)]) == ()
        assert shown_above([row("厨师", 2)]) == ()
        assert shown_above([]) == ()

    def test_a_post_that_bears_the_name_of_the_others_is_still_a_post(self):
        (shown,) = shown_above([row(OTHERS, 3)])

        assert not shown.is_merged

    def test_one_post_in_two_forms_is_two_lines(self):
        shown = shown_above([row("服务员", 3), row("服务员", 4, form="part_time")])

        assert [(one.form, one.people) for one in shown] == [("contract", 3), ("part_time", 4)]

    def test_a_total_over_two_people_is_not_told_and_over_three_it_is(self):
        rows = [row("厨师", 2), row("服务员", 9, None)]

        assert not few_posts.may_be_totalled(rows, "before")
        assert few_posts.may_be_totalled([*rows, row("保洁", 1)], "before")


PEOPLE = st.sampled_from([1, 1, 2, 2, 3, 3, 4, 5, 20])
WAGE = st.one_of(st.none(), st.integers(2000, 20_000))
ROWS = st.lists(
    st.builds(
        row, st.sampled_from("甲乙丙丁戊己"), PEOPLE, WAGE, WAGE,
        form=st.sampled_from(["contract", "part_time"]),
    ),
    max_size=10,
)  # fmt: skip


def behind(rows, name):
    return sum(one.people for one in rows if one.amounts[name] is not None)


class TestNobodyIsFoundOut:
    @given(rows=ROWS)
    def test_no_line_and_no_amount_is_of_fewer_than_three_people(self, rows):
        for line in shown_above(rows):
            inside = [rows[place] for place in line.rows]
            assert line.people == sum(one.people for one in inside) >= FEW
            for name in AMOUNTS:
                assert (line.amounts[name] is None) == (behind(inside, name) < FEW)

    @given(rows=ROWS)
    def test_what_is_left_of_the_table_is_nobody_or_two_posts_and_three_people(self, rows):
        shown = shown_above(rows)
        single = {place for line in shown if not line.is_merged for place in line.rows}
        left = [one for place, one in enumerate(rows) if place not in single]

        if shown and left:
            assert len({(one.post, one.form) for one in left}) >= 2
            assert sum(one.people for one in left) >= FEW

    @given(rows=ROWS)
    def test_no_amount_of_one_or_two_people_is_left_when_shown_lines_are_subtracted(self, rows):
        shown = shown_above(rows)
        for name in AMOUNTS:
            told = {
                place for line in shown if line.amounts[name] is not None for place in line.rows
            }
            left = behind([one for place, one in enumerate(rows) if place not in told], name)
            if few_posts.may_be_totalled(rows, name) and shown:
                assert left == 0 or left >= FEW

    @given(rows=ROWS)
    def test_every_row_is_in_one_line_unless_the_table_is_too_small(self, rows):
        shown = shown_above(rows)

        places = sorted(place for line in shown for place in line.rows)
        small = sum(one.people for one in rows) < FEW
        assert places == ([] if small else list(range(len(rows))))

    @given(rows=ROWS, data=st.data())
    def test_the_order_of_the_rows_changes_no_line_but_by_ties(self, rows, data):
        turned = data.draw(st.permutations(rows))

        assert sum(one.people for one in shown_above(rows)) == sum(
            one.people for one in shown_above(turned)
        )
