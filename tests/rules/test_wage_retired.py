"""Is what holds for people past their retiring age said from its day on, and not before?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form, form_of
from tests.rules.wage_figures import beijing, post, table, term


def found(given, of_term=None) -> list[Finding]:
    result = check(table(given), law=beijing(), term=of_term or term())
    return [finding for finding in result.findings if finding.rule is Rule.RETIRED]


def guard(**more):
    return post(name="门卫", **{"proposed_amount": "3600", "form": Form.OVERAGE, **more})


def test_from_the_first_of_july_2026_it_is_said_what_to_look_at():
    [finding] = found(guard())

    assert (finding.rule.value, finding.severity) == ("W-RETIRED", Severity.NOTE)
    assert (finding.row, finding.starts_on) == (2, date(2026, 7, 1))
    assert (finding.value, finding.limit) == (Decimal("2600.00"), Decimal("2540.00"))
    assert finding.message.startswith("门卫按超龄人员列示。2026年7月1日起，")
    assert {each.text for each in finding.basis} == {"超龄劳动者基本权益保障暂行规定"}
    assert "第11条" in [each.article for each in finding.basis]


@pytest.mark.parametrize(
    ("first_on", "last_on", "since"),
    [
        ("2026-01-01", "2026-06-30", None),
        ("2026-01-01", "2026-07-01", date(2026, 7, 1)),
        ("2026-07-01", "2026-12-31", date(2026, 7, 1)),
        ("2026-07-02", "2026-12-31", date(2026, 7, 2)),
    ],
)
def test_before_that_day_nothing_is_said(first_on, last_on, since):
    found_days = [each.starts_on for each in found(guard(), term(first_on, last_on))]

    assert found_days == ([] if since is None else [since])


def test_a_later_term_does_not_tell_of_a_day_gone_by():
    [finding] = found(guard(), term("2027-01-01", "2027-12-31"))

    assert "2026年" not in finding.message


@pytest.mark.parametrize(
    "marked",
    [
        {"note": "退休返聘"},
        {"name": "保安（超龄）"},
        {"note": "退休人员"},
    ],
)
def test_a_remark_or_the_posts_name_may_say_it(marked):
    assert found(post(**{"proposed_amount": "3600", **marked}))


@pytest.mark.parametrize("marked", [{}, {"note": "弹性延迟退休人员"}, {"note": "临近退休"}])
def test_others_are_not_meant(marked):
    assert not found(post(proposed_amount="3600", **marked))


def test_who_retires_later_by_choice_keeps_his_contract():
    assert form_of("弹性延迟退休") is Form.CONTRACT


def test_it_never_keeps_a_table_from_passing():
    assert check(table(guard()), law=beijing(), term=term()).verdict is Verdict.PASS


def test_an_hourly_post_bears_no_monthly_figures():
    hourly = guard(
        form=Form.PART_TIME, note="退休返聘", hourly_amount="30", holiday_hourly_amount="70"
    )

    [finding] = found(hourly)

    assert (finding.value, finding.limit) == (None, None)


def test_a_wage_that_is_not_stated_bears_none_either():
    [finding] = found(guard(proposed_amount=None))

    assert (finding.value, finding.limit) == (None, None)


@pytest.mark.parametrize(
    ("first_on", "last_on", "asked"),
    [("2026-01-01", "2026-12-31", True), ("2026-07-01", "2026-12-31", False)],
)
def test_under_the_floor_before_that_day_a_person_is_asked(first_on, last_on, asked):
    low = table(guard(proposed_amount="3500"))

    result = check(low, law=beijing(), term=term(first_on, last_on))

    [finding] = [each for each in result.findings if each.rule is Rule.MONTHLY]
    assert finding.severity is Severity.BLOCK
    words = "2026年7月1日以前，超龄人员是否适用最低工资标准，请人工核对。"
    assert finding.message.endswith(words) is asked
