"""How does a case look to somebody? Its facts, entries, deadlines and open steps as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bargaining.models.base import iso
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import moved_cases, relocations
from bargaining.queries.moved_cases import Left
from bargaining.rules import facts as case_facts
from bargaining.rules import (
    moves,
    next_by_day,
    people,
    refusal_words,
    representatives,
    succession,
    without_union,
)
from bargaining.rules import notices as case_notices
from bargaining.rules.clock import Clock
from bargaining.rules.clocks import clocks
from bargaining.rules.events import VOID, Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.next_steps import NextStep
from bargaining.rules.roles import Actor, Sight, sight


@dataclass(frozen=True)
class OpenStep:
    """One step and whether it is open to somebody now (步骤可办性)."""

    move: Move
    why_not: str | None


@dataclass(frozen=True)
class CaseView:
    """Everything a case page shows (案件全貌).

    To whoever the case has `left`, it shows as it was when it left: case, facts, entries and
    deadlines end with the move. `taken_on`: somebody went on with it since.
    """

    case: Case
    facts: CaseFacts
    entries: Sequence[Event]
    voided: frozenset[int]
    deadlines: Sequence[Deadline]
    notices: Sequence[case_notices.Notice]
    next: NextStep
    steps: Sequence[OpenStep]
    sight: Sight
    agreed_to_help: bool | None
    left: Left | None = None
    taken_on: bool = False

    def deadlines_of(self, rules: Sequence[str]) -> list[Deadline]:
        """Pick the running deadlines of some rules, the first rule first (取期限)."""
        running = [one for one in self.deadlines if one.ended_on is None and one.rule_id in rules]
        return sorted(running, key=lambda one: rules.index(one.rule_id))

    def notices_of(self, sequence: int) -> list[case_notices.Notice]:
        """Pick the notices of one entry (取提示)."""
        return [one for one in self.notices if one.sequence == sequence]


def view(session: Session, number: str, *, actor: Actor, on: date) -> CaseView:
    """Read everything that a case page shows (案件全貌); raise NotVisible."""
    case = case_queries.get_case(session, number, actor=actor, on=on)
    entries = case_queries.history(session, case.id)
    left = moved_cases.left(session, case, actor)
    entries = left.cut(entries) if left else entries
    facts = case_facts.fold(entries)
    agreed = case_queries.agreed_to_help(session, case, actor=actor, on=on)
    if left is None:
        taken_on, running = False, case_queries.deadlines(session, case)
    else:
        taken_on = any(
            relocations.is_taken_on(session, case, one) for one in succession.moves_of(facts)[-1:]
        )
        case, running = relocations.as_left(session, case, facts)
    return CaseView(
        case=case,
        facts=facts,
        entries=entries,
        voided=frozenset(sequence for event in entries for sequence in event.voids),
        deadlines=running,
        notices=case_notices.notices(facts, last_days=_last_days(facts, running)),
        next=next_by_day.next_step(facts, on=on, answer_by=_answer_by(running)),
        steps=[
            _open(move, facts, actor, agreed) for move in moves.list_moves(facts.place) if move.by
        ],
        sight=sight(actor, agreed_to_help=agreed),
        agreed_to_help=agreed,
        left=left,
        taken_on=taken_on,
    )


def _open(move: Move, facts: CaseFacts, actor: Actor, agreed: bool | None) -> OpenStep:
    refusal = moves.why_not(move, facts, actor=actor, agreed_to_help=agreed)
    return OpenStep(move, refusal.message if refusal else None)


def _answer_by(running: Sequence[Deadline]) -> date | None:
    """The last day in time of the answer that is waited for, by any calendar."""
    waited = [
        one.overdue_after
        for one in running
        if one.rule_id == "T-OFFER-REPLY" and one.ended_on is None and one.overdue_after
    ]
    return max(waited, default=None)


def _last_days(facts: CaseFacts, running: Sequence[Deadline]) -> dict[tuple[str, int], date]:
    proved: dict[tuple[str, int], Clock] = {
        (clock.rule_id, clock.start_sequence): clock for clock in clocks(facts) if clock.proved
    }
    return {
        (one.rule_id, one.start_sequence): last
        for one in running
        if (last := one.overdue_after or one.due_on)  # a right has a last day, but no overdue
        and (one.rule_id, one.start_sequence) in proved
    }


def as_json(seen: CaseView) -> dict[str, Any]:
    """Put a case into the shape of `case show --json` (案件输出)."""
    case = seen.case
    return {
        "number": case.number,
        "state": case.state,
        "state_label": refusal_words.state_label(seen.facts.state, case.refusal),
        "row_version": case.row_version,
        "last_sequence": case.last_sequence,
        "kind": case.kind,
        "way": case.way,
        "origin": case.origin,
        "year": case.year,
        "title": case.title,
        "facts": _facts(seen.facts, case),
        "events": [_event(event, seen.voided) for event in seen.entries],
        "deadlines": [_deadline(one) for one in seen.deadlines],
        "notices": [_notice(one) for one in seen.notices],
        "next": {
            "move": seen.next.move.name if seen.next.move else None,
            "holder": seen.next.holder.value,
            "sentence": seen.next.sentence,
        },
        "moves": [
            {"name": step.move.name, "label": step.move.label, "open": step.why_not is None,
             "why_not": step.why_not}
            for step in seen.steps
        ] + [_void(seen)],
    }  # fmt: skip


def _void(seen: CaseView) -> dict[str, Any]:
    """Taking an entry back is no step of the procedure, but it is open or closed like one."""
    empty = len(seen.facts.history) == 1
    return {"name": VOID, "label": "更正登记", "open": not empty,
            "why_not": "还没有可以更正的登记。" if empty else None}  # fmt: skip


def _facts(facts: CaseFacts, case: Case) -> dict[str, Any]:
    first, last = facts.term
    return {
        "initiator": facts.initiator.value if facts.initiator else None,
        "delivered_on": iso(facts.delivered_on),
        "replied_on": iso(case.replied_on),
        "representatives": [
            representatives.as_row(one) for one in facts.representatives
        ],
        "advisers": [representatives.as_row(one) for one in people.advisers(facts)],
        "has_union": without_union.has_union(facts),
        "meetings": len(facts.every("record_meeting")),
        "votes": [
            {"on": iso(event.occurred_on), "entitled": vote.entitled, "present": vote.present,
             "in_favour": vote.in_favour, "passed": vote.passed}
            for event, vote in facts.votes
        ],
        "wage_version": facts.wages.payload.get("version") if facts.wages else None,
        "wage_verdict": facts.wages.payload.get("verdict") if facts.wages else None,
        "signed_on": iso(facts.signed_on),
        "filed_on": iso(facts.filed_on),
        "received_on": iso(facts.received_on),
        "effective_on": iso(facts.effective_on),
        "effective_by_silence": facts.took_effect_by_silence,
        "published_on": iso(facts.published_on),
        "term_from": iso(first),
        "term_to": iso(last),
        "workers_covered": facts.workers_covered,
        "rise_rate": None if case.rise_rate is None else f"{case.rise_rate.normalize():f}",
        "filing_number": case.filing_number or None,
        "to_verify": case.to_verify,
    }  # fmt: skip


def _event(event: Event, voided: frozenset[int]) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "actor": event.actor_name,
        "role": event.actor_role,
        "on_behalf": event.on_behalf,
        "payload": dict(event.payload),
        "voids": list(event.voids),
        "voided": event.sequence in voided,
    }


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        **one.proof,
        "rule": one.rule_id,
        "start_sequence": one.start_sequence,
        "holder": one.holder,
        "ended_on": iso(one.ended_on),
    }


def _notice(one: case_notices.Notice) -> dict[str, Any]:
    return {
        "rule": one.rule_id,
        "severity": one.severity,
        "message": one.message,
        "sequence": one.sequence,
        "basis": [{"text": basis.text, "article": basis.article} for basis in one.basis],
    }


def moves_as_json() -> list[dict[str, Any]]:
    """Put the table of steps into the shape of `case moves --json` (步骤表)."""
    return [_move(move) for move in moves.TABLE.values()] + [
        {
            "name": VOID,
            "label": "更正登记",
            "kind": "recording",
            "holder": "union",
            "by": ["union_chair", "street_staff", "street", "instructor"],
            "from": [],
            "asks": [
                {"name": "sequence", "label": "第几条登记", "kind": "whole", "required": True},
                {"name": "reason", "label": "更正原因", "kind": "text", "required": True},
            ],
            "basis": [],
        }
    ]


def _move(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": move.label,
        "kind": move.kind.value,
        "holder": move.holder.value,
        "by": sorted(role.value for role in move.by),
        "from": {state.value: target.value for state, target in move.transitions.items()},
        "otherwise": {s.value: t.value for s, t in (move.otherwise or {}).items()},
        "day": move.day_label,
        "asks": [
            {"name": ask.name, "label": ask.label, "kind": ask.kind.value,
             "required": ask.required, "default": ask.default,
             "choices": dict(ask.choices)}
            for ask in move.asks
        ],
        "needs": list(move.needs),
        "leaves": list(move.leaves),
        "starts": list(move.starts),
        "ends": list(move.ends),
        "places": [f"{province}0000" for province in move.places],
        "basis": [{"text": basis.text, "article": basis.article} for basis in move.basis],
    }  # fmt: skip
