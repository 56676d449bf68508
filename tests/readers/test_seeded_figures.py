"""Every number of the shipped figures against the tables it was taken from, and back.

The tables stand in tests/samples/law as they were gathered, with what was verified of each row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules.figures import Figure, FigureKind, ScopeKind, Status
from bargaining.rules.lawbook import INDUSTRIES

TABLES = Path(__file__).resolve().parent.parent / "samples" / "law"
BEIJING = "110000"
BOOK = seeds.load_law_book()
FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REGIONS = {
    "天津": "120000", "河北": "130000", "山西": "140000", "内蒙古": "150000", "辽宁": "210000",
    "吉林": "220000", "黑龙江": "230000", "上海": "310000", "江苏": "320000", "浙江": "330000",
    "安徽": "340000", "福建": "350000", "江西": "360000", "山东": "370000", "河南": "410000",
    "湖北": "420000", "湖南": "430000", "广东": "440000", "广东(深圳)": "440300",
    "广西": "450000", "海南": "460000", "重庆": "500000", "四川": "510000", "贵州": "520000",
    "云南": "530000", "西藏": "540000", "陕西": "610000", "甘肃": "620000", "青海": "630000",
    "宁夏": "640000", "新疆": "650000",
}  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def own(name: str, *, place: str = BEIJING, scope: str = "") -> Figure:
    """The figure as the place itself states it."""
    found = [
        one for one in BOOK.figures if (one.name, one.place, one.scope_name) == (name, place, scope)
    ]
    assert len(found) == 1, (name, place, scope)
    return found[0]


def by_year(figure: Figure) -> dict[int, Decimal]:
    """What it says for each year; not that nothing was published."""
    return {one.year: one.value for one in figure.values if one.year and one.value is not None}


def by_day(figure: Figure) -> dict[str, Decimal]:
    return {one.effective_from.isoformat(): one.value for one in figure.values if one.value}


def percent(text: str) -> Decimal:
    return Decimal(text) / 100


def column(rows: list[dict[str, str]], key: str, value: str) -> dict[int, Decimal]:
    return {int(row[key]): Decimal(row[value]) for row in rows if row[value]}


def rates(rows: list[dict[str, str]], key: str, value: str) -> dict[int, Decimal]:
    return {year: number / 100 for year, number in column(rows, key, value).items()}


class TestMinimumWage:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("minimum_wage_monthly", "monthly_yuan"),
            ("minimum_wage_hourly", "hourly_fulltime_yuan"),
            ("minimum_wage_part_time_hourly", "parttime_hourly_yuan"),
            ("minimum_wage_part_time_holiday_hourly", "parttime_holiday_hourly_yuan"),
        ],
    )
    def test_each_entry_with_a_full_day_is_loaded_and_no_other(self, name, value):
        rows = table("beijing_minimum_wage")
        stated = {
            row["effective_date"]: Decimal(row[value])
            for row in rows
            if row[value] and FULL_DAY.fullmatch(row["effective_date"])
        }

        assert by_day(own(name)) == stated

    def test_what_has_no_full_day_is_a_gap_until_the_next(self):
        rows = table("beijing_minimum_wage")
        without = [row for row in rows if not FULL_DAY.fullmatch(row["effective_date"])]

        stated = {gap.stated for gap in own("minimum_wage_monthly").gaps}

        assert stated == {f"{row['effective_date']} {row['monthly_yuan']}" for row in without}

    def test_the_tables_of_the_whole_country_agree_with_beijings_own(self):
        for row in table("china_minimum_wage"):
            if row["region"] == "北京":
                on = date.fromisoformat(row["as_of"])
                monthly = BOOK.figure("minimum_wage_monthly", on=on, place=BEIJING)
                hourly = BOOK.figure("minimum_wage_part_time_hourly", on=on, place=BEIJING)
                assert monthly.value == Decimal(row["m1"])
                assert hourly.value == Decimal(row["h1"])


class TestOtherPlaces:
    @pytest.mark.parametrize("region", sorted(REGIONS))
    def test_what_was_seen_in_force_answers_for_its_day_only(self, region):
        rows = [row for row in table("china_minimum_wage") if row["region"] == region]
        place = REGIONS[region]

        for name, letter in (
            ("minimum_wage_monthly_as_of", "m"),
            ("minimum_wage_part_time_hourly_as_of", "h"),
        ):
            stated = {
                (word, row["as_of"]): Decimal(row[f"{letter}{number}"])
                for row in rows
                for number, word in enumerate(("一类", "二类", "三类", "四类"), start=1)
                if row[f"{letter}{number}"]
            }
            recorded = {
                (one.scope_name, entry.effective_from.isoformat()): entry.value
                for one in BOOK.figures
                if (one.name, one.place) == (name, place)
                for entry in one.values
            }
            assert recorded == stated

    def test_no_other_place_has_a_minimum_wage_to_judge_by(self):
        stating = {one.place for one in BOOK.figures if one.name == "minimum_wage_monthly"}

        assert stating == {BEIJING}
        for place in REGIONS.values():
            with pytest.raises(errors.LawMissing):
                BOOK.figure("minimum_wage_monthly", on=date(2024, 1, 1), place=place)

    def test_every_observation_is_listed_as_not_judged_by(self):
        observed = {
            (one.name, one.place, entry.effective_from.isoformat())
            for one in BOOK.figures
            if one.kind is FigureKind.OBSERVED
            for entry in one.values
        }

        listed = {(one.figure, one.place, one.entry.split(" ")[0]) for one in BOOK.left_out}

        assert observed <= listed


class TestGuideline:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("guideline_upper", "upper_pct"), ("guideline_lower", "lower_pct")],
    )
    def test_lines_of_each_year(self, name, value):
        stated = rates(table("beijing_wage_guideline"), "year", value)

        assert by_year(own(name)) == stated

    def test_a_base_line_may_be_a_range(self):
        rows = [row for row in table("beijing_wage_guideline") if row["base_pct"]]
        ends = {int(row["year"]): row["base_pct"].split("-") for row in rows}

        assert by_year(own("guideline_base_low")) == {y: percent(e[0]) for y, e in ends.items()}
        assert by_year(own("guideline_base_high")) == {y: percent(e[-1]) for y, e in ends.items()}

    @pytest.mark.parametrize("name", ["guideline_base_low", "guideline_base_high"])
    def test_a_line_answers_from_the_day_it_was_published(self, name):
        for row in table("beijing_wage_guideline"):
            if FULL_DAY.fullmatch(row["published"]) and row["base_pct"]:
                entry = next(e for e in own(name).values if e.year == int(row["year"]))
                assert entry.effective_from.isoformat() == row["published"]

    def test_nothing_is_published_above_the_base_line_from_2019_on(self):
        for year in range(2019, 2027):
            with pytest.raises(errors.NotPublished):
                BOOK.figure("guideline_upper", on=date(year, 6, 30), place=BEIJING)

    @pytest.mark.parametrize("year", [2004, 2006, 2008, 2009, 2018, 2020, 2024, 2025, 2026])
    def test_a_year_that_was_not_found_is_missing_and_not_the_one_before(self, year):
        with pytest.raises(errors.LawMissing):
            BOOK.figure("guideline_base_high", on=date(year, 12, 31), place=BEIJING)


class TestIndustryGuideline:
    ROWS = table("beijing_industry_guideline")

    @pytest.mark.parametrize("line", ["upper", "average", "lower"])
    def test_growth_lines_of_each_industry(self, line):
        for row in self.ROWS:
            if row["form"] == "growth lines":
                entry = own(f"guideline_industry_{line}", scope=row["industry_or_list"]).values[0]
                assert entry.value == percent(row[f"{line}_pct"])
                assert entry.effective_from.isoformat() == row["published"]
        assert len(BOOK.list_scopes(f"guideline_industry_{line}", place=BEIJING)) == 3

    def test_the_guarantee_line_of_the_years_of_curves(self):
        stated = column(self.ROWS, "year", "minimum_guarantee_line_yuan_per_year")

        assert by_year(own("guideline_industry_guarantee_line")) == stated

    def test_the_guarantee_line_is_the_sum_of_the_months(self):
        # What proved the day of each step: months times rates, from 2014 on.
        for year, line in by_year(own("guideline_industry_guarantee_line")).items():
            months = [date(year, month, 1) for month in range(1, 13)]
            paid = [
                BOOK.figure("minimum_wage_monthly", on=on, place=BEIJING).value for on in months
            ]
            assert sum(paid) == line

    def test_how_many_industries_had_one(self):
        stated = column(self.ROWS, "year", "industries_count")

        assert by_year(own("guideline_industry_count")) == stated

    @pytest.mark.parametrize(
        ("codes", "line"),
        [
            (("6210", "621", "62", "H"), "0.091"),
            (("62",), "0.091"),
            (("6610", "661", "66", "J"), "0.063"),
            (("3411", "341", "34", "C"), "0.083"),
            (("9999", "999", "99"), None),
        ],
    )
    def test_an_enterprise_finds_its_industry_by_code_or_by_a_code_above(self, codes, line):
        found = BOOK.find_of_industry("guideline_industry_upper", place=BEIJING, codes=codes)

        assert (str(found.values[0].value) if found else None) == line


class TestAverages:
    NAMES = {
        "职工年平均工资(旧口径)": ("average_wage_annual", "annual_yuan"),
        "法人单位从业人员平均工资": ("average_wage_legal_entity_annual", "annual_yuan"),
        "城镇非私营单位就业人员平均工资": ("average_wage_non_private_annual", "annual_yuan"),
        "城镇私营单位就业人员平均工资": ("average_wage_private_annual", "annual_yuan"),
        "全口径城镇单位就业人员平均工资": ("average_wage_full_scope_annual", "annual_yuan"),
    }

    @pytest.mark.parametrize("series", sorted(NAMES))
    def test_each_series_stays_by_itself(self, series):
        name, value = self.NAMES[series]
        rows = [row for row in table("beijing_average_wage") if row["series"] == series]

        for scope in {row["scope"] for row in rows}:
            stated = column([row for row in rows if row["scope"] == scope], "data_year", value)
            figure = own(name, scope="" if scope == "全市" else scope)
            assert by_year(figure) == stated

    @pytest.mark.parametrize(
        ("series", "name"),
        [
            ("全口径城镇单位就业人员平均工资", "average_wage_full_scope_monthly"),
            ("法人单位从业人员平均工资", "average_wage_legal_entity_monthly"),
        ],
    )
    def test_the_monthly_one_is_as_published(self, series, name):
        rows = [row for row in table("beijing_average_wage") if row["series"] == series]

        assert by_year(own(name)) == column(rows, "data_year", "monthly_yuan")

    def test_no_row_of_the_table_is_left(self):
        assert {row["series"] for row in table("beijing_average_wage")} == set(self.NAMES)

    def test_an_industry_has_the_code_of_its_name(self):
        with (seeds.SEEDS / "industries.csv").open(encoding="utf-8") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            codes = {(row["code"], row["name"]) for row in rows}
        scopes = [one.scope for one in BOOK.figures if one.scope]

        named = {(one.code, one.name) for one in scopes if one.edition == INDUSTRIES}

        assert named <= codes


class TestSocialInsurance:
    def test_bases_from_july_2023_on_hold_for_their_year(self):
        for end in ("upper", "lower"):
            stated = {
                (f"{row['from']}-01", date.fromisoformat(f"{row['to']}-30")): Decimal(
                    row[f"{end}_yuan"]
                )
                for row in table("beijing_social_insurance_base")
                if row["from"] >= "2023-07"
            }
            figure = own(f"social_insurance_base_{end}")
            recorded = {
                (one.effective_from.isoformat(), one.effective_to): one.value
                for one in figure.values
            }
            assert recorded == stated

    def test_what_was_reckoned_bears_its_mark(self):
        for row in table("beijing_social_insurance_base"):
            if row["from"] >= "2023-07":
                on = date.fromisoformat(f"{row['from']}-01")
                entry = BOOK.figure("social_insurance_base_lower", on=on, place=BEIJING)
                assert entry.computed == row["verification"].startswith("computed")

    @pytest.mark.parametrize(
        ("item", "name"),
        [
            ("基本养老保险", "social_insurance_pension"),
            ("基本医疗保险(含生育)", "social_insurance_medical"),
            ("失业保险", "social_insurance_unemployment"),
        ],
    )
    @pytest.mark.parametrize("who", ["personal", "employer"])
    def test_rates_are_as_in_the_table(self, item, name, who):
        rows = {row["item"]: row for row in table("beijing_social_insurance_rates")}
        text = rows[item][who].split(" ")[0].removesuffix("%")

        assert own(f"{name}_{who}_rate").values[0].value == percent(text)

    @pytest.mark.parametrize(
        ("item", "who", "name"),
        [
            ("住房公积金", "personal", "housing_fund_personal_rate"),
            ("住房公积金", "employer", "housing_fund_employer_rate"),
            ("工伤保险", "employer", "social_insurance_injury_employer_rate"),
        ],
    )
    def test_a_range_has_two_ends(self, item, who, name):
        rows = {row["item"]: row for row in table("beijing_social_insurance_rates")}
        ends = re.findall(r"([\d.]+)%", rows[item][who])

        recorded = [own(f"{name}_{end}").values[0].value for end in ("lower", "upper")]

        assert recorded == [percent(end) for end in ends]


class TestEconomy:
    @pytest.mark.parametrize(
        ("name", "value", "is_rate"),
        [
            ("gdp_growth_rate", "gdp_growth_pct", True),
            ("cpi_change_rate", "cpi_change_pct", True),
            ("labour_productivity", "labour_productivity_10k_yuan_per_person", False),
            ("labour_productivity_growth_rate", "labour_productivity_growth_pct", True),
            ("disposable_income_per_head", "disposable_income_per_head_yuan", False),
        ],
    )
    def test_each_year_is_as_published(self, name, value, is_rate):
        read = rates if is_rate else column

        assert by_year(own(name)) == read(table("macro_beijing"), "year", value)

    @pytest.mark.parametrize(
        ("name", "value", "is_rate"),
        [
            ("labour_cost_average", "avg_labour_cost_yuan", False),
            ("labour_cost_to_value_added_rate", "cost_to_value_added_pct", True),
            ("labour_cost_to_sales_rate", "cost_to_sales_pct", True),
            ("labour_cost_to_total_cost_rate", "cost_to_total_cost_pct", True),
        ],
    )
    def test_labour_cost_of_each_industry(self, name, value, is_rate):
        rows = table("beijing_labour_cost_2009")

        for row in rows:
            figure = own(name, scope=row["industry"])
            assert by_year(figure) == (rates if is_rate else column)([row], "data_year", value)
            assert figure.scope.code == row["code"]
            # An older edition's number must not be taken for one of today.
            assert figure.scope.edition != INDUSTRIES
        assert len(BOOK.list_scopes(name, place=BEIJING)) == len(rows)


class TestOccupations:
    COLUMNS = {"p10_or_low": ("p10", "low"), "p25": ("p25", ""), "p50_or_mid": ("p50", "mid"),
               "p75": ("p75", ""), "p90_or_high": ("p90", "high")}  # fmt: skip
    PLACES = {"全国": "000000", "北京": BEIJING, "重庆主城区": "500000"}
    UNITS = {"10k yuan/year": "万元/年", "yuan/year": "元/年", "yuan/month": "元/月"}

    def stated(self) -> Iterator[tuple[str, str, str, str, int, Decimal]]:
        for row in table("occupation_wage_prices"):
            if not row["year"]:
                continue
            scope = re.sub(r"\(元/月\)", "", row["occupation"])
            scope = re.sub(r" (\S+)\((?:低位|高位)\)", r"（\1）", scope)
            place, year = self.PLACES[row["city"]], int(row["year"])
            # Percentiles since the national survey; low, middle and high before it.
            survey = row["city"] == "全国" or year >= 2021
            for name, kinds in self.COLUMNS.items():
                if row[name]:
                    kind = kinds[0] if survey else kinds[1]
                    yield (
                        f"occupation_wage_{kind}", place, scope, self.UNITS[row["unit"]], year,
                        Decimal(row[name]),
                    )  # fmt: skip

    def test_every_price_of_a_known_city_and_year_is_loaded_and_no_other(self):
        recorded = {
            (one.name, one.place, one.scope_name, one.unit, entry.year, entry.value)
            for one in BOOK.figures
            if one.name.startswith("occupation_wage_")
            for entry in one.values
        }

        assert recorded == set(self.stated())

    def test_the_table_without_city_and_year_is_listed_as_left_out(self):
        listed = {one.figure: one.reason for one in BOOK.left_out}

        assert "哪一年" in listed["occupation_wage_mid"]

    def test_how_it_was_reckoned_stands_beside_each_old_number(self):
        for one in BOOK.figures:
            if one.name in {"occupation_wage_low", "occupation_wage_mid", "occupation_wage_high"}:
                for entry in one.values:
                    assert entry.definition or one.place != BEIJING
                    assert one.definition

    def test_grades_are_no_occupations(self):
        kinds = {one.scope_name: one.scope.kind for one in BOOK.figures if one.scope}

        assert kinds["高层管理岗"] is ScopeKind.GRADE
        assert kinds["初级技能人才"] is ScopeKind.GRADE
        assert kinds["批发与零售服务人员"] is ScopeKind.OCCUPATION


def test_no_entry_without_source_verification_and_day_of_checking():
    for figure in BOOK.figures:
        for entry in figure.values:
            assert entry.source.title
            assert entry.verification
            assert entry.checked_on
            assert (entry.value is None) == (entry.status is not Status.VALUE)
