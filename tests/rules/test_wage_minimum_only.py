"""Is a post paid exactly the minimum wage asked about, until somebody has agreed to it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses, ProfitState
from tests.rules.wage_figures import beijing, entry, figure, post, table, term


def asked_about(amount="3540", *, of_term=None, law=None, form=Form.CONTRACT, **clauses):
    result = check(
        table(post(proposed_amount=amount, form=form)),
        law=law or beijing(),
        term=of_term or term(),
        clauses=Clauses(**clauses),
    )
    return [each for each in result.findings if each.rule is Rule.ONLY_MINIMUM], result


@pytest.mark.parametrize(("amount", "notes"), [("3539.99", 0), ("3540", 1), ("3540.01", 0)])
def test_only_exactly_the_minimum_wage_is_asked_about(amount, notes):
    assert len(asked_about(amount)[0]) == notes


def test_it_is_a_note_with_its_letter_and_no_verdict():
    [finding], result = asked_about()

    assert finding.severity is Severity.NOTE
    assert (finding.row, finding.value, finding.limit) == (2, Decimal("2540"), Decimal("2540"))
    assert "职工代表大会讨论同意，并报人社部门备案" in finding.message
    assert "重点对象" in finding.message
    assert finding.basis[0].article == "三（三）"
    assert result.verdict is Verdict.PASS


def test_once_approved_nothing_is_said():
    assert asked_about(minimum_approved=True)[0] == []


@pytest.mark.parametrize("state", [ProfitState.GROWING, ProfitState.STEADY])
def test_who_fares_well_is_told_that_more_is_usual(state):
    [finding], _result = asked_about(profit_state=state)

    assert "原则上应高于最低工资标准" in finding.message


def test_the_first_day_on_which_it_is_all_there_is_counts():
    [finding], _result = asked_about("3420", of_term=term("2023-07-01", "2024-06-30"))

    assert finding.starts_on == date(2023, 9, 1)


@pytest.mark.parametrize(("first", "cited"), [("2013-06-01", True), ("2014-06-01", False)])
def test_beijings_own_notice_is_cited_while_it_stood(first, cited):
    law = beijing(monthly=figure("monthly", entry("2013-01-01", "1400")))
    year = int(first[:4])

    [finding], _result = asked_about(
        "2400", law=law, of_term=term(first, f"{year + 1}-05-31"), profit_state=None
    )

    assert any("2013年最低工资" in each.text for each in finding.basis) is cited


def test_probation_and_part_time_posts_are_not_meant():
    assert asked_about(form=Form.PROBATION)[0] == []
