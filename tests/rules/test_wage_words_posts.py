"""What is said of a post, word by word? Piecework, hours, equal pay, front line, cuts, retired."""

from __future__ import annotations

from decimal import Decimal

from bargaining.rules.figures import Gap
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule
from bargaining.rules.wage_hours import hours_findings
from bargaining.rules.wage_posts import Category, Form, HoursSystem, WageTable
from bargaining.rules.wage_question import Clauses, WageQuestion
from bargaining.rules.wage_retired import retired_findings
from tests.rules import golden
from tests.rules.wage_figures import beijing, entry, figure, post, table, term, working_time
from tests.rules.wage_words import NO_CONTRIBUTIONS, SHANGHAI, said

OVER_A_RAISE = term("2023-07-01", "2024-06-30")
NO_PAID_DAYS = beijing(working_time=working_time(paid_days=figure("paid_days")))


def numbers(**given):
    return {
        key: None if value is None else Decimal(value) if isinstance(value, str) else value
        for key, value in given.items()
    }


def test_piecework():
    def sewing(price: str | None = "1.1677", quota: str | None = "100", **more):
        stated = {"form": Form.PIECE_RATE, "proposed_amount": "6000", **NO_CONTRIBUTIONS, **more}
        return post(2, "缝纫工", **numbers(unit_price=price, daily_quota=quota), **stated)

    def of(*posts, **more):
        given = {"columns": ["unit_price", "daily_quota", "due_days"], **more}
        return said(Rule.PIECE, *posts, **given)

    due = {"due_days": Decimal("20")}
    many = {"due_days": Decimal("26")}
    golden.check(
        "wage_piece",
        {
            "按月计薪天数不足": of(sewing()),
            "按月计薪天数恰好": of(sewing("1.167817")),
            "扣除个人缴费": of(
                sewing("1.5", own_insurance_amount="760", own_housing_fund_amount="100"),
                of_term=term("2026-01-01", "2026-06-30"),
            ),
            "个人缴费没有填": of(
                sewing("1.1677", own_insurance_amount=None, own_housing_fund_amount=None)
            ),
            "个人缴费下限未收录": of(
                sewing("1.1677", own_insurance_amount="800"),
                law=beijing(insurance_base_lower=figure("base")),
            ),
            "超龄不扣个人缴费": of(
                post(2, "缝纫工（超龄）", form=Form.PIECE_RATE, proposed_amount="6000",
                     **numbers(unit_price="1.1677", daily_quota="100"))
            ),
            "按应出勤天数不足": of(sewing("1.2699", **due)),
            "按应出勤天数恰好": of(sewing("1.27", **due)),
            "应出勤多于月计薪天数，按月计薪天数不足": of(sewing("1", **many)),
            "应出勤多于月计薪天数，都不足": of(sewing("0.9", **many)),
            "应出勤等于月计薪天数": of(sewing("1.1677", due_days=Decimal("21.75"))),
            "期限内标准提高": of(sewing("1.1", "100"), of_term=OVER_A_RAISE),
            "先待核后不足": of(sewing("0.92", "100", **many), of_term=OVER_A_RAISE),
            "缺单价": of(sewing(None)),
            "缺单价和定额": of(sewing(None, None)),
            "没有单价、定额两列": of(sewing(None, None), columns=[]),
            "没有定额一列": of(sewing("1", None), columns=["unit_price"]),
            "没有计件岗位，也没有那两列": of(post(2, proposed_amount="6000"), columns=[]),
            "月计薪天数未收录": of(sewing(), law=NO_PAID_DAYS),
            "月计薪天数后来未收录": of(
                sewing("2"),
                law=beijing(
                    working_time=working_time(
                        paid_days=figure(
                            "d", entry("2008-01-03", "21.75"),
                            gaps=(Gap(term("2026-03-01").first_on, "2026-03", ""),),
                        )
                    )
                ),
            ),
            "月计薪天数未收录，填了应出勤": of(sewing("1", **due), law=NO_PAID_DAYS),
            "合同制写了单价和定额": of(sewing(form=Form.CONTRACT)),
            "合同制只写了单价": of(sewing("1", None, form=Form.CONTRACT)),
            "小时工写了单价和定额": of(sewing(form=Form.PART_TIME)),
            "整月病假": of(sewing(note="病假")),
            "不满勤仍按定额": of(sewing(attended_days=Decimal("10"))),
            "外地": of(sewing(), law=beijing(**SHANGHAI)),
            "个人缴费计入的地方": of(
                sewing("1.1677", own_insurance_amount="800"),
                law=beijing(own_contributions_count=True),
            ),
        },
    )  # fmt: skip


def test_hours():
    averaged, standard = HoursSystem.AVERAGED, HoursSystem.STANDARD

    def driver(hours: str | None, overtime: str | None = "0", base: str = "17400", **more):
        """By default somebody with 100 yuan an hour."""
        whole = str(Decimal(base) + Decimal(overtime or 0))
        given = {"hours_system": averaged, "proposed_amount": whole, **more}
        return post(2, "司机", overtime_amount=overtime, **numbers(month_hours=hours), **given)

    def of(*posts, **more):
        given = {"columns": ["hours_system", "month_hours", "due_days", "attended_days"], **more}
        return said(Rule.HOURS, *posts, **given)

    due = {"due_days": Decimal(23)}
    golden.check(
        "wage_hours",
        {
            "恰好标准": of(driver("165.36")),
            "加班工资不足": of(driver("185.36", "2999.99")),
            "加班工资恰好": of(driver("185.36", "3000")),
            "恰好三十六小时": of(driver("201.36", "5400")),
            "超过三十六小时，工资够": of(driver("201.37", "5401.50")),
            "超过三十六小时，工资也不足": of(driver("205.36", "5999")),
            "没填加班工资": of(driver("185.36", None)),
            "没有加班工资一列": of(driver("185.36", None), without=["overtime_amount"]),
            "标准工时": of(driver("185.36", "2999.99", hours_system=standard)),
            "没填工时制度": of(driver("185.36", "2999.99", hours_system=None)),
            "没填工时制度，没有超时": of(driver("165.36", hours_system=None)),
            "综合计算没填月工时": of(driver(None)),
            "标准工时没填月工时": of(driver(None, hours_system=standard)),
            "不定时": of(driver("300", hours_system=HoursSystem.FLEXIBLE)),
            "小时工": of(driver("300", form=Form.PART_TIME)),
            "整月病假": of(driver("300", note="病假")),
            "应出勤二十三天": of(driver("184", **due)),
            "应出勤二十三天，超出": of(driver("185", "149.99", **due)),
            "应出勤二十四天不采": of(driver("185.36", "2999.99", due_days=Decimal(24))),
            "应出勤二十天不降低标准": of(driver("165.36", due_days=Decimal(20))),
            "低于最低工资的按最低工资算": of(driver("185.36", "437.92", base="2000")),
            "低于最低工资的按最低工资算，够": of(driver("185.36", "437.93", base="2000")),
            "按劳动合同约定工资": of(driver("185.36", "1499.99", agreed_amount="8700")),
            "津贴和福利不计": of(
                driver("185.36", "2999.99", base="18000", allowance_amount="400",
                       welfare_amount="200")
            ),
            "没填月工资": of(driver("185.36", "100", proposed_amount=None)),
            "计件": of(
                driver("185.36", "2999.99", form=Form.PIECE_RATE,
                       **numbers(unit_price="8", daily_quota="100"))
            ),
            "计件没填定额": of(driver("185.36", "100", form=Form.PIECE_RATE)),
            "计件只填了单价": of(
                driver("185.36", "100", form=Form.PIECE_RATE, unit_price=Decimal(8))
            ),
            "最低工资未收录": hours_findings(
                WageQuestion(
                    table=WageTable(
                        (driver("185.36", "0", base="0"),),
                        frozenset({"hours_system", "month_hours", "overtime_amount"}),
                    ),
                    law=beijing(monthly=figure("m")), term=term(), clauses=Clauses(),
                )
            ),
            "外地": of(driver("185.36", "2999.99"), law=beijing(**SHANGHAI)),
            "期限内标准变短": of(
                driver("166", "149.99", base="34800"), of_term=term("2024-07-01", "2025-06-30")
            ),
            "先不足后超时": of(
                driver("202", "99999"), of_term=term("2024-07-01", "2025-06-30")
            ),
            "工时标准未收录": of(
                driver("185.36"), law=beijing(working_time=working_time(daily_hours=figure("d")))
            ),
            "超龄，跨新规定": of(
                driver("185.36", "2999.99", form=Form.OVERAGE),
                of_term=term("2026-01-01", "2026-12-31"),
            ),
            "超龄，新规定前一天为止": of(
                driver("185.36", "2999.99", form=Form.OVERAGE),
                of_term=term("2026-01-01", "2026-06-30"),
            ),
            "超龄，新规定当天为止": of(
                driver("185.36", "2999.99", form=Form.OVERAGE),
                of_term=term("2026-01-01", "2026-07-01"),
            ),
            "超龄，新规定当天起": of(
                driver("185.36", "2999.99", form=Form.OVERAGE),
                of_term=term("2026-07-01", "2027-06-30"),
            ),
            "实出勤多于应出勤": of(
                driver("165.36", due_days=Decimal("21"), attended_days=Decimal("23.50"))
            ),
            "实出勤多于应出勤，外地": of(
                driver("165.36", due_days=Decimal("21"), attended_days=Decimal("22")),
                law=beijing(**SHANGHAI),
            ),
            "实出勤多于应出勤，小时工": of(
                driver(None, form=Form.PART_TIME, due_days=Decimal("21"),
                       attended_days=Decimal("22"))
            ),
            "实出勤等于应出勤": of(
                driver("165.36", due_days=Decimal("21"), attended_days=Decimal("21"))
            ),
            "没有月工时一列": of(driver(None), columns=["hours_system"]),
            "没有工时制度一列": of(driver("300"), columns=["month_hours"]),
            "两列都没有，有加班工资": of(driver(None, "500"), columns=[]),
            "两列都没有，没有加班工资": of(driver(None), columns=[]),
            "两列都没有，只有小时工有加班工资": of(
                driver(None, "500", form=Form.PART_TIME), columns=[]
            ),
        },
    )  # fmt: skip


def test_equal_pay():
    def cook(row: int, amount: str | None, women: int | None, **more):
        given = {"people": 10, "name": "厨师", **more}
        return post(row, proposed_amount=amount, women=women, **given)

    def of(*posts, columns=("women",)):
        return said(Rule.EQUAL_PAY, *posts, columns=columns)

    golden.check(
        "wage_equal_pay",
        {
            "女职工比例不同": of(cook(2, "6000", 1), cook(3, "5800", 9)),
            "比例相同": of(cook(2, "6000", 5), cook(3, "5800", 2, people=4)),
            "劳务派遣": of(cook(2, "6000", 1), cook(3, "5800", 1, form=Form.DISPATCH)),
            "比例和用工形式都不同": of(
                cook(2, "6000", 1), cook(3, "5800", 9, form=Form.DISPATCH)
            ),
            "工资相同": of(cook(2, "6000", 1), cook(3, "6000", 9)),
            "其中一行是零": of(cook(2, "0", 1), cook(3, "5800", 9)),
            "人数没填，用工形式不同": of(
                cook(2, "6000", None), cook(3, "5800", None, form=Form.DISPATCH)
            ),
            "三种、四种、五种比例": of(
                *(cook(row, str(6000 - 10 * row), row) for row in range(2, 7))
            ),
            "恰好三种别的比例": of(*(cook(row, str(6000 - 10 * row), row) for row in range(2, 6))),
            "同一种里有两个数": of(
                cook(2, "6000", 1), cook(3, "5900", 1), cook(4, "6000", 9), cook(5, "5800", 9)
            ),
            "女职工人数没填": of(cook(2, "6000", None), cook(3, "5800", 9)),
            "没有这一列": of(cook(2, "6000", None), cook(3, "5800", None), columns=()),
            "没有这一列，工资相同": of(cook(2, "6000", None), cook(3, "6000", None), columns=()),
            "没填工资的不比": of(cook(2, None, 1), cook(3, "5800", 9)),
            "没有人的不比": of(cook(2, "6000", 0, people=0), cook(3, "5800", 9)),
            "试用期、病假不比": of(
                cook(2, "6000", 1), cook(3, "5000", 9, form=Form.PROBATION),
                cook(4, "3000", 9, note="病假"),
            ),
        },
    )  # fmt: skip


def test_the_front_line():
    front, managers = Category.FRONTLINE, Category.MANAGEMENT

    def of(*rows, columns=("category",)):
        posts = [
            post(row, f"岗位{row}", people=people, before_amount=before, proposed_amount=after,
                 category=category)
            for row, (before, after, category, people) in enumerate(rows, 2)
        ]  # fmt: skip
        return said(Rule.FRONTLINE, *posts, columns=columns)

    golden.check(
        "wage_frontline",
        {
            "一线低于全部": of(("5000", "5200", front, 10), ("9000", "9900", managers, 2)),
            "一线等于全部": of(("5000", "5250", front, 10), ("9000", "9450", managers, 2)),
            "一线不增长，管理人员增长": of(
                ("5000", "5000", front, 10), ("9000", "9100", managers, 1)
            ),
            "一线下降，管理人员不增长": of(
                ("5000", "4900", front, 10), ("9000", "9000", managers, 1)
            ),
            "一线不增长，没有管理人员": of(
                ("5000", "5000", front, 10), ("6000", "6600", Category.TECHNICAL, 1)
            ),
            "一线增长，管理人员下降": of(
                ("5000", "5100", front, 10), ("9000", "8900", managers, 1)
            ),
            "没有岗位类别一列": of(("5000", "5200", None, 10), columns=()),
            "没有标明一线": of(("5000", "5200", managers, 10)),
            "一线没有协商前工资": of((None, "5200", front, 10), ("9000", "9900", managers, 2)),
            "都没有协商前工资": of((None, "5200", front, 10)),
        },
    )


def test_cuts():
    def of(before: str | None, after: str | None):
        return said(Rule.CUT, post(2, before_amount=before, proposed_amount=after))

    golden.check(
        "wage_cut",
        {
            "少一分": of("5000", "4999.99"),
            "不变": of("5000", "5000"),
            "没有协商前": of(None, "4000"),
            "没有协商后": of("5000", None),
        },
    )


def test_people_past_the_retiring_age():
    guard = {"form": Form.OVERAGE, "proposed_amount": "2600", **NO_CONTRIBUTIONS}

    def of(first: str, last: str, *, law=None, **more):
        given = post(2, "门卫", **{**guard, **more})
        return said(Rule.RETIRED, given, post(3), law=law, of_term=term(first, last))

    golden.check(
        "wage_retired",
        {
            "跨施行日": of("2026-01-01", "2026-12-31"),
            "施行日前一天为止": of("2026-01-01", "2026-06-30"),
            "施行日为止": of("2026-01-01", "2026-07-01"),
            "施行日起": of("2026-07-01", "2027-06-30"),
            "施行日后起": of("2026-07-02", "2027-06-30"),
            "没填工资": of("2026-07-02", "2027-06-30", proposed_amount=None),
            "最低工资未收录": retired_findings(
                WageQuestion(
                    table=table(post(2, "门卫", **guard)), law=beijing(monthly=figure("m")),
                    term=term("2026-07-01", "2027-06-30"), clauses=Clauses(),
                )
            ),
            "小时工": of("2026-07-02", "2027-06-30", form=Form.PART_TIME, note="退休人员",
                      hourly_amount="30", holiday_hourly_amount="70"),
        },
    )  # fmt: skip


def test_what_nobody_checks():
    rows = table(
        post(proposed_amount="9000"),
        remarks=((post(4, "领班"), "合并单元格按第一行读"),),
    )
    clauses = Clauses(
        unread=(("病假工资", "参照公司制度"), ("加班工资基数", "另议")),
        unchecked=("年休假", "餐补"),
    )
    kept = (Rule.TABLE, Rule.TERMS)

    golden.check(
        "wage_unchecked",
        {
            "读表的说明和没有检查的条款": [
                found
                for found in check(rows, law=beijing(), term=term(), clauses=clauses).findings
                if found.rule in kept
            ],
        },
    )
