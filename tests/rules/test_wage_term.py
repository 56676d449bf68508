"""Is a term that is longer than usual said, in the words the case uses?"""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.rules import notices
from bargaining.rules.facts import fold
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule, Verdict
from bargaining.rules.wage_question import Clauses
from tests.rules.cases import STRAIGHT, history
from tests.rules.wage_figures import beijing, post, table, term

LAW = beijing(own_contributions_count=True)
FINE = table(post(proposed_amount="9000"))


def about(first, last, **clauses):
    result = check(FINE, law=LAW, term=term(first, last), clauses=Clauses(**clauses))
    return [each for each in result.findings if each.rule is Rule.TERM], result


@pytest.mark.parametrize(
    ("last", "severity"),
    [
        ("2026-12-31", None),
        ("2027-01-01", None),
        ("2027-01-02", None),
        ("2027-01-03", "note"),
        ("2028-12-31", "note"),
        ("2028-12-30", "note"),
        ("2029-01-01", "warn"),
        ("2030-12-31", "warn"),
    ],
)
def test_e26_more_than_a_year_is_a_note_and_more_than_three_a_warning(last, severity):
    """E26: five years warn and do not block."""
    found, result = about("2026-01-01", last)

    assert [each.severity.value for each in found] == ([severity] if severity else [])
    assert (result.verdict is Verdict.TO_VERIFY) is (severity == "warn")


@pytest.mark.parametrize("last", ["2028-06-30", "2030-12-31"])
def test_the_case_says_it_in_the_same_words(last):
    stated = {"term_from": "2026-01-01", "term_to": last, "workers_covered": 9}
    facts = fold(history(*STRAIGHT[:-2], ("sign", "2026-04-08", stated)))

    [notice] = [each for each in notices.notices(facts, last_days={}) if each.rule_id == "W-TERM"]
    [finding], _result = about("2026-01-01", last)
    assert (finding.severity.value, finding.message) == (notice.severity, notice.message)
    assert finding.basis == notice.basis


@pytest.mark.parametrize(("effective", "notes"), [("2026-05-06", 1), ("2026-01-01", 0)])
def test_e27_a_term_that_begins_before_the_effect_is_said(effective, notes):
    """E27: the term begins on 1 January, the contract takes effect on 6 May."""
    found, _result = about("2026-01-01", "2026-12-31", effective_on=date.fromisoformat(effective))

    assert len(found) == notes
    for finding in found:
        assert "2026年1月1日至 2026年5月5日的工资如按新标准补发" in finding.message


def test_a_term_the_clauses_state_otherwise_is_pointed_out():
    found, _result = about("2026-01-01", "2026-12-31", term=term("2026-01-01", "2026-06-30"))

    assert "条款写明的期限是 2026年1月1日至 2026年6月30日" in found[0].message
    assert about("2026-01-01", "2026-12-31", term=term())[0] == []
