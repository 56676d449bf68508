"""Is a promised pay read as people write it, and refused where it cannot be reckoned?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from bargaining.rules.agreed_pay import read_pay


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("2032", "2032"),
        ("2,032.00 元", "2032.00"),
        ("每月２０３２元", "2032"),
        ("不低于2032元", "2032"),
        ("人民币2032元/月", "2032"),
        ("最低工资标准的80%", "2032.0"),
        ("不得低于本市最低工资标准的百分之八十", "2032.0"),
        ("按北京市最低工资标准的 80％ 支付", "2032.0"),
        ("最低工资标准", "2540"),
        ("本人岗位工资的百分之八十", "4000.0"),
        ("职工本人所在岗位的月工资标准", "5000"),
        ("本人工资的百分之六十五", "3250.00"),
        ("本人工资的百分之一百", "5000"),
        ("本人工资的百分之一百二十", "6000.0"),
        ("本人工资的40%，但不低于最低工资标准的80%", "2032.0"),
        ("本人工资的60%；且不低于最低工资标准的80%", "3000.0"),
    ],
)
def test_what_people_write_becomes_an_amount(words, amount):
    pay = read_pay(words)

    assert pay is not None
    assert pay.words == words.strip()
    assert pay.amount_for(minimum=Decimal(2540), own=Decimal(5000)) == Decimal(amount)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "按国家规定执行",
        "本人基本工资的80%",
        "上年度职工平均工资的60%",
        "80%",
        "第一个月 2032 元，第二个月 1778 元",
        "本人工资的60%，医疗期满后另议",
        "两千元左右",
        "绩效工资的一半",
    ],
)
def test_what_cannot_be_reckoned_is_not_guessed(words):
    assert read_pay(words) is None


@pytest.mark.parametrize(
    ("words", "own"),
    [("本人工资的60%", True), ("2032元", False), ("最低工资标准的80%", False)],
)
def test_whether_ones_own_wage_decides_is_known(words, own):
    assert read_pay(words).depends_on_own_wage is own
