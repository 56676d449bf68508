"""What was done while the other side does not answer, and which rungs a place has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.errors import Refusal
from bargaining.rules.events import OFFERINGS, Event
from bargaining.rules.states import CaseState, Side

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

CONTACTS = ("record_contact", "record_urging", "record_interview")
LETTERS = (
    "issue_reminder", "issue_opinion", "issue_rectification", "issue_recommendation",
    "request_order",
)  # fmt: skip
UPPER_OFFER = (
    "上级工会受委托代为要约的，答复期从哪一天起算没有查到明文，这里按对方收到要约书的次日起算，"
    "依据待确认。"
)
UNIONS_ANSWER = Refusal(
    "unions_answer", "这次要约是企业提出的，由工会答复，不需要向企业催办、发函。"
)
_NOT_CONFIRMED = Refusal(
    "unions_answer", "这次要约是企业提出的，由工会答复，不能据此认定企业拒绝协商。"
)
# What brings the two sides together again; a refusal that was confirmed before is over then.
_TOGETHER = (
    "record_reply", "record_meeting", "resume_talks", "adopt_draft", "record_congress", "sign",
    "accept_coordination", *OFFERINGS,
)  # fmt: skip
_RUNGS = {
    "11": ("record_urging", "record_interview", "issue_reminder", "issue_opinion",
           "issue_recommendation", "request_order", "record_order", "record_credit_entry"),
    "31": ("record_urging", "record_interview", "issue_reminder", "issue_rectification",
           "issue_recommendation", "request_order", "record_order", "record_credit_entry"),
    "": ("record_urging", "record_interview", "issue_reminder", "request_order", "record_order"),
}  # fmt: skip
# Beside the rungs: what belongs to the same matter and is shown with them.
_BESIDE = ("offer_for_union", "confirm_refusal", "record_feedback")
# Done by the offices above in their own name: they read again what they wrote.
OF_OFFICES = frozenset({*LETTERS, *_BESIDE, "record_order", "record_credit_entry", "issue_letter"})
_BEFORE_TALKS = frozenset({CaseState.PROPOSED, CaseState.DECLINED})
_AT_THE_TABLE = frozenset(
    {CaseState.ACCEPTED, CaseState.TALKING, CaseState.SUSPENDED, CaseState.DEADLOCKED,
     CaseState.COORDINATING}
)  # fmt: skip


def rungs(place: str) -> tuple[str, ...]:
    """Name the rungs of a place from the lowest up (催办与升级的各级), by their steps."""
    return _RUNGS.get(place[:2], _RUNGS[""])


def done(facts: CaseFacts) -> tuple[Event, ...]:
    """List the rungs that were taken, oldest first (已办的各级)."""
    return facts.every(*rungs(facts.place), *LETTERS, *_BESIDE, "record_credit_entry")


def offering(facts: CaseFacts, delivery: Event) -> Event | None:
    """Find the offer that a delivery delivered (所送达的要约)."""
    before = [one for one in facts.every(*OFFERINGS) if one.sequence <= delivery.sequence]
    return before[-1] if before else None


def is_for_union(facts: CaseFacts, delivery: Event) -> bool:
    """Tell whether the upper union offered on the enterprise union's behalf (代为要约)."""
    offered = offering(facts, delivery)
    return offered is not None and offered.kind == "offer_for_union"


def confirmed(facts: CaseFacts) -> str:
    """Say what a person confirmed and what still stands (认定): refused, delayed, or empty.

    Whatever brings the two sides together again, or a new offer, ends it.
    """
    newest = facts.last("confirm_refusal", *_TOGETHER)
    if newest is None or newest.kind != "confirm_refusal":
        return ""
    return str(newest.payload.get("ground", "refused"))


def is_theirs(facts: CaseFacts) -> bool:
    """Tell whether it is the employer who owes the answer (企业负有答复义务)."""
    return facts.initiator is not Side.EMPLOYER


def awaits_offer(facts: CaseFacts) -> bool:
    """Tell whether nobody has offered yet (尚未要约): then the union above may be asked to."""
    return facts.state is CaseState.PREPARING


def waits(facts: CaseFacts) -> bool:
    """Tell whether the employer has not said yes to the union's offer (等企业答复)."""
    return facts.state in _BEFORE_TALKS and is_theirs(facts)


def owes_nothing(facts: CaseFacts) -> bool:
    """Tell whether it is the union that answers, the employer having offered (由工会答复)."""
    return facts.state in _BEFORE_TALKS and not is_theirs(facts)


def why_not(step: str, facts: CaseFacts) -> Refusal | None:
    """Say why no letter is written, and nobody said to refuse, who owes no answer (不催企业)."""
    if not owes_nothing(facts):
        return None
    if step in LETTERS:
        return UNIONS_ANSWER
    return _NOT_CONFIRMED if step == "confirm_refusal" else None


def is_listed(facts: CaseFacts) -> bool:
    """Tell whether these steps stand among a case's other steps (列入特别情形).

    They do not where they have a panel of their own, nor where there is nobody to urge.
    """
    return not (concerns(facts) or awaits_offer(facts) or owes_nothing(facts))


def told_to_correct(facts: CaseFacts, *, until: int | None = None) -> bool:
    """Tell whether the employer was told to put it right (已责令改正、已要求改正).

    By an order; in Shanghai an opinion of the unions to put it right does as well. `until` looks
    only at what was written before an entry.
    """
    kinds = ("record_order", "issue_rectification") if in_shanghai(facts) else ("record_order",)
    return any(
        (until is None or one.sequence < until)
        and (one.kind != "record_order" or one.payload.get("outcome") == "ordered")
        for one in facts.every(*kinds)
    )


def in_shanghai(facts: CaseFacts) -> bool:
    """Tell whether a case goes by Shanghai's regulation (上海案件)."""
    return facts.place.startswith("31")


def answers_employer(facts: CaseFacts, answer: Event) -> bool:
    """Tell whether an answer was the union's, to an offer of the employer (工会的答复)."""
    offered = offering(facts, answer)
    return offered is not None and offered.payload.get("initiator") == Side.EMPLOYER.value


def concerns(facts: CaseFacts) -> bool:
    """Tell whether a case is one for these rungs (须催办的案件).

    There is no answer, or a no; or letters were written and the talks are still going on.
    """
    if facts.state in _BEFORE_TALKS:
        return waits(facts)
    begun = bool(facts.every(*LETTERS)) or bool(confirmed(facts))
    return begun and facts.state in _AT_THE_TABLE
