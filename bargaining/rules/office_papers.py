"""Which papers does the union above write itself, with which step, and who may write them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bargaining.errors import Refusal
from bargaining.rules import ladder, letter_words, moves
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.day_words import plain_day
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.procedure_ladder import LETTER_ASKS, RECORD_INTERVIEW
from bargaining.rules.procedure_talks import TOPICS
from bargaining.rules.roles import Actor, Role

WRITERS = frozenset({Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT})
# Who reads again what an office above wrote about a case they see.
READERS = frozenset({Role.STREET_STAFF, Role.STREET, Role.DISTRICT})
# Signed by the enterprise's union and given to the union above.
TO_OFFICE = frozenset({"entrust_offer"})

_CONTACT = (
    Ask("contact_name", "联系人"),
    Ask("contact_phone", "联系电话", longest=40, help="办公电话；只印在文书上"),
)
_SIGNED = Ask("signed_on", "落款日期", AskKind.DAY)
_ADDRESSEE = Ask("addressee", "主送单位", required=True)
_ON_PAPER = {ask.name: ask for ask in LETTER_ASKS}
_LETTER = (
    _ON_PAPER["number"], _ON_PAPER["issuer"], _ON_PAPER["facts_found"], _ON_PAPER["asked_for"],
    _ON_PAPER["answer_by"], *_CONTACT, _SIGNED,
)  # fmt: skip
_ABOUT = (*_LETTER[:2], _ADDRESSEE, *_LETTER[2:])
_INTERVIEW = (
    Ask("held_on", "走访约谈之日", AskKind.DAY),
    *(ask for ask in RECORD_INTERVIEW.asks if ask.name not in ("next_on", "photos")),
    Ask("recorder", "记录人", no_numbers=True),
)
_ENTRUSTED = (
    Ask("upper_union", "代为要约的上级工会", required=True),
    Ask("entrusted_on", "委托之日", AskKind.DAY),
)
_OFFER = (
    Ask("number", "文书编号", help="本单位自编，没有的可以不填"),
    Ask("upper_union", "代为要约的上级工会", required=True),
    Ask("counterpart", "对方负责人", no_numbers=True, required=True, help="一般是法定代表人"),
    Ask("meeting_on", "拟议协商日期", AskKind.DAY, required=True, basis="试行办法第17条"),
    Ask("meeting_place", "拟议协商地点", required=True, basis="试行办法第17条"),
    Ask("topics", "协商内容", AskKind.LONG_TEXT, no_numbers=True, required=True, suggest=TOPICS,
        basis="试行办法第17条"),
    Ask("contact_name", "联系人", required=True),
    Ask("contact_phone", "联系电话", longest=40, required=True, help="办公电话；只印在文书上"),
    _SIGNED,
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One paper an office writes (上级工会文书): the step it is for, and what is filled in."""

    move: str
    asks: tuple[Ask, ...]


WRITTEN: Mapping[str, Written] = MappingProxyType(
    {
        "entrust_offer": Written("offer_for_union", _ENTRUSTED),
        "proposal": Written("offer_for_union", _OFFER),
        "interview_record": Written("record_interview", _INTERVIEW),
        letter_words.REMINDER: Written("issue_reminder", _LETTER),
        letter_words.OPINION: Written("issue_opinion", _LETTER),
        letter_words.RECTIFICATION: Written("issue_rectification", _LETTER),
        letter_words.RECOMMENDATION: Written("issue_recommendation", _ABOUT),
        letter_words.ORDER_REQUEST: Written("request_order", _ABOUT),
    }
)
BY_MOVE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        move: tuple(kind for kind, one in WRITTEN.items() if one.move == move)
        for move in dict.fromkeys(one.move for one in WRITTEN.values())
    }
)


def step_of(kind: str, *, place: str) -> Move:
    """Find the step a paper of the office is for (文书对应的步骤), in the words of a place."""
    return moves.at(moves.TABLE[WRITTEN[kind].move], place)


def why_not(
    kind: str, facts: CaseFacts, *, actor: Actor, agreed_to_help: bool | None
) -> Refusal | None:
    """Say why somebody may not write a paper of the office (能否写上级工会文书), or None.

    Whoever may take its step now may write it, and nobody else; to nobody who owes no answer.
    """
    move = moves.TABLE[WRITTEN[kind].move]
    refusal = moves.why_not(move, facts, actor=actor, agreed_to_help=agreed_to_help)
    if refusal is None and ladder.owes_nothing(facts):
        return ladder.UNIONS_ANSWER
    return refusal


def asks_too_early(given: Mapping[str, str]) -> Refusal | None:
    """Say that a letter asks for an answer before its own day (请答复之日过早), or return None."""
    answer_by, signed_on = given.get("answer_by"), given.get("signed_on")
    if answer_by and signed_on and date.fromisoformat(answer_by) < date.fromisoformat(signed_on):
        message = f"请答复之日不能早于落款日期（{plain_day(date.fromisoformat(signed_on))}）。"
        return Refusal("answer_before_letter", message, field="answer_by")
    return None
