"""Which steps does a case's page offer? Near the next one, further ones, and off the path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g

from bargaining.queries.case_view import CaseView, OpenStep
from bargaining.rules import ladder, moves
from bargaining.rules.events import Event
from bargaining.rules.move import TOPIC_LABELS, Move, Topic
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState
from bargaining.web.next_cards import move_href

# Whoever wrote something may take it back, each what is theirs to correct.
CORRECTORS = (
    Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR, Role.DISTRICT,
    Role.REVIEWER,
)  # fmt: skip

# Steps that are reached from their own place, so that the lists stay short.
NOT_LISTED = frozenset(
    {"issue_paper", "issue_review_opinion", "close", "record_effect", "record_performance"}
)

# Where a case stands off the straight path, or close to leaving it: the heading is opened.
_APT: dict[CaseState, Topic] = {
    CaseState.DECLINED: Topic.NO_ANSWER,
    CaseState.SUSPENDED: Topic.TALKS,
    CaseState.DEADLOCKED: Topic.TALKS,
    CaseState.COORDINATING: Topic.TALKS,
    CaseState.TERMINATED: Topic.KEEPING,
}


def others(seen: CaseView) -> list[dict[str, str]]:
    """List what else can be done now on the straight path, the nearest first (也可以办)."""
    first = seen.next.move.name if seen.next.move else ""
    steps = {one.move.name: one.move for one in seen.steps if one.why_not is None}
    listed = ladder.is_listed(seen.facts)  # else they have a place of their own
    near = [
        name
        for name in seen.next.others
        if name in steps and (listed or steps[name].topic is not Topic.NO_ANSWER)
    ]
    further = [
        name
        for name, move in steps.items()
        if name not in near
        and name not in (first, "issue_paper", "issue_review_opinion")
        and move.topic is None
    ]
    return [_link(seen, steps[name]) for name in [*near, *further]]


def aside(seen: CaseView, *, overdue: bool) -> list[dict[str, Any]]:
    """List what can be done where a case leaves the straight path, by what led it off (特别情形).

    `overdue`: the other side's written answer is overdue. What fits the case is `open`.
    """
    first = seen.next.move.name if seen.next.move else ""
    apt = _APT.get(seen.facts.state)
    if apt is None and overdue:
        apt = Topic.NO_ANSWER
    taken = {first, *seen.next.others}
    groups = []
    for topic, label in TOPIC_LABELS.items():
        if topic is Topic.NO_ANSWER and not ladder.is_listed(seen.facts):
            continue
        steps = [
            _link(seen, one.move)
            for one in seen.steps
            if one.move.topic is topic
            and one.why_not is None
            and one.move.name not in taken
            and one.move.name != "issue_letter"
        ]
        if steps:
            groups.append({"label": label, "steps": steps, "open": topic is apt})
    return groups


def closed(seen: CaseView) -> list[dict[str, Any]]:
    """List the steps of the straight path that are closed now, each with its reason (不能办)."""
    return [
        _closed(one)
        for one in seen.steps
        if one.why_not is not None and one.move.name not in NOT_LISTED and one.move.topic is None
    ]


def correctable(seen: CaseView) -> Callable[[Event], bool]:
    """Tell of which entries whoever looks may take back (可更正的登记); an office its own."""
    return lambda event: (
        moves.why_not_correct(
            g.actor,
            agreed_to_help=seen.agreed_to_help,
            entry=event,
            left=seen.left is not None,
            taken_on=seen.taken_on,
        )
        is None
    )


def _link(seen: CaseView, move: Move) -> dict[str, str]:
    return {"label": move.label, "href": move_href(seen.case.number, move), "note": ""}


def _closed(step: OpenStep) -> dict[str, Any]:
    return {
        "label": step.move.label,
        "reason": step.why_not,
        "basis": [(one.text, one.article) for one in step.move.basis[:1]],
    }
