"""Which terms a new round keeps: proposals first, then what both sides wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import moves, renewal_terms
from bargaining.rules.asks import AskKind
from bargaining.rules.facts import fold
from bargaining.rules.renewal_terms import Kept
from tests.rules.cases import day, history
from tests.rules.stories_changes import CHANGE_FILED, CHANGES, IN_FORCE, LONGER, with_

CLAUSES = {"wage_system": "岗位绩效工资制", "pay_day": "次月十日", "disputes": "夜班补贴",
           "profit_state": "loss", "employer_address": "某路一号"}  # fmt: skip
NAMES = [
    ask.name for ask in moves.TABLE["record_clauses"].asks
    if ask.kind in (AskKind.TEXT, AskKind.LONG_TEXT)
    and ask.name not in (*renewal_terms.OF_ONE_YEAR, "employer_address")
]  # fmt: skip
_said = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["甲", "乙", " 甲。", ""]))


def written(clauses=None):
    steps = [] if clauses is None else [("record_clauses", "2026-03-21", clauses)]
    return fold(history(*steps, place="110108"))


def kept(last, now):
    return {one.ask.name: one.kept for one in renewal_terms.terms(written(last), written(now))}


def test_before_anything_is_written_the_old_terms_are_proposals_and_one_years_are_not():
    assert kept(CLAUSES, None) == {"wage_system": Kept.CARRIED, "pay_day": Kept.CARRIED}
    assert renewal_terms.carried(written(CLAUSES)).keys() == {
        "wage_system", "pay_day", "employer_address",
    }  # fmt: skip


def test_each_of_the_four_outcomes():
    now = {"wage_system": "岗位绩效工资制。", "pay_day": "次月五日", "leave_rule": "照发"}
    assert kept({**CLAUSES, "women_rule": "同工同酬"}, now) == {
        "wage_system": Kept.SAME, "pay_day": Kept.CHANGED, "leave_rule": Kept.NEW,
        "women_rule": Kept.DROPPED,
    }  # fmt: skip


def test_beside_a_contract_whose_terms_nobody_entered_nothing_is_new_or_changed():
    now = {"wage_system": "岗位绩效工资制", "pay_day": "次月五日"}
    assert set(kept(None, now).values()) == {Kept.UNENTERED}
    assert not renewal_terms.differing(renewal_terms.terms(written(None), written(now)))


@given(_said, _said)
def test_every_term_of_either_side_stands_there_once_and_none_else(last, now):
    found = renewal_terms.terms(written(last), written(now))

    names = [one.ask.name for one in found]
    assert sorted(names) == sorted({k for said in (last, now) for k, v in said.items() if v})
    assert names == [name for name in NAMES if name in names]  # in the order of the form
    for one in found:
        same = (one.before or "").strip(" 。") == (one.after or "").strip(" 。")
        assert (one in renewal_terms.differing(found)) is not same


def test_a_change_is_minded_from_the_day_it_works():
    facts = fold(CHANGES["变更无异议送达"])
    assert renewal_terms.amended(facts, on=day("2026-09-17")) == ()
    assert renewal_terms.amended(facts, on=day("2026-09-18"))[0] == (
        "第四条夜班津贴 20 元",
        "30 元",
    )
    pending = fold(history(*IN_FORCE, with_(LONGER), CHANGE_FILED))
    assert renewal_terms.amended(pending, on=day("2027-12-31")) == ()
