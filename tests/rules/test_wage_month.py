"""Is a month not worked in full, or not paid in full by the month, told apart from a whole one?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import BonusSpan, Form
from tests.rules.wage_figures import ALL_COLUMNS, beijing, post, table, term

BARE = {"own_insurance_amount": "0", "own_housing_fund_amount": "0"}
ENOUGH = {"own_insurance_amount": "800", "own_housing_fund_amount": "200"}


def guard(amount: str, **more):
    numbers = {
        key: Decimal(value) if isinstance(value, str) and key.endswith("days") else value
        for key, value in more.items()
    }
    return post(name="门卫", proposed_amount=amount, **{**BARE, **numbers})


def floors(given, rule: Rule = Rule.MONTHLY, **more) -> list[Finding]:
    result = check(table(given), law=more.get("law", beijing()), term=more.get("of_term", term()))
    return [finding for finding in result.findings if finding.rule is rule]


class TestAttendance:
    def test_less_than_the_share_of_the_days_attended_blocks(self):
        [finding] = floors(guard("2309.09", due_days="22", attended_days="20"))

        # 2540 × 20 ÷ 22 = 2309.0909…
        assert finding.severity is Severity.BLOCK
        assert (finding.value, finding.limit) == (Decimal("2309.09"), Decimal("2309.10"))
        assert "按实出勤 20 天、应出勤 22 天折算的 2,309.10 元" in finding.message
        assert "差 0.01 元" in finding.message

    def test_between_the_share_and_the_whole_the_reason_is_asked_for(self):
        [finding] = floors(guard("2309.10", due_days="22", attended_days="20"))

        assert finding.severity is Severity.NOTE
        assert (finding.value, finding.limit) == (Decimal("2309.10"), Decimal("2540.00"))
        assert finding.message.startswith("待核：")
        assert "缺勤不是本人原因" in finding.message
        assert "北京市工资支付规定" in [each.text for each in finding.basis]

    def test_such_a_month_never_passes(self):
        given = guard("3500", **ENOUGH, due_days="22", attended_days="21.5")

        assert check(table(given), law=beijing(), term=term()).verdict is Verdict.TO_VERIFY

    def test_a_whole_floor_paid_for_part_of_a_month_asks_nothing(self):
        assert not floors(guard("2540", due_days="22", attended_days="1"))

    @pytest.mark.parametrize(
        "days",
        [
            {},
            {"due_days": "22"},
            {"attended_days": "20"},
            {"due_days": "22", "attended_days": "22"},
            {"due_days": "22", "attended_days": "26"},
            {"due_days": "0", "attended_days": "0"},
        ],
    )
    def test_anything_else_is_a_whole_month(self, days):
        [finding] = floors(guard("2539.99", **days))

        assert (finding.severity, finding.limit) == (Severity.BLOCK, Decimal("2540.00"))

    def test_nobody_attended_all_month_is_asked_about(self):
        [finding] = floors(guard("0", due_days="22", attended_days="0"))

        assert finding.severity is Severity.NOTE

    def test_elsewhere_the_national_text_on_idleness_is_named(self):
        law = beijing(place="310000")

        [finding] = floors(guard("2400", due_days="22", attended_days="20"), law=law)

        assert "工资支付暂行规定" in [each.text for each in finding.basis]

    def test_a_trial_is_held_to_its_share_of_eighty_per_cent(self):
        regular = post(2, "服务员", proposed_amount="6000")
        given = {"form": Form.PROBATION, "due_days": Decimal(20), "attended_days": Decimal(10)}
        enough = post(3, "服务员", proposed_amount="2400", **{**BARE, **given})
        short = post(4, "服务员", proposed_amount="2399.99", **{**BARE, **given})

        result = check(table(regular, enough, short), law=beijing(), term=term())
        rows = {each.row: each for each in result.findings if each.rule is Rule.PROBATION}

        assert rows[4].severity is Severity.BLOCK
        assert rows[4].limit == Decimal("2400.00")
        assert rows[3].severity is Severity.NOTE

    def test_days_attended_without_days_due_are_named(self):
        of_table = table(guard("3540", **ENOUGH, attended_days="20"))
        of_table = type(of_table)(of_table.posts, ALL_COLUMNS | {"attended_days"})

        result = check(of_table, law=beijing(), term=term())

        notes = [each.message for each in result.findings if each.rule is Rule.TABLE]
        assert notes == ["未检查：缺少“应出勤天数”一列，出勤没有折算，按整月检查。"]


class TestMealsAndLodging:
    def test_a_wage_that_reaches_the_floor_only_with_them_warns(self):
        [finding] = floors(guard("2840", board_amount="300.01"))

        assert finding.severity is Severity.WARN
        assert (finding.value, finding.limit) == (Decimal("2539.99"), Decimal("2540.00"))
        assert "折现食宿补贴 300.01 元" in finding.message
        assert "第54条（条文未核）" in [each.article for each in finding.basis]
        assert not floors(guard("2840", board_amount="300"))

    def test_a_wage_under_the_floor_with_them_still_blocks(self):
        [finding] = floors(guard("2539", board_amount="300"))

        assert (finding.severity, finding.value) == (Severity.BLOCK, Decimal("2539.00"))

    def test_they_are_seen_on_the_first_day_of_a_later_floor(self):
        [finding] = floors(
            guard("2700", board_amount="300"), of_term=term("2023-07-01", "2024-06-30")
        )

        assert finding.starts_on == date(2023, 9, 1)

    def test_they_do_not_count_in_a_trial_either(self):
        [finding] = floors(
            guard("2840", board_amount="301", form=Form.PROBATION), rule=Rule.PROBATION
        )

        assert finding.severity is Severity.WARN
        assert finding.basis[0].text == "劳动合同法"


class TestYearEndBonus:
    def test_a_months_part_of_it_warns_where_the_rest_is_too_little(self):
        month = {"bonus_amount": "300.01", "bonus_span": BonusSpan.MONTH}

        [finding] = floors(guard("2840", **month))

        assert (finding.severity, finding.value) == (Severity.WARN, Decimal("2539.99"))
        assert "不按月发放的年终奖等 300.01 元" in finding.message
        assert "第54条" not in [each.article for each in finding.basis]
        assert ("劳动法", "第50条") in [(each.text, each.article) for each in finding.basis]

    def test_bonus_and_board_are_taken_off_together(self):
        both = {"bonus_amount": "200", "bonus_span": BonusSpan.MONTH, "board_amount": "101"}

        [finding] = floors(guard("2840", **both))

        assert finding.value == Decimal("2539.00")

    def test_a_column_that_does_not_say_is_asked_about(self):
        [finding] = floors(guard("2840", bonus_amount="300.01"))

        assert (finding.severity, finding.value) == (Severity.NOTE, Decimal("2539.99"))
        assert "如果已经摊入协商后月工资" in finding.message
        assert "请在列名写明“其中：”" in finding.message
        assert not floors(guard("2840", bonus_amount="300"))

    def test_one_larger_than_the_months_wage_leaves_nothing_and_never_less(self):
        [finding] = floors(guard("2840", bonus_amount="14445"))

        assert finding.value == Decimal("0.00")
        assert "为 0.00 元" in finding.message

    def test_a_years_bonus_is_asked_about_by_its_twelfth(self):
        year = {"bonus_amount": "6000", "bonus_span": BonusSpan.YEAR}

        [finding] = floors(guard("3039.99", **year))

        assert (finding.severity, finding.value) == (Severity.NOTE, Decimal("2539.99"))
        assert "每月 500.00 元" in finding.message
        assert not floors(guard("3040", **year))

    def test_nought_takes_nothing_off(self):
        assert not floors(guard("2540", bonus_amount="0", board_amount="0"))

    def test_only_what_stands_beside_the_wage_is_a_years_cost(self):
        assert guard("1", bonus_amount="9", bonus_span=BonusSpan.MONTH).yearly_bonus_amount is None
        assert guard("1", bonus_amount="9", bonus_span=BonusSpan.YEAR).yearly_bonus_amount == 9
        assert guard("1", bonus_amount="9").yearly_bonus_amount == 9
        assert guard("1").yearly_bonus_amount is None

    def test_the_days_attended_come_before_a_bonus_that_is_only_asked_about(self):
        [finding] = floors(guard("2400", bonus_amount="60", due_days="22", attended_days="20"))

        assert "缺勤" in finding.message
