"""协商参考: every figure with its own year, nothing joined, nothing made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.readers import seeds
from bargaining.rules import wage_market, wage_reference
from bargaining.rules.figures import FigureKind
from tests.rules import wage_figures
from tests.rules.wage_figures import entry

ON = date(2026, 3, 2)
PLACE = "110108012"


@pytest.fixture(scope="module")
def book():
    return seeds.load_law_book()


@pytest.fixture(scope="module")
def panel(book):
    return wage_reference.panel(book, place=PLACE, on=ON)


@pytest.fixture(scope="module")
def families(book):
    return wage_market.price_families(book, place=PLACE, on=ON)


def yearly(*entries, unit="比率"):
    figure = wage_figures.figure("x", *entries)
    return type(figure)(**{**vars(figure), "kind": FigureKind.YEARLY, "unit": unit})


def of_year(year, value):
    return entry(f"{year}-01-01", value, year=year)


class TestReference:
    def test_the_year_that_is_asked_for_answers(self):
        found = wage_reference.reference(
            yearly(of_year(2024, "0.05"), of_year(2025, "0.04")), year=2025, on=ON
        )

        assert found.is_of_the_year
        assert found.shown.value == Decimal("0.04")
        assert found.last is None

    def test_a_missing_year_says_so_and_shows_the_last_before_it(self):
        found = wage_reference.reference(
            yearly(of_year(2018, "0.05"), of_year(2021, "0.04")), year=2025, on=ON
        )

        assert found.entry is None
        assert not found.is_of_the_year
        assert found.shown.year == 2021

    def test_a_later_year_is_no_answer_for_an_earlier_one(self):
        found = wage_reference.reference(yearly(of_year(2025, "0.04")), year=2024, on=ON)

        assert found.shown is None

    def test_what_came_out_after_the_day_is_not_known_on_it(self):
        figure = yearly(entry("2026-03-03", "0.05", year=2026), of_year(2023, "0.04"))

        assert wage_reference.reference(figure, year=2026, on=ON).shown.year == 2023
        there = wage_reference.reference(figure, year=2026, on=date(2026, 3, 3))
        assert there.shown.year == 2026

    def test_a_series_that_ended_says_that_nothing_was_published(self):
        found = wage_reference.reference(
            yearly(of_year(2017, "101599"), of_year(2018, None)), year=2018, on=ON
        )

        assert found.entry is not None
        assert not found.is_of_the_year
        assert found.shown.year == 2017

    @pytest.mark.parametrize(
        ("unit", "value", "monthly"),
        [
            ("元/年", "145391", Decimal("12115.92")),
            ("元/月", "12116", Decimal(12116)),
            ("比率", "0.05", None),
        ],
    )
    def test_pay_is_turned_into_months_and_nothing_else_is(self, unit, value, monthly):
        found = wage_reference.reference(yearly(of_year(2025, value), unit=unit), year=2025, on=ON)

        assert found.monthly_amount == monthly


class TestGrowth:
    def test_it_is_reckoned_over_the_year_before_only(self):
        figure = yearly(of_year(2022, "77415"), of_year(2024, "85415"), of_year(2025, "89090"))

        assert wage_reference.yearly_growth(figure, year=2025) == Decimal("0.0430")
        assert wage_reference.yearly_growth(figure, year=2024) is None
        assert wage_reference.yearly_growth(figure, year=2023) is None


class TestFloorSteps:
    FLOOR = wage_figures.MONTHLY

    def test_every_step_says_how_much_it_rose(self):
        steps = wage_reference.floor_steps(self.FLOOR, on=ON)

        assert [(one.amount, one.rise_amount, one.rise_rate) for one in steps] == [
            (Decimal(2540), Decimal(120), Decimal("0.0496")),
            (Decimal(2420), Decimal(100), Decimal("0.0431")),
            (Decimal(2320), None, None),
        ]

    @pytest.mark.parametrize(("on", "newest"), [("2025-08-31", 2420), ("2025-09-01", 2540)])
    def test_a_step_shows_from_its_first_day(self, on, newest):
        steps = wage_reference.floor_steps(self.FLOOR, on=date.fromisoformat(on))

        assert steps[0].amount == newest

    def test_over_a_gap_no_rise_is_reckoned(self):
        gap = wage_figures.Gap(date(2024, 1, 1), "2024 年", "未查到")
        figure = wage_figures.figure(
            "floor", entry("2023-09-01", "2420"), entry("2025-09-01", "2540"), gaps=(gap,)
        )

        assert wage_reference.floor_steps(figure, on=ON)[0].rise_rate is None

    def test_the_lowest_post_is_told_in_times_of_it(self):
        floor = self.FLOOR.values[-1]

        assert wage_reference.share_of_floor(Decimal(3810), floor) == Decimal("1.5000")
        assert wage_reference.share_of_floor(Decimal(3810), None) is None


class TestPanelOfBeijing:
    def test_the_averages_stand_each_by_itself(self, panel):
        shown = {one.figure.name: (one.is_of_the_year, one.shown.year) for one in panel.averages}

        assert shown["average_wage_full_scope_monthly"] == (True, 2025)
        assert shown["average_wage_legal_entity_annual"] == (False, 2023)
        assert shown["average_wage_annual"] == (False, 2017)

    def test_no_guideline_of_the_year_leaves_the_last_for_reference(self, panel):
        assert panel.guideline is None
        assert panel.last_guideline.year == 2023
        assert panel.last_guideline.base_low_rate == Decimal("0.051")

    @pytest.mark.parametrize(("on", "year"), [("2023-10-18", None), ("2023-10-19", 2023)])
    def test_a_guideline_speaks_from_the_day_it_came_out(self, book, on, year):
        found = wage_reference.panel(book, place=PLACE, on=date.fromisoformat(on))

        assert (found.guideline.year if found.guideline else None) == year
        assert year or found.last_guideline.year == 2022

    def test_income_stands_beside_growth_of_the_same_year(self, panel):
        pair = panel.income_pair

        assert (pair.left.year, pair.left.rate) == (2025, Decimal("0.0430"))
        assert (pair.right.year, pair.right.rate) == (2025, Decimal("0.054"))

    def test_productivity_is_the_last_recorded_and_says_its_year(self, panel):
        pair = wage_reference.wage_pair(panel, rise_rate=Decimal("0.06"), year=2026)

        assert (pair.left.year, pair.left.rate) == (2026, Decimal("0.06"))
        assert (pair.right.asked_year, pair.right.year) == (2025, 2013)

    def test_the_floor_is_that_of_the_day(self, panel):
        assert panel.floor.value == 2540
        assert panel.place_name == "北京市"


class TestIndustry:
    CHAIN = (["6210", "621", "62", "H"], ["正餐服务", "餐饮业", "住宿和餐饮业"])

    def references(self, book, codes, names):
        found = wage_market.industry_references(book, place=PLACE, on=ON, codes=codes, names=names)
        return {one.label: one for one in found}

    def test_the_nearest_industry_above_answers(self, book):
        found = self.references(book, *self.CHAIN)["行业工资指导线平均线"]

        assert found.found.shown.value == Decimal("0.057")
        assert found.found.shown.year == 2023
        assert not found.found.is_of_the_year
        assert not found.by_name

    def test_an_earlier_edition_answers_only_by_its_very_name(self, book):
        found = self.references(book, *self.CHAIN)["行业平均人工成本"]

        assert found.by_name
        assert found.found.figure.scope_name == "住宿和餐饮业"

    def test_an_industry_nobody_recorded_is_missing(self, book):
        found = self.references(book, ["0111", "011", "01", "A"], ["稻谷种植", "谷物种植"])

        assert found["行业工资指导线平均线"].found is None
        assert not found["行业工资指导线平均线"].by_name


class TestPrices:
    def test_percentiles_and_the_older_figures_are_never_one_table(self, families):
        heads = [family.heads for family in families]

        assert heads[0] == ("10 分位", "25 分位", "50 分位", "75 分位", "90 分位")
        assert heads[1] == ("低位数", "中位数", "高位数")

    def test_every_row_is_of_one_place_and_one_year(self, families):
        row = next(one for one in families[0].rows if one.occupation == "住宿和餐饮服务人员")

        assert (row.place_name, row.year, row.unit) == ("全国", 2022, "万元/年")
        assert [str(one.value) for one in row.values] == ["2.82", "3.51", "4.56", "6.12", "8.24"]

    def test_what_was_not_published_stays_empty(self, families):
        row = next(one for one in families[0].rows if one.occupation == "初级技能人才")

        assert [one is None for one in row.values] == [True, True, False, True, True]
        assert row.source.value == Decimal(92000)

    def test_before_the_year_of_a_price_it_is_not_there(self, book):
        early = wage_market.price_families(book, place=PLACE, on=date(2021, 12, 31))
        row = next(one for one in early[0].rows if one.occupation == "住宿和餐饮服务人员")

        assert row.year == 2021

    @pytest.mark.parametrize(
        ("occupation", "posts", "alike"),
        [
            ("保洁员", ["保洁员"], True),
            ("保洁员", ["夜班保洁员"], True),
            ("保洁员", ["保洁"], False),
            ("保洁员", [], False),
        ],
    )
    def test_a_post_is_like_an_occupation_whose_name_it_bears(self, occupation, posts, alike):
        assert wage_market.is_alike(occupation, posts) is alike
