"""Is a projected minimum wage what the history gives, and never more than a note?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.readers import seeds
from bargaining.rules.figures import Gap
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule, Severity, Verdict
from bargaining.rules.wage_law import wage_law
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_projection import escalator_clause, project
from bargaining.rules.wage_question import Clauses
from tests.rules.wage_figures import MONTHLY, beijing, entry, figure, post, table, term

FAR = date(2032, 12, 31)


def projected(posts, *, of_term, law=None, **clauses):
    result = check(posts, law=law or beijing(), term=of_term, clauses=Clauses(**clauses))
    return [each for each in result.findings if each.rule is Rule.PROJECTED], result


class TestProjection:
    def test_beijings_own_history_gives_two_years_and_its_median_growth(self):
        history = wage_law(seeds.load_law_book(), place="110000").monthly

        projection = project(history, until=FAR)

        assert [each.on.year for each in projection.adjustments] == [2018, 2019, 2021, 2023, 2025]
        assert projection.months == 24
        assert projection.growth_rate == Decimal(2540) / Decimal(2420) - 1
        assert projection.steps == (
            (date(2027, 9, 1), Decimal(2670)),
            (date(2029, 9, 1), Decimal(2800)),
            (date(2031, 9, 1), Decimal(2940)),
        )
        words = projection.method_words()
        assert "最近 5 次调整" in words
        assert "2018年9月 6%" in words
        assert "每 24 个月调整一次、每次 4.96%" in words
        assert "每两年至少调整一次" in words

    def test_the_last_day_is_included_and_the_day_before_is_not_enough(self):
        assert project(MONTHLY, until=date(2027, 9, 1)).steps == (
            (date(2027, 9, 1), Decimal(2660)),
        )
        assert project(MONTHLY, until=date(2027, 8, 31)).steps == ()

    def test_an_interval_longer_than_two_years_is_cut_to_two(self):
        slow = figure(
            "m",
            entry("2015-01-01", "1000"),
            entry("2018-01-01", "1100"),
            entry("2021-01-01", "1210"),
        )

        projection = project(slow, until=date(2024, 12, 31))

        assert (projection.months, projection.steps) == (24, ((date(2023, 1, 1), Decimal(1330)),))

    @pytest.mark.parametrize("values", [[], ["2025-09-01"], ["2023-09-01", "2025-09-01"]])
    def test_a_short_history_says_nothing(self, values):
        short = figure("m", *(entry(day, "2000") for day in values))

        assert project(short, until=FAR) is None

    def test_a_history_that_ends_in_a_gap_is_not_carried_on(self):
        gap = Gap(effective_from=date(2026, 7, 1), stated="2026-07", reason="日未知")

        assert project(figure("m", *MONTHLY.values, gaps=(gap,)), until=FAR) is None


class TestFinding:
    def test_one_note_for_the_table_names_the_first_and_how_many(self):
        posts = table(
            post(2, "保洁员", proposed_amount="3560", people=4),
            post(3, "门迎", proposed_amount="3650", people=2),
            post(4, "店长", proposed_amount="9000"),
        )

        [finding], result = projected(posts, of_term=term("2027-01-01", "2027-12-31"))

        assert (finding.severity, finding.row) == (Severity.NOTE, None)
        assert (finding.starts_on, finding.limit) == (date(2027, 9, 1), Decimal("2660.00"))
        assert finding.value == Decimal("2560.00")
        assert "保洁员等 2 个岗位、6 人" in finding.message
        assert "推算方法" in finding.message
        assert finding.basis[0].article == "第10条"
        assert finding.as_json()["remedy"] == escalator_clause(beijing())
        assert result.summary.as_json()["projection"]["steps"] == [
            {"from": "2027-09-01", "amount": "2660"}
        ]

    def test_it_never_changes_the_verdict(self):
        law = beijing(own_contributions_count=True)

        found, result = projected(
            table(post(proposed_amount="2600")), of_term=term("2027-01-01", "2027-12-31"), law=law
        )

        assert found
        assert result.verdict is Verdict.PASS

    @pytest.mark.parametrize(("last", "notes"), [("2027-08-31", 0), ("2027-09-01", 1)])
    def test_only_steps_within_the_term_matter(self, last, notes):
        found, _result = projected(
            table(post(proposed_amount="3560")), of_term=term("2027-01-01", last)
        )

        assert len(found) == notes

    @pytest.mark.parametrize(("amount", "notes"), [("3659.99", 1), ("3660", 0)])
    def test_exactly_the_projected_amount_holds(self, amount, notes):
        found, _result = projected(
            table(post(proposed_amount=amount)), of_term=term("2027-01-01", "2027-12-31")
        )

        assert len(found) == notes

    def test_a_step_before_the_term_holds_from_its_first_day(self):
        [finding], _result = projected(
            table(post(proposed_amount="3560")), of_term=term("2028-01-01", "2028-12-31")
        )

        assert finding.starts_on == date(2028, 1, 1)

    def test_who_sinks_under_a_known_floor_is_not_told_again(self):
        found, _result = projected(
            table(post(proposed_amount="3000")), of_term=term("2027-01-01", "2027-12-31")
        )

        assert found == []

    def test_the_clause_that_cures_it_silences_it(self):
        found, _result = projected(
            table(post(proposed_amount="3560")),
            of_term=term("2027-01-01", "2027-12-31"),
            escalator=True,
        )

        assert found == []

    def test_part_time_posts_are_not_projected(self):
        part_time = post(form=Form.PART_TIME, proposed_amount="100", hourly_amount="99")

        assert projected(table(part_time), of_term=term("2027-01-01", "2027-12-31"))[0] == []


def test_the_clause_leaves_out_what_the_place_leaves_out():
    assert "个人应缴的社会保险费" in escalator_clause(beijing())
    assert "个人应缴" not in escalator_clause(beijing(own_contributions_count=True))
    assert escalator_clause(beijing()).startswith("合同期内北京市最低工资标准调整后")
