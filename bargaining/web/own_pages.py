"""How does a chair's first screen stand? The next step largest, everything else within reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, url_for

from bargaining import clock
from bargaining.db import db
from bargaining.queries import case_view, own, standing
from bargaining.queries import unions as union_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.own import Own
from bargaining.rules import moves, renewal
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.states import CaseState
from bargaining.web import due_shapes, next_cards, shapes, wage_shapes

_MAY_BE_RENEWED = frozenset({CaseState.EFFECTIVE.value, CaseState.PUBLISHED.value})
_NOTICES = 3


def first_screen(today: date) -> dict[str, Any]:
    """Shape a chair's first screen (主席首页): one enterprise in full, the others as a list."""
    found = own.own_enterprises(db.session(), actor=g.actor, on=today)
    return {
        "card": _card(found[0], today) if found else None,
        "others": [_line(one, today) for one in found[1:]],
        "year": today.year,
        "looked": wage_shapes.looked_lately(g.actor, on=today, at=clock.now()),
        "handovers": _handovers(today),
    }


def _handovers(today: date) -> list[dict[str, str]]:
    """Where a chair hands over: one page for each union of theirs."""
    unions = db.session().scalars(union_queries.visible_unions(g.actor, on=today)).all()
    return [
        {"label": one.name, "href": url_for("handovers.change", union_id=one.id)} for one in unions
    ]


def _card(one: Own, today: date) -> dict[str, Any]:
    shaped: dict[str, Any] = {
        "enterprise": one.enterprise,
        "case": one.case,
        "again": _again(one, today),
        "until": one.until,
    }
    if one.case is None:
        return shaped
    seen = case_view.view(db.session(), one.case.number, actor=g.actor, on=today)
    return shaped | {
        "next": next_cards.next_card(seen, today),
        "track": shapes.track(seen.facts),
        "notices": shapes.notices_for(seen.notices, seen.sight)[-_NOTICES:],
        "wages": shapes.wages(seen.facts.wages, sight=seen.sight),
        "meetings": len(seen.facts.every("record_meeting")),
        "papers": len(_papers(seen)),
    }


def _papers(seen: CaseView) -> set[str]:
    """The papers that belong to what was done so far, and to the next step."""
    steps = [moves.TABLE[one.kind] for one in seen.facts.history if one.kind in moves.TABLE]
    kinds = {kind for step in steps for kind in (*step.needs, *step.leaves)}
    return (kinds | set(seen.next.papers)) & CATALOGUE.keys()


def _again(one: Own, today: date) -> dict[str, Any] | None:
    """The next round, where it may begin: none is open, or the contract is about to end."""
    if one.case is None:
        renewed = one.until is not None and one.until >= today
        year = renewal.year_after(one.until) if one.until and renewed else today.year
        return {"year": min(year, today.year + 1), "until": one.until}
    if one.case.state not in _MAY_BE_RENEWED or one.until is None:
        return None
    year = renewal.year_after(one.until, last_year=one.case.year)
    if year > today.year + 1 or not renewal.may_begin(one.until, on=today):
        return None
    return {"year": year, "until": one.until}


def _line(one: Own, today: date) -> dict[str, Any]:
    shaped: dict[str, Any] = {
        "enterprise": one.enterprise,
        "href": url_for("enterprises.show", enterprise_id=one.enterprise.id),
        "state": None,
        "words": "",
        "due": None,
        "again": _again(one, today),
    }
    if one.case is None:
        return shaped
    waiting = standing.waiting(one.case)
    due = one.deadline
    return shaped | {
        "href": url_for("cases.show", number=one.case.number),
        "state": shapes.case_state(one.case),
        "words": waiting.words if waiting else "履行合同，按约定公布和报告",
        "due": due_shapes.chip(due, on=today) if due is not None else None,
    }
