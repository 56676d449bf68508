"""Drafts by a browser: what somebody types is kept on the server until the step is taken."""

from __future__ import annotations

from flask import Blueprint, flash, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import drafts as draft_actions
from bargaining.db import db, transaction
from bargaining.errors import Refused
from bargaining.queries import case_view
from bargaining.queries import cases as case_queries
from bargaining.queries import drafts as draft_queries
from bargaining.rules import moves
from bargaining.web import filters, forms, move_pages, sheets
from bargaining.web.access import open_to
from bargaining.web.moves import MAY_RECORD, plan_of
from bargaining.web.next_cards import move_href

pages = Blueprint("drafts", __name__, url_prefix="/cases")


@pages.post("/<number>/moves/<name>/draft")
@open_to(*MAY_RECORD)
def keep(number: str, name: str) -> ResponseReturnValue:
    """Keep what is typed so far (存草稿): a small script asks so, a few seconds after a key."""
    step = move_pages.step_of(name)
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    sheet = sheets.filled(plan_of(seen, step, fill=False))
    try:
        saw = forms.seen_sequence(sheet.form.seen_sequence.data) or 0
    except Refused:
        saw = 0
    if moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help):
        return jsonify(saved="")
    typed = draft_actions.keepable(request.form, sheet.typing())
    with transaction(g.actor) as session:
        # A save that was under way while the step was taken would bring the draft back.
        if draft_queries.is_taken_since(session, seen.case, step.name, after=saw, actor=g.actor):
            return jsonify(saved="")
        form = draft_actions.of_step(number, step.name)
        draft_actions.keep(session, form, typed, actor=g.actor, at=clock.now())
    return jsonify(saved=filters.moment(clock.now()))


@pages.post("/<number>/moves/<name>/draft/forget")
@open_to(*MAY_RECORD)
def forget(number: str, name: str) -> ResponseReturnValue:
    """Drop one's draft and begin anew (不要草稿)."""
    step = move_pages.step_of(name)
    with transaction(g.actor) as session:
        case = case_queries.get_case(session, number, actor=g.actor, on=clock.today())
        form = draft_actions.of_step(case.number, step.name)
        draft_actions.forget(session, [form], actor=g.actor)
    flash("草稿已经去掉，下面是重新带出的内容。", "info")
    return redirect(move_href(number, step))
