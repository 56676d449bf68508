"""To which case should an instructor go, and who may print offers?"""

from __future__ import annotations

import pytest

from bargaining.rules import hard_cases, offer_sheets
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("late", [True, False])
def test_why_a_case_is_hard(state, late):
    expected = {
        CaseState.DECLINED: "对方暂不同意",
        CaseState.DEADLOCKED: "协商未达成一致",
        CaseState.VOTE_FAILED: "审议未通过",
        CaseState.PROPOSED: "对方逾期未答复" if late else "",
    }

    assert hard_cases.why_hard(state, answer_overdue=late) == expected.get(state, "")


@pytest.mark.parametrize("role", Role)
def test_who_helps_unions_may_print_their_offers(role):
    assert offer_sheets.may_print(role) is (role not in (Role.ADMIN, Role.REVIEWER))


def test_the_operator_may_print_offers():
    assert offer_sheets.may_print(None)
    assert offer_sheets.REASON.endswith("。")
    assert offer_sheets.BASIS
