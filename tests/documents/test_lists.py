"""Lists that leave the system: every text a text, every number exact."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bargaining.documents import lists


def read(content):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def test_a_list_has_its_columns_above_its_rows():
    content = lists.write_list("企业", ["名称", "人数"], [["甲公司", 12], ["乙公司", None]])

    assert read(content) == [["名称", "人数"], ["甲公司", 12.0], ["乙公司", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@SUM(A1)", "http://example.cn", "001"])
def test_a_text_stays_a_text_whatever_it_begins_with(text):
    assert read(lists.write_list("表", ["值"], [[text]]))[1] == [text]


def test_a_day_is_written_as_it_is_said():
    assert read(lists.write_list("表", ["日"], [[date(2026, 10, 8)]]))[1] == ["2026-10-08"]


@settings(max_examples=20, deadline=None)
@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_is_exact_or_a_text(amount):
    (found,) = read(lists.write_list("表", ["金额"], [[amount]]))[1]

    assert Decimal(str(found)).quantize(Decimal("0.01")) == amount


def test_a_list_without_rows_is_a_table_to_fill_in():
    assert read(lists.write_list("空白", ["甲", "乙"], [])) == [["甲", "乙"]]
