"""Is a number that shows as another number told from one that shows as it is?"""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import xlsxwriter

from bargaining import errors
from bargaining.readers import sheet_looks, sheets, wage_tables
from tests.readers import old_workbooks
from tests.readers.workbooks import changed, ods, ods_row, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def shown(code: str, value: float = 0.54) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        look = book.add_format({"num_format": code})
        sheet = book.add_worksheet()
        for row, cells in enumerate((("岗位", "月工资", "涨幅"), ("保洁", value, 0.05))):
            sheet.write_row(row, 0, cells, look)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("number", "code", "look"),
    [
        (0, "General", None),
        (2, "", None),
        (9, "", "percent"),
        (10, "", "percent"),
        (164, "0.0%", "percent"),
        (164, '0.00"‰"', "percent"),
        (164, '0.00"万元"', "scaled"),
        (164, "0.00千元", "scaled"),
        (164, '0!.0,"万"', None),
        (164, '0.00,"千元"', None),
        (164, '#,##0.00"元"', None),
        (164, "[$¥-804]#,##0.00", None),
        (164, '"￥"#,##0', None),
        (164, "[$-804]0.00", None),
        (164, "[$$-409]#,##0", "foreign"),
        (164, '"$"#,##0', "foreign"),
        (164, "[$€-2] 0", "foreign"),
        (164, "[$¥-411]0", "foreign"),
        (164, '0"美元"', "foreign"),
    ],
)
def test_a_format_says_what_it_makes_of_a_number(number, code, look):
    assert sheet_looks.look_of(number, code) == look


@pytest.mark.parametrize(
    ("code", "words"),
    [("0.0%", "百分数"), ('0.00"万元"', "万元、千元等"), ('"$"#,##0.00', "外币")],
)
def test_an_amount_that_shows_as_another_is_refused(code, words):
    with pytest.raises(errors.Unusable) as refused:
        wage_tables.read_wage_table(shown(code), name="a")

    assert str(refused.value).startswith(f"第 2 行：“月工资”的格子显示为{words}")


@pytest.mark.parametrize("code", ['0"元"', '0!.0,"万"', "#,##0.00"])
def test_one_that_shows_as_it_is_counts(code):
    table = wage_tables.read_wage_table(shown(code, 5400.1), name="a")

    assert table.posts[0].proposed_amount == Decimal("5400.1")


def test_a_share_in_a_column_of_the_users_own_is_the_users_own():
    book = changed(shown("0.0%"), SHEET, '<c r="B2" s="1"><v>0.54</v>', '<c r="B2"><v>3000</v>')

    assert wage_tables.read_wage_table(book, name="a").posts[0].more == (("涨幅", "0.05"),)


def test_shares_of_ods_and_of_old_workbooks_are_told_alike():
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.105" '
        'table:number-columns-repeated="2"><text:p>10.5%</text:p></table:table-cell>'
    )
    number = (Decimal("0.105"), old_workbooks.PERCENT)
    plain = (Decimal("0.1"), old_workbooks.PLAIN)
    cells = {(0, 0): plain, (0, 1): number, (0, 2): (Decimal(2), old_workbooks.PERCENT)}
    formula = (old_workbooks.Formula(Decimal("0.5")), old_workbooks.PERCENT)

    [sheet] = sheets.read_sheets(ods(ods_row("<table:table-cell/>", share)), name="a")
    assert sheet.looks == {(1, 1): "percent", (1, 2): "percent"}
    for numbers in ("number", "rk", "mulrk"):
        book = old_workbooks.OldSheet("表", {**cells, (0, 3): formula}, numbers=numbers)
        [sheet] = sheets.read_sheets(old_workbooks.xls(book), name="a")
        assert sheet.looks == dict.fromkeys([(1, 1), (1, 2), (1, 3)], "percent")


def test_a_sheet_of_mere_values_is_measured_as_one_that_is_walked():
    values = xlsx([["岗位", "月工资"], [], ["保洁", 3000, None, "x"]])
    walked = changed(values, SHEET, "<sheetData>", "<!-- a remark --><sheetData>")

    [one], [other] = (sheets.read_sheets(book, name="a") for book in (values, walked))

    assert one == other
