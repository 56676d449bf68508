"""The step that records what a side proposes on one clause: 提议和反提议."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bargaining.errors import Refusal
from bargaining.rules import bargained_clauses
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, stays
from bargaining.rules.procedure_talks import BEIJING, BY_UNION, SHANGHAI, SIDES, TRIAL, S
from bargaining.rules.states import Holder

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

PROPOSE_CLAUSE = Move(
    name="propose_clause",
    label="登记条款提议",
    explain="一方就一个条款提出意见，或者对对方的意见提出不同意见的，记下条款、内容和理由；"
    "双方意见一致的才算谈定。以各方最后一次提出的为准。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=stays(S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED, S.DEADLOCKED,
                      S.COORDINATING, S.DRAFTED, S.VOTE_FAILED, S.VOTE_PASSED, S.OBJECTED),
    basis=(Basis(TRIAL, "第13条"), Basis(TRIAL, "第7条"), Basis(BEIJING, "第35条"),
           Basis(SHANGHAI, "第18条")),
    day_label="提出之日",
    asks=(
        Ask("side", "提出方", AskKind.CHOICE, required=True, default="union", choices=SIDES),
        Ask("clause", "条款", AskKind.CHOICE, required=True, choices=bargained_clauses.CHOICES,
            default="average_rise", basis="试行办法第7条"),
        Ask("own", "条款名称", help="条款选“其他事项”的填写", longest=60, no_numbers=True),
        Ask("position", "提出的内容", AskKind.LONG_TEXT, required=True, no_numbers=True,
            help="照会上说的写；谈定以后可以直接写进合同"),
        Ask("agreed", "对方当场同意", AskKind.YES_NO, required=True, default="no",
            help="对方同意的，这一条按这次提出的内容谈定"),
        Ask("answer", "对方的意见", AskKind.LONG_TEXT, no_numbers=True,
            help="对方当场提出不同意见的填写，双方的意见一次记下"),
        Ask("amount", "金额", AskKind.AMOUNT, later=True, help="有金额的填写，元"),
        Ask("rate", "比例", AskKind.RATE, later=True, help="有比例的填写，例如 6%"),
        Ask("answer_amount", "对方提出的金额", AskKind.AMOUNT, later=True),
        Ask("answer_rate", "对方提出的比例", AskKind.RATE, later=True),
        Ask("reason", "理由", AskKind.LONG_TEXT, later=True, no_numbers=True),
        Ask("meeting", "在第几次会议上提出", AskKind.WHOLE, later=True,
            help="不是在会上提出的不填；会议记录按这里汇总"),
    ),
)  # fmt: skip

POSITIONS = (PROPOSE_CLAUSE,)


def impossible(
    move: str, facts: CaseFacts, payload: Mapping[str, Any], *, on: date
) -> Iterator[Refusal]:
    """Say what cannot be in an entry of the talks (协商登记中不可能的内容)."""
    match move:
        case "propose_clause":
            yield from _proposal(facts, payload)
        case "suspend_talks" if payload.get("until") and payload["until"] < on.isoformat():
            yield Refusal("too_early", "商定恢复协商之日不能早于中止之日。", field="until")
        case "extend_coordination" if payload["days"] == 0:
            yield Refusal("no_days", "延长的日数至少填 1。", field="days")
        case _:
            return


def _proposal(facts: CaseFacts, payload: Mapping[str, Any]) -> Iterator[Refusal]:
    if payload["clause"] == bargained_clauses.OWN and not payload.get("own"):
        yield Refusal("missing", "条款选“其他事项”的，请写明条款名称。", field="own")
    figures = {"answer_amount", "answer_rate"} & payload.keys()
    if payload.get("agreed") and (payload.get("answer") or figures):
        words = "对方当场同意的，不再填对方的意见；意见不同的，“对方当场同意”请选“否”。"
        yield Refusal("both", words, field="answer")
    elif figures and not payload.get("answer"):
        words = "填了对方提出的金额、比例的，请写明对方的意见。"
        yield Refusal("missing", words, field="answer")
    held = len(facts.every("record_meeting"))
    meeting = payload.get("meeting")
    if meeting is not None and not 1 <= meeting <= held + 1:
        words = f"本案登记了 {held} 次会议，这里最多填 {held + 1}；不是会上提出的不填。"
        yield Refusal("no_meeting", words, field="meeting")
