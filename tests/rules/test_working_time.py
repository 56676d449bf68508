"""Do the shipped figures give the working time the notices give, each from its day?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.readers import seeds
from bargaining.rules.wage_law import wage_law
from bargaining.rules.working_time import idle_basis, overtime_base_basis, overtime_basis


@pytest.fixture(scope="module")
def book():
    return seeds.load_law_book()


@pytest.mark.parametrize("place", ["110000", "110105"])
@pytest.mark.parametrize(
    ("on", "hours", "paid_hours"),
    [
        (date(2008, 1, 2), "167.36", "167.36"),
        (date(2008, 1, 3), "166.64", "174"),
        (date(2024, 12, 31), "166.64", "174"),
        (date(2025, 1, 1), "165.36", "174"),
        (date(2026, 11, 21), "165.36", "174"),
    ],
)
def test_a_months_hours_are_those_of_the_notice_in_force(book, place, on, hours, paid_hours):
    month = wage_law(book, place=place).working_time.month_on(on)

    assert (month.standard_hours, month.paid_hours) == (Decimal(hours), Decimal(paid_hours))
    assert (month.overtime_rate, month.overtime_limit_hours) == (Decimal("1.5"), Decimal(36))
    assert month.days.source.document_number.startswith(("劳社部发", "人社部发"))


def test_before_the_first_recorded_notice_nothing_is_said(book):
    time = wage_law(book, place="110000").working_time

    assert time.month_on(date(2000, 3, 16)) is None
    assert time.paid_days_on(date(2000, 3, 16)) is None


def test_beijing_has_articles_of_its_own():
    assert str(overtime_basis("110105")) == "《北京市工资支付规定》第14条"
    assert str(overtime_basis("110105", averaged=True)) == "《北京市工资支付规定》第16条"
    assert str(overtime_basis("110105", piecework=True)) == "《北京市工资支付规定》第15条"
    assert str(overtime_basis("310000", averaged=True)) == "《工资支付暂行规定》第13条"
    assert overtime_base_basis("310000") == ()
    assert str(idle_basis("310000")) == "《工资支付暂行规定》第12条"
