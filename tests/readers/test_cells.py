"""Is a cell read as its writer meant it, to the cent?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.readers import cells, sheets
from tests.readers.workbooks import xlsx


class TestCells:
    @pytest.mark.parametrize(
        ("written", "amount"),
        [
            ("5,400", "5400.00"),
            ("５，４００", "5400.00"),
            ("5，400元", "5400.00"),
            (" 4 800 ", "4800.00"),
            ("￥2,999.50", "2999.50"),
            ("¥ 2999.5", "2999.50"),
            ("２５４０元/月", "2540.00"),
            ("1,234,567.89", "1234567.89"),
            ("-5", "-5.00"),
            ("0", "0.00"),
            ("2539.995", "2540.00"),
            ("2539.994", "2539.99"),
            (Decimal("2539.995"), "2540.00"),
            (Decimal("5400"), "5400.00"),
        ],
    )
    def test_money_is_read_as_people_write_it(self, written, amount):
        assert str(cells.money(written)) == amount

    @pytest.mark.parametrize("written", [None, "", "  ", "\u3000", "-", "—", "——", "/", "无"])
    def test_nothing_is_not_nought(self, written):
        assert cells.money(written) is None

    @pytest.mark.parametrize(
        "written",
        ["约5000", "1,2345", "12 34", "5.2万", "1e4", "五千", "5..0", True, date(2026, 1, 1)],
    )
    def test_what_is_no_number_is_refused(self, written):
        with pytest.raises(ValueError, match="不是数字"):
            cells.money(written)

    @pytest.mark.parametrize(
        ("written", "people"), [("１２", 12), ("12人", 12), (Decimal(3), 3), ("0", 0)]
    )
    def test_people_are_counted(self, written, people):
        assert cells.count(written) == people

    @pytest.mark.parametrize(
        ("written", "reason"),
        [
            ("-1", "负数"),
            ("1.5", "整数"),
            ("两人", "不是数字"),
            ("9" * 12, "过大"),
            ("1" + "0" * 9, "过大"),
        ],
    )
    def test_people_are_whole_and_not_negative(self, written, reason):
        with pytest.raises(ValueError, match=reason):
            cells.count(written)

    @given(st.decimals(0, 9_999_999, places=2))
    def test_an_amount_survives_every_way_of_writing_it(self, amount):
        full_width = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

        for written in (f"{amount:,}", f"￥{amount:,} 元", f"{amount:,}".translate(full_width)):
            assert cells.money(written) == amount

    @settings(deadline=None, max_examples=50)  # a whole workbook is made for each
    @given(st.decimals(0, 99_999, places=2))
    def test_no_cent_is_lost_between_the_sheet_and_the_amount(self, amount):
        content = xlsx([[float(amount), "x"]])

        assert cells.money(sheets.read_sheet(content, name="a").at(1, 0)) == amount


class TestMeasures:
    @pytest.mark.parametrize(
        ("read", "written", "number"),
        [
            (cells.days, "21.5", "21.5"),
            (cells.days, "２２天", "22"),
            (cells.days, "21.75 天", "21.75"),
            (cells.days, Decimal(31), "31"),
            (cells.days, Decimal("0.5"), "0.5"),
            (cells.days, "22个工作日", "22"),
            (cells.hours, "176小时", "176"),
            (cells.hours, "165.36", "165.36"),
            (cells.hours, "744h", "744"),
            (cells.price, "0.3525元/件", "0.3525"),
            (cells.price, "￥1.20", "1.2"),
            (cells.price, "12元", "12"),
            (cells.price, Decimal("0.35000000000000003"), "0.35"),
            (cells.quota, "1,000 件/天", "1000"),
            (cells.quota, "300件", "300"),
            (cells.quota, "2.5吨/日", "2.5"),
            (cells.quota, "0", "0"),
        ],
    )
    def test_they_are_read_with_their_unit_and_not_rounded(self, read, written, number):
        assert str(read(written)) == number

    @pytest.mark.parametrize("read", [cells.days, cells.hours, cells.price, cells.quota])
    @pytest.mark.parametrize("written", [None, "", "-", "无"])
    def test_nothing_is_not_nought(self, read, written):
        assert read(written) is None

    @pytest.mark.parametrize(
        ("read", "written", "reason"),
        [
            (cells.days, "31.01", "不能大于 31"),
            (cells.days, "-1", "不能是负数"),
            (cells.days, "21.755", "最多 2 位小数"),
            (cells.days, "全勤", "不是数字"),
            (cells.days, date(2026, 1, 21), "不是数字"),
            (cells.hours, "744.5", "不能大于 744"),
            (cells.hours, "八小时", "不是数字"),
            (cells.price, "0.12345", "最多 4 位小数"),
            (cells.price, "1元起", "不是数字"),
            (cells.price, "-0.1", "不能是负数"),
            (cells.quota, "若干件", "不是数字"),
            (cells.quota, "300-400", "不是数字"),
        ],
    )
    def test_what_is_not_understood_is_refused_with_its_reason(self, read, written, reason):
        with pytest.raises(ValueError, match=reason):
            read(written)
