"""Does the page of rules lead to functions that are there, and name every check there is?"""

from __future__ import annotations

import importlib

import pytest

from bargaining.readers import seeds
from bargaining.rules import law_page
from bargaining.rules.wage_findings import Rule

KEPT = {
    **{rule.value: kept for rule, kept in law_page.WAGE_RULES.items()},
    **law_page.PROCEDURE_RULES,
}


@pytest.mark.parametrize("rule_id", KEPT)
def test_a_rule_stands_where_the_page_says(rule_id):
    path, name = KEPT[rule_id].function.split(":")
    module = importlib.import_module(f"bargaining.{path.removesuffix('.py').replace('/', '.')}")

    assert callable(getattr(module, name))
    assert KEPT[rule_id].articles


def test_every_wage_check_is_on_the_page():
    assert set(law_page.WAGE_RULES) == set(Rule)


def test_a_row_leads_from_the_rule_to_article_function_and_tests():
    page = law_page.law_page(
        seeds.load_law_book(),
        tests={"tests/a.py": 'the "T-COORD" of Rule.SICK', "tests/b.py": '"R-EQUAL"'},
    )
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}

    assert rows["W-FLOOR-SICK"] == (
        "| `W-FLOOR-SICK` | 北京市工资支付规定第21条 | `rules/wage_clauses.py:sick_findings` "
        "| `tests/a.py` |"
    )
    assert rows["R-EQUAL"].endswith("| `rules/representatives.py:shortfalls` | `tests/b.py` |")
    assert rows["R-THREE"].endswith("| — |")
    assert "《集体合同规定》第52条" in rows["T-COORD"]
    assert rows["T-COORD"].endswith("| `rules/deadlines.py:due` | `tests/a.py` |")
