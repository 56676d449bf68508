"""Are hours over the month's standard seen, and is the overtime for them reckoned right?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form, HoursSystem, WageTable
from tests.rules.wage_figures import (
    ALL_COLUMNS,
    beijing,
    entry,
    figure,
    post,
    table,
    term,
    working_time,
)

HOURS_COLUMNS = ALL_COLUMNS | {"hours_system", "month_hours"}


def driver(hours: str | None, overtime: str | None = "0", **more):
    """Somebody with 17,400 yuan for normal work: 100 yuan an hour."""
    return post(
        name="司机",
        **{
            "proposed_amount": str(17400 + Decimal(overtime or 0)),
            "overtime_amount": overtime,
            "month_hours": None if hours is None else Decimal(hours),
            "hours_system": HoursSystem.AVERAGED,
            **more,
        },
    )


def found(*posts, columns=HOURS_COLUMNS, law=None, of_term=None) -> list[Finding]:
    of_table = WageTable(posts=posts, columns=frozenset(columns))
    result = check(of_table, law=law or beijing(), term=of_term or term())
    return [finding for finding in result.findings if finding.rule is Rule.HOURS]


class TestOvertimePay:
    def test_exactly_the_standard_is_no_overtime(self):
        assert not found(driver("165.36"))

    def test_hours_over_the_standard_ask_for_half_as_much_again(self):
        [finding] = found(driver("185.36", "2999.99"))

        assert (finding.rule.value, finding.severity) == ("W-HOURS", Severity.WARN)
        assert (finding.value, finding.limit) == (Decimal("185.36"), Decimal("165.36"))
        assert finding.starts_on == date(2026, 1, 1)
        assert "多出 20 小时" in finding.message
        assert "100.00 元的 150% 至少应付加班工资 3,000.00 元" in finding.message
        assert "差 0.01 元" in finding.message
        assert ("北京市工资支付规定", "第16条") in [
            (each.text, each.article) for each in finding.basis
        ]
        assert not found(driver("185.36", "3000"))

    def test_under_standard_hours_another_article_says_so(self):
        [finding] = found(driver("185.36", hours_system=HoursSystem.STANDARD))

        articles = [each.article for each in finding.basis if each.text == "北京市工资支付规定"]
        assert articles == ["第14条", "第44条"]

    def test_elsewhere_the_national_rule_is_named(self):
        [finding] = found(driver("185.36"), law=beijing(place="310000"))

        assert "工资支付暂行规定" in [each.text for each in finding.basis]
        assert "北京市工资支付规定" not in [each.text for each in finding.basis]

    @pytest.mark.parametrize("system", [HoursSystem.AVERAGED, HoursSystem.STANDARD])
    def test_a_month_known_to_have_more_working_days_has_a_longer_standard(self, system):
        days = {"due_days": Decimal(22), "hours_system": system}

        assert not found(driver("176", **days))
        [finding] = found(driver("176.5", **days))
        assert finding.limit == Decimal(176)

    def test_more_days_than_any_month_has_lengthen_nothing(self):
        [finding] = found(driver("190", due_days=Decimal(26)))

        assert finding.limit == Decimal("165.36")
        assert not found(driver("184", due_days=Decimal(23)))

    def test_fewer_days_shorten_nothing(self):
        assert not found(driver("165.36", due_days=Decimal(15)))

    def test_the_standard_is_that_of_the_day(self):
        [finding] = found(driver("166.64"), of_term=term("2024-07-01", "2025-06-30"))

        assert (finding.starts_on, finding.limit) == (date(2025, 1, 1), Decimal("165.36"))
        assert not found(driver("166.64"), of_term=term("2024-01-01", "2024-12-31"))

    def test_the_agreed_wage_is_the_base_where_it_is_stated(self):
        assert not found(driver("185.36", "1500", agreed_amount="8700"))
        assert found(driver("185.36", "1499.99", agreed_amount="8700"))

    def test_special_allowances_and_welfare_are_left_out_of_the_base(self):
        parts = {"allowance_amount": "4350", "welfare_amount": "4350"}

        assert not found(driver("185.36", "1500", **parts))
        assert found(driver("185.36", "1499.99", **parts))

    def test_the_base_is_never_under_the_minimum_wage(self):
        low = {"agreed_amount": "1000"}
        # 2540 ÷ 174 × 1.5 × 20 = 437.93
        assert not found(driver("185.36", "437.93", **low))
        assert found(driver("185.36", "437.92", **low))

    def test_piecework_is_reckoned_by_the_quota(self):
        sewing = {
            "form": Form.PIECE_RATE,
            "unit_price": Decimal("8"),
            "daily_quota": Decimal(100),
            "due_days": Decimal(20),
        }
        # 8 × 100 ÷ 8 hours = 100 an hour
        assert not found(driver("185.36", "3000", **sewing))
        [finding] = found(driver("185.36", "2999.99", **sewing))
        assert ("北京市工资支付规定", "第15条") in [
            (each.text, each.article) for each in finding.basis
        ]

    def test_piecework_without_a_quota_is_not_reckoned(self):
        [finding] = found(driver("185.36", form=Form.PIECE_RATE))

        assert finding.severity is Severity.NOTE
        assert "小时工资无法计算" in finding.message


class TestTooLong:
    def test_thirty_six_hours_a_month_are_the_most(self):
        assert not found(driver("201.36", "5400"))

        [finding] = found(driver("201.37", "9999"))

        assert finding.severity is Severity.WARN
        assert "超过每月 36 小时" in finding.message
        assert "所列加班工资 9,999.00 元不低于" in finding.message
        assert (finding.basis[0].text, finding.basis[0].article) == ("劳动法", "第41条")

    def test_too_long_and_underpaid_are_one_finding(self):
        [finding] = found(driver("230", "100"))

        assert "至少应付加班工资" in finding.message
        assert "超过每月 36 小时" in finding.message

    def test_the_graver_day_is_named(self):
        # 202.64 − 166.64 = 36.00 until 2024, 37.28 from 2025; no overtime pay is stated at all
        [finding] = found(driver("202.64", None), of_term=term("2024-07-01", "2025-06-30"))

        assert (finding.severity, finding.starts_on) == (Severity.WARN, date(2025, 1, 1))


class TestWhoIsMeasured:
    @pytest.mark.parametrize(
        "spared",
        [
            {"hours_system": HoursSystem.FLEXIBLE},
            {"form": Form.PART_TIME, "hourly_amount": "30", "holiday_hourly_amount": "70"},
            {"note": "病假"},
        ],
    )
    def test_some_are_not(self, spared):
        assert not found(driver("300", **spared))

    def test_people_past_their_retiring_age_are_from_the_first_of_july_2026(self):
        guard = driver("185.36", form=Form.OVERAGE)

        [finding] = found(guard)

        assert finding.starts_on == date(2026, 7, 1)
        assert finding.basis[-1].text == "超龄劳动者基本权益保障暂行规定"
        assert not found(guard, of_term=term(last_on="2026-06-30"))
        [later] = found(guard, of_term=term("2027-01-01", "2027-12-31"))
        assert later.starts_on == date(2027, 1, 1)

    def test_more_days_attended_than_due_are_asked_about(self):
        [finding] = found(driver("160", due_days=Decimal(22), attended_days=Decimal("23.5")))

        assert finding.severity is Severity.NOTE
        assert "比应出勤多 1.5 天" in finding.message
        assert not found(driver("160", due_days=Decimal(22), attended_days=Decimal(22)))


class TestWhatIsNotSaid:
    def test_a_table_without_a_word_on_hours_is_left_alone(self):
        assert not found(driver(None, "0", hours_system=None), columns=ALL_COLUMNS)

    @pytest.mark.parametrize(
        ("absent", "overtime", "words"),
        [
            ({"month_hours"}, "0", "缺少“月工时”一列"),
            ({"hours_system"}, "0", "缺少“工时制度”一列"),
            ({"hours_system", "month_hours"}, "300", "缺少“工时制度”“月工时”一列"),
        ],
    )
    def test_an_absent_column_gives_one_note(self, absent, overtime, words):
        posts = [driver(None, overtime), driver(None, overtime, row=3)]

        [finding] = found(*posts, columns=HOURS_COLUMNS - absent)

        assert (finding.row, finding.severity) == (None, Severity.NOTE)
        assert words in finding.message

    def test_no_column_is_asked_for_where_nobody_is_measured(self):
        flexible = driver(None, hours_system=HoursSystem.FLEXIBLE)

        assert not found(flexible, columns=HOURS_COLUMNS - {"month_hours"})

    def test_averaged_hours_without_the_hours_give_a_note(self):
        [finding] = found(driver(None))

        assert "司机缺少“月工时”" in finding.message
        assert not found(driver(None, hours_system=HoursSystem.STANDARD))

    def test_hours_over_the_standard_of_an_unknown_system_are_not_judged(self):
        [finding] = found(driver("185.36", hours_system=None))

        assert finding.severity is Severity.NOTE
        assert "司机缺少“工时制度”" in finding.message
        assert not found(driver("165", hours_system=None))

    def test_an_empty_overtime_pay_is_no_nought(self):
        [finding] = found(driver("185.36", None))

        assert finding.severity is Severity.NOTE
        assert "没有填“加班工资”" in finding.message
        assert "至少 3,000.00 元" in finding.message

    def test_a_table_without_overtime_pay_is_told_apart(self):
        [finding] = found(driver("185.36", None), columns=HOURS_COLUMNS - {"overtime_amount"})

        assert "表里没有“加班工资”" in finding.message

    def test_a_standard_nobody_recorded_is_not_invented(self):
        law = beijing(
            working_time=working_time(working_days=figure("d", entry("2027-01-01", "20.67")))
        )

        [finding] = found(driver("300"), law=law)

        assert "工时标准系统未收录" in finding.message

    def test_a_warning_keeps_the_table_from_passing_and_a_note_does_not(self):
        columns = frozenset(HOURS_COLUMNS)
        warned = WageTable(posts=(driver("185.36", "1"),), columns=columns)
        noted = WageTable(posts=(driver("185.36", None),), columns=columns)

        assert check(warned, law=beijing(), term=term()).verdict is Verdict.TO_VERIFY
        assert check(noted, law=beijing(), term=term()).verdict is Verdict.PASS


def test_a_table_without_the_columns_gives_no_finding_of_hours():
    assert not [
        each
        for each in check(table(post(proposed_amount="9000")), law=beijing(), term=term()).findings
        if each.rule is Rule.HOURS
    ]
