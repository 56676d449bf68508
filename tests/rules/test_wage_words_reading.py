"""What is read from a table and a clause, and which article stands behind it, word by word?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bargaining.rules import wage_month, wage_posts, working_time
from bargaining.rules.agreed_pay import read_pay
from tests.rules import golden
from tests.rules.wage_figures import entry, figure, post

ON = date(2026, 3, 2)


def test_working_time_asks_for_its_figures_by_name_and_needs_them_all():
    found = working_time.working_time(lambda name: figure(name, entry("2008-01-03", "2")))
    assert [one.name for one in found.figures] == [
        "monthly_paid_days", "monthly_working_days", "daily_working_hours", "overtime_pay_rate",
        "overtime_hours_limit_monthly",
    ]  # fmt: skip
    for field in ("paid_days", "working_days", "daily_hours", "overtime_rate", "overtime_limit"):
        for lacking in (figure("x"), figure("x", entry("2008-01-03", None))):
            assert replace(found, **{field: lacking}).month_on(ON) is None
    assert found.paid_days_on(ON)[1] == 2


def test_the_articles_on_working_time_and_pay():
    golden.check(
        "working_time",
        {
            place: [
                working_time.overtime_basis(place),
                working_time.overtime_basis(place, averaged=True),
                working_time.overtime_basis(place, piecework=True),
                working_time.overtime_basis(place, averaged=True, piecework=True),
                working_time.overtime_base_basis(place),
                working_time.idle_basis(place),
                working_time.monthly_pay_basis(place),
            ]
            for place in ("110105", "310000")
        },
    )


def test_promised_pay_as_people_write_it():
    written = (
        "2,032.50元", "12,34元", "不得低于最低工资", "每人每月不少于2000元发放", "以2000为工资",
        "本人工资全额", "本人工资", "本人工资的百分之五", "本人工资的百分之一百一十",
        "本人工资的百分之二十五支付", "所在地当年最低工资标准的80%", "上年平均工资的60%",
        "岗位工资基数的60%", "本人工资的60%。且最低不低于2000元", "本人工资的60%，2000元",
        "本人工资的百分之十", "本人工资的百分之两百", "2000元，且不低于本人工资的3%",
    )  # fmt: skip
    golden.check("agreed_pay", {words: [read_pay(words)] for words in written})


def test_the_words_of_a_wage_table():
    forms = ("非全日制", "小时工", "试用", "劳务派遣", "计件工资", "延迟退休", "退休返聘", "见习",
             "本单位职工", "外单位职工", "固定期限", "临时")  # fmt: skip
    kinds = ("一线", "技能岗", "管理", "生产管理", "其他")
    hours = ("不定时工作制", "综合计算", "标准工时", "每天八小时")
    names = ("学徒（试用期）", "试用期—厨师", "厨 师[试用]", "试用 厨师", "厨师")
    row = replace(
        post(2, proposed_amount="3000"), women=3, due_days=Decimal("21.750"),
        hours_system=wage_posts.HoursSystem.AVERAGED, category=wage_posts.Category.TECHNICAL,
    )  # fmt: skip
    golden.check(
        "wage_posts",
        {
            "用工形式": [f"{words} {wage_posts.form_of(words)}" for words in forms],
            "岗位类别": [f"{words} {wage_posts.category_of(words)}" for words in kinds],
            "工时制度": [f"{words} {wage_posts.hours_system_of(words)}" for words in hours],
            "同一岗位": [post(2, name).same_post_name for name in names],
            "其余已填": [row.stated()],
        },
    )


def test_the_share_of_a_month_is_rounded_up_and_a_whole_month_made_of_it_is_cut():
    short = wage_month.Attendance(due_days=Decimal(22), attended_days=Decimal(21))

    # 2540 × 21 ÷ 22 = 2424.5454…; 1000.01 × 22 ÷ 21 = 1047.6295…
    assert short.share(Decimal(2540)) == Decimal("2424.55")
    assert short.whole(Decimal("1000.01")) == Decimal("1047.62")
    assert short.is_short(Decimal("2424.54"), of=Decimal(2540))
    assert not short.is_short(Decimal("2424.55"), of=Decimal(2540))
