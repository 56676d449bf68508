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


class TestE24:
    """A contract until 2026-12-31: sixty days, three months, and earlier than both."""

    @pytest.mark.parametrize(
        ("on", "said"),
        [
            (date(2026, 9, 29), "早于这两个时间"),
            (date(2026, 9, 30), "集体合同规定允许在期满前三个月内"),
            (date(2026, 10, 15), "集体合同规定允许在期满前三个月内"),
            (date(2026, 10, 31), "集体合同规定允许在期满前三个月内"),
        ],
    )
    def test_e24_earlier_than_sixty_days_is_said_and_never_refused(self, on, said):
        words, basis = renewal.earlier_than_window(UNTIL, on=on)

        assert said in words
        assert "2026年11月1日" in words
        assert "照常办理" in words
        assert [str(one) for one in basis][0] == "《工资集体协商试行办法》第24条"

    @pytest.mark.parametrize("on", [date(2026, 11, 1), date(2026, 12, 30), date(2026, 12, 31)])
    def test_e24_within_them_nothing_is(self, on):
        assert renewal.earlier_than_window(UNTIL, on=on) is None

    @given(st.dates(date(2001, 1, 1), date(2090, 12, 31)), st.integers(0, 1))
    def test_the_three_months_are_counted_by_the_calendar(self, until, before):
        """民法典 第202条: the same day of the month, the last where it is not in it."""
        month = (until.month - 4) % 12 + 1
        year = until.year - (until.month <= 3)
        first = next(
            date(year, month, day)
            for day in range(until.day, 0, -1)
            if day <= (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        )
        words, _basis = renewal.earlier_than_window(until, on=first - before * timedelta(days=1))

        assert ("早于这两个时间" in words) is bool(before)
