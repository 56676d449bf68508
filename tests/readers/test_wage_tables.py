"""Is a wage table read into its posts, and refused with the row where it cannot be?"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bargaining import errors
from bargaining.readers import wage_clauses, wage_tables
from bargaining.rules.wage_posts import Form
from tests.readers.workbooks import csv, ods, ods_cell, ods_row, xlsx

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[1] / "samples"
HEADER = ["岗位", "人数", "协商后月工资", "个人社保"]


def read(content: bytes):
    return wage_tables.read_wage_table(content, name="工资表.xlsx")


def refusal(content: bytes) -> str:
    with pytest.raises(errors.Unusable) as refused:
        read(content)
    return str(refused.value)


class TestSamples:
    def test_the_messy_table_gives_its_five_posts(self):
        table = read((SAMPLES / "wages_messy_2026.xlsx").read_bytes())

        assert [(post.row, post.post, post.people) for post in table.posts] == [
            (4, "木工", 12),
            (5, "木工", 3),
            (6, "油漆工", 5),
            (8, "搬运工", 7),
            (9, "学徒（试用期）", 2),
        ]
        assert [post.proposed_amount for post in table.posts] == [
            Decimal(written) for written in ("5500.00", "5400.00", "5050.00", "2999.50", "2300.00")
        ]
        assert table.people == 29
        assert table.posts[4].before_amount is None
        assert table.posts[4].answers_to is Form.PROBATION
        assert [(each.row, each.text) for each in table.skipped] == [(10, "合计")]

    def test_the_old_format_and_the_old_encoding_are_read(self):
        property_table = read((SAMPLES / "wages_property_2023.xls").read_bytes())
        part_time = read((SAMPLES / "wages_part_time_2026.csv").read_bytes())

        assert (len(property_table.posts), property_table.people) == (5, 35)
        assert {post.form for post in part_time.posts} == {Form.PART_TIME}
        assert part_time.posts[1].hourly_amount == Decimal("26.50")
        assert "proposed_amount" not in part_time.columns


class TestReading:
    def test_absent_empty_and_nought_are_three_things(self):
        table = read(xlsx([HEADER, ["保洁", 1, 3000, 0], ["门卫", 1, 3000, None]]))

        nought, empty = table.posts
        assert (nought.own_insurance_amount, empty.own_insurance_amount) == (Decimal("0.00"), None)
        assert "own_insurance_amount" in table.columns
        assert "own_housing_fund_amount" not in table.columns

    @pytest.mark.parametrize("title", ["其中：个人社保", "其中:个人社保（元）", " 个人 社保 "])
    def test_titles_may_carry_marks_units_and_blanks(self, title):
        assert read(xlsx([[*HEADER[:3], title], ["保洁", 1, 3000, 5]])).posts[
            0
        ].own_insurance_amount == Decimal(5)

    @pytest.mark.parametrize("post", ["岗位", "工种", "岗位（工种）", "职位"])
    @pytest.mark.parametrize("after", ["协商后月工资", "月工资", "拟定月工资", "应发工资"])
    @pytest.mark.parametrize("people", ["人数", "职工人数"])
    def test_every_accepted_name_is_known(self, post, after, people):
        [read_post] = read(csv(f"{people},{after},{post}", "3,3000,保洁")).posts

        assert (read_post.post, read_post.people) == ("保洁", 3)
        assert read_post.proposed_amount == Decimal(3000)

    @pytest.mark.parametrize("before", ["协商前月工资", "上年月工资", "原工资"])
    def test_every_accepted_name_of_the_wage_before_is_known(self, before):
        assert read(csv(f"岗位,{before},月工资", "保洁,2,3")).posts[0].before_amount == Decimal(2)

    def test_people_are_one_where_nobody_counts_them(self):
        without = read(csv("岗位,月工资", "保洁,3000"))
        empty = read(csv("岗位,人数,月工资", "保洁,,3000"))

        assert (without.people, without.remarks) == (1, ())
        assert (empty.people, empty.remarks[0][1]) == (1, "“人数”是空的，按 1 人计，请核对")

    def test_an_unknown_form_is_kept_and_said(self):
        table = read(csv("岗位,用工形式,月工资", "保洁,临时,3000"))

        assert table.posts[0].form is Form.CONTRACT
        assert table.posts[0].written_form == "临时"
        assert "“临时”系统不认识" in table.remarks[0][1]

    def test_more_columns_are_kept(self):
        table = read(xlsx([["序号", "部门", *HEADER], [1, "后勤", "保洁", 1, 3000, 0]]))

        assert table.posts[0].more == (("序号", "1"), ("部门", "后勤"))

    def test_amounts_are_rounded_to_the_cent(self):
        assert read(csv("岗位,月工资", "保洁,2539.995")).posts[0].proposed_amount == Decimal(
            "2540.00"
        )

    def test_hidden_rows_count_like_others(self):
        assert read(xlsx([HEADER, ["保洁", 2, 3000, 0]], hidden_rows=[1])).people == 2

    def test_merged_text_repeats_in_ods_too(self):
        table = read(
            ods(
                ods_row(*(ods_cell(title) for title in HEADER)),
                ods_row(
                    ods_cell("木工", 'table:number-rows-spanned="2"'), ods_cell(1), ods_cell(3000)
                ),
                ods_row("<table:covered-table-cell/>", ods_cell(2), ods_cell(2999)),
            )
        )

        assert [(post.post, post.people) for post in table.posts] == [("木工", 1), ("木工", 2)]

    def test_a_header_of_two_rows_is_read(self):
        table = read(
            xlsx(
                [
                    ["岗位", "月工资", None, "其中", None],
                    [None, "协商前", "协商后", "个人社保", "个人公积金"],
                    ["保洁", 3000, 3200, 770, 165],
                ],
                merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)],
            )
        )

        [post] = table.posts
        assert (post.before_amount, post.proposed_amount) == (Decimal(3000), Decimal(3200))
        assert (post.own_insurance_amount, post.own_housing_fund_amount) == (770, 165)


class TestNoPosts:
    @pytest.mark.parametrize(
        "total", ["合计", "合 计", "总计", "小计", "合计：", "部门小计", "合计（元）", "共计3人"]
    )
    def test_totals_are_no_posts_and_end_nothing(self, total):
        table = read(xlsx([HEADER, ["保洁", 1, 3000, 0], [total, 1, 3000], ["门卫", 1, 3000, 0]]))

        assert [post.post for post in table.posts] == ["保洁", "门卫"]
        assert [each.row for each in table.skipped] == [3]

    def test_a_total_may_stand_left_of_the_posts(self):
        rows = [["序号", *HEADER], [1, "保洁", 1, 3000, 0], ["合计", None, 1, 3000]]

        assert len(read(xlsx(rows)).posts) == 1

    @pytest.mark.parametrize("post", ["会计", "统计", "设计", "合计员"])
    def test_a_post_that_only_sounds_like_a_total_is_one(self, post):
        assert len(read(xlsx([HEADER, [post, 1, 3000, 0]])).posts) == 1

    def test_a_remark_about_a_total_loses_no_post(self):
        rows = [[*HEADER, "备注", "说明"], ["保洁", 1, 3000, 0, "含以上合计", "三项合计"]]

        assert len(read(xlsx(rows)).posts) == 1

    def test_empty_and_only_numbered_rows_end_nothing(self):
        rows = [["序号", *HEADER], [1, "保洁", 1, 3000, 0], [], [2], [3, "门卫", 1, 3000, 0]]

        assert [post.row for post in read(xlsx(rows)).posts] == [2, 5]

    def test_headings_and_signatures_are_no_posts(self):
        rows = [
            HEADER,
            ["一、后勤岗位", None, None, None],
            ["保洁", 1, 3000, 0],
            ["制表：张三", None, None, None],
            ["岗位", "人数", "协商后月工资", "个人社保"],
        ]

        table = read(xlsx(rows, merged=[(1, 0, 1, 3)]))

        assert [post.post for post in table.posts] == ["保洁"]
        assert [each.row for each in table.skipped] == [2, 4, 5]

    def test_a_post_without_any_amount_is_still_one(self):
        assert [post.post for post in read(xlsx([HEADER, ["保洁"]])).posts] == ["保洁"]

    def test_so_is_one_that_is_merged_downwards_only(self):
        rows = [HEADER, ["保洁"], [None, 1, 3000, 0]]

        assert len(read(xlsx(rows, merged=[(1, 0, 2, 0)])).posts) == 2


class TestRefusals:
    @pytest.mark.parametrize("column", [1, 2, 3])
    def test_a_merged_number_refuses_the_file_with_its_row(self, column):
        rows = [HEADER, ["门卫", 1, 3000, 0], ["保洁", 2, 3000, 0], ["厨师", None, None, None]]
        rows[3] = [
            cell if place != column else None for place, cell in enumerate(["厨师", 2, 9, 9])
        ]

        message = refusal(xlsx(rows, merged=[(2, column, 3, column)]))

        assert message.startswith(f"第 3 行：“{HEADER[column]}”是合并单元格")

    def test_a_formula_without_its_result_refuses_the_file_with_its_row(self):
        rows = [HEADER, ["门卫", 1, 3000, 0], ["保洁", 2, ("=3000+1", ""), 0]]

        assert refusal(xlsx(rows)).startswith("第 3 行：“协商后月工资”是公式，但文件里没有存下")
        unreckoned = (FILES / "merged_and_unreckoned.xls").read_bytes()
        assert refusal(unreckoned).startswith("第 4 行：“协商后月工资”是公式")

    def test_a_formula_with_its_result_counts(self):
        rows = [HEADER, ["保洁", 2, ("=3000+1", 3001), 0]]

        assert read(xlsx(rows)).posts[0].proposed_amount == Decimal(3001)

    def test_a_total_without_its_result_harms_nobody(self):
        rows = [HEADER, ["保洁", 2, 3000, 0], ["合计", ("=SUM(B2:B2)", ""), None, None]]

        assert read(xlsx(rows)).people == 2

    def test_an_error_value_refuses_the_file_with_its_row(self):
        rows = [HEADER, ["保洁", 2, ("=1/0", "#DIV/0!"), 0]]

        assert refusal(xlsx(rows)).startswith("第 2 行：“协商后月工资”是公式错误值")

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (["保洁", -1, 3000, 0], "第 2 行：“人数”填的是“-1”，不能是负数"),
            (["保洁", 1.5, 3000, 0], "第 2 行：“人数”填的是“1.5”，应是整数"),
            (["保洁", "若干", 3000, 0], "第 2 行：“人数”填的是“若干”，不是数字"),
            (["保洁", 1, -3000, 0], "第 2 行：“协商后月工资”填的是“-3000”，不能是负数"),
            (["保洁", 1, 3000, "-0.01"], "第 2 行：“个人社保”填的是“-0.01”，不能是负数"),
            (["保洁", 1, "面议", 0], "第 2 行：“协商后月工资”填的是“面议”，不是数字"),
            (["保洁", 1, 10**10, 0], "数额过大"),
            ([None, 1, 3000, 0], "第 2 行：“岗位”是空的"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_a_number_names_row_and_column(self, row, words):
        assert words in refusal(xlsx([HEADER, row]))

    def test_the_row_is_the_sheets_own(self):
        rows = [["标题"], [], HEADER, [], ["保洁", -1, 3000, 0]]

        assert refusal(xlsx(rows)).startswith("第 5 行：")

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (csv("姓名,工资", "张三,3000"), "没有找到表头：需要“岗位”一列"),
            (csv("岗位,人数", "保洁,3"), "第 1 行：表头里没有“协商后月工资”"),
            (csv("岗位,月工资,应发工资", "保洁,3,4"), "第 1 行：“月工资”“应发工资”几列说的"),
            (csv("岗位,月工资"), "表头下面没有岗位"),
        ],
    )  # fmt: skip
    def test_a_table_without_what_it_needs_is_refused_in_words(self, content, words):
        assert words in refusal(content)

    def test_two_names_for_the_post_do_no_harm(self):
        table = read(csv("岗位,工种,月工资", "生产,车工,3000"))

        assert (table.posts[0].post, table.posts[0].more) == ("生产", (("工种", "车工"),))


class TestClauses:
    def test_known_values_are_read_and_the_rest_named(self):
        written = {
            "最低月工资": "2,600 元",
            "signed_on": "2026-03-01",
            "workforce": 40,
            "年休假": 5,
        }

        clauses = wage_clauses.read_clauses(json.dumps(written).encode())

        assert clauses.lowest_monthly_amount == Decimal("2600.00")
        assert (clauses.signed_on.isoformat(), clauses.workforce) == ("2026-03-01", 40)
        assert clauses.unchecked == ("年休假",)

    def test_a_number_keeps_its_cents(self):
        clauses = wage_clauses.read_clauses(b'{"lowest_monthly_amount": 2539.99}')

        assert str(clauses.lowest_monthly_amount) == "2539.99"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"not json", "不是 JSON"),
            (b"[1]", "应是"),
            (b'{"signed_on": "3 March"}', "条款“signed_on”无法识别"),
            (b'{"workforce": -1}', "条款“workforce”无法识别"),
            (b'{"lowest_monthly_amount": -1}', "无法识别"),
            (b'{"lowest_monthly_amount": [1]}', "无法识别"),
            ('{"workforce": 1, "职工人数": 2}'.encode(), "说的是同一件事"),
        ],
    )
    def test_what_is_no_clause_file_is_refused(self, content, words):
        with pytest.raises(errors.Unusable, match=words):
            wage_clauses.read_clauses(content)
