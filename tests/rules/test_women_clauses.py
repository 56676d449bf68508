"""What a contract says of women workers: warned of in a general one, advised in a wage one."""

from bargaining.rules import improvements
from bargaining.rules.facts import fold
from bargaining.rules.notices import notices
from tests.rules.cases import DRAFT, MEETING, SIGNED, history

TALKED = (MEETING, DRAFT)
WITHOUT = ("record_clauses", "2026-04-01", {"bonus_rule": "按季"})
WITH = ("record_clauses", "2026-04-01", {"women_rule": "男女同工同酬"})


def told(*events, **opening):
    return [
        (one.severity, one.basis[0].article)
        for one in notices(fold(history(*TALKED, *events, **opening)), last_days={})
        if one.rule_id == "R-WOMEN-CLAUSE"
    ]


def test_a_general_contract_without_a_word_is_warned_of_once_it_is_signed():
    assert told(WITHOUT, kind="general") == []
    assert told(WITHOUT, SIGNED, kind="general") == [("warn", "第44条第2款")]
    assert told(SIGNED, kind="general") == [("warn", "第44条第2款")]
    assert told(WITH, SIGNED, kind="general") == []


def test_of_a_backfilled_one_nobody_has_read_the_text():
    signed = fold(history(*TALKED, SIGNED, kind="general", origin="backfilled"))
    assert "R-WOMEN-CLAUSE" not in {one.rule_id for one in notices(signed, last_days={})}


def test_a_wage_contract_is_only_advised():
    assert told(WITHOUT, SIGNED) == []

    def advised(*events):
        return [
            one
            for one in improvements.improvements(fold(history(*TALKED, *events)))
            if one.basis and one.basis[0].article == "第45条"
        ]

    assert len(advised(WITHOUT)) == 1
    assert advised(WITH) == []
    assert advised() == []
