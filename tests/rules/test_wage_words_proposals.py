"""What is said of a proposal's cost, its alternatives and its references, word by word?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import (
    wage_compare,
    wage_cost,
    wage_market,
    wage_reference,
)
from bargaining.rules.figures import Figure, FigureKind, Gap, Scope, ScopeKind
from bargaining.rules.lawbook import INDUSTRIES, LawBook, Place
from bargaining.rules.wage_compare import Base, Step, WhatIf
from bargaining.rules.wage_posts import BonusSpan, Form
from tests.rules import golden
from tests.rules.wage_figures import beijing, entry, figure, post, table, term

BOOK = seeds.load_law_book()
ON = date(2026, 3, 2)


# ── another rise ─────────────────────────────────────────────────────────────────────────────


def test_which_rises_cannot_be_tried_out():
    rows = table(post(2, "门卫", proposed_amount="3000", before_amount="2900"))

    def of(**more: object) -> list[object]:
        given = {key: Decimal(value) if type(value) is str else value
                 for key, value in more.items()}  # fmt: skip
        what_if = WhatIf(**given)
        refusal = wage_compare.why_not(what_if, rows)
        said = None if refusal is None else [refusal.code, refusal.message, refusal.field]
        return [what_if.words(), said, wage_compare.raised(rows, what_if).posts[0].proposed_amount]

    golden.check(
        "wage_what_if",
        {
            "不动": of(),
            "普调": of(rate="0.0512"),
            "普降": of(rate="-0.0512"),
            "每人加": of(amount="1200.5"),
            "每人减": of(amount="-100"),
            "普调又加钱，在协商前": of(rate="0.1", amount="50", base=Base.BEFORE),
            "补到最低": of(lowest_amount="3500"),
            "进位到元": of(rate="0.0001", step=Step.YUAN),
            "进位到十元": of(amount="0.01", step=Step.TEN),
            "恰好整十": of(amount="10", step=Step.TEN),
            "比例下限": of(rate="-0.5"),
            "比例过低": of(rate="-0.5001"),
            "比例上限": of(rate="1"),
            "比例过高": of(rate="1.0001"),
            "金额上限": of(amount="100000"),
            "金额过高": of(amount="100000.01"),
            "金额过低": of(amount="-100000.01"),
            "最低为零": of(lowest_amount="0"),
            "最低一分": of(lowest_amount="0.01"),
            "最低上限": of(lowest_amount="1000000"),
            "最低过高": of(lowest_amount="1000000.01"),
            "低于零": of(amount="-3000.01"),
            "等于零": of(amount="-3000"),
        },
    )


def test_proposals_side_by_side():
    def priced(name: str, after: str | None, people: int = 2, hourly: str | None = None):
        return wage_cost.PricedPost(
            row=2, post=name, people=people,
            after_amount=None if after is None else Decimal(after),
            hourly_amount=None if hourly is None else Decimal(hourly),
        )  # fmt: skip

    first = [priced("门 卫", "3000"), priced("厨师", "5000"), priced("厨师", "6000")]
    second = [priced("厨师", "5100"), priced("门卫", "3000", 3), priced("小时工", None, 1, "30"),
              priced("未定", None)]  # fmt: skip

    golden.check(
        "wage_matrix",
        {
            "两份方案": [
                [row.name, row.number, row.differs, [cell.difference_amount for cell in row.cells],
                 [None if cell.post is None else wage_compare.pay_of(cell.post)
                  for cell in row.cells]]
                for row in wage_compare.matrix([first, second])
            ],
            "小时工对月薪": [
                [cell.difference_amount for cell in row.cells]
                for row in wage_compare.matrix(
                    [[priced("小时工", None, 1, "30")], [priced("小时工", "30", 1)],
                     [priced("小时工", None, 1, "31.5")], [priced("小时工", None, 1)]]
                )
            ],
        },
    )  # fmt: skip


# ── what it costs ────────────────────────────────────────────────────────────────────────────


def test_what_of_a_post_its_cost_depends_on():
    monthly = post(3, "门卫", people=4, before_amount="3000", proposed_amount="3200",
                   bonus_amount="500", bonus_span=BonusSpan.YEAR)  # fmt: skip
    part_time = post(4, "小时工", form=Form.PART_TIME, proposed_amount="900", hourly_amount="30")

    assert wage_cost.priced(monthly, law=beijing()) == wage_cost.PricedPost(
        row=3, post="门卫", people=4, before_amount=Decimal(3000), after_amount=Decimal(3200),
        countable_amount=Decimal(2200), bonus_amount=Decimal(500),
    )  # fmt: skip
    assert wage_cost.priced(part_time, law=beijing()) == wage_cost.PricedPost(
        row=4, post="小时工", people=1, after_amount=Decimal(900), hourly_amount=Decimal(30)
    )
    in_month = replace(monthly, bonus_span=BonusSpan.MONTH)
    assert wage_cost.priced(in_month, law=beijing()).bonus_amount is None


def test_the_highest_floor_of_a_term_is_the_one_to_reach():
    over_a_raise = wage_cost.highest_floor(beijing(), term("2025-01-01", "2025-12-31"))
    assert (over_a_raise.amount, over_a_raise.entry.effective_from) == (
        Decimal(2540),
        date(2025, 9, 1),
    )
    assert wage_cost.highest_floor(beijing(), term("2025-01-01", "2025-08-31")).amount == 2420

    lowered = beijing(monthly=figure("m", entry("2023-09-01", "2500"), entry("2025-09-01", "2400")))
    assert wage_cost.highest_floor(lowered, term("2025-01-01", "2025-12-31")).amount == 2500

    gap = beijing(monthly=figure("m", entry("2023-09-01", "2420"), gaps=(
        Gap(date(2025, 9, 1), "2025-09", ""),)))  # fmt: skip
    with pytest.raises(errors.LawMissing):
        wage_cost.highest_floor(gap, term("2025-01-01", "2025-12-31"))


def test_one_more_rise_leaves_out_who_has_no_wage():
    known = wage_cost.PricedPost(2, "门卫", 2, after_amount=Decimal("3000.50"))
    unknown = wage_cost.PricedPost(3, "未定", 9)

    # 3000.50 × 1 % = 30.005, which is 30.01 a person: × 2 × 12
    assert wage_cost.rise_of([known, unknown], rate=Decimal("0.01")) == Decimal("720.24")


# ── what stands beside it ────────────────────────────────────────────────────────────────────


def test_the_panel_says_of_which_place_day_and_year_it_is():
    panel = wage_reference.panel(BOOK, place="110108012", on=ON)

    assert (panel.place, panel.place_name, panel.on) == ("110108012", "北京市", ON)
    assert (panel.guideline_year, panel.guideline_figure.name) == (2026, "guideline_base_low")
    assert panel.floor_figure.name == "minimum_wage_monthly"
    assert panel.floor_figure.place == "110000"
    assert panel.floor is panel.floor_figure.find(ON)
    assert panel.floor_steps == wage_reference.floor_steps(panel.floor_figure, on=ON)
    assert panel.floor_steps[0].amount == 2540
    for shown, names in (
        (panel.averages, wage_reference.AVERAGES),
        (panel.economy, wage_reference.ECONOMY),
        (panel.productivity, wage_reference.PRODUCTIVITY),
    ):
        assert [one.figure.name for one in shown] == [
            name for name in names if name in BOOK.figure_names
        ]
        assert {(one.year, one.figure.place) for one in shown} <= {
            (2025, place) for place in ("110000", "000000")
        }


def test_a_district_with_a_floor_of_its_own_is_still_shown_under_its_city():
    own = replace(figure("minimum_wage_monthly", entry("2025-09-01", "2600")), place="110108")

    panel = wage_reference.panel(_of_place(own), place="110108012", on=ON)

    assert (panel.place_name, panel.floor.value) == ("北京市", Decimal(2600))


def test_a_standing_figure_answers_for_the_day_that_is_asked():
    floor = beijing().monthly

    found = wage_reference.reference(floor, year=2020, on=date(2025, 8, 31))

    assert (found.year, found.entry.value, found.last) == (2025, Decimal(2420), None)


def test_a_gap_that_begins_with_the_next_value_breaks_the_rise_too():
    def rise(gap_on: date):
        gap = Gap(gap_on, "", "未查到")
        floor = figure("f", entry("2023-09-01", "2420"), entry("2025-09-01", "2540"), gaps=(gap,))
        return wage_reference.floor_steps(floor, on=ON)[0].rise_amount

    assert rise(date(2023, 9, 1)) == 120
    assert rise(date(2023, 9, 2)) is None
    assert rise(date(2025, 9, 1)) is None
    assert rise(date(2025, 9, 2)) == 120


def test_where_a_guideline_is_shown_no_older_one_stands_beside_it():
    panel = wage_reference.panel(BOOK, place="110000", on=date(2023, 10, 19))

    assert panel.guideline.year == 2023
    assert panel.last_guideline is None


def test_the_pairs_that_are_to_keep_pace():
    panel = wage_reference.panel(BOOK, place="110000", on=ON)
    rate = Decimal("0.06")
    without = replace(panel, productivity=(), economy=())

    golden.check(
        "wage_pairs",
        {
            "收入和经济": [panel.income_pair],
            "劳动报酬和劳动生产率": [wage_reference.wage_pair(panel, rise_rate=rate, year=2026)],
            "劳动生产率没有收录": [wage_reference.wage_pair(without, rise_rate=None, year=2026)],
            "收入没有收录": [
                wage_reference.panel(_of_place(), place="110000", on=ON).income_pair
            ],
            "收入只收录到前年": [
                wage_reference.panel(
                    _of_place(_yearly("disposable_income_per_head", y2023="1", y2024="2")),
                    place="110000", on=ON,
                ).income_pair
            ],
            "经济增长只有以后的": [
                wage_reference.panel(
                    _of_place(_yearly("gdp_growth_rate", y2027="0.05")), place="110000", on=ON
                ).income_pair
            ],
            "收入缺上一年": [
                wage_reference.panel(
                    _of_place(_yearly("disposable_income_per_head", y2023="1", y2025="2"),
                              _yearly("gdp_growth_rate", y2024="0.05")),
                    place="110000", on=ON,
                ).income_pair
            ],
        },
    )  # fmt: skip


def _yearly(name: str, *, scope: Scope | None = None, unit: str = "元", **rates: str) -> Figure:
    values = tuple(
        entry(f"{year[1:]}-01-01", value, year=int(year[1:])) for year, value in rates.items()
    )
    return Figure(name, "110000", name, unit, FigureKind.YEARLY, values=values, scope=scope)


def _of_place(*figures: Figure) -> LawBook:
    """Beijing with the figures that every check needs, and of the others only these."""
    others = {
        *wage_reference.AVERAGES, *wage_reference.ECONOMY, *wage_reference.PRODUCTIVITY,
        *(name for _label, heads in wage_market.PRICE_FAMILIES for name in heads),
    }  # fmt: skip
    needed = (one for one in BOOK.figures if one.scope is None and one.name not in others)
    return LawBook(
        places=(Place("000000", "全国"), Place("110000", "北京市"), Place("110108", "海淀区")),
        figures=(*needed, *figures),
    )


def _part(name: str, scope: str, code: str = "", edition: str = INDUSTRIES, **rates: str) -> Figure:
    return _yearly(name, scope=Scope(ScopeKind.INDUSTRY, scope, code, edition), **rates)


def test_what_is_shown_of_an_industry():
    def shown(*figures: Figure, names=("正餐服务", "餐饮业")) -> list[object]:
        found = wage_market.industry_references(
            _of_place(*figures), place="110108012", on=ON, codes=["621", "62", "H"], names=names
        )
        return [
            [one.label, one.by_name,
             one.found and [one.found.figure.scope_name, one.found.year, one.found.shown.year,
                            one.found.is_of_the_year]]
            for one in found
        ]  # fmt: skip

    of_another_kind = _yearly("pay_by_job", scope=Scope(ScopeKind.OCCUPATION, "厨师"), y2025="1")
    golden.check(
        "wage_industry",
        {
            "最近的一级": shown(
                _part("labour_cost", "住宿和餐饮业", "H", y2025="1"),
                _part("labour_cost", "餐饮业", "62", y2025="2"),
            ),
            "指导线问当年": shown(_part("guideline_x", "餐饮业", "62", y2025="1", y2026="2")),
            "别的问上一年": shown(_part("labour_cost", "餐饮业", "62", y2025="1", y2026="2")),
            "旧版分类按名称": shown(_part("labour_cost", "餐饮业", "H62", "旧", y2024="1")),
            "旧版分类，近的名称在先": shown(
                _part("labour_cost", "餐饮业", "", "旧", y2025="1"),
                _part("labour_cost", "正餐服务", "", "旧", y2025="2"),
            ),
            "只有以后年份的": shown(_part("labour_cost", "餐饮业", "62", y2026="1")),
            "旧版分类，只有以后年份的": shown(_part("labour_cost", "餐饮业", "", "旧", y2026="1")),
            "没有这个行业": shown(_part("labour_cost", "建筑业", "E", y2025="1")),
            "按职业分的不算": shown(of_another_kind),
            "按职业分的之后还有行业": shown(
                of_another_kind, _part("labour_cost", "餐饮业", "62", y2025="1")
            ),
        },
    )  # fmt: skip


def test_what_the_market_pays():
    def job(name: str, occupation: str, *, definition: str = "", unit: str = "元/年",
            place: str = "110000", **rates: str) -> Figure:  # fmt: skip
        one = _yearly(name, scope=Scope(ScopeKind.OCCUPATION, occupation), unit=unit, **rates)
        return replace(one, definition=definition, place=place)

    def shown(*figures: Figure, on: date = ON) -> list[object]:
        families = wage_market.price_families(_of_place(*figures), place="110108012", on=on)
        return [
            line
            for family in families
            for line in (
                [family.label, family.heads, family.definition],
                *(
                    [row.occupation, row.place_name, row.year, row.unit,
                     [one and one.value for one in row.values], row.source.value]
                    for row in family.rows
                ),
            )
        ]  # fmt: skip

    low, high = "occupation_wage_low", "occupation_wage_high"
    golden.check(
        "wage_market",
        {
            "没有收录": shown(),
            "分位数和高低位数": shown(
                job("occupation_wage_p50", "厨师", definition="口径甲", y2024="90000"),
                job(low, "厨师", y2017="30000"), job(high, "厨师", y2017="60000"),
            ),
            "每个职业取最近一年": shown(
                job(low, "厨师", y2016="1", y2017="2"), job(low, "保洁", y2015="3"),
                job(high, "厨师", y2016="4"),
            ),
            "新的在前": shown(job(low, "甲", y2015="1"), job(low, "乙", y2017="2"),
                          job(low, "丙", y2016="3")),
            "当天以后的不看": shown(job(low, "厨师", y2016="1", y2017="2"), on=date(2016, 12, 31)),
            "当天的看": shown(job(low, "厨师", y2016="1", y2017="2"), on=date(2017, 1, 1)),
            "全国的和本市的": shown(
                job(low, "厨师", y2016="1"), job(high, "厨师", place="000000", y2016="2"),
            ),
            "单位不同": shown(job(low, "厨师", y2016="1"), job(high, "厨师", unit="万元/年",
                                                         y2016="2")),
            "口径取第一个": shown(job(low, "厨师", y2016="1"),
                            job(high, "厨师", definition="乙", y2016="2")),
            "不是一年的不看": shown(
                replace(job(low, "厨师"), values=(entry("2016-01-01", "1"),))
            ),
            "没有数的不看": shown(
                replace(job(low, "厨师"), values=(entry("2016-01-01", None, year=2016),))
            ),
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("occupation", "posts", "alike"),
    [("工", ["木工"], False), ("工", ["工"], True), ("木工", ["瓦工", "大木工"], True)],
)
def test_an_occupation_of_one_sign_is_like_itself_only(occupation, posts, alike):
    assert wage_market.is_alike(occupation, posts) is alike
