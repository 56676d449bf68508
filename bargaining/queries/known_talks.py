"""What have the two sides said already? Their words on the clauses, for steps that ask again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bargaining.rules import meetings, positions
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import Side


def settled_clauses(facts: CaseFacts, written: Event | None) -> dict[str, Any]:
    """Take the settled clauses over into the contract's (谈定的条款带入合同条款).

    What was written into the contract after it was settled stands as it was written.
    """
    found: dict[str, Any] = {}
    for one in positions.positions(facts):
        settled, name = one.settled, one.clause.fills
        if settled is None or not name or not _is_newer(one, written, name):
            continue
        if one.clause.by_amount:
            found[name] = None if settled.amount is None else f"{settled.amount:f}"
        else:
            found[name] = settled.words
    return found


def _is_newer(one: positions.Standing, written: Event | None, name: str) -> bool:
    if written is None or name not in written.payload:
        return True
    return max(saying.sequence for saying in one.history) > written.sequence


def _proposal(facts: CaseFacts) -> dict[str, Any]:
    """The other side answers: whoever spoke last, the next word is likely the other's."""
    said = facts.last("propose_clause")
    held = meetings.held(facts)
    newest = held[-1] if held else None
    found: dict[str, Any] = {"meeting": len(held) or None}
    if said is not None:
        found["side"] = _next_to_speak(said).value
        if newest is None or newest.sequence < said.sequence:
            newest = said
            found["meeting"] = said.payload.get("meeting") or len(held) or None
        if not said.payload.get("agreed") and not said.payload.get("answer"):
            found |= {key: said.payload.get(key) for key in ("clause", "own")}
    # What is said at one meeting is written down entry after entry, all of its day.
    return found | ({"on": newest.occurred_on.isoformat()} if newest else {})


def _next_to_speak(said: Event) -> Side:
    proposed_by = Side(said.payload["side"])
    if said.payload.get("answer"):
        return proposed_by
    return Side.EMPLOYER if proposed_by is Side.UNION else Side.UNION


def _open_items(facts: CaseFacts) -> str:
    return "\n".join(one.title for one in positions.still_open(facts))


def _side_words(facts: CaseFacts, side: Side) -> str:
    return "\n".join(positions.lines_of(side, positions.still_open(facts)))


def _suspension(facts: CaseFacts) -> dict[str, Any]:
    return {"open_items": _open_items(facts)}


def _deadlock(facts: CaseFacts) -> dict[str, Any]:
    return {
        "items": _open_items(facts),
        "union_position": _side_words(facts, Side.UNION),
        "employer_position": _side_words(facts, Side.EMPLOYER),
    }


def _application(facts: CaseFacts) -> dict[str, Any]:
    """What was recorded as a deadlock is what the authority is asked to settle."""
    deadlock = facts.last("record_deadlock")
    said = dict(deadlock.payload) if deadlock else _deadlock(facts)
    sides = [
        f"{label}：{_in_a_row(said[key])}"
        for key, label in (
            ("union_position", "职工方的意见"),
            ("employer_position", "企业方的意见"),
        )
        if said.get(key)
    ]
    return {"facts_found": "\n".join(sides), "asked_for": said.get("items")}


def _in_a_row(words: str) -> str:
    """Lines of one side in one paragraph, so that nobody takes them for the other's."""
    lines = [line.strip(" ；。") for line in words.splitlines() if line.strip(" ；。")]
    if len(lines) < 2:
        return "".join(f"{line}。" for line in lines)
    return "；".join(f"（{number}）{line}" for number, line in enumerate(lines, start=1)) + "。"


def _acceptance(facts: CaseFacts) -> dict[str, Any]:
    applied = facts.last("apply_coordination")
    return {"authority": applied.payload.get("authority")} if applied else {}


def _result(facts: CaseFacts) -> dict[str, Any]:
    """What was asked for and has been settled since is agreed; the rest is talked about further."""
    settled = [one for one in positions.positions(facts) if one.settled]
    since = facts.last("accept_coordination")
    first = since.sequence if since else 0
    agreed = [
        f"{one.title}：{positions.words_of(one.settled)}"
        for one in settled
        if one.settled and max(saying.sequence for saying in one.history) > first
    ]
    deadlock = facts.last("record_deadlock")
    spoken_of = positions.positions(facts)
    # What is asked of the authority is no item of the talks; what they came to a stop over is.
    left = _open_items(facts) if spoken_of else deadlock and deadlock.payload.get("items")
    outcome = "partly" if spoken_of and left else None
    return {"agreed_items": "\n".join(agreed), "open_items": left, "outcome": outcome}


# What each step about the talks can take from what was said.
SAID: Mapping[str, Callable[[CaseFacts], dict[str, Any]]] = MappingProxyType(
    {
        "propose_clause": _proposal,
        "suspend_talks": _suspension,
        "record_deadlock": _deadlock,
        "apply_coordination": _application,
        "accept_coordination": _acceptance,
        "end_coordination": _result,
    }
)
