"""Which steps stand on one page, and which page comes after? Each step keeps a day of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bargaining.rules import local_procedure, moves
from bargaining.rules.asks import Ask
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.next_steps import NextStep, next_step
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState


@dataclass(frozen=True)
class Joined:
    """A step that may be recorded together with the one before it (一并登记).

    It is recorded when its own day is filled in and never otherwise. `lead` says when to do so;
    `shares` are the answers it takes over from the step before; `shown` opens it at once.
    """

    move: str
    lead: str
    shares: tuple[str, ...] = ()
    shown: bool = False


_OFFER = ("initiator", "counterpart", "meeting_on", "meeting_place", "topics")
JOINED: Mapping[str, Joined] = {
    "prepare_proposal": Joined(
        "send_proposal",
        "要约书已经送到对方的，填上收到之日一并登记；还没有送的空着，打印、送达后再登记。",
        shares=_OFFER, shown=True,
    ),
    "record_delivery": Joined("record_reply", "对方同时给了书面答复的，填上答复之日一并登记。"),
    "record_reply": Joined(
        "appoint_representatives",
        "双方代表已经定下来的，填上代表产生之日一并登记；还没有定的空着。",
    ),
    "appoint_representatives": Joined(
        "record_meeting", "会议已经开过的，填上会议日期一并登记；还没有开的空着。"
    ),
    "record_clauses": Joined(
        "adopt_draft",
        "双方首席代表已经在草案上签字的，填上草案形成之日一并登记；"
        "还没有签的空着，先保存条款，打印合同文本。",
        shown=True,
    ),
    "record_congress": Joined("sign", "会后双方已经正式签字的，填上签字之日一并登记。"),
    "sign": Joined("file", "已经报送人社部门的，填上报送之日一并登记；还没有报送的空着。"),
    "record_no_objection": Joined(
        "publish", "合同已经向全体人员公布的，填上公布之日一并登记；还没有公布的空着。", shown=True
    ),
}  # fmt: skip

# The union's own straight way through the year; after these steps the next page opens by itself.
STRAIGHT = frozenset(
    {
        "prepare_proposal", "send_proposal", "record_delivery", "record_reply",
        "appoint_representatives", "record_meeting", "submit_wages", "adopt_draft",
        "record_congress", "record_vote_notice", "sign", "file", "refile", "record_receipt",
        "record_no_objection", "publish",
    }
)  # fmt: skip
# Where one should look at the case first: the other side, the vote or the authority said no.
_PAUSES = frozenset(
    {
        CaseState.DECLINED,
        CaseState.SUSPENDED,
        CaseState.DEADLOCKED,
        CaseState.COORDINATING,
        CaseState.VOTE_FAILED,
        CaseState.OBJECTED,
        CaseState.TERMINATED,
        CaseState.CLOSED,
    }
)


def joined(
    move: Move, facts: CaseFacts, *, actor: Actor, agreed_to_help: bool | None
) -> Joined | None:
    """Name the step that may be recorded together with another now (可一并登记的步骤)."""
    one = _joined_at(move.name, facts.place)
    following = move.transitions.get(facts.state)
    if one is None or following is None or _is_done(one.move, facts):
        return None
    refusal = moves.why_not(
        moves.TABLE[one.move],
        replace(facts, state=following),
        actor=actor,
        agreed_to_help=agreed_to_help,
    )
    return one if refusal is None else None


def _joined_at(name: str, place: str) -> Joined | None:
    """Where the draft itself is signed, days lie between it, the vote and the filing."""
    one = JOINED.get(name)
    if one is None or not local_procedure.procedure(place).signs_before_vote:
        return one
    if one.move in ("sign", "file"):
        return None
    if one.move == "adopt_draft":
        return replace(one, lead="草案已经形成的，填上草案形成之日一并登记；还没有形成的空着。")
    return one


def _is_done(name: str, facts: CaseFacts) -> bool:
    """Tell whether a step needs no offering beside another: it was taken, or comes much later."""
    match name:
        case "appoint_representatives":
            return bool(facts.representatives)
        case "record_meeting":
            return facts.state is not CaseState.ACCEPTED
        case "adopt_draft":
            return facts.state is not CaseState.TALKING
        case _:
            return False


def page_of(move: Move, facts: CaseFacts) -> Move:
    """Name the step on whose page another one is recorded (办理页面).

    A draft rests on clauses, so without any its page is theirs.
    """
    if move.name == "adopt_draft" and facts.last("record_clauses") is None:
        clauses = moves.TABLE["record_clauses"]
        if facts.state in clauses.transitions:
            return clauses
    return move


def onward(before: NextStep, facts: CaseFacts, *, taken: Sequence[str]) -> Move | None:
    """Name the step to go straight on to after some were taken (接着办的步骤).

    None where the case still waits for the same step, for nothing on the straight way, or where
    somebody said no.
    """
    following = next_step(facts).move
    if following is None or following.name not in STRAIGHT or facts.state in _PAUSES:
        return None
    half_way = following.name == "adopt_draft" and "record_clauses" in taken
    if following.name in taken or (before.move is following and not half_way):
        return None
    return following


def folded(move: Move, facts: CaseFacts) -> frozenset[str]:
    """Name the answers that can wait and stand folded away (可以不填的项).

    An offer that was never drawn up is stated when it is delivered, so nothing of it is folded.
    """
    shown: tuple[str, ...] = ()
    if move.name == "send_proposal" and facts.last("prepare_proposal") is None:
        shown = _OFFER[1:]
    return frozenset(ask.name for ask in move.asks if ask.later and ask.name not in shown)


def own_asks(move: Move, shares: Sequence[str]) -> tuple[Ask, ...]:
    """List what a joined step still asks for itself (一并登记的填写项)."""
    return tuple(ask for ask in move.asks if ask.name not in shares)
