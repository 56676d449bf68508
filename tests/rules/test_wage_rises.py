"""Is the rise reckoned by people, and the guideline kept what it is: advice?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import Clauses, check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form
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
