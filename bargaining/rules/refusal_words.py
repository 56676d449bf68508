"""In which words is it said that the other side does not answer, or not agree? Nobody is blamed."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.rules import ladder
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import CaseState

# Said only while a person's confirmation stands; the machine never says it by itself.
CONFIRMED: Mapping[str, str] = {"refused": "拒绝协商", "delayed": "拖延协商"}
NO_REASON = "没有说明原因"
_LONGEST = 60


def state_label(state: CaseState, refusal: str) -> str:
    """Name a case's state (案件状态说法); `refusal` is what a person confirmed and still stands."""
    words = CONFIRMED.get(refusal)
    return f"{state.label}（经核实认定{words}）" if words else state.label


def of_case(facts: CaseFacts) -> str:
    """Say how the other side stands to the offer (对方态度): 尚未答复, or 暂不同意 and why."""
    words = CONFIRMED.get(ladder.confirmed(facts))
    if words:
        return f"经核实认定{words}"
    if facts.state is CaseState.DECLINED:
        return f"暂不同意（{reason(facts)}）"
    if facts.state is CaseState.PROPOSED:
        return "尚未答复" if facts.delivery is not None else "要约书等对方签收"
    return facts.state.label


def reason(facts: CaseFacts) -> str:
    """Say why the other side does not agree (暂不同意的原因), or that it gave no reason."""
    return stated_reason(facts) or NO_REASON


def stated_reason(facts: CaseFacts) -> str:
    """Repeat the reason the other side gave (对方说明的原因), as written down; empty if none."""
    newest = facts.last("record_refusal")
    said = " ".join(str(newest.payload.get("reason", "")).split()).strip("。；;") if newest else ""
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}……"
