"""What is said of a clause, word by word? Sick and idle pay, overtime base, lowest wage, term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bargaining.rules.agreed_pay import read_pay
from bargaining.rules.figures import Gap
from bargaining.rules.wage_findings import Rule
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import ParentContract, ProfitState
from tests.rules import golden
from tests.rules.wage_figures import beijing, entry, figure, post, term
from tests.rules.wage_words import SHANGHAI, said

OVER_A_RAISE = term("2023-07-01", "2024-06-30")
MANAGER = post(2, "店长", proposed_amount="9000")
CLEANER = post(
    3, "保洁", proposed_amount="4800", overtime_amount="500", allowance_amount="200",
    welfare_amount="100",
)  # fmt: skip
NO_SHARES = beijing(sick_pay_floor=figure("sick"), idle_living_floor=figure("idle"))
SHARE_FROM_JULY = beijing(sick_pay_floor=figure("sick", entry("2026-07-01", "0.8")))


def resting(amount: str | None, note: str, row: int = 4):
    return post(row, "后厨", proposed_amount=amount, overtime_amount="10", note=note)


def test_sick_pay():
    def of(words: str | None = None, *posts, **more):
        pay = None if words is None else read_pay(words)
        return said(Rule.SICK, *posts, sick_pay=pay, **more)

    golden.check(
        "wage_sick",
        {
            "数额低": of("2031.99元"),
            "数额恰好": of("2032元"),
            "期限内标准提高": of("1900元", of_term=OVER_A_RAISE),
            "按最低工资的比例": of("最低工资标准的79%"),
            "按本人工资": of("本人工资的百分之五十", MANAGER, CLEANER),
            "按本人工资，两个岗位都低": of("本人工资的20%", MANAGER, CLEANER),
            "比例未收录": of("2000元", law=NO_SHARES),
            "比例下半年才收录": of("2000元", law=SHARE_FROM_JULY),
            "全月病假低": of(None, resting("2041.99", "全月病假")),
            "全月病假恰好": of(None, resting("2042", "全月病假")),
            "全月病假，比例未收录": of(None, resting("2041.99", "病假"), law=NO_SHARES),
            "全月病假，期限内标准提高": of(
                None, resting("1900", "病假"), of_term=OVER_A_RAISE
            ),
            "全月病假没填工资，另一人低": of(
                None, resting(None, "病假"), resting("1000", "病假", 5)
            ),
            "病假工资另计不算病假": of(None, resting("1000", "病假工资另计")),
        },
    )  # fmt: skip


def test_idle_pay():
    def of(*posts, **more):
        return said(Rule.IDLE, *posts, **more)

    golden.check(
        "wage_idle",
        {
            "第一个周期不按正常支付": of(idle_first_period_paid=False),
            "第一个周期按正常支付": of(idle_first_period_paid=True),
            "第一个周期不按正常支付，外地": of(
                idle_first_period_paid=False, law=beijing(**SHANGHAI)
            ),
            "安排工作低": of(idle_work=read_pay("2539.99")),
            "安排工作恰好": of(idle_work=read_pay("2540")),
            "安排工作低，外地": of(idle_work=read_pay("2539.99"), law=beijing(**SHANGHAI)),
            "生活费低": of(idle_living=read_pay("1777.99")),
            "生活费恰好": of(idle_living=read_pay("1778")),
            "生活费比例未收录": of(idle_living=read_pay("1778"), law=NO_SHARES),
            "整月停工低": of(resting("1787.99", "停工")),
            "整月停工在两者之间": of(resting("1788", "停产")),
            "整月停工不低于最低工资": of(resting("2550", "停工停产")),
            "先待核后不足": of(resting("1720", "停工"), of_term=OVER_A_RAISE, law=beijing(
                idle_living_floor=figure("idle", entry("2004-01-22", "0.7"),
                                         entry("2024-01-01", "0.75")))),
        },
    )  # fmt: skip


def test_personal_leave():
    def of(amount: str | None, note: str, **more):
        rest = {"own_insurance_amount": "0", "own_housing_fund_amount": "0", **more}
        law, when = rest.pop("law", None), rest.pop("of_term", None)
        return said(Rule.MONTHLY, post(2, "库管", proposed_amount=amount, note=note, **rest),
                    law=law, of_term=when)  # fmt: skip

    golden.check(
        "wage_personal_leave",
        {
            "低于标准": of("1800", "本人事假"),
            "不低于标准": of("2540", "事假"),
            "期限内才低于标准": of("2350", "事假", of_term=OVER_A_RAISE),
            "外地": of("1800", "请事假一个月", law=beijing(**SHANGHAI)),
            "没填工资": of(None, "事假"),
            "按应发扣除个人缴费": of("3000", "事假", own_insurance_amount="500"),
            "病假不在此列": of("1800", "病假"),
        },
    )


def test_the_base_of_overtime():
    def of(agreed: str | None, labour: str | None = None, *posts, **more):
        return said(
            Rule.OVERTIME_BASE, *posts,
            overtime_base=None if agreed is None else read_pay(agreed),
            labour_contract_overtime_base=None if labour is None else read_pay(labour),
            **more,
        )  # fmt: skip

    before_courts = term("2023-09-01", "2024-04-29")
    golden.check(
        "wage_overtime_base",
        {
            "集体合同低于最低工资": of("2539.99"),
            "恰好最低工资": of("2540"),
            "劳动合同低于最低工资": of(None, "2400元"),
            "低于最低工资，外地": of("2400", law=beijing(**SHANGHAI)),
            "劳动合同低于集体合同": of("3000", "2900"),
            "劳动合同等于集体合同": of("3000", "3000"),
            "劳动合同按比例低于集体合同": of("本人工资的80%", "本人工资的70%", MANAGER, CLEANER),
            "一部分岗位才低": of("5000", "本人工资的90%", MANAGER, CLEANER),
            "劳动合同写最低工资": of("2600", "最低工资标准"),
            "集体合同写最低工资": of("最低工资标准的110%", "2600"),
            "按比例，没有岗位": of("本人工资的80%", "本人工资的70%"),
            "低于岗位工资": of("4500", None, MANAGER, post(3, "厨师", proposed_amount="4600")),
            "低于岗位工资，先比劳动合同": of("9000", "8000", MANAGER),
            "等于岗位工资": of("9000", None, MANAGER),
            "低于岗位工资，解答之前": of("8000", None, MANAGER, of_term=before_courts),
            "低于岗位工资，解答当日": of(
                "8000", None, MANAGER, of_term=term("2023-09-01", "2024-04-30")
            ),
            "低于岗位工资，外地": of("8000", None, MANAGER, law=beijing(**SHANGHAI)),
            "同样低的两个岗位": of(
                "3000", None, post(5, "乙", proposed_amount="4000"),
                post(4, "甲", proposed_amount="4000"),
            ),
            "小时工不比": of(
                "3000", None,
                post(2, "钟点工", form=Form.PART_TIME, proposed_amount="4000",
                     hourly_amount="50", holiday_hourly_amount="90"),
            ),
        },
    )  # fmt: skip


def test_a_lowest_wage_that_includes_the_workers_own_contributions():
    both = (Rule.MONTHLY, Rule.TERMS)
    later_unknown = beijing(
        insurance_base_lower=figure(
            "base", entry("2025-07-01", "7162"), gaps=(Gap(date(2026, 7, 1), "2026-07", ""),)
        )
    )

    def of(lowest: str | None, basic: str | None = None, *, include: bool = True, **more):
        return said(
            both,
            lowest_monthly_amount=None if lowest is None else Decimal(lowest),
            basic_amount=None if basic is None else Decimal(basic),
            includes_own_contributions=include,
            **more,
        )

    golden.check(
        "wage_basic",
        {
            "扣除后低": of("3295", of_term=term("2026-01-01", "2026-06-30")),
            "扣除后恰好": of("3295.01", of_term=term("2026-01-01", "2026-06-30")),
            "期限内缴费下限提高": of("3300"),
            "基本工资扣除后低": of(None, "3000"),
            "两样都写": of("3400", "3000"),
            "缴费下限后来未收录": of("3400", law=later_unknown),
            "缴费下限一直未收录，等于最低工资": of(
                "2540", law=beijing(insurance_base_lower=figure("base"))
            ),
            "缴费下限一直未收录，高于最低工资": of(
                "2540.01", law=beijing(insurance_base_lower=figure("base"))
            ),
            "个人缴费计入的地方": of("2500", law=beijing(own_contributions_count=True)),
            "没有写包含": of("2500", "2000", include=False),
            "都没有写": of(None),
        },
    )


def test_the_minimum_wage_and_not_a_cent_more():
    exactly = post(2, "保洁", proposed_amount="3540")

    def of(*posts, **more):
        return said(Rule.ONLY_MINIMUM, *(posts or (exactly,)), **more)

    history = figure(
        "m", entry("2013-01-01", "1400"), entry("2014-04-01", "1560"), label="月最低工资标准"
    )
    then = post(2, "保洁", proposed_amount="2400")
    golden.check(
        "wage_only_minimum",
        {
            "恰好": of(),
            "多一分": of(post(2, "保洁", proposed_amount="3540.01")),
            "效益增长": of(profit_state=ProfitState.GROWING),
            "经营正常": of(profit_state=ProfitState.STEADY),
            "亏损": of(profit_state=ProfitState.LOSS),
            "外地": of(law=beijing(**SHANGHAI)),
            "已经同意": of(minimum_approved=True),
            "期限内才恰好": of(
                post(2, "保洁", proposed_amount="3420"), of_term=OVER_A_RAISE
            ),
            "试用期不在此列": of(post(2, "保洁", form=Form.PROBATION, proposed_amount="3540")),
            "没填工资": of(post(2, "保洁", proposed_amount=None)),
            "北京2013年的通知，最后一天": of(
                then, law=beijing(monthly=history), of_term=term("2014-03-31", "2014-03-31")
            ),
            "北京2013年的通知，第一天": of(
                then, law=beijing(monthly=history), of_term=term("2013-01-01", "2013-12-31")
            ),
            "北京2013年的通知过后": of(
                post(2, "保洁", proposed_amount="2560"), law=beijing(monthly=history),
                of_term=term("2014-04-01", "2014-12-31"),
            ),
        },
    )  # fmt: skip


def test_the_contracts_above():
    catering = ParentContract("餐饮行业合同", Decimal(3500))
    cook = post(2, "厨 师", proposed_amount="3499.99", overtime_amount="0")
    cooks = ParentContract("簋街合同", Decimal(3000), posts=(("厨 师", Decimal(3600)),))
    later = ParentContract("后来的合同", Decimal(4000), first_on=date(2026, 4, 1))
    ended = ParentContract("先前的合同", Decimal(4000), last_on=date(2026, 3, 31))

    def of(*parents, posts=(cook,), **more):
        return said(Rule.PARENT, *posts, parents=parents, **more)

    def stated(**more):
        return ParentContract("餐饮行业合同", Decimal(3500), **more)

    golden.check(
        "wage_parents",
        {
            "低于行业合同": of(catering),
            "恰好": of(catering, posts=[post(2, "厨师", proposed_amount="3500")]),
            "岗位另有标准": of(cooks),
            "几份合同取高": of(catering, cooks),
            "期限内才起算": of(later),
            "期限内到期": of(ended),
            "到期后另一份较低": of(ended, ParentContract("一般合同", Decimal(3600))),
            "期限前已到期": of(ParentContract("旧", Decimal(9000), last_on=date(2025, 12, 31))),
            "期限第一天到期": of(ParentContract("旧", Decimal(9000), last_on=date(2026, 1, 1))),
            "期限最后一天起算": of(
                ParentContract("新", Decimal(9000), first_on=date(2026, 12, 31))
            ),
            "期限后才起算": of(ParentContract("新", Decimal(9000), first_on=date(2027, 1, 1))),
            "条文改号之后": of(catering, of_term=term("2026-05-01", "2026-12-31")),
            "条文改号之前": of(catering, of_term=term("2026-04-30", "2026-12-31")),
            "外地，县级以下": of(stated(local=True), law=beijing(**SHANGHAI)),
            "未确认，县级以下": of(stated(confirmed=False, local=True)),
            "未确认，市级": of(stated(confirmed=False, local=False)),
            "未确认，没有说明": of(stated(confirmed=False)),
            "确认的够，未确认的高": of(
                ParentContract("已确认", Decimal(3000)),
                ParentContract("未确认", Decimal(4000), confirmed=False),
            ),
            "合同自己写的最低工资低": of(
                catering, posts=[], lowest_monthly_amount=Decimal("3499")
            ),
            "没有登记标准": of(
                ParentContract("空的合同"), ParentContract("也是空的", confirmed=False), catering
            ),
            "实习、超龄不比": of(
                catering,
                posts=[post(2, "学徒", form=Form.INTERN, proposed_amount="3000"),
                       post(3, "门卫", form=Form.OVERAGE, proposed_amount="3000"), cook],
            ),
        },
    )  # fmt: skip


def test_the_term():
    def of(first: str, last: str, **more):
        return said(Rule.TERM, of_term=term(first, last), **more)

    golden.check(
        "wage_term",
        {
            "一年": of("2025-01-01", "2025-12-31"),
            "一年零两天": of("2025-01-01", "2026-01-02"),
            "一年零三天": of("2025-01-01", "2026-01-03"),
            "三年差一天": of("2025-01-01", "2027-12-31"),
            "超过三年": of("2025-01-01", "2028-01-01"),
            "超过三年，外地": of("2025-01-01", "2028-06-01", law=beijing(**SHANGHAI)),
            "一年多，外地": of("2025-01-01", "2026-06-01", law=beijing(**SHANGHAI)),
            "条款写的期限不同": said(Rule.TERM, term=term("2026-02-01", "2027-01-31")),
            "条款写的期限相同": said(Rule.TERM, term=term()),
            "生效在期限开始之后": said(Rule.TERM, effective_on=date(2026, 3, 1)),
            "生效在期限第一天": said(Rule.TERM, effective_on=date(2026, 1, 1)),
            "生效只晚一天": said(Rule.TERM, effective_on=date(2026, 1, 2)),
        },
    )  # fmt: skip
