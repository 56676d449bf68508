"""Is the sweep over many days the count of every single day?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import coverage, trend
from bargaining.rules.coverage import Denominator, Numerator, Question, Stage
from bargaining.rules.trend import Point, Stretch
from tests.rules.test_coverage import MEMBERS, ON

DAY = timedelta(days=1)


class TestDays:
    def test_the_ends_of_the_twelve_months_before(self):
        found = trend.month_ends(date(2026, 3, 2))

        assert found[0] == date(2025, 3, 31)
        assert found[-2:] == [date(2026, 1, 31), date(2026, 2, 28)]
        assert len(found) == 12
        assert found == sorted(found)

    def test_the_last_day_of_a_month_is_not_its_own_end_before(self):
        assert trend.month_ends(date(2026, 3, 31))[-1] == date(2026, 2, 28)

    @pytest.mark.parametrize(
        ("on", "before"),
        [
            (date(2026, 11, 21), date(2025, 11, 21)),
            (date(2024, 2, 29), date(2023, 2, 28)),
            (date(2025, 2, 28), date(2024, 2, 28)),
        ],
    )
    def test_the_same_day_of_the_year_before(self, on, before):
        assert trend.year_before(on) == before

    @given(
        st.lists(st.integers(0, 9), min_size=1, unique=True).map(sorted),
        st.integers(-1, 10),
        st.integers(-1, 10),
    )
    def test_the_bits_are_those_of_the_days_between(self, shifts, first, last):
        days = [ON + shift * DAY for shift in shifts]

        marks = trend.bits(days, ON + first * DAY, ON + last * DAY)

        assert [bool(marks >> number & 1) for number in range(len(days))] == [
            first <= shift <= last for shift in shifts
        ]


@given(
    st.lists(st.tuples(MEMBERS, st.integers(0, 127)), max_size=5),
    st.sampled_from(Denominator),
    st.sampled_from(Numerator),
    st.sampled_from(Stage),
)
def test_every_point_is_the_count_of_its_day(placed, denominator, numerator, stage):
    days = [ON + shift * DAY for shift in range(-3, 4)]
    question = Question(ON, denominator, numerator, stage)

    found = trend.trend([Stretch(*one) for one in placed], days, question)

    for number, day in enumerate(days):
        here = [one for one, marks in placed if marks >> number & 1]
        alone = coverage.standings(here, Question(day, denominator, numerator, stage))
        covered = sum(one.covered for one in alone)
        assert found[number] == Point(day, len(alone), covered)
        assert found[number].rate == coverage.rate(covered, len(alone))
