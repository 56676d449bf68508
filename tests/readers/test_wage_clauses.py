"""Are clause values read by either language, and is what nobody understands handed on?"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.readers.wage_clauses import read_clauses
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_question import ProfitState


def read(**said):
    return read_clauses(json.dumps(said, ensure_ascii=False).encode())


def test_every_clause_goes_by_a_chinese_and_an_english_name():
    chinese = read(
        最低月工资=2540,
        含个人社保="是",
        基本工资="2,000.00 元",
        病假工资="最低工资标准的80%",
        停工生活费=1778,
        停工工资="2540元",
        停工第一个周期照付=True,
        加班工资基数="3000",
        劳动合同加班工资基数="本人工资的100%",
        最低工资支付已审议备案="否",
        随最低工资调整="是",
        经营状况="亏损",
        期限自="2026-01-01",
        期限至="2026-12-31",
        签字日期="2026-03-01",
        生效日期="2026-04-01",
        职工人数="53人",
    )
    english = read(
        lowest_monthly_amount="2540",
        includes_own_contributions=True,
        basic_amount=2000.00,
        sick_pay={"rate": "0.8", "of": "minimum"},
        idle_living={"amount": 1778},
        idle_work="2540 元",
        idle_first_period_paid="yes",
        overtime_base=3000,
        labour_contract_overtime_base={"rate": 1, "of": "本人工资"},
        minimum_approved=False,
        escalator="y",
        profit_state="loss",
        term_from="2026-01-01",
        term_to="2026-12-31",
        signed_on="2026-03-01",
        effective_on="2026-04-01",
        workforce=53,
    )

    for said in (chinese, english):
        assert said.lowest_monthly_amount == 2540
        assert said.basic_amount == 2000
        assert said.includes_own_contributions
        assert said.idle_first_period_paid
        assert not said.minimum_approved
        assert said.escalator
        assert said.profit_state is ProfitState.LOSS
        assert said.term == Term(date(2026, 1, 1), date(2026, 12, 31))
        assert (said.signed_on, said.effective_on) == (date(2026, 3, 1), date(2026, 4, 1))
        assert said.workforce == 53
        assert (said.unchecked, said.unread) == ((), ())
    for name in ("sick_pay", "idle_living", "idle_work", "overtime_base"):
        assert getattr(chinese, name).parts == getattr(english, name).parts


def test_parents_stand_in_a_list_or_alone():
    several = read(
        区域行业合同=[
            {"名称": "餐饮行业合同", "最低工资标准": 3500, "已确认": "是", "期限至": "2026-06-30"},
            {
                "name": "街道合同",
                "posts": {"厨师": "3,700"},
                "local": True,
                "term_from": "2026-02-01",
            },
        ]
    )
    alone = read(parents={"name": "餐饮行业合同", "lowest_monthly_amount": 3500})

    catering, street = several.parents
    assert (catering.lowest_monthly_amount, catering.confirmed) == (Decimal(3500), True)
    assert (catering.first_on, catering.last_on) == (None, date(2026, 6, 30))
    assert (street.posts, street.local) == ((("厨师", Decimal(3700)),), True)
    assert not street.confirmed
    assert alone.parents[0].name == "餐饮行业合同"
    assert not alone.parents[0].confirmed


def test_what_cannot_be_reckoned_and_what_nobody_checks_is_handed_on():
    said = read(病假工资="按国家规定执行", 年休假="5天", overtime_base=None)

    assert said.sick_pay is None
    assert said.unread == (("病假工资", "按国家规定执行"),)
    assert said.unchecked == ("年休假",)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"最低月工资": "很多"}, "最低月工资"),
        ({"最低月工资": -1}, "最低月工资"),
        ({"最低月工资": True}, "最低月工资"),
        ({"签字日期": "去年"}, "签字日期"),
        ({"含个人社保": "也许"}, "含个人社保"),
        ({"经营状况": "不好"}, "经营状况"),
        ({"病假工资": -5}, "病假工资"),
        ({"病假工资": ["2032"]}, "病假工资"),
        ({"sick_pay": {"rate": "多", "of": "minimum"}}, "sick_pay"),
        ({"sick_pay": {"rate": "0.8", "of": "GDP"}}, "sick_pay"),
        ({"sick_pay": {"rate": "0.8", "amount": "1"}}, "sick_pay"),
        ({"最低月工资": 1, "lowest_monthly_amount": 2}, "lowest_monthly_amount"),
        ({"期限自": "2026-01-01"}, "term_to"),
        ({"期限自": "2026-12-31", "期限至": "2026-01-01"}, "term_to"),
        ({"parents": "餐饮"}, "parents"),
        ({"parents": [{"名字": "餐饮"}]}, "名字"),
        ({"parents": [{"名称": "餐饮", "最低工资标准": "高"}]}, "最低工资标准"),
        ({"parents": [{"名称": "餐饮", "岗位标准": {"厨师": "高"}}]}, "岗位标准"),
    ],
)
def test_a_value_that_cannot_be_understood_is_refused_by_its_name(said, field):
    with pytest.raises(errors.Unusable) as problem:
        read(**said)

    assert problem.value.refusal.field == field
