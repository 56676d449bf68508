"""When the next round may begin, and which year it belongs to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import renewal

UNTIL = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("days", "may"), [(61, False), (60, True), (59, True), (0, True), (-1, True)]
)
def test_a_new_round_may_be_asked_for_within_sixty_days_of_the_end(days, may):
    assert renewal.may_begin(UNTIL, on=UNTIL - timedelta(days=days)) is may


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(2000, 2090))
def test_the_next_year_is_that_of_the_day_after_and_never_one_taken(until, last_year):
    year = renewal.year_after(until, last_year=last_year)

    assert year > last_year
    assert year >= (until + timedelta(days=1)).year
    assert year in (last_year + 1, (until + timedelta(days=1)).year)


def test_a_contract_until_the_last_of_december_is_followed_by_the_coming_year():
    assert renewal.year_after(UNTIL) == 2027
    assert renewal.year_after(UNTIL - timedelta(days=1)) == 2026
