"""Is the enterprise held to its region's and industry's contracts, the highest of several?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule, Severity, Verdict
from bargaining.rules.wage_parent import standard_for
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses, ParentContract
from tests.rules.wage_figures import beijing, post, table, term

CATERING = ParentContract("餐饮行业工资集体合同", Decimal(3500))


def below(*parents, posts=None, of_term=None, law=None, **clauses):
    result = check(
        posts or table(post(proposed_amount="4300", overtime_amount="1000")),
        law=law or beijing(own_contributions_count=True),
        term=of_term or term(),
        clauses=Clauses(parents=parents, **clauses),
    )
    return [each for each in result.findings if each.rule is Rule.PARENT], result


def test_e20_a_post_under_a_confirmed_industry_contract_blocks():
    """E20: 3300 against 3500."""
    [finding], result = below(CATERING)

    assert finding.severity is Severity.BLOCK
    assert (finding.value, finding.limit) == (Decimal("3300.00"), Decimal("3500.00"))
    assert (finding.row, finding.starts_on) == (2, date(2026, 1, 1))
    assert "“餐饮行业工资集体合同”的标准 3,500.00 元，差 200.00 元" in finding.message
    assert result.verdict is Verdict.BLOCKED


def test_e20_without_a_contract_of_its_own_the_industry_standard_holds():
    standard = standard_for(post(), [CATERING], on=date(2026, 1, 1))

    assert (standard.amount, standard.parent) == (Decimal(3500), CATERING)


def test_the_standard_itself_is_enough():
    assert below(CATERING, posts=table(post(proposed_amount="3500")))[0] == []
    assert below(CATERING, posts=table(post(proposed_amount="3499.99")))[0]


@pytest.mark.parametrize(("paid", "value"), [("1750", None), ("1749.99", "3499.98")])
def test_a_month_not_worked_in_full_is_held_to_the_standard_by_its_days(paid, value):
    days = {"due_days": Decimal(22), "attended_days": Decimal(11)}

    findings, _result = below(CATERING, posts=table(post(proposed_amount=paid, **days)))

    assert [str(each.value) for each in findings] == ([] if value is None else [value])
    for each in findings:
        words = "（不含加班、津贴、福利，按实出勤 11 天、应出勤 22 天折算为整月）"
        assert words in each.message


def test_of_several_the_highest_holds():
    region = ParentContract("街道区域合同", Decimal(3200))

    [finding], _result = below(region, CATERING)

    assert finding.limit == Decimal("3500.00")


def test_a_standard_for_the_post_stands_beside_the_general_one():
    cooks = ParentContract("簋街", Decimal(3000), posts=(("厨师", Decimal(3700)),))
    posts = table(
        post(2, "厨 师", proposed_amount="3600"), post(3, "服务员", proposed_amount="3600")
    )

    found, _result = below(cooks, posts=posts)

    assert [(each.row, each.limit) for each in found] == [(2, Decimal("3700.00"))]


@pytest.mark.parametrize(
    ("local", "severity", "verdict"),
    [
        (None, Severity.NOTE, Verdict.PASS),
        (False, Severity.NOTE, Verdict.PASS),
        (True, Severity.WARN, Verdict.TO_VERIFY),
    ],
)
def test_what_the_enterprise_has_not_confirmed_never_blocks(local, severity, verdict):
    disputed = ParentContract("市级行业合同", Decimal(3500), confirmed=False, local=local)

    [finding], result = below(disputed)

    assert (finding.severity, result.verdict) == (severity, verdict)
    assert "尚未确认" in finding.message


def test_a_confirmed_contract_comes_before_a_higher_one_nobody_confirmed():
    disputed = ParentContract("市级", Decimal(9000), confirmed=False)

    [finding], _result = below(CATERING, disputed)

    assert (finding.severity, finding.limit) == (Severity.BLOCK, Decimal("3500.00"))


@pytest.mark.parametrize(
    ("first_on", "last_on", "starts"),
    [
        ("2026-07-01", None, "2026-07-01"),
        ("2026-12-31", None, "2026-12-31"),
        ("2027-01-01", None, None),
        (None, "2026-01-01", "2026-01-01"),
        (None, "2025-12-31", None),
    ],
)
def test_only_days_on_which_both_hold_are_compared(first_on, last_on, starts):
    days = [None if day is None else date.fromisoformat(day) for day in (first_on, last_on)]
    found, _result = below(ParentContract("行业", Decimal(3500), first_on=days[0], last_on=days[1]))

    assert [each.starts_on.isoformat() for each in found] == ([starts] if starts else [])


def test_when_the_higher_ends_the_lower_still_holds():
    early = ParentContract("旧", Decimal(3200), last_on=date(2026, 3, 31))
    later = ParentContract("新", Decimal(3400), first_on=date(2026, 4, 1))

    [finding], _result = below(early, later)

    assert (finding.starts_on, finding.limit) == (date(2026, 4, 1), Decimal("3400.00"))


@pytest.mark.parametrize(
    ("first", "last", "article"),
    [("2026-01-01", "2026-12-31", "第25条"), ("2026-05-01", "2027-04-30", "第22条")],
)
def test_the_article_is_that_of_the_day(first, last, article):
    [finding], _result = below(CATERING, of_term=term(first, last))

    assert finding.basis[0].article == article


def test_elsewhere_the_national_notice_is_the_basis():
    law = beijing(place="350000", own_contributions_count=True)

    [finding], _result = below(CATERING, law=law)

    assert [each.article for each in finding.basis] == ["二"]


@pytest.mark.parametrize("form", [Form.PART_TIME, Form.PROBATION, Form.INTERN, Form.OVERAGE])
def test_forms_it_does_not_bind_are_left_out(form):
    posts = table(
        post(proposed_amount="3300", form=form, hourly_amount="30", holiday_hourly_amount="70")
    )

    assert below(CATERING, posts=posts)[0] == []


def test_a_contract_without_a_standard_is_said_once():
    [finding], result = below(ParentContract("区域合同甲"), ParentContract("行业合同乙"))

    assert "“区域合同甲”“行业合同乙”没有登记最低工资标准" in finding.message
    assert finding.row is None
    assert result.verdict is Verdict.PASS


def test_the_lowest_wage_the_agreement_names_is_held_to_it_too():
    fine = table(post(proposed_amount="9000"))

    [finding], _result = below(CATERING, posts=fine, lowest_monthly_amount=Decimal(3000))

    assert (finding.row, finding.value) == (None, Decimal("3000.00"))
