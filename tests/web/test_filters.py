"""Days, money and rates as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.web import filters


class TestDay:
    def test_a_day_is_written_with_its_weekday(self):
        assert filters.day(date(2026, 10, 8)) == "2026年10月8日（周四）"

    def test_a_sunday_is_written_as_zhou_ri(self):
        assert filters.day(date(2026, 10, 4)) == "2026年10月4日（周日）"

    def test_a_day_without_weekday_has_no_leading_zeros(self):
        assert filters.plain_day(date(2026, 1, 2)) == "2026年1月2日"

    def test_the_short_day_has_leading_zeros_and_no_year(self):
        assert filters.short_day(date(2026, 1, 2)) == "01-02"

    def test_a_missing_day_is_a_dash_everywhere(self):
        assert filters.day(None) == filters.plain_day(None) == filters.short_day(None) == "—"

    @pytest.mark.parametrize("write", [filters.day, filters.plain_day, filters.short_day])
    def test_a_moment_is_written_as_its_legal_day_not_its_utc_day(self, write):
        before_midnight = datetime(2026, 10, 7, 15, 59, 59, tzinfo=UTC)

        assert write(before_midnight) == write(date(2026, 10, 7))
        assert write(before_midnight + timedelta(seconds=1)) == write(date(2026, 10, 8))

    @pytest.mark.parametrize("write", [filters.day, filters.short_day, filters.moment])
    def test_a_moment_without_its_zone_is_refused(self, write):
        with pytest.raises(TypeError):
            write(datetime(2026, 10, 8, 14, 5))  # noqa: DTZ001 -- what must be refused

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def test_the_day_after_has_the_next_weekday(self, on):
        week = "一二三四五六日一"

        today, tomorrow = (filters.day(each)[-2] for each in (on, on + timedelta(days=1)))

        assert week[week.index(today) + 1] == tomorrow


class TestMoment:
    def test_a_moment_is_written_on_the_legal_clock(self):
        assert filters.moment(datetime(2026, 10, 8, 6, 5, tzinfo=UTC)) == "2026年10月8日 14:05"

    def test_a_short_moment_names_its_year_only_where_it_is_another(self):
        at, on = datetime(2026, 10, 8, 6, 5, tzinfo=UTC), date(2026, 11, 1)

        assert filters.short_moment(at, on=on) == "10-08 14:05"
        assert filters.short_moment(at, on=date(2027, 1, 1)) == "2026-10-08 14:05"
        assert filters.short_moment(None, on=on) == "—"

    def test_a_missing_moment_is_a_dash(self):
        assert filters.moment(None) == "—"


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            (Decimal(2540), "2,540.00 元"),
            (Decimal("1234567.895"), "1,234,567.90 元"),
            (Decimal("999.994"), "999.99 元"),
            (Decimal("999.995"), "1,000.00 元"),
            (Decimal("0.005"), "0.01 元"),
            (Decimal("-0.004"), "0.00 元"),
            (Decimal("-12.5"), "-12.50 元"),
            (0, "0.00 元"),
        ],
    )
    def test_money_has_separators_cents_and_unit(self, amount, written):
        assert filters.money(amount) == written

    def test_missing_money_is_a_dash_and_no_zero(self):
        assert filters.money(None) == "—"

    @pytest.mark.parametrize("amount", [2540.0, "2540", True])
    def test_what_is_not_exact_is_refused(self, amount):
        with pytest.raises(TypeError):
            filters.money(amount)

    @given(st.integers(-(10**12), 10**12))
    def test_every_whole_cent_is_written_as_it_is(self, cents):
        written = filters.money(Decimal(cents) / 100)

        assert Decimal(written.removesuffix(" 元").replace(",", "")) == Decimal(cents) / 100


class TestRate:
    @pytest.mark.parametrize(
        ("fraction", "written"),
        [
            (Decimal(50) / Decimal(66), "75.8 %"),
            (Decimal("0.7984"), "79.8 %"),
            (Decimal("0.7985"), "79.9 %"),
            (Decimal("-0.0004"), "0.0 %"),
            (Decimal("-0.0005"), "-0.1 %"),
            (1, "100.0 %"),
            (0, "0.0 %"),
        ],
    )
    def test_a_rate_is_a_percentage_with_one_place(self, fraction, written):
        assert filters.rate(fraction) == written

    def test_a_missing_rate_is_a_dash(self):
        assert filters.rate(None) == "—"

    @pytest.mark.parametrize("fraction", [0.758, "0.758", True])
    def test_what_is_not_exact_is_refused(self, fraction):
        with pytest.raises(TypeError):
            filters.rate(fraction)

    @given(st.integers(-2000, 2000), st.sampled_from([Decimal("-0.00001"), Decimal(0)]))
    def test_the_half_goes_away_from_nothing_and_less_than_half_does_not(self, tenths, under):
        half = Decimal(abs(tenths)) / 1000 + Decimal("0.0005")

        written = Decimal(filters.rate(half + under).removesuffix(" %").replace(",", ""))

        assert written == (Decimal(abs(tenths)) + (0 if under else 1)) / 10


class TestCount:
    def test_a_count_has_separators(self):
        assert filters.count(31583) == "31,583"

    def test_a_missing_count_is_a_dash(self):
        assert filters.count(None) == "—"

    @pytest.mark.parametrize("value", [Decimal(3), 3.0, True])
    def test_what_is_no_whole_number_is_refused(self, value):
        with pytest.raises(TypeError):
            filters.count(value)


def test_every_filter_of_the_pages_has_a_name_and_answers_nothing_with_a_dash():
    names = {"day", "plain_day", "short_day", "moment", "money", "rate", "count_of"}

    assert set(filters.FILTERS) == names
    assert {write(None) for write in filters.FILTERS.values()} == {"—"}
