"""Which figure holds on a day: by example from the seeds, by property at every change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules.figures import (
    Figure,
    FigureKind,
    FigureValue,
    Gap,
    Source,
    Status,
    in_force,
)

BOOK = seeds.load_law_book()
DAY = timedelta(days=1)


def figure(name: str, on: str, *, place: str = "110000") -> str:
    return str(BOOK.figure(name, on=date.fromisoformat(on), place=place).value)


def entry(start: date, **more) -> FigureValue:
    given_value = {"value": Decimal(1)} if "status" not in more else {}
    return FigureValue(
        effective_from=start,
        source=Source(title="试拟"),
        verification="试拟",
        checked_on=date(2026, 11, 21),
        **given_value,
        **more,
    )


class TestSeededFigures:
    @pytest.mark.parametrize(
        ("name", "on", "value"),
        [
            ("minimum_wage_monthly", "2025-08-31", "2420"),
            ("minimum_wage_monthly", "2025-09-01", "2540"),
            ("minimum_wage_monthly", "2026-11-21", "2540"),
            ("minimum_wage_monthly", "2023-08-31", "2320"),
            ("minimum_wage_monthly", "2023-09-01", "2420"),
            ("minimum_wage_hourly", "2025-09-01", "14.6"),
            ("minimum_wage_part_time_hourly", "2025-09-01", "27.7"),
            ("minimum_wage_part_time_holiday_hourly", "2025-09-01", "65.1"),
            ("minimum_wage_part_time_hourly", "2014-03-31", "15.2"),
            ("minimum_wage_part_time_hourly", "2015-04-01", "18.7"),
            ("minimum_wage_monthly", "2003-12-31", "435"),
            ("minimum_wage_monthly", "2005-07-01", "580"),
            ("guideline_base_low", "2019-09-02", "0.08"),
            ("guideline_base_high", "2019-12-31", "0.085"),
            ("guideline_base_high", "2023-10-19", "0.051"),
            ("guideline_base_low", "2021-01-01", "0.085"),
            ("guideline_upper", "2018-12-31", "0.13"),
            ("guideline_lower", "2007-06-08", "0"),
            ("average_wage_annual", "2010-06-30", "50415"),
            ("average_wage_annual", "2015-06-30", "85038"),
            ("average_wage_full_scope_annual", "2025-06-30", "145391"),
            ("average_wage_legal_entity_annual", "2018-06-30", "127107"),
            ("social_insurance_base_lower", "2023-07-01", "6326"),
            ("social_insurance_base_lower", "2024-06-30", "6326"),
            ("social_insurance_base_lower", "2024-07-01", "6821"),
            ("social_insurance_base_lower", "2026-11-21", "7270"),
            ("social_insurance_base_upper", "2026-11-21", "36348"),
            ("social_insurance_pension_personal_rate", "2023-07-01", "0.08"),
            ("social_insurance_medical_personal_amount", "2026-11-21", "3"),
            ("housing_fund_personal_rate_lower", "2026-11-21", "0.05"),
            ("cpi_change_rate", "2025-01-01", "-0.001"),
        ],
    )
    def test_a_figure_has_the_value_of_its_day(self, name, on, value):
        assert figure(name, on) == value

    @pytest.mark.parametrize(
        ("name", "on"),
        [
            ("minimum_wage_monthly", "2001-06-30"),
            # 495 and 545 have no full day: nothing is answered until the next full one.
            ("minimum_wage_monthly", "2004-01-01"),
            ("minimum_wage_monthly", "2005-06-30"),
            # a blank is missing, not the amount before it
            ("minimum_wage_part_time_hourly", "2014-04-01"),
            ("minimum_wage_part_time_hourly", "2015-03-31"),
            ("minimum_wage_part_time_holiday_hourly", "2018-08-31"),
            ("guideline_base_low", "2018-06-30"),
            ("guideline_base_high", "2020-06-30"),
            ("guideline_base_high", "2023-10-18"),
            ("guideline_base_high", "2024-01-01"),
            ("social_insurance_base_lower", "2023-06-30"),
            ("social_insurance_base_lower", "2027-07-01"),
            ("housing_fund_personal_rate_lower", "2023-06-30"),
            ("average_wage_full_scope_annual", "2017-12-31"),
        ],
    )
    def test_a_day_without_a_record_is_missing_law(self, name, on):
        with pytest.raises(errors.LawMissing):
            figure(name, on)

    @pytest.mark.parametrize(
        ("name", "on"),
        [
            ("guideline_upper", "2019-01-01"),
            ("guideline_upper", "2020-06-30"),
            ("guideline_upper", "2026-11-21"),
            ("guideline_lower", "2005-12-31"),
            ("average_wage_annual", "2018-01-01"),
        ],
    )
    def test_what_was_never_published_is_said_so(self, name, on):
        with pytest.raises(errors.NotPublished, match="未发布") as said:
            figure(name, on)

        assert said.value.status == "not_published"

    def test_an_unknown_name_is_unusable(self):
        with pytest.raises(errors.Unusable, match="minimum_wage_yearly"):
            figure("minimum_wage_yearly", "2026-01-01")

    def test_a_district_inherits_and_the_nation_does_not(self):
        assert figure("minimum_wage_monthly", "2026-01-01", place="110108012") == "2540"
        with pytest.raises(errors.LawMissing, match="月最低工资标准"):
            figure("minimum_wage_monthly", "2026-01-01", place="000000")

    def test_the_lists_hold_what_a_place_has(self):
        names = {each.name for each in BOOK.list_figures(place="110108")}

        assert {"minimum_wage_monthly", "guideline_upper"} <= names
        assert "minimum_wage_monthly" not in {
            each.name for each in BOOK.list_figures(place="000000")
        }

    def test_computed_bases_bear_their_mark(self):
        on = date(2026, 11, 21)

        assert BOOK.figure("social_insurance_base_lower", on=on, place="110000").computed
        assert not BOOK.figure("minimum_wage_monthly", on=on, place="110000").computed

    def test_the_hourly_figure_follows_from_the_monthly_one(self):
        for value in BOOK.figure_history("minimum_wage_monthly", place="110000").values:
            if value.effective_from >= date(2013, 1, 1):
                hourly = BOOK.figure(
                    "minimum_wage_hourly", on=value.effective_from, place="110000"
                ).value
                assert abs(value.value / 174 - hourly) < Decimal("0.01")


class TestScopes:
    LINE = "guideline_industry_upper"

    def value(self, scope: str, *, place: str = "110000") -> str:
        return str(BOOK.figure(self.LINE, on=date(2023, 12, 31), place=place, scope=scope).value)

    def test_a_part_is_looked_up_by_name_or_code(self):
        assert self.value("餐饮业") == self.value("62") == "0.091"
        assert self.value("金融业", place="110108012") == "0.063"

    @pytest.mark.parametrize(
        ("scope", "said"),
        [("", "请写明范围：通用设备制造业、餐饮业、金融业"), ("零售业", "没有收录“零售业”的")],
    )
    def test_without_its_name_the_parts_are_named(self, scope, said):
        with pytest.raises(errors.Unusable, match=said) as problem:
            BOOK.figure_history(self.LINE, place="110000", scope=scope)

        assert problem.value.refusal.field == "scope"

    def test_a_place_without_parts_says_so(self):
        with pytest.raises(errors.Unusable, match="没有按范围收录"):
            BOOK.figure_history(self.LINE, place="120000")

    def test_the_whole_and_its_parts_are_looked_up_apart(self):
        name, on = "average_wage_non_private_annual", date(2018, 6, 30)

        assert BOOK.figure(name, on=on, place="110000").value == 145766
        assert BOOK.figure(name, on=on, place="110000", scope="J").value == 266921
        assert [one.name for one in BOOK.list_figures(place="110000")].count(name) == 1
        assert len(BOOK.list_divided(place="110000")[name]) == 6

    def test_a_place_adds_its_parts_to_those_it_inherits(self):
        name = "occupation_wage_p50"

        own = BOOK.figure(name, on=date(2024, 6, 30), place="110000", scope="高级技能人才")
        nations = BOOK.figure(name, on=date(2022, 6, 30), place="110000", scope="工程技术人员")

        assert (own.value, nations.value) == (128000, Decimal("7.25"))
        with pytest.raises(errors.Unusable):
            BOOK.figure(name, on=date(2024, 6, 30), place="000000", scope="高级技能人才")

    def test_what_is_missing_is_named_with_its_scope(self):
        with pytest.raises(errors.LawMissing, match="（餐饮业）"):
            BOOK.figure(self.LINE, on=date(2024, 1, 1), place="110000", scope="餐饮业")
        with pytest.raises(errors.LawMissing, match="（餐饮业）"):
            BOOK.figure(self.LINE, on=date(2023, 9, 25), place="110000", scope="餐饮业")

    def test_an_older_editions_code_is_no_answer_for_an_enterprise_of_today(self):
        held = BOOK.list_scopes("labour_cost_average", place="110000")[0]

        found = BOOK.find_of_industry(
            "labour_cost_average", place="110000", codes=(held.scope.code,)
        )

        assert found is None


class TestObserved:
    @pytest.mark.parametrize(
        ("on", "answered"), [("2023-12-31", False), ("2024-01-01", True), ("2024-01-02", False)]
    )
    def test_what_was_seen_on_a_day_answers_for_that_day(self, on, answered):
        history = BOOK.figure_history("minimum_wage_monthly_as_of", place="130000", scope="二类")

        assert (history.find(date.fromisoformat(on)) is not None) is answered


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "word"), [(Status.NOT_PUBLISHED, "未发布"), (Status.REPEALED, "已废止")]
    )
    def test_a_repealed_or_unpublished_figure_has_no_value(self, status, word):
        history = Figure(
            name="x",
            place="110000",
            label="标准",
            unit="元",
            kind=FigureKind.STANDING,
            values=(entry(date(2020, 1, 1)), entry(date(2024, 1, 1), status=status)),
        )

        assert history.value_on(date(2023, 12, 31)).value == 1
        with pytest.raises(errors.NotPublished, match=word):
            history.value_on(date(2024, 1, 1))


starts_of_history = st.lists(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)), min_size=1, max_size=6, unique=True
)
next_to = st.integers(-1, 1)


@st.composite
def a_history_and_a_day_near_a_change(draw):
    starts = draw(starts_of_history)
    return [entry(start) for start in starts], draw(st.sampled_from(starts)) + draw(next_to) * DAY


class TestInForce:
    @given(a_history_and_a_day_near_a_change())
    def test_a_value_holds_from_its_first_day_until_the_day_before_the_next(self, case):
        history, on = case
        begun = sorted(value.effective_from for value in history if value.effective_from <= on)

        found = in_force(history, on)

        assert (found.effective_from if found else None) == (begun[-1] if begun else None)

    @given(starts_of_history, next_to, st.data())
    def test_a_gap_silences_until_the_next_value(self, starts, offset, data):
        gap = Gap(effective_from=data.draw(st.sampled_from(starts)), stated="", reason="")
        values = [entry(start) for start in starts if start != gap.effective_from]
        on = data.draw(st.sampled_from(starts)) + offset * DAY

        found = in_force(values, on, gaps=[gap])

        since = max([start for start in starts if start <= on], default=None)
        assert (found is None) == (since is None or since == gap.effective_from)

    def test_a_value_of_the_same_day_fills_the_gap(self):
        start = date(2014, 4, 1)
        gap = Gap(effective_from=start, stated="", reason="")

        assert in_force([entry(start)], start, gaps=[gap]) is not None

    @given(st.integers(2001, 2030), st.integers(2001, 2031), next_to)
    def test_a_yearly_value_answers_for_its_own_year_only(self, year, asked, offset):
        on = date(asked, 1, 1) + offset * DAY

        found = in_force([entry(date(year, 1, 1), year=year)], on)

        assert (found is not None) == (on.year == year)

    @pytest.mark.parametrize(
        ("on", "year"),
        [("2018-12-31", 2018), ("2019-01-01", 2019), ("2025-12-31", 2019), ("2026-01-01", 2026)],
    )
    def test_an_onward_entry_answers_until_the_next(self, on, year):
        values = [
            entry(date(2018, 1, 1), year=2018),
            entry(date(2019, 1, 1), year=2019, onward=True, status=Status.NOT_PUBLISHED),
            entry(date(2026, 1, 1), year=2026),
        ]

        assert in_force(values, date.fromisoformat(on)).year == year

    @given(starts_of_history, next_to, st.data())
    def test_from_the_day_of_repeal_on_there_is_none_until_the_next(self, starts, offset, data):
        ended = data.draw(st.sampled_from(starts))
        values = [
            entry(start, status=Status.REPEALED) if start == ended else entry(start)
            for start in starts
        ]
        on = data.draw(st.sampled_from(starts)) + offset * DAY

        found = in_force(values, on)

        last = max([start for start in starts if start <= on], default=None)
        assert (found.status if found else None) == (
            None if last is None else Status.REPEALED if last == ended else Status.VALUE
        )

    @given(st.integers(2001, 2030), st.integers(0, 365), next_to)
    def test_a_published_line_answers_from_its_day_to_the_end_of_its_year(
        self, year, after, offset
    ):
        published = min(date(year, 1, 1) + after * DAY, date(year, 12, 31))
        line = [entry(published, year=year)]

        assert (in_force(line, published + offset * DAY) is not None) == (
            offset >= 0 and (published + offset * DAY).year == year
        )
        assert in_force(line, date(year, 12, 31)) is not None
        assert in_force(line, date(year + 1, 1, 1)) is None

    @pytest.mark.parametrize(("on", "answered"), [("2024-06-30", True), ("2024-07-01", False)])
    def test_an_entry_with_a_last_day_ends_with_it(self, on, answered):
        values = [entry(date(2023, 7, 1), effective_to=date(2024, 6, 30))]

        assert (in_force(values, date.fromisoformat(on)) is not None) is answered
