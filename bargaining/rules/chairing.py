"""Who led a meeting? The chiefs take turns: 试行办法 第11条, 北京市集体合同条例 第34条."""

from __future__ import annotations

from bargaining.rules import meetings
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

# How people write a side instead of a name.
_SIDE_WORDS = {
    Side.UNION: ("职工方", "工会"),
    Side.EMPLOYER: ("企业方", "用人单位方", "单位方", "公司方", "行政方"),
}
_BOTH_WORDS = ("双方", "共同")


def sides_of(meeting: Event, facts: CaseFacts) -> frozenset[Side]:
    """Tell which side's people led a meeting (会议由哪一方主持).

    Read from the name that was written down and the negotiators of that day; empty where it
    names nobody known.
    """
    words = str(meeting.payload.get("chair", ""))
    if not words.strip():
        return frozenset()
    if any(word in words for word in _BOTH_WORDS):
        return frozenset(Side)
    known = facts.representatives_at(meeting.sequence) or facts.representatives
    named = frozenset(one.side for one in known if one.name in words)
    return named or frozenset(
        side for side, said in _SIDE_WORDS.items() if any(word in words for word in said)
    )


def next_chair(facts: CaseFacts) -> str:
    """Suggest who leads the next meeting (下次会议的主持人): the chief whose turn it is.

    In Shanghai both chiefs lead together. Empty where the chief is not known.
    """
    if facts.place.startswith("31"):
        names = [one.name for side in Side if (one := _chief(facts, side)) is not None]
        return "、".join(names) if len(names) == len(Side) else ""
    chief = _chief(facts, whose_turn(facts))
    return chief.name if chief else ""


def whose_turn(facts: CaseFacts) -> Side:
    """Name the side whose chief leads the next meeting (轮到哪一方主持)."""
    held = meetings.held(facts)
    for meeting in reversed(held):
        sides = sides_of(meeting, facts)
        if len(sides) == 1:
            return Side.EMPLOYER if Side.UNION in sides else Side.UNION
    return Side.UNION if len(held) % 2 == 0 else Side.EMPLOYER


def _chief(facts: CaseFacts, side: Side) -> Representative | None:
    return next((one for one in facts.representatives if one.side is side and one.chief), None)
