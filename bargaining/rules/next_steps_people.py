"""What comes first where somebody who speaks for a side is missing: 推举、补选协商代表."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.rules import people, without_union
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import SIDE_LABELS, CaseState, Holder, Side

# Before these nobody speaks for the workers yet; what runs already is not held up.
_BEFORE = frozenset({CaseState.PREPARING, CaseState.ACCEPTED})


@dataclass(frozen=True)
class FirstStep:
    """A step that goes before what a case waits for otherwise (先办的一步)."""

    move: str
    sentence: str
    papers: tuple[str, ...]
    others: tuple[str, ...]
    holder: Holder = Holder.UNION
    rules: tuple[str, ...] = ()


# While the two sides meet an empty seat is filled before they go on (集体合同规定 第31条).
_MEETING = frozenset({CaseState.ACCEPTED, CaseState.TALKING})
_HOLDERS = {Side.UNION: Holder.UNION, Side.EMPLOYER: Holder.EMPLOYER}


def filled_first(facts: CaseFacts) -> FirstStep | None:
    """Name whose seat is to be filled before the next meeting (先补选代表); None where none is."""
    wanting = people.open_vacancies(facts)
    if facts.state not in _MEETING or facts.is_backfilled or not wanting:
        return None
    sides = list(dict.fromkeys(one.side for one in wanting))
    holder = _HOLDERS[sides[0]] if len(sides) == 1 else Holder.BOTH
    whose = SIDE_LABELS[sides[0]] if len(sides) == 1 else "双方"
    return FirstStep(
        "appoint_representatives", f"{whose}先补选协商代表，再开会",
        ("replacement_notice",), ("record_meeting", "submit_wages", "record_clauses"),
        holder, ("T-REP-VACANCY",),
    )  # fmt: skip


def first_step(facts: CaseFacts) -> FirstStep | None:
    """Name the step by which workers without a union find their voice (未建会的第一步).

    None where there is a union, or where an election stands that half of all workers agreed to.
    """
    if facts.state not in _BEFORE or facts.is_backfilled or without_union.has_union(facts):
        return None
    held = without_union.election(facts)
    if held is not None and without_union.is_valid(held):
        return None
    again = "推举没有达到全体职工的半数：" if held is not None else ""
    others: tuple[str, ...] = (
        "prepare_proposal", "send_proposal", "record_union_founded", "record_opinions",
    )  # fmt: skip
    if facts.state is CaseState.ACCEPTED:
        others = ("appoint_representatives", "record_meeting", "record_union_founded")
    return FirstStep(
        without_union.ELECTED,
        f"{again}上级工会指导职工推举协商代表，经全体职工半数以上同意",
        ("workers_election",),
        others,
    )
