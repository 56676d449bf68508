"""Are the clauses a case records the ones its wage table is checked by?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining.errors import Refusal
from bargaining.rules import asks, case_clauses, moves
from bargaining.rules.facts import fold
from bargaining.rules.wage_question import ParentContract, ProfitState
from tests.rules.cases import MEETING, OFFER, REPLY, SIGNED, STRAIGHT, history

REQUIRED = {
    "wage_system": "岗位工资制", "wage_forms": "计时工资", "overtime_base": "3000 元",
    "bonus_rule": "按月", "allowance_rule": "按规定", "pay_day": "次月十日", "pay_method": "转账",
}  # fmt: skip


def read(**given):
    return asks.read_answers(moves.get_move("record_clauses").asks, {**REQUIRED, **given})


def clauses_of(**given):
    answers = read(**given)
    assert answers.refusals == ()
    facts = fold(history(OFFER, REPLY, MEETING, ("record_clauses", "2026-03-22", answers.payload)))
    return case_clauses.clauses_of(facts, workforce=53)


def test_every_recorded_clause_reaches_the_check():
    found = clauses_of(
        sick_pay_rule="本人工资的百分之六十",
        idle_rule="最低工资标准的70%",
        lowest_wage="2,540.00 元",
        includes_own="是",
        escalator="yes",
        minimum_approved="是",
        profit_state="亏损",
    )

    assert found.overtime_base.parts[0].amount == Decimal(3000)
    assert found.sick_pay.parts[0].rate == Decimal("0.6")
    assert found.idle_living.parts[0].rate == Decimal("0.7")
    assert found.lowest_monthly_amount == Decimal("2540.00")
    assert found.includes_own_contributions
    assert found.escalator
    assert found.minimum_approved
    assert found.profit_state is ProfitState.LOSS
    assert (found.workforce, found.unread) == (53, ())


def test_what_was_left_open_says_nothing():
    found = clauses_of(escalator="", profit_state="", lowest_wage="")

    assert found.lowest_monthly_amount is None
    assert found.profit_state is None
    assert not found.escalator
    assert found.sick_pay is None


def test_words_that_cannot_be_reckoned_keep_the_name_of_their_field():
    found = clauses_of(sick_pay_rule="按规定", overtime_base="单价")

    assert found.unread == (("病假工资标准", "按规定"), ("加班工资基数", "单价"))


def test_signature_and_effect_come_from_the_case():
    facts = fold(history(*STRAIGHT[:-1], ("record_effect", "2026-05-06", {"source": "意见书"})))

    found = case_clauses.clauses_of(facts, workforce=None)

    assert (found.signed_on, found.effective_on) == (date(2026, 4, 8), date(2026, 5, 6))


def test_the_lowest_wage_a_contract_states_is_the_newest_one_said():
    named = ("record_clauses", "2026-03-22", {"lowest_wage": "3000"})
    signed = (*SIGNED[:2], {**SIGNED[2], "lowest_wage": "3500"})

    assert case_clauses.stated_lowest_wage(fold(history(*STRAIGHT))) is None
    assert case_clauses.stated_lowest_wage(fold(history(*STRAIGHT[:4], named))) == Decimal(3000)
    assert case_clauses.stated_lowest_wage(
        fold(history(*STRAIGHT[:4], named, *STRAIGHT[4:6], signed))
    ) == Decimal(3500)


def test_a_lowest_wage_may_stand_in_an_opening_and_in_what_was_signed_anew():
    [opening, *_] = history()
    ledger = [replace(opening, payload={**opening.payload, "lowest_wage": "2800"})]
    again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "lowest_wage": "2900"})
    objected = ("record_objection", "2026-04-20", {"about": "content"})

    assert case_clauses.stated_lowest_wage(fold(ledger)) == Decimal(2800)
    assert case_clauses.stated_lowest_wage(fold(history(*STRAIGHT, objected, again))) == Decimal(
        2900
    )


def test_the_contracts_above_it_are_handed_on():
    above = (ParentContract("区域合同", None),)

    found = case_clauses.clauses_of(fold(history()), workforce=1, parents=above)

    assert found.parents == above


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2540", "2540"), ("2,540.50 元", "2540.50"), ("2540元/月", "2540"), (2540, "2540")],
)
def test_an_amount_is_kept_to_the_cent(typed, kept):
    assert read(lowest_wage=typed).payload["lowest_wage"] == kept


@pytest.mark.parametrize("typed", ["很多", "-1", "2540.505", "1e5", "２５４０", True])
def test_what_is_no_amount_is_refused_beside_its_field(typed):
    [refusal] = read(lowest_wage=typed).refusals

    assert isinstance(refusal, Refusal)
    assert refusal.field == "lowest_wage"
