"""What is said of a wage under the minimum wage, word by word? Floors, months, contributions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bargaining.rules.figures import Gap
from bargaining.rules.wage_findings import Rule
from bargaining.rules.wage_posts import BonusSpan, Form
from tests.rules import golden
from tests.rules.wage_figures import beijing, entry, figure, post, term
from tests.rules.wage_words import NO_CONTRIBUTIONS, SHANGHAI, said

OVER_A_RAISE = term("2023-07-01", "2024-06-30")
PARTS_TAKEN_OFF = {
    "overtime_amount": "200",
    "allowance_amount": "100",
    "welfare_amount": "60",
    "own_insurance_amount": "800",
    "own_housing_fund_amount": "200",
}


def bare(amount: str | None, row: int = 2, name: str = "保洁员", **more):
    return post(row, name, **{"proposed_amount": amount, **NO_CONTRIBUTIONS, **more})


def month(amount: str, *, due: str | None = None, attended: str | None = None, **more):
    return bare(
        amount,
        name="门卫",
        due_days=None if due is None else Decimal(due),
        attended_days=None if attended is None else Decimal(attended),
        **more,
    )


def hourly(amount: str | None, holiday: str | None, **more):
    return post(
        name="小时工", form=Form.PART_TIME, hourly_amount=amount, holiday_hourly_amount=holiday,
        **more,
    )  # fmt: skip


def test_the_floors_of_every_form():
    monthly = (Rule.MONTHLY, Rule.TABLE)
    part_time = (Rule.HOURLY, Rule.HOLIDAY)
    golden.check(
        "wage_floors",
        {
            "不计入的各项都剔除": said(Rule.MONTHLY, post(proposed_amount="3899.99",
                                                 **PARTS_TAKEN_OFF)),
            "恰好等于标准": said(Rule.MONTHLY, post(proposed_amount="3900", **PARTS_TAKEN_OFF)),
            "期限内标准提高": said(Rule.MONTHLY, bare("2400"), of_term=OVER_A_RAISE),
            "实习": said(Rule.MONTHLY, bare("2539.99", form=Form.INTERN)),
            "没有填月工资": said(Rule.MONTHLY, bare(None)),
            "没有月工资一列": said(Rule.MONTHLY, bare(None), without=["proposed_amount"]),
            "没有不计入的几列": said(
                monthly, bare("2540"),
                without=["overtime_amount", "allowance_amount", "welfare_amount"],
            ),
            "只有试用期岗位，没有福利一列": said(
                Rule.TABLE, bare("2540", form=Form.PROBATION), without=["welfare_amount"]
            ),
            "填了实出勤，没有应出勤一列": said(
                Rule.TABLE, month("2540", attended="20"), columns=["attended_days"]
            ),
            "两列出勤都有": said(
                Rule.TABLE, month("2540", due="22", attended="22"),
                columns=["attended_days", "due_days"],
            ),
            "条款的最低工资": said(Rule.MONTHLY, lowest_monthly_amount=Decimal("2539.99")),
            "条款的最低工资够": said(Rule.MONTHLY, lowest_monthly_amount=Decimal("2540")),
            "小时工资": said(part_time, hourly("27.69", "65.09")),
            "小时工资够": said(part_time, hourly("27.70", "65.10")),
            "小时工资在期限内不够": said(
                part_time, hourly("27", "63"), of_term=term("2025-03-01", "2026-02-28"),
                law=beijing(
                    part_time_hourly=figure(
                        "hourly", entry("2023-09-01", "26.4"), entry("2025-09-01", "27.7"),
                        label="非全日制小时最低工资标准",
                    ),
                    part_time_holiday=figure(
                        "holiday", entry("2023-09-01", "62"), entry("2025-09-01", "65.1"),
                        label="非全日制法定节假日小时最低工资标准",
                    ),
                ),
            ),
            "小时工资没有填": said(part_time, hourly(None, None)),
            "没有小时工资的两列": said(
                part_time, hourly(None, None), without=["hourly_amount", "holiday_hourly_amount"]
            ),
        },
    )  # fmt: skip


def test_the_floors_of_a_probation():
    trial = {"form": Form.PROBATION}
    cook = bare("5000", row=3, name="厨师")
    golden.check(
        "wage_probation",
        {
            "低于八成": said(Rule.PROBATION, bare("3999.99", name="厨师", **trial), cook),
            "恰好八成": said(Rule.PROBATION, bare("4000", name="厨师", **trial), cook),
            "低于约定工资的八成": said(
                Rule.PROBATION, bare("4000", agreed_amount="6000.01", **trial)
            ),
            "约定工资低于同岗位": said(
                Rule.PROBATION, bare("3999", name="厨师", agreed_amount="4000", **trial), cook
            ),
            "低于八成，也低于最低工资": said(
                Rule.PROBATION, bare("2500", name="厨师", **trial), bare("3200", 3, "厨师")
            ),
            "八成低于最低工资": said(
                Rule.PROBATION, bare("2000", name="厨师", **trial), bare("2600", 3, "厨师")
            ),
            "八成等于最低工资": said(
                Rule.PROBATION, bare("2500", name="厨师", **trial), bare("3175", 3, "厨师")
            ),
            "期限内最低工资提高": said(
                Rule.PROBATION, bare("2400", **trial), of_term=OVER_A_RAISE
            ),
            "先低于八成，后低于最低工资": said(
                Rule.PROBATION, bare("2330", name="厨师", **trial), bare("2920", 3, "厨师"),
                of_term=OVER_A_RAISE,
            ),
            "不满勤，八成按出勤折算": said(
                Rule.PROBATION,
                month("3636.36", due="22", attended="20", agreed_amount="5000", **trial),
            ),
            "不满勤，八成按出勤折算够": said(
                Rule.PROBATION,
                month("3636.37", due="22", attended="20", agreed_amount="5000", **trial),
            ),
            "没有填工资": said(Rule.PROBATION, bare(None, **trial)),
            "没有月工资一列": said(
                Rule.PROBATION, bare(None, **trial), without=["proposed_amount"]
            ),
        },
    )  # fmt: skip


def test_a_month_that_is_not_whole():
    board = {"board_amount": "300"}
    in_month = {"bonus_amount": "200", "bonus_span": BonusSpan.MONTH}
    in_year = {"bonus_amount": "2400", "bonus_span": BonusSpan.YEAR}
    unknown = {"bonus_amount": "200"}
    short = {"due": "22", "attended": "20"}

    def of(amount: str, **more):
        return said(Rule.MONTHLY, month(amount, **more))

    golden.check(
        "wage_month",
        {
            "低于折算额": of("2309.09", **short),
            "在折算额和整月之间": of("2309.10", **short),
            "在折算额和整月之间，外地": said(
                Rule.MONTHLY, month("2400", **short), law=beijing(**SHANGHAI)
            ),
            "半天出勤": of("1200", due="21.75", attended="10.50"),
            "全勤": of("2540", due="22", attended="22"),
            "超出应出勤": of("2540", due="22", attended="23"),
            "应出勤填零": of("2539", due="0", attended="0"),
            "一天没来": of("2539", due="22", attended="0"),
            "含食宿补贴": of("2839.99", **board),
            "含食宿补贴，够": of("2840", **board),
            "含按月列的年终奖": of("2739.99", **in_month),
            "含食宿补贴和年终奖": of("3039.99", **board, **in_month),
            "含食宿补贴，不满勤": of("2609.09", **board, **short),
            "含食宿补贴，外地": said(
                Rule.MONTHLY, month("2700", **board), law=beijing(**SHANGHAI)
            ),
            "另有年终奖，全年": of("2739.99", **in_year),
            "另有年终奖，全年，够": of("2740", **in_year),
            "年终奖没写口径": of("2739.99", **unknown),
            "年终奖没写口径，够": of("2740", **unknown),
            "年终奖没写口径，还有食宿补贴": of("3039.99", **board, **unknown),
            "另有年终奖，还有食宿补贴": of("3039.99", **board, **in_year),
            "年终奖没写口径，不满勤，够折算额": of("2700", **unknown, **short),
            "年终奖没写口径，不满勤，不够折算额": said(
                Rule.MONTHLY, month("2600", bonus_amount="400", **short)
            ),
            "试用期含食宿补贴": said(
                Rule.PROBATION, month("2700", form=Form.PROBATION, **board)
            ),
        },
    )  # fmt: skip


def test_the_workers_own_contributions():
    enough = post(proposed_amount="9000")
    little = {"own_insurance_amount": "755.01", "own_housing_fund_amount": "126.99"}
    unknown = beijing(
        insurance_base_lower=figure(
            "base", entry("2025-07-01", "7162"),
            gaps=(Gap(date(2026, 7, 1), "2026-07", "未公布"),),
        )
    )  # fmt: skip
    scattered = beijing(
        insurance_base_lower=figure(
            "base",
            entry("2026-03-01", "7162", effective_to=date(2026, 6, 30)),
            entry("2026-09-01", "7270"),
        ),
        monthly=figure("m", entry("2025-09-01", "2540"), entry("2026-08-01", "2600")),
    )

    def of(*posts, **more):
        return said(Rule.INPUT, *posts, **more)

    golden.check(
        "wage_contributions",
        {
            "都够": of(enough),
            "恰好够": of(
                post(proposed_amount="9000", own_insurance_amount="755.01",
                     own_housing_fund_amount="127"),
                of_term=term("2026-01-01", "2026-06-30"),
            ),
            "差一分": of(
                post(proposed_amount="9000", own_insurance_amount="755",
                     own_housing_fund_amount="126.99"),
                of_term=term("2026-01-01", "2026-06-30"),
            ),
            "期限内基数提高": of(post(proposed_amount="9000", own_insurance_amount="760")),
            "公积金低于下限": of(post(proposed_amount="9000", own_housing_fund_amount="126.99")),
            "社保、公积金都低": of(post(proposed_amount="9000", **little)),
            "都没有填": of(post(proposed_amount="9000", own_insurance_amount=None,
                            own_housing_fund_amount=None)),
            "整月病假，没有填": of(
                post(proposed_amount="2100", note="病假", own_insurance_amount=None)
            ),
            "没有社保一列": of(enough, without=["own_insurance_amount"]),
            "没有两列": of(enough, without=["own_insurance_amount", "own_housing_fund_amount"]),
            "两列都没有，跨标准调整": of(
                enough, without=["own_insurance_amount", "own_housing_fund_amount"],
                of_term=term("2024-09-01", "2025-12-31"),
            ),
            "后来的基数未收录": of(enough, law=unknown),
            "后来的基数未收录，又没有社保一列": of(
                enough, law=unknown, without=["own_insurance_amount"]
            ),
            "中间有几段未收录": of(enough, law=scattered),
            "一直未收录，又没有社保一列": of(
                enough, without=["own_insurance_amount"],
                law=beijing(insurance_base_lower=figure("base")),
            ),
            "只有小时工和超龄": of(
                hourly("30", "70"), post(3, form=Form.OVERAGE, own_insurance_amount="0")
            ),
            "外地个人缴费计入": of(
                post(proposed_amount="9000", own_insurance_amount=None),
                law=beijing(own_contributions_count=True),
            ),
        },
    )  # fmt: skip
