"""Are the further columns of a wage table read by their names, and refused where not understood?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.readers import wage_tables
from bargaining.rules.wage_posts import BonusSpan, Category, HoursSystem
from tests.readers.workbooks import csv, xlsx

HEADER = [
    "岗位", "人数", "协商后月工资", "岗位类别", "女职工人数", "应出勤天数", "实出勤天数",
    "工时制度", "月工时", "计件单价", "日定额", "年终奖等非按月发放", "折现食宿补贴",
]  # fmt: skip
ROW = [
    "缝纫工", 12, 5200, "一线", 7, 22, 21.5, "综合计算工时", "176小时", "0.3525元/件", "300件/天",
    "6,000元", 300,
]  # fmt: skip
FIELDS = {
    "category", "women", "due_days", "attended_days", "hours_system", "month_hours", "unit_price",
    "daily_quota", "bonus_amount", "board_amount",
}  # fmt: skip


def read(content: bytes):
    return wage_tables.read_wage_table(content, name="工资表.xlsx")


def with_cell(title: str, cell: object) -> bytes:
    row = list(ROW)
    row[HEADER.index(title)] = cell
    return xlsx([HEADER, row])


def test_every_column_is_read_by_its_name():
    table = read(xlsx([HEADER, ROW]))

    [post] = table.posts
    assert table.columns >= FIELDS
    assert (post.category, post.women) == (Category.FRONTLINE, 7)
    assert (post.due_days, post.attended_days) == (Decimal(22), Decimal("21.5"))
    assert (post.hours_system, post.month_hours) == (HoursSystem.AVERAGED, Decimal(176))
    assert (post.unit_price, post.daily_quota) == (Decimal("0.3525"), Decimal(300))
    assert (post.bonus_amount, post.board_amount) == (Decimal(6000), Decimal(300))
    assert (post.more, table.remarks) == ((), ())


def test_absent_and_empty_are_told_apart():
    table = read(csv("岗位,月工资,女职工人数,月工时", "保洁,3000,,"))

    [post] = table.posts
    assert {"women", "month_hours"} <= table.columns
    assert "due_days" not in table.columns
    assert (post.women, post.month_hours, post.due_days) == (None, None, None)


def test_a_nought_is_a_number():
    [post] = read(csv("岗位,月工资,女职工人数,实出勤天数", "保洁,3000,0,0")).posts

    assert (post.women, post.attended_days) == (0, Decimal(0))


@pytest.mark.parametrize(
    "title",
    [
        "岗位类别（一线/技术/管理）",
        "女职工人数（人）",
        "应出勤天数（天）",
        "月工时（小时）",
        "计件单价（元/件）",
        "日定额（件）",
        "日定额（件/天）",
        "折现食宿补贴（元/月）",
        "其中：折现食宿补贴",
    ],
)
def test_titles_may_carry_units(title):
    plain = title.removeprefix("其中：").split("（")[0]
    header = [title if name == plain else name for name in HEADER]

    assert read(xlsx([header, ROW])).columns >= FIELDS


@pytest.mark.parametrize(
    ("title", "span"),
    [
        ("年终奖等非按月发放", None),
        ("其中：年终奖等非按月发放", BonusSpan.MONTH),
        ("年终奖等非按月发放（元/月）", BonusSpan.MONTH),
        ("年终奖等非按月发放（元/年）", BonusSpan.YEAR),
        ("其中：年终奖等非按月发放（元/年）", None),
    ],
)
def test_the_title_says_whether_a_bonus_is_a_months_part_or_a_years_sum(title, span):
    [post] = read(xlsx([["岗位", "月工资", title], ["保洁", 3000, 300]])).posts

    assert (post.bonus_amount, post.bonus_span) == (Decimal(300), span)


def test_so_does_a_group_over_it():
    table = read(
        xlsx(
            [
                ["岗位", "月工资", "其中", None],
                [None, None, "加班工资", "年终奖等非按月发放"],
                ["保洁", 3000, 0, 300],
            ],
            merged=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)],
        )
    )

    assert table.posts[0].bonus_span is BonusSpan.MONTH


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("一线", Category.FRONTLINE),
        ("生产一线职工", Category.FRONTLINE),
        ("专业技术人员", Category.TECHNICAL),
        ("管理岗", Category.MANAGEMENT),
    ],
)
def test_a_category_is_told_by_its_words(written, category):
    assert read(with_cell("岗位类别", written)).posts[0].category is category


@pytest.mark.parametrize(
    ("written", "system"),
    [
        ("标准", HoursSystem.STANDARD),
        ("标准工时制", HoursSystem.STANDARD),
        ("综合", HoursSystem.AVERAGED),
        ("不定时工作制", HoursSystem.FLEXIBLE),
    ],
)
def test_an_hours_system_is_told_by_its_words(written, system):
    assert read(with_cell("工时制度", written)).posts[0].hours_system is system


@pytest.mark.parametrize(
    ("title", "written", "words"),
    [
        ("岗位类别", "后勤", "“岗位类别”填的是“后勤”，请填一线、技术或管理"),
        ("岗位类别", "技术管理", "“岗位类别”填的是“技术管理”"),
        ("工时制度", "弹性", "“工时制度”填的是“弹性”，请填标准、综合或不定时"),
    ],
)
def test_words_nobody_knows_are_kept_out_and_said(title, written, words):
    table = read(with_cell(title, written))

    [(post, remark)] = table.remarks
    assert words in remark
    assert None in (post.category, post.hours_system)


@pytest.mark.parametrize(
    ("title", "cell", "words"),
    [
        ("女职工人数", 13, "第 2 行：女职工人数 13 多于人数 12"),
        ("女职工人数", 1.5, "第 2 行：“女职工人数”填的是“1.5”，应是整数"),
        ("应出勤天数", 32, "第 2 行：“应出勤天数”填的是“32”，不能大于 31"),
        ("实出勤天数", "全勤", "第 2 行：“实出勤天数”填的是“全勤”，不是数字"),
        ("月工时", -1, "第 2 行：“月工时”填的是“-1”，不能是负数"),
        ("计件单价", "0.12345", "第 2 行：“计件单价”填的是“0.12345”，最多 4 位小数"),
        ("日定额", "面议", "第 2 行：“日定额”填的是“面议”，不是数字"),
        ("年终奖等非按月发放", "双薪", "第 2 行：“年终奖等非按月发放”填的是“双薪”，不是数字"),
        ("折现食宿补贴", -1, "第 2 行：“折现食宿补贴”填的是“-1”，不能是负数"),
    ],
)
def test_what_is_not_understood_refuses_the_file_with_its_row(title, cell, words):
    with pytest.raises(errors.Unusable) as refused:
        read(with_cell(title, cell))

    assert words in str(refused.value)


@pytest.mark.parametrize("title", ["女职工人数", "月工时", "计件单价"])
def test_a_merged_number_refuses_the_file_and_merged_words_repeat(title):
    column = HEADER.index(title)
    second = [None if place == column else cell for place, cell in enumerate(ROW)]

    with pytest.raises(errors.Unusable, match="第 2 行：.*是合并单元格"):
        read(xlsx([HEADER, ROW, second], merged=[(1, column, 2, column)]))
    words = HEADER.index("岗位类别")
    second = [None if place == words else cell for place, cell in enumerate(ROW)]
    table = read(xlsx([HEADER, ROW, second], merged=[(1, words, 2, words)]))
    assert [post.category for post in table.posts] == [Category.FRONTLINE] * 2


def test_one_column_twice_is_refused():
    with pytest.raises(errors.Unusable, match="几列说的是同一件事"):
        read(csv("岗位,月工资,工时制度,工时制度", "保洁,3000,标准,综合"))


def test_women_are_counted_against_one_where_nobody_counts_people():
    assert read(csv("岗位,月工资,女职工人数", "保洁,3000,1")).posts[0].women == 1
    with pytest.raises(errors.Unusable, match="多于人数 1"):
        read(csv("岗位,月工资,女职工人数", "保洁,3000,2"))


def test_what_is_stated_is_written_down_by_field():
    stated = read(xlsx([HEADER, ROW])).posts[0].stated()

    assert stated == {
        "category": "frontline",
        "women": "7",
        "due_days": "22",
        "attended_days": "21.5",
        "hours_system": "averaged",
        "month_hours": "176",
        "unit_price": "0.3525",
        "daily_quota": "300",
        "bonus_amount": "6000.00",
        "board_amount": "300.00",
    }
