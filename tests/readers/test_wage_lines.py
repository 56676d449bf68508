"""Is a line of a wage table taken for a post exactly when it is one?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.readers import wage_tables
from tests.readers.workbooks import csv, xlsx

HEADER = ["岗位", "用工形式", "人数", "协商后月工资", "备注"]
ROW = ["保洁", "合同制", 2, 3000, None]


def read(content: bytes):
    return wage_tables.read_wage_table(content, name="工资表.xlsx")


def rows_read(*rows: list, merged=()) -> list[int]:
    return [post.row for post in read(xlsx([HEADER, *rows], merged=merged)).posts]


def refusal(content: bytes) -> str:
    with pytest.raises(errors.Unusable) as refused:
        read(content)
    return str(refused.value)


class TestTotals:
    @pytest.mark.parametrize(
        "words",
        [
            "合计人数",
            "合计金额",
            "累计",
            "本页合计",
            "总人数",
            "总数",
            "平均",
            "平均工资",
            "人均工资",
            "人均（元）",
            "总计29人",
            "共12人",
        ],
    )
    def test_every_sum_and_average_is_none(self, words):
        assert rows_read(ROW, [words, None, 29, 3000, None]) == [2]

    @pytest.mark.parametrize("post", ["总计划师", "平均温度监测员", "共用设备工", "总务", "统计"])
    def test_a_post_that_begins_like_one_is_a_post(self, post):
        assert rows_read([post, None, 1, 3000, None]) == [2]

    def test_a_subtotal_under_a_merged_post_is_told_by_the_words_beside_it(self):
        rows = [ROW, [None, "劳务派遣", 3, 2900, None], [None, "小计", 5, None, None]]

        assert rows_read(*rows, merged=[(1, 0, 3, 0)]) == [2, 3]
        assert rows_read(ROW, ["保洁", "小计：", 5, None, None]) == [2]

    def test_a_remark_that_says_so_is_a_remark(self):
        assert rows_read(["保洁", None, 2, 3000, "小计"]) == [2]


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            "一、后勤岗位",
            "（二）生产岗位",
            "第三部分 管理岗位",
            "部门：后勤部",
            "以下空白",
            "以上工资标准不含加班工资",
            "1、本表所列为月工资；2、另行约定",
            "本表一式三份。",
            "注2：人数以一月为准",
            "企业方代表（签字）：",
            "（盖章）",
            "2026年3月1日",
            "日期：2026-03-01",
        ],
    )
    def test_words_alone_in_a_row_are_none(self, words):
        assert rows_read(ROW, [words, None, None, None, None]) == [2]

    @pytest.mark.parametrize("post", ["负责人", "审核员", "制表员", "一线操作工", "备注员"])
    def test_a_post_without_a_wage_is_still_one(self, post):
        assert rows_read([post, None, None, None, None]) == [2]

    def test_notes_and_signatures_may_stand_in_any_column(self):
        header = ["人数", "协商后月工资", "岗位", "备注"]
        rows = [
            [2, 3000, "保洁", None],
            ["合计", 6000, None, None],
            ["注：以上均为税前", None, None, None],
            ["企业方（签字）：", "职工方（签字）：", None, None],
            ["制表：张三", "审核：李四", date(2026, 3, 1), None],
            [None, "负责人：王五", "日期：2026年3月1日", None],
        ]

        assert len(read(xlsx([header, *rows])).posts) == 1

    def test_words_instead_of_a_wage_are_refused_and_not_passed_over(self):
        assert refusal(xlsx([HEADER, ROW, ["厨师", None, 1, "面议", None]])).startswith("第 3 行")
        assert refusal(xlsx([HEADER, ROW, [None, None, 1, "面议", None]])).startswith("第 3 行")
        assert refusal(xlsx([HEADER, ROW, [None, None, "若干", None, None]])).startswith("第 3 行")

    def test_a_third_row_of_the_header_is_refused(self):
        header = ["岗位", "协商前月工资", "协商后月工资"]
        for third in ([None, "其中：试用期", "转正后"], [None, "试用期满后", None]):
            rows = [header, third, ["保洁", 3000, 3200]]

            assert refusal(xlsx(rows)).startswith("第 2 行：“岗位”是空的")
            merged = refusal(xlsx(rows, merged=[(1, 1, 1, 2)]))
            assert merged.startswith("第 2 行：“协商前月工资”是合并单元格")

    def test_a_row_of_its_own_under_a_merged_post_is_a_post_without_a_wage(self):
        header = ["岗位", "月工资", "工号"]
        rows = [header, ["保洁", 3000, "甲"], [None, None, "乙"], [None, None, None]]

        table = read(xlsx(rows, merged=[(1, 0, 3, 0)]))

        assert [(post.row, post.proposed_amount) for post in table.posts] == [
            (2, Decimal(3000)),
            (3, None),
        ]

    @pytest.mark.parametrize("words", ["同上", "〃", '"'])
    def test_a_post_that_points_upwards_is_refused(self, words):
        assert refusal(xlsx([HEADER, ROW, [words, None, 1, 3000, None]])) == (
            f"第 3 行：岗位填的是“{words}”，请写出岗位名称。"
        )


class TestHeaders:
    def test_a_header_of_two_rows_may_be_written_again(self):
        head = ["岗位,月工资,,备注", ",协商前,协商后,"]
        lines = [*head, "保洁,3000,3200,", *head, "门卫,3000,3300,"]

        assert [post.row for post in read(csv(*lines)).posts] == [3, 6]

    def test_so_may_one_in_other_words_for_the_same_columns(self):
        again = ["工种", "用工性质", "职工人数", "月工资（元）", "备注"]

        assert rows_read(ROW, again, ROW) == [2, 4]

    @pytest.mark.parametrize(
        "again",
        [
            ["岗位", "用工形式", "协商后月工资", "人数", "备注"],
            ["岗位", "用工形式", "人数", "小时工资", "备注"],
            ["岗位", "用工形式", "人数", "协商前月工资", "备注"],
            ["岗位", "用工形式", "人数", "日薪", "备注"],
        ],
    )
    def test_one_of_other_columns_is_refused(self, again):
        message = refusal(xlsx([HEADER, ROW, again, ["配送", None, 3, 30, None]]))

        assert message.startswith("第 3 行：像是又一个表头")

    def test_a_row_of_units_under_the_header_is_none(self):
        assert rows_read([None, None, "人", "元/月", None], ROW) == [3]

    @pytest.mark.parametrize("unit", ["万元", "元/天"])
    def test_one_of_other_units_is_refused(self, unit):
        assert refusal(xlsx([HEADER, [None, None, "人", unit, None], ROW])).startswith("第 2 行")


class TestCommas:
    def test_an_amount_cut_in_two_is_refused(self):
        lines = ("岗位,人数,月工资,备注", "门卫,1,3000,", "保洁,3,5,400,")

        assert refusal(csv(*lines)).startswith("第 3 行：这一行有 5 格，表头只有 4 格")

    def test_so_is_anything_beyond_the_last_title(self):
        assert refusal(csv("岗位,月工资", "保洁,3000,480")).startswith("第 2 行：这一行有 3 格")

    def test_empty_cells_beyond_it_do_no_harm(self):
        assert len(read(csv("岗位,月工资", "保洁,3000,,", "注：以上,均为,税前,工资")).posts) == 1
