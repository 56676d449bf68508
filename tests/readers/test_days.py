"""Days as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.readers import days

FORMS = (
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y年%m月%d日}",
    "{0:%Y%m%d}",
    "{0.year}/{0.month}/{0.day}",
    " {0.year}年 {0.month}月{0.day}日 ",
    "{0:%Y-%m-%d} 00:00:00",
)


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_in_every_form(day, form):
    assert days.day(form.format(day)) == day


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_a_real_date_and_a_packed_number_are_days(day):
    assert days.day(day) == day
    assert days.day(Decimal(f"{day:%Y%m%d}")) == day


@pytest.mark.parametrize("cell", [None, "", " ", "—", "无", "待补"])
def test_nothing_said_is_no_day(cell):
    assert days.day(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026-06", "不是日期"),
        ("2026-06/20", "不是日期"),
        ("20日", "不是日期"),
        (True, "不是日期"),
        (Decimal(46193), "不是日期"),
        ("2026-02-29", "没有这一天"),
        ("2026-00-10", "没有这一天"),
        ("20261301", "没有这一天"),
        ("1948-12-31", "年份应在"),
        (date(2101, 1, 1), "年份应在"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(cell, reason):
    with pytest.raises(ValueError, match=reason):
        days.day(cell)
