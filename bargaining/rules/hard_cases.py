"""Which case is too hard for the enterprise's union alone, so that an instructor should go?"""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.rules.states import CaseState, Holder

# What stands between a union and its contract that a person from outside can help with.
HARD_STATES: Mapping[CaseState, str] = {
    CaseState.DECLINED: "对方暂不同意",
    CaseState.DEADLOCKED: "协商未达成一致",
    CaseState.VOTE_FAILED: "审议未通过",
}
OVERDUE_ANSWER = "对方逾期未答复"
ANSWER_RULE = "T-OFFER-REPLY"
# To answer the other side's offer is the union's own duty then: nobody is sent for that.
OTHER_SIDE = Holder.EMPLOYER


def why_hard(state: CaseState, *, answer_overdue: bool) -> str:
    """Say why an instructor should be sent to a case (难案原因), "" where none is needed.

    `answer_overdue`: the employer's written answer is overdue on the day asked about.
    """
    if state in HARD_STATES:
        return HARD_STATES[state]
    return OVERDUE_ANSWER if state is CaseState.PROPOSED and answer_overdue else ""
