"""Does the prospect over a term name the first day each post sinks, known before projected?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_prospect import prospect
from tests.rules.wage_figures import beijing, post, term


def seen(*posts, first="2025-01-01", last="2027-12-31"):
    held = [
        (each, None if each.proposed_amount is None else each.proposed_amount) for each in posts
    ]
    return prospect(held, law=beijing(), term=term(first, last))


def test_known_steps_come_first_and_projected_ones_are_marked():
    found = seen(post(proposed_amount="2450"))

    assert [(each.on, each.amount, each.projected) for each in found.steps] == [
        (date(2025, 1, 1), Decimal(2420), False),
        (date(2025, 9, 1), Decimal(2540), False),
        (date(2027, 9, 1), Decimal(2660), True),
    ]


@pytest.mark.parametrize(
    ("amount", "sinks_on", "projected"),
    [
        ("2419.99", date(2025, 1, 1), False),
        ("2420", date(2025, 9, 1), False),
        ("2540", date(2027, 9, 1), True),
        ("2659.99", date(2027, 9, 1), True),
        ("2660", None, False),
    ],
)
def test_the_first_day_under_any_step_is_named(amount, sinks_on, projected):
    [course] = seen(post(proposed_amount=amount)).lowest

    assert (course.sinks_on, course.projected) == (sinks_on, projected)


def test_the_lowest_three_are_drawn_and_all_that_sink_are_listed_by_day():
    posts = [
        post(row, f"岗位{row}", proposed_amount=amount)
        for row, amount in ((2, "2600"), (3, "2400"), (4, "9000"), (5, "2500"), (6, "2610"))
    ]

    found = seen(*posts)

    assert [each.post.row for each in found.lowest] == [3, 5, 2]
    assert [each.post.row for each in found.sinking] == [3, 5, 2, 6]


@pytest.mark.parametrize(
    "left_out",
    [
        {"form": Form.PART_TIME},
        {"note": "病假"},
        {"attended_days": Decimal(10), "due_days": Decimal(21)},
        {"proposed_amount": None},
    ],
)
def test_only_whole_months_of_normal_work_are_compared(left_out):
    found = seen(post(**{"proposed_amount": "1000", **left_out}))

    assert found.lowest == ()
    assert found.sinking == ()


def test_a_term_without_recorded_law_is_missing_law():
    with pytest.raises(errors.LawMissing):
        seen(post(proposed_amount="1000"), first="2020-01-01", last="2020-12-31")


def test_the_steps_end_with_the_term():
    found = seen(post(proposed_amount="2600"), first="2026-01-01", last="2026-12-31")

    assert [each.on for each in found.steps] == [date(2026, 1, 1)]
    assert found.projection is None
