"""Where does somebody land after a step? On the next one, where it is theirs to record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request, url_for

from bargaining import clock
from bargaining.db import db
from bargaining.queries import case_view
from bargaining.queries.case_view import CaseView
from bargaining.rules import moves, sheets, without_union
from bargaining.rules.move import Move
from bargaining.rules.next_steps import NextStep
from bargaining.rules.roles import RECORDERS, Sight
from bargaining.web import due_shapes
from bargaining.web.next_cards import move_href

ARRIVED = "then"
_SAYS_NOTHING = frozenset({"past", "none"})  # nobody is reminded by such a day
# Written down one after another: the page that lists them comes back after each.
_LISTED_ON = {"propose_clause": "talks.show"}


def done(taken: Sequence[Move]) -> str:
    """Say what was just recorded (已登记)."""
    said = [
        move.label if move.label.startswith("登记") else f"保存：{move.label}" for move in taken
    ]
    return "".join(f"已{one}。" for one in said)


def after(number: str, *, before: NextStep, taken: Sequence[Move]) -> str:
    """Name the page that follows on some steps (接着去哪里): the next step's, else the case's."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    listed = _LISTED_ON.get(taken[-1].name)
    if listed and g.actor.role in RECORDERS and seen.sight is Sight.FULL:
        return url_for(listed, number=number)
    following = sheets.onward(before, seen.facts, taken=[move.name for move in taken])
    if following is None or not _is_theirs(seen, following):
        return url_for("cases.show", number=number)
    return f"{move_href(number, sheets.page_of(following, seen.facts))}?{ARRIVED}=1"


def after_wages(number: str, *, before: NextStep) -> tuple[str, str]:
    """Say what came of a wage table, and where to go on (上传工资表之后).

    What the check found must be looked at first where a post is below the floor.
    """
    step = moves.get_move("submit_wages")
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    verdict = seen.facts.wages.payload.get("verdict", "") if seen.facts.wages else ""
    here = url_for("wages.index", number=number)
    following = sheets.onward(before, seen.facts, taken=[step.name])
    if verdict == "blocked" or following is None or not _is_theirs(seen, following):
        return "工资方案已上传并检查，请看下面的结果。", here
    words = {"pass": "检查通过", "to_verify": "检查结论是“待核”，可以在工资方案里看原因"}
    href = move_href(number, sheets.page_of(following, seen.facts))
    return f"工资方案已上传，{words.get(verdict, '已经检查')}。", f"{href}?{ARRIVED}=1"


def link(seen: CaseView) -> dict[str, str] | None:
    """Name the next step for a page that is none (下一步链接), where it is theirs to record."""
    step = seen.next
    if (
        step.move is None
        or step.move.name not in sheets.STRAIGHT
        or not _is_theirs(seen, step.move)
    ):
        return None
    href = move_href(seen.case.number, sheets.page_of(step.move, seen.facts))
    return {"label": step.sentence, "href": f"{href}?{ARRIVED}=1"}


def _is_theirs(seen: CaseView, move: Move) -> bool:
    """Whoever records for the enterprise is led on; others look at the case."""
    if g.actor.role not in RECORDERS or seen.sight is not Sight.FULL:
        return False
    return any(one.move is move and one.why_not is None for one in seen.steps)


def arrival(seen: CaseView) -> dict[str, Any] | None:
    """Shape the words for somebody who was led on from the step before; None for others.

    The next step may be weeks away, so the way out stands beside it.
    """
    step = seen.next
    if ARRIVED not in request.args or step.move is None:
        return None
    running = seen.deadlines_of(step.rules)
    due = due_shapes.chip(running[0], on=clock.today()) if running else None
    return {
        "sentence": step.sentence,
        "who": without_union.holder_label(step.holder, seen.facts),
        "due": due if due and due["state"] not in _SAYS_NOTHING else None,
        "case_href": url_for("cases.show", number=seen.case.number),
        "stop_href": url_for("home.index"),
    }
