"""How do urging and its rungs stand on a case's page? What was done, and who could do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import g, url_for

from bargaining.models.deadline import Deadline
from bargaining.queries import standing
from bargaining.queries.case_view import CaseView
from bargaining.rules import ladder, next_rungs, office_papers, refusal_words, reminder_words
from bargaining.rules.events import Event
from bargaining.rules.move import Move, Topic
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.roles import LABELS, Role, Sight
from bargaining.web import due_shapes, shapes
from bargaining.web.next_cards import move_href

_SHORT = {
    "reminder_letter": "提示函", "opinion_letter": "意见书", "rectification_letter": "整改意见书",
    "recommendation_letter": "建议书", "order_request": "提请函", "interview_record": "约谈记录",
    "entrust_offer": "委托书", "proposal": "代为要约的要约书",
}  # fmt: skip


def panel(seen: CaseView, today: date) -> dict[str, Any] | None:
    """Shape the panel 催办与升级, None where a case is none for it or its viewer sees no steps."""
    deep = seen.sight in (Sight.FULL, Sight.FINDINGS) and seen.agreed_to_help is not None
    if deep and ladder.awaits_offer(seen.facts):
        return _before_the_offer(seen)
    if not deep or not ladder.concerns(seen.facts):
        return None
    running = next(iter(seen.deadlines_of(("T-OFFER-REPLY",))), None)
    still = shapes.why_still(seen.case)
    return {
        "title": "催办与升级",
        "lead": "",
        "actions": [],
        "foot": "每一级由人决定，系统不自动办理；建议只供参考。",
        "stance": refusal_words.of_case(seen.facts),
        "tone": "amber" if ladder.waits(seen.facts) else "grey",
        "due": due_shapes.deadline(running, on=today, still=still) if running else None,
        "done": [_done(seen, event) for event in ladder.done(seen.facts)],
        "pending": list(_pending(seen)),
        "suggested": _suggested(seen, running, today),
        "open": _open(seen),
        "sentence": _sentence(seen, running, today),
    }


def _before_the_offer(seen: CaseView) -> dict[str, Any] | None:
    """Before anybody has offered: only the union above sees that it may do so for the union."""
    mine = _open(seen)
    if not mine:
        return None
    return {
        "title": "代为要约",
        "lead": "企业工会提出有困难的，可以由上级工会受其委托代为要约：先写委托书请企业工会盖章，"
        "再写要约书，对方签收以后登记。",
        "actions": [action for one in mine for action in one["actions"]],
        "foot": "代为要约如何起算答复期，没有查到明文，期限标“依据待确认”。",
        "stance": "",
        "due": None,
        "done": [],
        "pending": list(_pending(seen)),
        "suggested": [],
        "open": [],
        "sentence": "",
    }


def _sentence(seen: CaseView, running: Deadline | None, today: date) -> str:
    return reminder_words.sentence_of(seen.case.title, standing.waiting(seen.case), running, today)


def _done(seen: CaseView, event: Event) -> dict[str, Any]:
    step = next((one.move for one in seen.steps if one.move.name == event.kind), None)
    role = LABELS[Role(event.actor_role)] if event.actor_role in set(Role) else "系统"
    return {
        "label": step.label.removeprefix("登记") if step else event.kind,
        "on": event.occurred_on,
        "by": f"{event.actor_name}（{role}）",
        "papers": [_issued(seen, one) for one in _papers_of(seen, event)],
    }


def _papers_of(seen: CaseView, event: Event) -> list[Event]:
    """Of each paper of a rung the newest that was issued before it, and after the rung before."""
    kinds = office_papers.BY_MOVE.get(event.kind, ())
    before = [one for one in seen.facts.every(event.kind) if one.sequence < event.sequence]
    since = before[-1].sequence if before else 0
    found: dict[str, Event] = {}
    for one in seen.facts.every("issue_letter"):
        if one.payload["paper"] in kinds and since < one.sequence < event.sequence:
            found[one.payload["paper"]] = one
    return list(found.values())


def _issued(seen: CaseView, event: Event) -> dict[str, str]:
    kind, version = event.payload["paper"], int(event.payload["version"])
    href = url_for("papers.issued", number=seen.case.number, kind=kind, version=version, form="pdf")
    return {"label": f"{_SHORT[kind]}（第 {version} 版）", "href": href}


def _pending(seen: CaseView) -> Iterator[dict[str, Any]]:
    """Letters that were printed and whose service is not recorded yet."""
    for kind, written in office_papers.WRITTEN.items():
        named = [one for one in seen.facts.every("issue_letter") if one.payload["paper"] == kind]
        taken = seen.facts.last(written.move)
        if not named or (taken and taken.sequence > named[-1].sequence):
            continue
        step = next((one for one in seen.steps if one.move.name == written.move), None)
        is_open = step is not None and step.why_not is None
        yield {
            **_issued(seen, named[-1]),
            "on": named[-1].occurred_on,
            "record": _record_label(step.move) if step and is_open else "",
            "record_href": move_href(seen.case.number, step.move) if step and is_open else "",
        }


_RECORDED = {"request_order": "登记提请函送达", "confirm_refusal": "登记认定结果"}


def _record_label(move: Move) -> str:
    label = move.label
    if label.startswith("登记"):
        return label
    if label.startswith("发出"):
        return f"登记{label.removeprefix('发出')}送达"
    return _RECORDED.get(move.name, f"登记{label}")


def _suggested(seen: CaseView, running: Deadline | None, today: date) -> list[dict[str, Any]]:
    """What makes sense next: with a button for whoever may, else who may."""
    last_on = running.overdue_after if running else None
    proved = running is not None and running.proof.get("proved", True)
    found = next_rungs.next_rungs(seen.facts, on=today, last_on=last_on if proved else None)
    steps = {one.move.name: one for one in seen.steps}
    return [
        {
            "label": steps[one.move].move.label,
            "reason": one.reason,
            "actions": _actions(seen, steps[one.move].move)
            if steps[one.move].why_not is None
            else [],
            "who": "、".join(role.label for role in Role if role in one.roles),
        }
        for one in found
        if one.move in steps
    ]


def _open(seen: CaseView) -> list[dict[str, Any]]:
    """Every rung that is open to whoever looks at the case."""
    return [
        {"label": one.move.label, "actions": _actions(seen, one.move)}
        for one in seen.steps
        if one.move.topic is Topic.NO_ANSWER
        and one.why_not is None
        and one.move.name != "issue_letter"
    ]


def _actions(seen: CaseView, move: Move) -> list[dict[str, str]]:
    """The buttons of a rung: to write its paper, and to record it."""
    kinds = office_papers.BY_MOVE.get(move.name, ())
    mine = g.actor.role in office_papers.WRITERS
    number = seen.case.number
    return [
        *(
            {
                "label": f"写{_SHORT[kind]}",
                "href": url_for("office_papers.write", number=number, kind=kind),
                "title": CATALOGUE[kind].title,
            }
            for kind in kinds
            if mine
        ),
        {"label": _record_label(move), "href": move_href(number, move), "title": ""},
    ]
