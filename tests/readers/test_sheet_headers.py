"""Is the header found by its names, wherever it stands and however it is written?"""

from __future__ import annotations

import pytest

from bargaining import errors
from bargaining.readers import sheet_headers, sheets
from tests.readers.workbooks import xlsx


class TestHeaders:
    NAMES = {
        "post": ("岗位", "岗位（工种）"),
        "before": ("协商前月工资",),
        "after": ("协商后月工资", "月工资"),
    }

    def find(self, *rows, merged=()):
        sheet = sheets.read_sheet(xlsx(list(rows), merged=merged), name="a")
        return sheet_headers.find_header(sheet, names=self.NAMES, required=("post",))

    def test_it_is_found_by_its_names_in_any_order_within_ten_rows(self):
        header = self.find(*([["标题"]] * 9), ["月工资（元）", "备注", " 岗 位\n（工种）"])

        assert header.columns == {"after": 0, "post": 2}
        assert (header.first_row, header.last_row) == (10, 10)

    def test_beyond_ten_rows_nobody_looks(self):
        assert self.find(*([["标题"]] * 10), ["岗位", "月工资"]) is None

    @pytest.mark.parametrize("upper", [("协商前", "协商后"), ("月工资", None)])
    def test_group_heads_over_it_are_joined(self, upper):
        lower = ("月工资", "月工资") if upper[1] else ("协商前", "协商后")
        merged = [(0, 0, 1, 0)] if upper[1] else [(0, 0, 1, 0), (0, 1, 0, 2)]

        header = self.find(["岗位", *upper], [None, *lower], ["保洁", 1, 2], merged=merged)

        assert header.columns == {"post": 0, "before": 1, "after": 2}
        assert header.last_row == 2

    def test_a_header_merged_over_two_rows_ends_below_both(self):
        header = self.find(["岗位", "月工资"], [], ["保洁", 1], merged=[(0, 0, 1, 0), (0, 1, 1, 1)])

        assert header.last_row == 2

    def test_a_column_there_twice_is_told(self):
        header = self.find(["岗位", "月工资", "协商后月工资"])

        assert (header.columns["after"], header.doubled) == (2, {"after": (1,)})

    def test_two_sheets_with_the_table_are_refused_by_name(self):
        both = sheets.read_sheets(xlsx([["岗位"]], [["岗位"]]), name="a")

        with pytest.raises(errors.Unusable, match="“表1”“表2”"):
            sheet_headers.find_table(both, names=self.NAMES, required=("post",), wanted="需要岗位")
