"""How do the talks stand on a page? Each clause with both sides' word, and the ways out."""

from __future__ import annotations

from typing import Any

from flask import url_for

from bargaining.queries.case_view import CaseView
from bargaining.rules import bargained_clauses, disputes, moves, positions
from bargaining.rules import basis as bases
from bargaining.rules import meetings as order
from bargaining.rules.disputes import Dispute
from bargaining.rules.positions import Saying, Standing
from bargaining.rules.roles import Sight
from bargaining.rules.states import SIDE_LABELS, CaseState, Side
from bargaining.web import filters
from bargaining.web.next_cards import move_href

_STOPPED = frozenset({CaseState.SUSPENDED, CaseState.DEADLOCKED, CaseState.COORDINATING})
# The ways on and out when talks have stopped, in the order people try them.
_STEPS = {
    "record_meeting": "继续协商，开会后登记",
    "resume_talks": "双方恢复协商",
    "record_deadlock": "确认协商不成",
    "apply_coordination": "书面申请人社部门协调",
    "accept_coordination": "人社部门受理后登记",
    "extend_coordination": "协调期延长后登记",
    "end_coordination": "协调结束后登记结果",
}


def panel(seen: CaseView) -> dict[str, Any] | None:
    """Shape what the case's page says of its talks (协商情况摘要); None where there is nothing."""
    standing = positions.positions(seen.facts) if seen.sight is Sight.FULL else ()
    ways = ways_out(seen)
    if not (standing or ways):
        return None
    return {
        "settled": sum(1 for one in standing if one.settled),
        "open": sum(1 for one in standing if not one.settled),
        "ways": ways,
    }


def href(seen: CaseView) -> str:
    """Name where both sides' words stand clause by clause (逐条看双方意见), "" where nobody may."""
    reads = seen.sight is Sight.FULL and seen.facts.state is not CaseState.PREPARING
    return url_for("talks.show", number=seen.case.number) if reads else ""


def ways_out(seen: CaseView) -> list[dict[str, Any]]:
    """Shape which ways lead on from talks that have stopped, and which do not and why (出路)."""
    if seen.facts.state not in _STOPPED:
        return []
    steps = {one.move.name: one for one in seen.steps}
    shaped = []
    for name, words in _STEPS.items():
        step = steps.get(name)
        if step is None or seen.facts.state not in moves.TABLE[name].transitions:
            continue
        shaped.append(
            {
                "name": words,
                "open": True,
                "words": "",
                "href": "" if step.why_not else move_href(seen.case.number, step.move),
                "basis": [(one.text, one.article) for one in step.move.basis[:2]],
            }
        )
    told = disputes.ways_out(Dispute.CONCLUDING, place=seen.facts.place)
    return shaped + [
        {
            "name": way.name,
            "open": way.open,
            "words": way.words,
            "href": "",
            "basis": [(one.text, one.article) for one in bases.at(way.basis, seen.facts.place)],
        }
        for way in told
        if not way.open or not way.rule_id
    ]


def clauses(seen: CaseView) -> list[dict[str, Any]]:
    """Shape every clause that anybody spoke of (条款表)."""
    propose = next((one for one in seen.steps if one.move.name == "propose_clause"), None)
    may_propose = propose is not None and propose.why_not is None
    return [
        {
            "title": one.title,
            "item": one.clause.item,
            "union": _position(one, Side.UNION),
            "employer": _position(one, Side.EMPLOYER),
            "apart": _apart(one),
            "settled": one.settled is not None,
            "history": [_saying(saying) for saying in reversed(one.history)],
            "answers": _answers(seen.case.number, one) if may_propose and not one.settled else [],
        }
        for one in positions.positions(seen.facts)
    ]


def _position(one: Standing, side: Side) -> dict[str, str] | None:
    position = one.of(side)
    if position is None:
        return None
    return {"words": position.words, "figures": positions.figures_of(position)}


def _apart(one: Standing) -> str:
    """Name the distance between the two figures; rates differ by percentage points."""
    found = []
    if one.amount_apart:
        found.append(f"相差 {filters.money(one.amount_apart)}")
    if one.rate_apart:
        found.append(f"相差 {(one.rate_apart * 100).normalize():f} 个百分点")
    return "，".join(found)


def _saying(saying: Saying) -> dict[str, Any]:
    return {
        "on": saying.on,
        "side": SIDE_LABELS[saying.side],
        "words": saying.position.words,
        "figures": positions.figures_of(saying.position),
        "reason": saying.reason,
        "meeting": saying.meeting,
        "agreed": saying.agreed,
    }


def _answers(number: str, one: Standing) -> list[dict[str, str]]:
    """The next word on a clause, by either side; the one that did not speak last stands first."""
    last = one.history[-1].side
    order = (Side.EMPLOYER, Side.UNION) if last is Side.UNION else (Side.UNION, Side.EMPLOYER)
    own = one.title if one.clause.key == bargained_clauses.OWN else ""
    return [
        {
            "label": f"登记{SIDE_LABELS[side]}意见",
            "href": url_for(
                "moves.take", number=number, name="propose_clause", side=side.value,
                clause=one.clause.key, own=own,
            ),
        }
        for side in order
    ]  # fmt: skip


def meetings(seen: CaseView) -> list[dict[str, Any]]:
    """Shape the meetings that were held, oldest first (历次会议)."""
    words = dict(
        next(ask for ask in moves.TABLE["record_meeting"].asks if ask.name == "conclusion").choices
    )
    return [
        {
            "number": number,
            "on": event.occurred_on,
            "chair": event.payload.get("chair", ""),
            "place": event.payload.get("place", ""),
            "conclusion": words.get(event.payload["conclusion"], ""),
            "said": len(positions.at_meeting(seen.facts, number)),
        }
        for number, event in enumerate(order.held(seen.facts), start=1)
    ]
