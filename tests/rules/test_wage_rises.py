"""Is the rise reckoned by people, and the guideline kept what it is: advice?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.figures import Figure, FigureKind, Scope, ScopeKind
from bargaining.rules.lawbook import INDUSTRIES
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_industry_lines import classes_above
from bargaining.rules.wage_law import INDUSTRY_LINES
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses, ProfitState
from bargaining.rules.wage_rises import average_rise
from tests.rules.wage_figures import beijing, entry, figure, post, table, term


def guide(result) -> Finding:
    [finding] = [each for each in result.findings if each.rule is Rule.GUIDE]
    return finding


def rising(after: str, before: str = "10000"):
    return table(post(before_amount=before, proposed_amount=after))


class TestAverage:
    def test_a_post_counts_as_often_as_it_has_people(self):
        posts = table(
            post(2, people=1, before_amount="10000", proposed_amount="12000"),
            post(3, people=9, before_amount="4000", proposed_amount="4000"),
        )

        rise = average_rise(posts)

        assert (rise.people, rise.before_amount, rise.after_amount) == (
            10,
            Decimal("4600.00"),
            Decimal("4800.00"),
        )
        assert rise.rate == Decimal("0.0435")

    @pytest.mark.parametrize(
        ("before", "after", "rate"), [("1385", "1523", "0.0996"), ("2143", "2314", "0.0798")]
    )
    def test_the_published_figures_of_2013_come_out(self, before, after, rate):
        assert average_rise(rising(after, before)).rate == Decimal(rate)

    def test_posts_without_a_wage_before_are_left_out_on_both_sides(self):
        posts = table(
            post(2, people=2, before_amount="4000", proposed_amount="4400"),
            post(3, people=50, before_amount=None, proposed_amount="9000"),
        )

        rise = average_rise(posts)

        assert (rise.people, rise.after_amount) == (2, Decimal("4400.00"))
        assert rise.rate == Decimal("0.1000")

    def test_nothing_to_compare_gives_no_average(self):
        assert average_rise(table(post(proposed_amount="4000"))) is None
        assert average_rise(rising("4000", "0")).rate is None


class TestCut:
    def test_a_lower_wage_than_before_warns(self):
        result = check(rising("9999.99"), law=beijing(), term=term())

        [finding] = [each for each in result.findings if each.rule is Rule.CUT]
        assert (finding.severity, finding.row) == (Severity.WARN, 2)
        assert (finding.value, finding.limit) == (Decimal("9999.99"), Decimal("10000.00"))
        assert finding.starts_on is None
        assert "少 0.01 元" in finding.message
        assert result.verdict is Verdict.TO_VERIFY

    @pytest.mark.parametrize("note", ["病假", "停工", "事假"])
    def test_the_pay_of_a_month_without_normal_work_is_no_cut(self, note):
        absent = table(post(before_amount="4000", proposed_amount="2032", note=note))

        result = check(absent, law=beijing(), term=term())

        assert not [each for each in result.findings if each.rule is Rule.CUT]

    def test_the_same_wage_as_before_does_not(self):
        result = check(rising("10000"), law=beijing(), term=term())

        assert not [each for each in result.findings if each.rule is Rule.CUT]
        assert result.verdict is Verdict.PASS


class TestGuideline:
    @pytest.mark.parametrize(
        ("after", "limit", "words"),
        [
            ("10279.99", "0.051", "低于基准线"),
            ("10279", "0.028", "低于下线，请补充困难说明"),
            ("10509", "0.051", "低于基准线"),
            ("10510", "0.051", "与基准线持平"),
            ("10511", "0.051", "高于基准线"),
        ],
    )
    def test_the_line_of_the_terms_first_year_is_named(self, after, limit, words):
        finding = guide(check(rising(after), law=beijing(), term=term("2023-12-01", "2024-11-30")))

        assert finding.severity is Severity.NOTE
        assert finding.limit == Decimal(limit)
        assert words in finding.message
        assert "2023 年北京市工资指导线（基准线 5.1%、下线 2.8%）" in finding.message

    def test_a_base_line_that_is_a_range_is_kept_as_one(self):
        law, of_2019 = beijing(monthly=beijing().monthly), term("2023-12-01", "2024-11-30")
        for after, words in (
            ("10800", "在基准线区间内"),
            ("10850", "在基准线区间内"),
            ("10851", "高于基准线"),
        ):
            lines = {name: getattr(law, f"guideline_{name}") for name in ("base_low", "base_high")}
            shifted = beijing(
                **{
                    f"guideline_{name}": _moved(figure, from_year=2019, to_year=2023)
                    for name, figure in lines.items()
                }
            )
            message = guide(check(rising(after), law=shifted, term=of_2019)).message
            assert words in message
            assert "基准线 8%—8.5%" in message

    def test_above_the_upper_line_of_its_year_is_a_note_too(self):
        law = beijing(guideline_upper=_moved(beijing().guideline_upper, 2016, 2023))

        result = check(rising("11501"), law=law, term=term("2023-12-01", "2024-11-30"))

        assert "高于上线" in guide(result).message
        assert guide(result).limit == Decimal("0.15")
        assert (
            "高于上线"
            not in guide(
                check(rising("11500"), law=law, term=term("2023-12-01", "2024-11-30"))
            ).message
        )

    def test_a_year_not_recorded_is_said_with_the_last_one_as_reference(self):
        result = check(rising("10652"), law=beijing(), term=term())

        message = guide(result).message
        assert "系统未收录 2026 年北京市工资指导线，平均增幅 6.52% 未作比较" in message
        assert "最近收录的是 2023 年：基准线 5.1%、下线 2.8%，仅供参考" in message
        assert guide(result).limit is None
        assert [each.text for each in guide(result).basis] == [
            "工资集体协商试行办法",
            "2023-10-19 起的通知",
        ]
        assert result.summary.as_json()["guideline"] is None
        assert result.summary.as_json()["guideline_reference"]["year"] == 2023
        assert result.verdict is Verdict.PASS

    @pytest.mark.parametrize(("signed_on", "compared"), [("2023-10-18", 0), ("2023-10-19", 1)])
    def test_a_line_published_after_the_signature_says_nothing(self, signed_on, compared):
        clauses = Clauses(signed_on=date.fromisoformat(signed_on))

        result = check(
            rising("10100"),
            law=beijing(),
            term=term("2023-09-01", "2024-08-31"),
            clauses=clauses,
        )

        notes = [each for each in result.findings if each.rule is Rule.GUIDE]
        assert len(notes) == compared

    @pytest.mark.parametrize(("signed_on", "compared"), [("2023-12-31", 0), ("2024-01-01", 1)])
    def test_a_line_whose_day_of_publication_is_unknown_is_not_held_against_its_year(
        self, signed_on, compared
    ):
        undated = {
            f"guideline_{name}": _moved(getattr(beijing(), f"guideline_{name}"), 2023, 2023, day=1)
            for name in ("base_low", "lower")
        }

        finding = guide(
            check(
                rising("10600"),
                law=beijing(**undated),
                term=term("2023-09-01", "2024-08-31"),
                clauses=Clauses(signed_on=date.fromisoformat(signed_on)),
            )
        )

        assert ("发布日未收录" not in finding.message) is bool(compared)

    def test_a_table_of_part_time_posts_is_not_asked_for_monthly_wages(self):
        only = table(post(form=Form.PART_TIME, hourly_amount="30", holiday_hourly_amount="70"))

        assert check(only, law=beijing(), term=term()).findings == ()

    @pytest.mark.parametrize(("workforce", "compared"), [(10, True), (11, False)])
    def test_a_table_of_too_few_of_the_workers_is_not_compared(self, workforce, compared):
        few = table(post(people=8, before_amount="10000", proposed_amount="10600"))

        finding = guide(
            check(
                few,
                law=beijing(),
                term=term("2023-12-01", "2024-11-30"),
                clauses=Clauses(workforce=workforce),
            )
        )

        assert ("不与工资指导线比较" not in finding.message) is compared

    def test_the_reference_is_no_line_of_a_later_year(self):
        law = beijing(monthly=figure("monthly", entry("2018-09-01", "2120")))

        result = check(rising("10652"), law=law, term=term("2020-10-01", "2021-09-30"))
        first = check(rising("10652"), law=law, term=term("2018-10-01", "2019-09-30"))

        assert "最近收录的是 2019 年" in guide(result).message
        assert "最近收录" not in guide(first).message

    def test_without_the_column_before_one_note_says_so(self):
        bare = table(
            post(2, proposed_amount="9000"),
            post(3, proposed_amount="9000"),
            without=("before_amount",),
        )

        assert "缺少“协商前月工资”" in guide(check(bare, law=beijing(), term=term())).message


class TestComparability:
    def test_new_posts_without_a_wage_before_make_the_composition_another(self):
        def grown(people):
            return table(
                post(2, people=8, before_amount="10000", proposed_amount="10600"),
                post(3, people=people, before_amount=None, proposed_amount="10000"),
            )

        of_2023 = term("2023-12-01", "2024-11-30")

        assert "岗位构成变化较大" in guide(check(grown(3), law=beijing(), term=of_2023)).message
        assert "高于基准线" in guide(check(grown(2), law=beijing(), term=of_2023)).message

    def test_part_time_people_are_no_part_of_the_composition(self):
        mixed = table(
            post(2, people=1, before_amount="10000", proposed_amount="10600"),
            post(3, people=99, form=Form.PART_TIME, hourly_amount="40"),
        )

        assert (
            "高于基准线"
            in guide(check(mixed, law=beijing(), term=term("2023-12-01", "2024-11-30"))).message
        )

    def test_the_share_is_the_offices_to_set(self):
        few = table(post(people=8, before_amount="10000", proposed_amount="10600"))

        def message(share):
            result = check(
                few,
                law=beijing(),
                term=term("2023-12-01", "2024-11-30"),
                clauses=Clauses(workforce=11),
                guideline_share=Decimal(share),
            )
            return guide(result).message

        assert "不足职工人数 11 人的 73%" in message("0.73")
        assert "高于基准线" in message("0.72")

    @pytest.mark.parametrize(
        ("after", "state", "words"),
        [
            ("10000", None, "低于下线，请补充困难说明"),
            ("10000", ProfitState.LOSS, "经协商可以零增长或负增长"),
            ("9900", ProfitState.DECLINING, "经协商可以零增长或负增长"),
            ("9900", ProfitState.STEADY, "平均工资下降，请补充困难说明"),
            ("9900", None, "平均工资下降，请补充困难说明"),
        ],
    )
    def test_no_rise_or_less_may_be_agreed_in_hard_times_and_needs_a_text(
        self, after, state, words
    ):
        result = check(
            rising(after),
            law=beijing(),
            term=term("2023-12-01", "2024-11-30"),
            clauses=Clauses(profit_state=state),
        )

        assert words in guide(result).message
        assert guide(result).severity is Severity.NOTE

    def test_a_fall_is_said_where_the_year_is_not_recorded_too(self):
        assert "平均工资下降" in guide(check(rising("9900"), law=beijing(), term=term())).message


class TestIndustry:
    def lines(self, **changed):
        def line(name, rate):
            return Figure(
                name=name,
                place="110000",
                label=name,
                unit="比率",
                kind=FigureKind.YEARLY,
                values=(entry("2023-09-26", rate, year=2023),),
                scope=Scope(ScopeKind.INDUSTRY, "餐饮业", "62", changed.get("edition", INDUSTRIES)),
            )

        rates = ("0.091", "0.057", "0.035")
        return beijing(industry_lines=tuple(map(line, INDUSTRY_LINES, rates)))

    def about(self, after, *, law=None, code="62", first="2023-12-01", **clauses):
        year = int(first[:4])
        result = check(
            rising(after),
            law=law or self.lines(),
            term=term(first, f"{year + 1}-11-30"),
            industry=code,
            clauses=Clauses(**clauses),
        )
        return [each for each in result.findings if each.rule is Rule.GUIDE_INDUSTRY]

    @pytest.mark.parametrize(
        ("after", "words", "limit"),
        [
            ("10911", "高于本行业上线", "0.091"),
            ("10910", "高于本行业平均线", "0.057"),
            ("10570", "与本行业平均线持平", "0.057"),
            ("10569", "低于本行业平均线", "0.057"),
            ("10350", "低于本行业平均线", "0.057"),
            ("10349", "低于本行业下线", "0.035"),
        ],
    )
    def test_the_line_of_the_industry_and_year_stands_beside_the_rise(self, after, words, limit):
        [finding] = self.about(after)

        assert finding.severity is Severity.NOTE
        assert words in finding.message
        assert "餐饮业工资指导线（上线 9.1%、平均线 5.7%、下线 3.5%）" in finding.message
        assert finding.limit == Decimal(limit)

    @pytest.mark.parametrize("code", ["62", "621", "6210"])
    def test_a_class_has_the_line_of_the_division_above_it(self, code):
        assert "餐饮业" in self.about("10600", code=code)[0].message

    @pytest.mark.parametrize("code", ["61", "H", "63"])
    def test_another_industry_has_none(self, code):
        [finding] = self.about("10600", code=code)

        assert f"未检查：系统未收录 2023 年北京市行业代码 {code}" in finding.message

    def test_lines_by_an_earlier_edition_are_no_answer(self):
        [finding] = self.about("10600", law=self.lines(edition="GB/T 4754-2011"))

        assert finding.message.startswith("未检查")

    def test_a_year_without_lines_names_the_last_ones_as_reference(self):
        [finding] = self.about("10600", first="2026-01-01")

        assert "最近收录的是 2023 年餐饮业：上线 9.1%" in finding.message
        assert finding.limit is None

    @pytest.mark.parametrize(("signed_on", "notes"), [("2023-09-25", 0), ("2023-09-26", 1)])
    def test_lines_published_after_the_signature_say_nothing(self, signed_on, notes):
        assert len(self.about("10600", signed_on=date.fromisoformat(signed_on))) == notes

    def test_too_few_of_the_workers_are_not_compared(self):
        assert self.about("10600", workforce=100) == []

    def test_a_section_stands_above_its_divisions(self):
        assert classes_above("6622") == ("6622", "662", "66", "J")
        assert classes_above("J") == ("J",)
        assert [classes_above(code)[-1] for code in ("05", "06", "61", "62", "63", "97")] == [
            "A", "B", "H", "H", "I", "T",
        ]  # fmt: skip
        assert classes_above("99") == ("99",)


def _moved(figure, from_year: int, to_year: int, day: int = 0):
    values = tuple(
        replace(
            each,
            year=to_year,
            effective_from=date(to_year, 1, day)
            if day
            else each.effective_from.replace(year=to_year),
        )
        for each in figure.values
        if each.year == from_year
    )
    return replace(figure, values=values)
