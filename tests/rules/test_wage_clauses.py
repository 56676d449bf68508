"""Do sick pay, idle pay, overtime base and the lowest wage of the clauses get the law's answer?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.agreed_pay import read_pay
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses
from tests.rules.wage_figures import beijing, entry, figure, post, table, term

FINE = table(post(proposed_amount="9000"))


def found(result, rule: Rule) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule is rule]


def one(result, rule: Rule) -> Finding:
    [finding] = found(result, rule)
    return finding


def checked(posts=FINE, *, law=None, of_term=None, **clauses):
    return check(posts, law=law or beijing(), term=of_term or term(), clauses=Clauses(**clauses))


class TestSickPay:
    def test_e22_eighty_per_cent_to_the_cent(self):
        """E22: 2032.00 at a minimum wage of 2540."""
        fine = checked(sick_pay=read_pay("2032"))
        low = checked(sick_pay=read_pay("2031.99"))

        assert not found(fine, Rule.SICK)
        finding = one(low, Rule.SICK)
        assert (finding.severity, finding.row) == (Severity.BLOCK, None)
        assert (finding.value, finding.limit) == (Decimal("2031.99"), Decimal("2032.00"))
        assert finding.starts_on == date(2026, 1, 1)
        assert "80%（2,032.00 元），差 0.01 元" in finding.message
        assert low.verdict is Verdict.BLOCKED

    def test_a_later_minimum_wage_lifts_the_floor_on_its_day(self):
        result = checked(sick_pay=read_pay("1900"), of_term=term("2023-07-01", "2024-06-30"))

        finding = one(result, Rule.SICK)
        assert (finding.starts_on, finding.limit) == (date(2023, 9, 1), Decimal("1936.00"))

    @pytest.mark.parametrize(("attended", "blocks"), [("11", 0), ("10", 0), ("22", 1), ("0", 0)])
    def test_ones_own_wage_is_that_of_a_whole_month(self, attended, blocks):
        days = {"due_days": Decimal(22), "attended_days": Decimal(attended)}
        half = table(post(proposed_amount="2000", **days))

        result = checked(half, sick_pay=read_pay("本人工资的60%"))

        # 2000 for 11 of 22 days is 4000 a month, and 60 % of that is more than 2032.
        assert len(found(result, Rule.SICK)) == blocks

    def test_a_share_of_ones_own_wage_is_reckoned_for_every_post(self):
        posts = table(
            post(2, "店长", proposed_amount="9000"), post(3, "保洁", proposed_amount="4000")
        )

        fine = checked(posts, sick_pay=read_pay("本人工资的百分之六十"))
        low = checked(posts, sick_pay=read_pay("本人工资的百分之五十"))

        assert not found(fine, Rule.SICK)
        finding = one(low, Rule.SICK)
        assert (finding.row, finding.value) == (3, Decimal("2000.00"))
        assert "保洁按此折算为 2,000.00 元" in finding.message

    def test_overtime_and_allowances_are_no_part_of_ones_own_wage(self):
        posts = table(post(proposed_amount="4000", overtime_amount="500", allowance_amount="200"))

        result = checked(posts, sick_pay=read_pay("本人工资的60%"))

        assert one(result, Rule.SICK).value == Decimal("1980.00")

    def test_where_no_share_is_recorded_it_stays_unchecked_and_undecided(self):
        law = beijing(sick_pay_floor=figure("sick_pay_floor_rate"))

        result = checked(law=law, sick_pay=read_pay("100"))

        finding = one(result, Rule.SICK)
        assert finding.severity is Severity.NOTE
        assert finding.message.startswith("未检查")
        assert result.verdict is Verdict.TO_VERIFY

    def test_a_share_recorded_from_a_later_day_counts_from_there(self):
        law = beijing(sick_pay_floor=figure("sick_pay_floor_rate", entry("2026-07-01", "0.80")))

        result = checked(law=law, sick_pay=read_pay("100"))

        severities = {each.severity: each.starts_on for each in found(result, Rule.SICK)}
        assert severities == {Severity.BLOCK: date(2026, 7, 1), Severity.NOTE: None}

    def test_words_that_cannot_be_reckoned_are_named(self):
        result = checked(unread=(("病假工资", "按国家规定执行"),))

        assert "“病假工资”写的是“按国家规定执行”" in one(result, Rule.TERMS).message
        assert result.verdict is Verdict.PASS


class TestRowsOfAPaidTable:
    @pytest.mark.parametrize(
        "marked",
        [
            {"note": "病假"},
            {"note": "全月病假"},
            {"note": "病假1个月"},
            {"name": "保洁员（病假）"},
        ],
    )
    def test_e22_a_month_of_sickness_is_held_to_eighty_per_cent(self, marked):
        amounts = {"own_insurance_amount": "0", "own_housing_fund_amount": "0"}

        fine = checked(table(post(proposed_amount="2032", **amounts, **marked)))
        low = checked(table(post(proposed_amount="2031.99", **amounts, **marked)))

        assert not found(fine, Rule.MONTHLY)
        assert not found(fine, Rule.SICK)
        assert one(low, Rule.SICK).severity is Severity.BLOCK
        assert one(low, Rule.SICK).row == 2

    @pytest.mark.parametrize(
        "note", ["病假工资另计", "含病假扣款", "单位停料", "停工，安排工作", ""]
    )
    def test_a_remark_that_does_not_say_it_as_a_whole_leaves_the_minimum_wage(self, note):
        """E22: without material, which is not the worker's doing, 2300 is under 2540."""
        result = checked(
            table(
                post(
                    proposed_amount="2300",
                    own_insurance_amount="0",
                    own_housing_fund_amount="0",
                    form=Form.PIECE_RATE,
                    note=note,
                )
            )
        )

        assert one(result, Rule.MONTHLY).severity is Severity.BLOCK

    def test_e22_idle_without_work_needs_seventy_per_cent_and_may_need_more(self):
        def paid(amount):
            return checked(table(post(proposed_amount=amount, note="停工，未安排工作")))

        assert one(paid("1777.99"), Rule.IDLE).severity is Severity.BLOCK
        between = one(paid("1778"), Rule.IDLE)
        assert (between.severity, between.limit) == (Severity.NOTE, Decimal("1778.00"))
        assert "第一个周期按正常劳动支付" in between.message
        assert paid("1778").verdict is Verdict.TO_VERIFY
        assert not found(paid("2540"), Rule.IDLE)

    def test_e22_who_asked_for_leave_is_not_held_to_the_minimum_wage_but_asked_about(self):
        result = checked(table(post(proposed_amount="2300", note="本人请假")))

        finding = one(result, Rule.MONTHLY)
        assert (finding.severity, finding.limit) == (Severity.NOTE, Decimal("2540.00"))
        assert "第22条" in [each.article for each in finding.basis]
        assert result.verdict is Verdict.TO_VERIFY

    def test_part_time_people_are_not_sick_by_the_month(self):
        marked = post(
            form=Form.PART_TIME, note="病假", hourly_amount="20", holiday_hourly_amount="70"
        )

        assert one(checked(table(marked)), Rule.HOURLY)

    def test_some_days_attended_are_no_month_of_sickness(self):
        marked = post(
            proposed_amount="2300",
            note="病假",
            attended_days=Decimal(10),
            due_days=Decimal(21),
        )

        assert not found(checked(table(marked)), Rule.SICK)

    def test_nobody_on_leave_is_the_lowest_post(self):
        posts = table(
            post(2, "店员", proposed_amount="4000"), post(3, proposed_amount="2100", note="病假")
        )

        assert checked(posts).summary.lowest.row == 2


class TestIdlePay:
    @pytest.mark.parametrize(
        ("words", "blocks"),
        [("1778", 0), ("1777.99", 1), ("最低工资标准的70%", 0), ("最低工资标准的69.99%", 1)],
    )
    def test_e22_living_pay_without_work_is_seventy_per_cent(self, words, blocks):
        result = checked(idle_living=read_pay(words))

        assert len(found(result, Rule.IDLE)) == blocks

    @pytest.mark.parametrize(("words", "blocks"), [("2540", 0), ("2539.99", 1)])
    def test_with_work_it_is_the_minimum_wage(self, words, blocks):
        result = checked(idle_work=read_pay(words))

        assert len(found(result, Rule.IDLE)) == blocks
        for finding in found(result, Rule.IDLE):
            assert str(finding.basis[0]) == "《北京市工资支付规定》第27条"

    @pytest.mark.parametrize(("paid", "blocks"), [(True, 0), (None, 0), (False, 1)])
    def test_the_first_pay_period_is_paid_as_normal(self, paid, blocks):
        assert len(found(checked(idle_first_period_paid=paid), Rule.IDLE)) == blocks

    def test_elsewhere_the_share_is_not_recorded(self):
        law = beijing(
            place="350000",
            idle_living_floor=figure("idle_living_floor_rate"),
            own_contributions_count=True,
        )

        result = checked(law=law, idle_living=read_pay("100"), idle_first_period_paid=False)

        first_period, living = found(result, Rule.IDLE)
        assert first_period.severity is Severity.BLOCK
        assert [str(each) for each in first_period.basis] == ["《工资支付暂行规定》第12条"]
        assert living.message.startswith("未检查")


class TestOvertimeBase:
    def test_a_base_under_the_minimum_wage_blocks(self):
        low = checked(overtime_base=read_pay("2539.99"))

        blocking = [each for each in found(low, Rule.OVERTIME_BASE) if each.row is None]
        assert blocking[0].severity is Severity.BLOCK
        assert str(blocking[0].basis[0]) == "《北京市工资支付规定》第44条"

    def test_a_base_under_the_agreed_wages_is_a_note(self):
        result = checked(overtime_base=read_pay("2540"))

        finding = one(result, Rule.OVERTIME_BASE)
        assert (finding.severity, finding.limit) == (Severity.NOTE, Decimal("9000.00"))
        assert "低于 1 个岗位的约定工资" in finding.message
        assert finding.basis[-1].article == "第57条"
        assert result.verdict is Verdict.PASS

    def test_before_the_courts_answer_it_is_not_cited(self):
        result = checked(overtime_base=read_pay("2400"), of_term=term("2022-01-01", "2022-12-31"))

        [finding] = found(result, Rule.OVERTIME_BASE)
        assert [each.article for each in finding.basis] == ["第44条"]

    def test_the_whole_wage_of_the_post_says_nothing(self):
        result = checked(overtime_base=read_pay("职工本人所在岗位的月工资标准"))

        assert not found(result, Rule.OVERTIME_BASE)

    def test_the_labour_contract_comes_first_and_may_not_say_less(self):
        result = checked(
            overtime_base=read_pay("9000"), labour_contract_overtime_base=read_pay("4000")
        )

        below, under = found(result, Rule.OVERTIME_BASE)
        assert {below.severity, under.severity} == {Severity.NOTE}
        assert "劳动合同的标准不得低于集体合同" in below.message
        assert (under.value, under.limit) == (Decimal("4000.00"), Decimal("9000.00"))

    def test_a_share_of_ones_own_wage_is_held_to_the_minimum_wage_by_post(self):
        posts = table(
            post(2, "店长", proposed_amount="9000"), post(3, "保洁", proposed_amount="3600")
        )

        result = checked(posts, overtime_base=read_pay("本人工资的70%"))

        blocked = [
            each for each in found(result, Rule.OVERTIME_BASE) if each.severity is Severity.BLOCK
        ]
        assert [(each.row, each.value) for each in blocked] == [(3, Decimal("2520.00"))]


class TestLowestWageWithOwnContributions:
    def test_e21_the_minimum_wage_with_own_contributions_in_it_is_too_little(self):
        """E21: 2540 that includes the worker's own 社保 is less than 2540."""
        result = checked(basic_amount=Decimal(2540), includes_own_contributions=True)

        finding = one(result, Rule.MONTHLY)
        assert finding.severity is Severity.BLOCK
        assert (finding.value, finding.limit) == (Decimal("1784.99"), Decimal("2540.00"))
        assert "其他条款的效力不受影响" in finding.message
        assert "第27条" in [each.article for each in finding.basis]

    def test_e21_enough_on_top_is_a_note_that_it_should_be_said_apart(self):
        result = checked(lowest_monthly_amount=Decimal("3306.35"), includes_own_contributions=True)
        short = checked(lowest_monthly_amount=Decimal("3306.34"), includes_own_contributions=True)

        assert one(result, Rule.TERMS).severity is Severity.NOTE
        assert one(short, Rule.MONTHLY).starts_on == date(2026, 7, 1)

    @pytest.mark.parametrize(("amount", "severity"), [("2540", "block"), ("2541", "note")])
    def test_without_recorded_contributions_only_what_is_sure_blocks(self, amount, severity):
        result = checked(
            lowest_monthly_amount=Decimal(amount),
            includes_own_contributions=True,
            of_term=term("2026-01-01", "2026-12-31"),
            law=beijing(insurance_base_lower=figure("base")),
        )

        finding = one(result, Rule.MONTHLY)
        assert finding.severity.value == severity
        assert result.verdict is not Verdict.PASS

    def test_where_own_contributions_count_nothing_is_amiss(self):
        result = checked(
            lowest_monthly_amount=Decimal(2540),
            includes_own_contributions=True,
            law=beijing(own_contributions_count=True),
        )

        assert not found(result, Rule.MONTHLY)

    def test_a_basic_wage_by_itself_is_one_part_of_what_is_paid(self):
        assert not found(checked(basic_amount=Decimal(1000)), Rule.MONTHLY)
