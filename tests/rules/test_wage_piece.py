"""Does a day's quota at its unit price reach the minimum wage, and is nothing guessed?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form
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

PIECE_COLUMNS = ALL_COLUMNS | {"unit_price", "daily_quota", "due_days"}
NO_CONTRIBUTIONS = {"own_insurance_amount": "0", "own_housing_fund_amount": "0"}


def sewing(price: str | None, quota: str | None, **more):
    return post(
        name="缝纫工",
        **{
            "form": Form.PIECE_RATE,
            "proposed_amount": "6000",
            "unit_price": None if price is None else Decimal(price),
            "daily_quota": None if quota is None else Decimal(quota),
            **NO_CONTRIBUTIONS,
            **more,
        },
    )


def found(*posts, law=None, of_term=None, columns=PIECE_COLUMNS) -> list[Finding]:
    of_table = table(*posts)
    result = check(
        type(of_table)(posts=of_table.posts, columns=frozenset(columns)),
        law=law or beijing(),
        term=of_term or term(),
    )
    return [finding for finding in result.findings if finding.rule is Rule.PIECE]


class TestQuotaAndPrice:
    def test_a_quota_that_reaches_the_floor_over_the_paid_days_passes(self):
        # 116.7817 × 21.75 = 2540.00
        assert not found(sewing("1.167817", "100"))

    def test_a_cent_less_blocks_with_the_figures(self):
        [finding] = found(sewing("1.1677", "100"))

        assert (finding.rule.value, finding.severity) == ("W-FLOOR-PIECE", Severity.BLOCK)
        assert (finding.row, finding.post) == (2, "缝纫工")
        assert (finding.value, finding.limit) == (Decimal("2539.75"), Decimal("2540.00"))
        assert finding.starts_on == date(2026, 1, 1)
        assert "日定额 100、计件单价 1.1677 元、每月 21.75 天（月计薪天数）" in finding.message
        assert "差 0.25 元" in finding.message
        assert "90% 以上职工能够完成" in finding.message
        assert (finding.basis[0].text, finding.basis[0].article) == ("最低工资规定", "第12条")
        assert finding.basis[1].text == "劳动法"

    def test_the_days_due_decide_where_they_are_stated(self):
        assert not found(sewing("1.2", "100", due_days=Decimal("21.5")))

        [finding] = found(sewing("1.2", "100", due_days=Decimal(21)))

        assert (finding.severity, finding.value) == (Severity.BLOCK, Decimal("2520.00"))
        assert "月计薪天数）" not in finding.message

    def test_days_beyond_the_paid_ones_only_warn(self):
        [finding] = found(sewing("1.1", "100", due_days=Decimal(26)))

        assert (finding.severity, finding.value) == (Severity.WARN, Decimal("2392.50"))
        assert "多于月计薪天数" in finding.message

    def test_too_little_even_with_days_beyond_blocks(self):
        [finding] = found(sewing("0.9", "100", due_days=Decimal(26)))

        assert (finding.severity, finding.value) == (Severity.BLOCK, Decimal("2340.00"))

    def test_no_more_of_the_own_contributions_is_taken_off_than_the_least(self):
        plenty = {"own_insurance_amount": "1500", "own_housing_fund_amount": "900"}
        # 3429 − 755.01 − 127.00 = 2546.99; from July 3429 − 766.35 − 127.00 = 2535.65
        [finding] = found(sewing("1.5766", "100", **plenty))

        assert finding.starts_on == date(2026, 7, 1)
        assert finding.value == Decimal("3429.11") - Decimal("893.35")
        assert "减去个人社保、公积金 893.35 元后为" in finding.message
        assert not found(sewing("1.5766", "100", **plenty), of_term=term(last_on="2026-06-30"))

    def test_what_is_listed_under_the_least_is_taken_off_as_it_stands(self):
        [finding] = found(sewing("1.2", "100", own_insurance_amount="100"))

        assert finding.value == Decimal("2510.00")

    @pytest.mark.parametrize(
        "spared", [{"note": "退休返聘"}, {"form": Form.DISPATCH, "note": "超龄"}]
    )
    def test_those_who_pay_no_contributions_have_none_taken_off(self, spared):
        assert not found(sewing("1.2", "100", own_insurance_amount="800", **spared))

    def test_where_own_contributions_count_they_stay(self):
        law = beijing(own_contributions_count=True)

        assert not found(sewing("1.2", "100", own_insurance_amount="800"), law=law)

    def test_without_recorded_bases_nothing_is_taken_off(self):
        law = beijing(insurance_base_lower=figure("gone"))

        assert not found(sewing("1.2", "100", own_insurance_amount="800"), law=law)

    def test_a_later_floor_is_seen_on_its_first_day(self):
        [finding] = found(sewing("1.1", "100"), of_term=term("2023-07-01", "2024-06-30"))

        assert finding.starts_on == date(2023, 9, 1)
        assert "2023年9月1日起执行的" in finding.message

    def test_a_block_later_in_the_term_stands_over_an_earlier_warning(self):
        # 2418 with 26 days: above 2320, under 2420; 2022.75 with 21.75 days: under both
        [finding] = found(
            sewing("0.93", "100", due_days=Decimal(26)), of_term=term("2023-07-01", "2024-06-30")
        )

        assert (finding.severity, finding.starts_on) == (Severity.BLOCK, date(2023, 9, 1))


class TestWhoIsAsked:
    def test_price_and_quota_make_piecework_whatever_the_form(self):
        assert found(sewing("1", "100", form=Form.DISPATCH))

    def test_other_posts_are_left_alone(self):
        assert not found(sewing(None, None, form=Form.CONTRACT))
        assert not found(sewing("1", None, form=Form.CONTRACT))

    def test_part_time_people_answer_to_the_hour(self):
        part_time = sewing(
            "1", "1", form=Form.PART_TIME, hourly_amount="30", holiday_hourly_amount="70"
        )

        assert not found(part_time)

    def test_a_month_of_sick_leave_has_no_quota(self):
        assert not found(sewing("1", "1", note="病假"))


class TestWhatIsNotSaid:
    @pytest.mark.parametrize(
        ("absent", "words"),
        [
            ({"unit_price"}, "缺少“计件单价”一列"),
            ({"daily_quota"}, "缺少“日定额”一列"),
            ({"unit_price", "daily_quota"}, "缺少“计件单价”“日定额”一列"),
        ],
    )
    def test_an_absent_column_gives_one_note_for_all_rows(self, absent, words):
        posts = [sewing(None, None), sewing(None, None, row=3)]

        [finding] = found(*posts, columns=PIECE_COLUMNS - absent)

        assert (finding.row, finding.severity) == (None, Severity.NOTE)
        assert finding.message.startswith("未检查：")
        assert words in finding.message

    @pytest.mark.parametrize(
        ("price", "quota", "words"),
        [
            (None, "100", "缝纫工缺少“计件单价”，"),
            ("1", None, "缝纫工缺少“日定额”，"),
            (None, None, "“计件单价”“日定额”"),
        ],
    )
    def test_an_empty_cell_gives_a_note_with_its_row(self, price, quota, words):
        [finding] = found(sewing(price, quota))

        assert (finding.row, finding.severity) == (2, Severity.NOTE)
        assert words in finding.message

    def test_nought_is_not_empty(self):
        [finding] = found(sewing("0", "100"))

        assert (finding.severity, finding.value) == (Severity.BLOCK, Decimal("0.00"))

    def test_an_undecided_piece_rate_is_never_a_pass(self):
        insured = {"own_insurance_amount": "800", "own_housing_fund_amount": "200"}
        undecided = sewing(None, None, **insured)

        assert check(table(undecided), law=beijing(), term=term()).verdict is Verdict.TO_VERIFY

    def test_paid_days_nobody_recorded_are_not_invented(self):
        law = beijing(
            working_time=working_time(paid_days=figure("paid", entry("2027-01-01", "21.75")))
        )

        [finding] = found(sewing("1.2", "100"), law=law)

        assert "2026年1月1日适用的月计薪天数系统未收录" in finding.message
        assert not found(sewing("1.2", "100", due_days=Decimal(22)), law=law)

    def test_the_wage_itself_is_still_held_to_the_monthly_floor(self):
        low = sewing("1.2", "100", proposed_amount="2500")

        result = check(table(low), law=beijing(), term=term())

        assert [each.severity for each in result.findings if each.rule is Rule.MONTHLY] == [
            Severity.BLOCK
        ]
