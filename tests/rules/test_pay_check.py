"""Is a month's pay held against what was agreed, row by row, and nothing else said of it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import LawMissing
from bargaining.rules import pay_check, pay_lines, pay_posts
from bargaining.rules.pay_lines import Matched
from bargaining.rules.wage_findings import Severity
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_posts import Category, Form
from tests.rules.wage_figures import beijing, post, table

CENT = Decimal("0.01")
MONTH = date(2026, 10, 9)
OCTOBER = Term(date(2026, 10, 1), date(2026, 10, 31))
LAW = beijing()


def agreed_post(row=2, name="服务员", amount="4500", **more):
    return post(row, name, proposed_amount=amount, **more)


def paid_post(row=2, name="服务员", amount="4500", **more):
    given_ = {"overtime_amount": "0", "allowance_amount": "0", "welfare_amount": "0", **more}
    return post(row, name, proposed_amount=amount, **given_)


def checked(agreed, *paid, without=(), month=MONTH, in_force=None):
    return pay_check.check(
        agreed, table(*paid, without=without), month=month, law=LAW, in_force=in_force
    )


def said(answer, rule):
    return [one for one in answer.findings if one.rule == rule]


class TestLessThanAgreed:
    @pytest.mark.parametrize(("amount", "short"), [("4499.99", 1), ("4500", 0), ("4500.01", 0)])
    def test_a_cent_decides(self, amount, short):
        answer = checked([agreed_post()], paid_post(amount=amount))

        assert len(said(answer, "K-PAY-SHORT")) == short
        assert len(answer.short) == short

    def test_says_by_how_much_and_for_how_many(self):
        answer = checked([agreed_post(people=3)], paid_post(amount="4400", people=3))
        (one,) = said(answer, "K-PAY-SHORT")

        assert one.severity is Severity.WARN
        assert "实发 4,400.00 元，低于约定的 4,500.00 元，差 100.00 元，涉及 3 人" in one.message
        assert one.message.startswith("系统提示")
        assert {(each.text, each.article) for each in one.basis} >= {("劳动合同法", "第54条")}
        assert answer.short_amount == Decimal(300)
        assert answer.summary()["short_people"] == 3

    def test_overtime_makes_up_no_agreed_wage(self):
        paid = paid_post(amount="4600", overtime_amount="200")
        answer = checked([agreed_post()], paid)

        assert answer.lines[0].paid_amount == Decimal(4400)
        assert "（不含加班工资）" in said(answer, "K-PAY-SHORT")[0].message

    def test_without_a_column_of_overtime_the_gross_is_compared_and_that_is_said(self):
        answer = checked([agreed_post()], paid_post(amount="4500"), without=("overtime_amount",))

        assert said(answer, "K-PAY-SHORT") == []
        assert "没有“加班工资”一列" in said(answer, "K-PAY-INPUT")[0].message

    @pytest.mark.parametrize(("amount", "severity"), [("3150", "note"), ("3149.99", "warn")])
    def test_days_not_attended_are_reckoned_before_anything_is_said(self, amount, severity):
        paid = paid_post(amount=amount, due_days=Decimal(20), attended_days=Decimal(14))
        answer = checked([agreed_post()], paid)
        (one,) = said(answer, "K-PAY-SHORT")

        assert one.severity == severity
        assert ("折算不低于约定" in one.message) is (severity == "note")

    def test_a_month_of_sick_leave_is_only_to_be_looked_at(self):
        answer = checked([agreed_post()], paid_post(amount="2100", note="全月病假"))
        (one,) = said(answer, "K-PAY-SHORT")

        assert one.severity is Severity.NOTE
        assert "病假" in one.message
        assert answer.short == ()

    def test_who_is_paid_by_the_hour_is_compared_by_the_hour(self):
        by_hour = {"form": Form.PART_TIME, "proposed_amount": None}
        agreed = post(2, "配送", hourly_amount="30", **by_hour)
        answer = checked([agreed], post(2, "配送", hourly_amount="28", **by_hour))
        (one,) = said(answer, "K-PAY-SHORT")

        assert "每小时实发 28.00 元，低于约定的 30.00 元" in one.message
        assert answer.short_amount == 0  # a month's sum is not known from an hour's


class TestTheRise:
    @pytest.mark.parametrize(
        ("amount", "told"), [("3999.99", False), ("4000", True), ("4000.01", False)]
    )
    def test_that_was_agreed_and_not_paid_is_said(self, amount, told):
        answer = checked([agreed_post(before_amount="4000")], paid_post(amount=amount))

        assert bool(said(answer, "K-PAY-RISE")) is told

    def test_is_not_asked_of_who_was_away(self):
        paid = paid_post(amount="4000", due_days=Decimal(20), attended_days=Decimal(10))

        assert said(checked([agreed_post(before_amount="4000")], paid), "K-PAY-RISE") == []


class TestWhichPost:
    def test_of_several_grades_the_lowest_decides_and_the_best_is_asked_about(self):
        agreed = [agreed_post(2, amount="4500"), agreed_post(3, amount="5000")]

        low, between, best = (
            checked(agreed, paid_post(amount=each)) for each in ("4400", "4700", "5000")
        )

        assert said(low, "K-PAY-SHORT")[0].limit == Decimal(4500)
        assert said(low, "K-PAY-TIER") == []
        assert "最高 5,000.00 元" in said(between, "K-PAY-TIER")[0].message
        assert said(best, "K-PAY-TIER") == said(best, "K-PAY-SHORT") == []

    def test_of_the_rows_of_a_name_those_of_the_same_form_come_first(self):
        sent = agreed_post(3, amount="4000", form=Form.DISPATCH)
        agreed = [agreed_post(2, amount="4500"), sent]

        own, others = (
            checked(agreed, paid_post(amount="4200", form=form))
            for form in (Form.CONTRACT, Form.DISPATCH)
        )

        assert len(own.short) == 1
        assert others.short == ()

    def test_a_post_that_was_not_agreed_is_said_and_compared_with_nothing(self):
        answer = checked([agreed_post()], paid_post(), paid_post(3, "保安", "3000"))

        assert answer.lines[1].matched is Matched.NONE
        assert answer.lines[1].difference_amount is None
        assert "没有“保安”这个岗位" in said(answer, "K-PAY-MATCH")[0].message

    def test_one_found_by_its_kind_alone_is_asked_about_and_never_counted_short(self):
        kind = {"category": Category.FRONTLINE}
        agreed = agreed_post(before_amount="4000", **kind)
        answer = checked([agreed], paid_post(2, "传菜员", "4000", **kind))
        (one,) = said(answer, "K-PAY-SHORT")
        assert said(answer, "K-PAY-RISE") == []

        assert answer.lines[0].matched is Matched.CATEGORY
        assert one.severity is Severity.NOTE
        assert "按岗位类别对上“服务员”" in one.message
        assert answer.short == ()

    def test_of_two_posts_of_a_kind_none_is_guessed(self):
        kind = {"category": Category.FRONTLINE}
        agreed = [agreed_post(**kind), agreed_post(3, "收银员", **kind)]

        answer = checked(agreed, paid_post(2, "传菜员", **kind))

        assert answer.lines[0].matched is Matched.NONE

    def test_probation_is_no_grade_of_the_post(self):
        answer = checked(
            [agreed_post()], paid_post(amount="3700", form=Form.PROBATION), paid_post(3)
        )

        assert answer.lines[0].matched is Matched.NONE
        assert "试用期工资" in said(answer, "K-PAY-MATCH")[0].message

    def test_an_amount_that_is_missing_on_either_side_is_asked_for(self):
        no_pay = checked([agreed_post()], paid_post(amount=None))
        no_word = checked([agreed_post(amount=None)], paid_post())

        assert "实发工资表的“服务员”没有填写应发工资" in said(no_pay, "K-PAY-INPUT")[0].message
        assert "约定的工资表的“服务员”" in said(no_word, "K-PAY-INPUT")[0].message


class TestThePeople:
    def test_a_post_nobody_was_paid_in_and_one_with_other_numbers_are_said(self):
        agreed = [agreed_post(people=4), agreed_post(3, "厨师", people=2)]
        answer = checked(agreed, paid_post(people=3))

        assert "“厨师”（2 人）本月没有实发记录" in said(answer, "K-PAY-POST")[0].message
        assert "约定 4 人，本月实发 3 人" in said(answer, "K-PAY-PEOPLE")[0].message
        assert all(one.severity is Severity.NOTE for one in answer.findings)

    def test_what_was_assumed_in_reading_a_row_is_said_of_it(self):
        one = paid_post()
        paid = table(one, remarks=((one, "“人数”是空的，按 1 人计，请核对"),))
        answer = pay_check.check([agreed_post()], paid, month=MONTH, law=LAW)

        (found,) = said(answer, "K-PAY-INPUT")
        assert (found.row, found.message) == (2, "服务员：“人数”是空的，按 1 人计，请核对。")

    def test_more_people_than_agreed_are_said_too(self):
        (one,) = said(checked([agreed_post(people=4)], paid_post(people=5)), "K-PAY-PEOPLE")

        assert "约定 4 人，本月实发 5 人" in one.message

    def test_rows_of_one_person_each_add_up(self):
        rows = [paid_post(row) for row in range(2, 6)]

        assert said(checked([agreed_post(people=4)], *rows), "K-PAY-PEOPLE") == []


class TestTheMonth:
    @pytest.mark.parametrize(("amount", "told"), [("3539.99", 1), ("3540", 0)])
    def test_everybody_answers_to_the_months_own_minimum_wage(self, amount, told):
        paid = paid_post(2, "保安", amount)  # 800 and 200 of own contributions do not count

        found = said(checked([], paid), "W-FLOOR-MONTHLY")

        assert len(found) == told
        assert all(one.severity is Severity.WARN for one in found)
        assert all("2,540.00 元" in one.message for one in found)

    def test_an_older_month_has_the_older_floor(self):
        paid = paid_post(2, "保安", "3450")

        assert said(checked([], paid, month=date(2025, 8, 31)), "W-FLOOR-MONTHLY") == []
        assert said(checked([], paid, month=date(2025, 9, 1)), "W-FLOOR-MONTHLY")

    def test_a_month_before_any_floor_is_on_record_is_refused(self):
        with pytest.raises(LawMissing):
            checked([], paid_post(), month=date(2020, 1, 1))

    @pytest.mark.parametrize(("amount", "told"), [("2031.99", 1), ("2032", 0)])
    def test_a_month_of_sickness_has_its_share_of_it(self, amount, told):
        paid = paid_post(amount=amount, note="病假", own_insurance_amount="0",
                         own_housing_fund_amount="0")  # fmt: skip

        assert len(said(checked([], paid), "W-FLOOR-SICK")) == told

    @pytest.mark.parametrize(("amount", "told"), [("1777.99", 1), ("1778", 0)])
    def test_a_month_without_work_has_its_share_too(self, amount, told):
        paid = paid_post(amount=amount, note="停工", own_insurance_amount="0",
                         own_housing_fund_amount="0")  # fmt: skip
        found = [one for one in said(checked([], paid), "W-FLOOR-IDLE") if one.severity == "warn"]

        assert len(found) == told

    def test_without_own_contributions_nobody_can_say_that_the_floor_is_reached(self):
        paid = paid_post(own_insurance_amount=None)

        (one,) = said(checked([], paid), "W-FLOOR-INPUT")
        assert "未填个人社保" in one.message

    def test_probation_is_held_to_the_lowest_grade_of_its_post(self):
        agreed = [agreed_post(2, amount="6000"), agreed_post(3, amount="5000")]
        trial = paid_post(2, amount="4000", form=Form.PROBATION)

        assert said(checked(agreed, trial), "W-FLOOR-PROBATION") == []

    def test_probation_is_held_to_what_was_agreed_and_not_to_what_others_got(self):
        agreed = [agreed_post(amount="5000")]
        trial = paid_post(2, amount="4000", form=Form.PROBATION)
        regular = paid_post(3, amount="9000", overtime_amount="4000")

        enough = checked(agreed, trial, regular)
        less = checked(agreed, paid_post(2, amount="3999.99", form=Form.PROBATION), regular)

        assert said(enough, "W-FLOOR-PROBATION") == []
        assert "80%（4,000.00 元）" in said(less, "W-FLOOR-PROBATION")[0].message

    def test_what_the_pay_table_itself_says_was_agreed_goes_before_the_post(self):
        trial = paid_post(2, amount="4000", form=Form.PROBATION, agreed_amount="6000")

        (one,) = said(checked([agreed_post(amount="5000")], trial), "W-FLOOR-PROBATION")

        assert "80%（4,800.00 元）" in one.message

    def test_what_is_said_of_the_whole_table_is_said_once(self):
        rows = [paid_post(2), paid_post(3, form=Form.PROBATION)]
        answer = checked([agreed_post()], *rows, without=("welfare_amount",))

        (whole,) = [one.message for one in answer.findings if one.row is None]
        assert "没有“福利”" in whole

    def test_no_finding_speaks_of_a_proposal(self):
        answer = checked([], paid_post(amount=None), without=("own_insurance_amount",))

        assert answer.findings
        assert not any("协商后" in one.message or "补填" in one.message for one in answer.findings)

    @pytest.mark.parametrize(
        ("first", "last", "binds"),
        [
            ("2026-10-01", "2026-10-31", True),
            ("2026-10-02", "2027-09-30", False),
            ("2026-01-01", "2026-10-30", False),
        ],
    )
    def test_one_that_is_not_bound_whole_is_only_to_be_looked_at(self, first, last, binds):
        in_force = Term(date.fromisoformat(first), date.fromisoformat(last))
        agreed = [agreed_post(before_amount="4400")]

        answer = checked(agreed, paid_post(amount="4400"), in_force=in_force)

        assert bool(answer.short) is binds
        assert bool(said(answer, "K-PAY-RISE")) is binds
        assert bool(said(answer, "K-PAY-TERM")) is not binds

    def test_without_an_agreed_table_only_the_floor_is_asked_and_that_is_said(self):
        answer = checked([], paid_post())

        assert "只检查了最低工资标准" in said(answer, "K-PAY-INPUT")[0].message


class TestByPost:
    def test_a_post_of_many_rows_becomes_one_line(self):
        agreed = [agreed_post(people=3)]
        rows = [paid_post(2, amount="4500"), paid_post(3, amount="4300", people=2),
                paid_post(4, amount="4600")]  # fmt: skip
        answer = checked(agreed, *rows)

        (one,) = pay_posts.by_post(answer.lines, short={line.row for line in answer.short})

        assert (one.rows, one.people, one.short_rows, one.short_people) == (3, 4, 1, 2)
        assert (one.agreed_amount, one.lowest_amount) == (Decimal(4500), Decimal(4300))
        assert one.average_amount == Decimal(4425)
        assert one.short_amount == Decimal(400)

    def test_a_row_is_read_back_as_it_was_kept(self):
        answer = checked([agreed_post()], paid_post(), paid_post(3, "保安", None))

        assert [pay_lines.read_line(line.as_json()) for line in answer.lines] == [*answer.lines]

    def test_ten_thousand_rows_of_as_many_posts_are_matched_at_once(self):
        agreed = [agreed_post(row, f"岗位{row}") for row in range(2, 10_002)]
        rows = [paid_post(row, f"岗位{row}") for row in range(2, 10_002)]

        answer = checked(agreed, *rows)

        assert all(line.agreed_row == line.row for line in answer.lines)
        assert answer.short == ()


AMOUNTS = st.integers(360_000, 900_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def agreed_and_paid_in_full(draw):
    """Posts of their own names, each paid by several rows at least what was agreed."""
    amounts = draw(st.lists(AMOUNTS, min_size=1, max_size=5))
    agreed = [agreed_post(row, f"岗位{row}", amount) for row, amount in enumerate(amounts, 2)]
    rows = []
    for one in agreed:
        for _ in range(draw(st.integers(1, 3))):
            more = draw(st.sampled_from([Decimal(0), CENT, Decimal(100)]))
            overtime = draw(st.sampled_from([Decimal(0), Decimal(300)]))
            rows.append((one, one.proposed_amount + more + overtime, overtime))
    return agreed, [
        paid_post(number, one.post, amount, overtime_amount=overtime)
        for number, (one, amount, overtime) in enumerate(rows, 2)
    ]


@given(agreed_and_paid_in_full())
def test_who_pays_everybody_what_was_agreed_is_told_nothing_of_it(case):
    agreed, paid = case

    answer = checked(agreed, *paid, in_force=OCTOBER)

    assert [one.rule for one in answer.findings if one.rule != "K-PAY-PEOPLE"] == []
    assert answer.short_amount == 0


@given(agreed_and_paid_in_full(), st.data())
def test_one_row_a_cent_below_gives_exactly_that_one(case, data):
    agreed, paid = case
    place = data.draw(st.integers(0, len(paid) - 1))
    one = paid[place]
    wanted = next(each for each in agreed if each.post == one.post)
    amount = wanted.proposed_amount + one.overtime_amount - CENT
    paid[place] = paid_post(one.row, one.post, amount, overtime_amount=one.overtime_amount)

    answer = checked(agreed, *paid, in_force=OCTOBER)

    assert [(each.rule, each.row) for each in answer.findings if each.rule != "K-PAY-PEOPLE"] == [
        ("K-PAY-SHORT", one.row)
    ]
    assert answer.short_amount == CENT
