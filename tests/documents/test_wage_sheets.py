"""A wage table written is the wage table read, so that a trial can be handed in as it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.documents import wage_sheets
from bargaining.readers import wage_tables
from bargaining.rules.wage_posts import WagePost, WageTable

TITLES = {field: names[0] for field, names in wage_tables.NAMES.items()}

MESSY = """岗位,用工形式,人数,协商前月工资,协商后月工资,个人社保,个人公积金,小时工资,班组,\
岗位类别,工时制度,年终奖等非按月发放（元/年）,备注
木工,合同制,12,5300,5500.5,800,200,,甲班,一线,综合工时,3000,农民工
木工,,3,,5400,,,,乙班,技术,,,
配送,非全日制,2,,,,,27.7,,,,,小时工
学徒（试用期）,试用期,1,0,4300,766.35,0,,,管理,不定时,0,=1+1
"""


def read(content, name="表.xlsx"):
    return wage_tables.read_wage_table(content, name=name)


def written(table):
    return read(wage_sheets.write_wage_table(table, titles=TITLES))


def without_rows(table):
    return [replace(post, row=0) for post in table.posts]


def test_every_column_comes_back_as_it_was():
    table = read(MESSY.encode(), "表.csv")
    again = written(table)

    assert without_rows(again) == without_rows(table)
    assert again.columns == table.columns
    assert again.posts[0].more == (("班组", "甲班"),)


def test_empty_and_nothing_stay_two_different_things():
    again = written(read(MESSY.encode(), "表.csv"))

    assert again.posts[1].before_amount is None
    assert again.posts[3].before_amount == 0
    assert again.posts[3].own_housing_fund_amount == 0


def test_what_looks_like_a_formula_stays_a_text():
    assert written(read(MESSY.encode(), "表.csv")).posts[3].note == "=1+1"


@pytest.mark.parametrize(
    "title",
    ["年终奖等非按月发放", "年终奖等非按月发放（元/年）", "其中：年终奖等非按月发放"],
)
def test_a_bonus_keeps_what_its_title_said(title):
    table = read(f"岗位,协商后月工资,{title}\n店长,9000,600\n".encode(), "表.csv")

    assert written(table).posts[0].bonus_span == table.posts[0].bonus_span


def test_two_further_columns_of_one_name_stay_two():
    post = WagePost(row=2, post="店长", proposed_amount=Decimal(9000),
                    more=(("说明", "一"), ("说明", "二")))  # fmt: skip
    table = WageTable((post,), frozenset({"post", "proposed_amount"}))

    assert written(table).posts[0].more == (("说明", "一"), ("说明", "二"))


AMOUNT = st.none() | st.decimals(min_value=0, max_value=99_999_999, places=2)


@given(
    st.lists(
        st.builds(
            WagePost,
            row=st.just(0),
            post=st.sampled_from(["保洁员", "店长", "一二三四五六七八九十" * 5]),
            people=st.integers(1, 9999),
            before_amount=AMOUNT,
            proposed_amount=st.decimals(min_value=1, max_value=99_999_999, places=2),
            overtime_amount=AMOUNT,
            own_insurance_amount=AMOUNT,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_the_amounts_are(posts):
    columns = frozenset(
        {"post", "people", "before_amount", "proposed_amount", "overtime_amount",
         "own_insurance_amount"}
    )  # fmt: skip

    assert without_rows(written(WageTable(tuple(posts), columns))) == posts
