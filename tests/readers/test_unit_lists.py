"""A signed list as it is typed, pasted or uploaded."""

from __future__ import annotations

import pytest

from bargaining.errors import Unusable
from bargaining.readers import unit_lists
from bargaining.readers.unit_lists import Unit
from tests import register_files

CODE = register_files.code(1)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("北京示例餐饮有限公司", Unit(1, "北京示例餐饮有限公司")),
        ("北京示例餐饮有限公司 36", Unit(1, "北京示例餐饮有限公司", 36)),
        ("北京示例餐饮有限公司，36人", Unit(1, "北京示例餐饮有限公司", 36)),
        ("北京示例餐饮(海淀)有限公司\t0", Unit(1, "北京示例餐饮（海淀）有限公司", 0)),
        (CODE.lower(), Unit(1, CODE)),
        (f"{CODE} 北京示例餐饮有限公司 12", Unit(1, CODE, 12)),
        ("示例公司007", Unit(1, "示例公司007")),
    ],
)
def test_a_line_names_a_unit_and_its_head_count(typed, unit):
    assert unit_lists.read_lines(typed) == (unit,)


def test_empty_lines_count_as_lines_and_name_nobody():
    assert unit_lists.read_lines("\n甲公司\n\n乙公司 3\n") == (
        Unit(2, "甲公司"), Unit(4, "乙公司", 3),
    )  # fmt: skip


def test_a_code_is_told_from_a_name():
    coded, named = unit_lists.read_lines(f"{CODE}\n甲公司")

    assert (coded.code, named.code) == (CODE, None)


def test_a_sheet_is_read_by_code_or_name():
    content = register_files.register_csv(
        {"统一社会信用代码": CODE, "单位名称": "甲公司", "覆盖职工数": "36"},
        {"统一社会信用代码": "", "单位名称": "乙公司", "覆盖职工数": ""},
    )

    assert unit_lists.read_file(content, name="名册.csv") == (
        Unit(2, CODE, 36), Unit(3, "乙公司"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "row", [{"甲": "1", "乙": "2"}, {"单位名称": "甲公司", "覆盖职工数": "三十六"}]
)
def test_a_sheet_that_is_no_list_is_refused(row):
    with pytest.raises(Unusable):
        unit_lists.read_file(register_files.register_csv(row), name="名册.csv")


def test_more_units_than_a_page_can_hold_are_sent_to_the_import(monkeypatch):
    monkeypatch.setattr(unit_lists, "MOST", 2)
    assert len(unit_lists.read_lines("甲\n乙")) == 2
    with pytest.raises(Unusable):
        unit_lists.read_lines("甲\n乙\n丙")
