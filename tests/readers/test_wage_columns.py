"""Is the header of a wage table understood, and refused where a column could mean two things?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.readers import wage_tables
from bargaining.rules.wage_posts import BonusSpan
from tests.readers.workbooks import csv, xlsx

HEADER = ["岗位", "人数", "协商后月工资", "个人社保"]
ROW = ["保洁", 2, 3000, 0]


def read(content: bytes):
    return wage_tables.read_wage_table(content, name="工资表.xlsx")


def refusal(content: bytes) -> str:
    with pytest.raises(errors.Unusable) as refused:
        read(content)
    return str(refused.value)


class TestUnits:
    @pytest.mark.parametrize(
        "title",
        [
            "月工资（万元）",
            "月工资(千元)",
            "月工资万元",
            "月工资/千元",
            "月工资（单位：百元）",
            "月工资（美元）",
            "月工资（万元/年）",
            "月工资[万元]",
        ],
    )
    def test_a_column_in_another_unit_is_refused_and_not_passed_over(self, title):
        message = refusal(xlsx([["岗位", title], ["保洁", 0.3]]))

        assert message.startswith("第 1 行：“月工资")
        assert "单位系统不作换算" in message

    def test_so_is_one_that_is_not_needed(self):
        assert "“个人社保(千元)”" in refusal(csv("岗位,月工资,个人社保（千元）", "保洁,3000,0.5"))

    def test_a_share_in_the_title_is_no_amount(self):
        assert "“个人社保(%)”" in refusal(csv("岗位,月工资,个人社保（%）", "保洁,3000,10.5"))

    def test_a_unit_over_a_column_of_the_users_own_is_the_users_own(self):
        assert len(read(csv("岗位,月工资,年产值（万元）", "保洁,3000,500")).posts) == 1

    @pytest.mark.parametrize(
        ("titles", "wanted"),
        [
            ("月工资（元/年）", "元或元/月"),
            ("月工资（元/天）", "元或元/月"),
            ("月工资,个人社保（元/人/年）", "元或元/月"),
            ("小时工资（元/月）", "元或元/小时"),
            ("月工资,年终奖等非按月发放（元/天）", "元、元/月或元/年"),
        ],
    )
    def test_a_span_that_is_not_the_columns_is_refused(self, titles, wanted):
        message = refusal(csv(f"岗位,{titles}", "保洁,3000,400"))

        assert f"的单位应是{wanted}，系统不作换算" in message

    @pytest.mark.parametrize(
        "title",
        ["月工资（元/人/月）", "月工资（元/月/人）", "月工资(元/人·月)", "月工资（人民币元）"],
    )
    def test_a_month_of_a_person_is_a_month(self, title):
        assert read(csv(f"岗位,{title}", "保洁,3000")).posts[0].proposed_amount == Decimal(3000)

    @pytest.mark.parametrize(
        "words",
        [
            "单位：万元",
            "（单位：千元）",
            "金额单位为万元",
            "2026年工资表（万元）",
            "单位：美元",
            "万元",
            "单位：元/年",
            "（单位：元/人/年）",
        ],
    )
    def test_a_line_above_the_table_may_not_change_the_unit(self, words):
        assert refusal(xlsx([[words], HEADER, ROW])).startswith("第 1 行：")

    @pytest.mark.parametrize("words", ["单位：万元", "注：金额单位为千元", "单位：元/年"])
    def test_nor_may_one_below_it(self, words):
        assert refusal(xlsx([HEADER, ROW, [], [words]])).startswith("第 4 行：")

    @pytest.mark.parametrize(
        "words",
        [
            "单位：元",
            "单位：元/月",
            "（单位：元、人）",
            "单位：北京万元百货有限公司",
            "注册资本：500万元",
            "填报单位：千元坊",
            "年产值3亿元的企业适用",
        ],
    )
    def test_other_lines_change_nothing(self, words):
        assert len(read(xlsx([[words], HEADER, ROW])).posts) == 1

    def test_the_head_of_a_group_may_not_change_it_either(self):
        rows = [
            ["岗位", "工资（万元）", None],
            [None, "协商前月工资", "协商后月工资"],
            ["保洁", 1, 2],
        ]

        assert "的单位不是元" in refusal(xlsx(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2)]))

    @pytest.mark.parametrize(
        ("header", "written"),
        [
            ("岗位,月工资", "26元/小时"),
            ("岗位,月工资", "200元/天"),
            ("岗位,小时工资", "2540元/月"),
        ],
    )
    def test_nor_may_a_cell(self, header, written):
        message = refusal(csv(header, f"保洁,{written}"))

        assert message.startswith(f"第 2 行：“{header[3:]}”填的是“{written}”，单位与列名不符")


class TestGroups:
    def test_a_head_that_is_not_merged_stands_over_the_titles_to_its_right(self):
        table = read(csv("岗位,人数,月工资,,备注", ",,协商前,协商后,", "保洁,2,3000,3200,"))

        assert (table.posts[0].before_amount, table.posts[0].proposed_amount) == (3000, 3200)
        assert table.columns == {"post", "people", "before_amount", "proposed_amount", "note"}

    def test_a_merged_head_ends_where_its_cell_ends(self):
        rows = [
            ["岗位", "协商前", None, None],
            [None, "月工资", "工龄", "月工资"],
            ["保洁", 1, 2, 3],
        ]
        table = read(xlsx(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2)]))

        assert (table.posts[0].before_amount, table.posts[0].proposed_amount) == (1, 3)

    def test_a_head_names_no_column_where_its_titles_are_not_understood(self):
        rows = [["岗位", "月工资", None], [None, "调整前", "调整后"], ["保洁", 3000, 3200]]

        refused = refusal(xlsx(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2)]))

        assert refused.startswith("第 3 行：表头“月工资”横跨几列")

    def test_a_single_title_under_a_head_decides_with_it(self):
        rows = [["岗位", "月工资", "小时工资"], [None, "协商前", None], ["保洁", 3000, 30]]

        table = read(xlsx(rows, merged=[(0, 0, 1, 0), (0, 2, 1, 2)]))

        assert table.posts[0].before_amount == Decimal(3000)
        assert "proposed_amount" not in table.columns

    def test_people_split_by_words_nobody_knows_are_not_taken_for_one(self):
        rows = [[None, "人数", None, None], ["岗位", "男", "女", "月工资"], ["保洁", 3, 4, 3000]]

        for content in (
            xlsx(rows, merged=[(0, 1, 0, 2)]),
            csv(",人数,,", "岗位,男,女,月工资", "保洁,3,4,3000"),
        ):
            assert "“人数”下面的“男”系统不认识" in refusal(content)

    def test_a_part_of_the_wage_before_is_none_of_the_wage_after(self):
        rows = [
            ["岗位", "协商前", None, "协商后"],
            [None, "月工资", "个人社保", "月工资"],
            ["保洁", 3000, 700, 3200],
        ]

        refused = refusal(xlsx(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2)]))

        assert "“协商前”下面的“个人社保”是协商前的" in refused

    def test_a_bonus_beside_a_head_that_is_not_merged_is_not_known_to_be_a_part(self):
        table = read(csv("岗位,月工资,其中,", ",,加班工资,年终奖等非按月发放", "保洁,3000,0,300"))

        assert table.posts[0].bonus_span is None

    def test_a_bonus_right_under_it_is(self):
        table = read(csv("岗位,月工资,其中", ",,年终奖等非按月发放", "保洁,3000,300"))

        assert table.posts[0].bonus_span is BonusSpan.MONTH

    def test_a_title_over_a_column_of_the_users_own_may_stand_in_the_upper_row(self):
        table = read(csv("部门,涨幅,,工龄", ",,岗位,月工资", "后勤,5%,保洁,3000"))

        assert table.posts[0].more == (("部门", "后勤"), ("涨幅", "5%"))


class TestWideTitles:
    ROWS = (["岗位", "人数", "月工资", None], ["保洁", 2, 3000, 3200])

    def test_a_title_over_two_columns_of_numbers_is_refused(self):
        assert refusal(xlsx(list(self.ROWS), merged=[(0, 2, 0, 3)])).startswith(
            "第 2 行：表头“月工资”横跨几列"
        )

    def test_one_that_is_only_wide_does_no_harm(self):
        rows = [["岗位", None, "月工资"], ["保洁", None, 3000]]

        for merged in ([(0, 0, 0, 1)], [(0, 0, 0, 1), (1, 0, 1, 1)]):
            assert read(xlsx(rows, merged=merged)).posts[0].post == "保洁"

    def test_a_wide_note_keeps_its_first_column(self):
        rows = [["岗位", "月工资", "备注", None], ["保洁", 3000, "夜班", "见附件"]]

        assert read(xlsx(rows, merged=[(0, 2, 0, 3)])).posts[0].note == "夜班"


class TestSeveral:
    def test_all_notes_are_kept(self):
        table = read(csv("岗位,月工资,备注,备注", "学徒,3000,夜班,试用期", "保洁,3000,,农民工"))

        assert [post.note for post in table.posts] == ["夜班；试用期", "农民工"]

    def test_two_forms_of_employment_are_refused(self):
        lines = ("岗位,月工资,用工形式,用工性质", "保洁,3000,合同制,非全日制")

        assert "“用工形式”“用工性质”几列说的是同一件事" in refusal(csv(*lines))

    def test_a_header_above_the_one_that_was_found_is_refused(self):
        rows = [["岗位", "工资"], ["保洁", 3000], ["岗位", "月工资"], ["门卫", 3100]]

        assert refusal(xlsx(rows)).startswith("第 1 行：像是表头，但列名不如第 3 行的完整")

    def test_a_sheet_of_explanations_is_none_of_two_tables(self):
        explained = [["填表说明"], ["岗位一列请填岗位名称"]]

        assert len(read(xlsx(explained, [HEADER, ROW])).posts) == 1
