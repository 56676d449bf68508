"""One sending by a browser: read by both sides, accepted, declined, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import dispatches as dispatch_actions
from bargaining.db import db, transaction
from bargaining.errors import Refused
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries.dispatches import Sending
from bargaining.rules import dispatches
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.roles import OFFICIALS, Role
from bargaining.rules.states import CaseState
from bargaining.web import back, dispatch_shapes
from bargaining.web.access import open_to

pages = Blueprint("dispatches", __name__, url_prefix="/instructors/dispatches")


@pages.get("/<int:dispatch_id>")
@open_to(*OFFICIALS, Role.INSTRUCTOR)
def show(dispatch_id: int) -> ResponseReturnValue:
    """Show a sending to whoever sent it and to whom it goes (派遣)."""
    return _page(dispatch_id)


def _page(
    dispatch_id: int, *, problem: str = "", typed: str = "", status: int = 200
) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    seen = dispatch_queries.get_sending(session, dispatch_id, actor=g.actor, on=today)
    theirs = dispatch_shapes.is_theirs(seen)
    page = render_template(
        "instructors/dispatch.html",
        seen=seen,
        shaped=dispatch_shapes.history_line(seen),
        state=CaseState(seen.case_state).label if seen.case_state else "没有在办案件",
        may_answer=theirs and seen.state is DispatchState.OFFERED,
        may_end=g.actor.role in OFFICIALS and seen.is_open,
        may_open=_sees_enterprise(session, seen),
        is_official=g.actor.role in OFFICIALS,
        help=dispatches.CAPACITY_HELP[seen.capacity],
        basis=[(one.text, one.article) for one in dispatches.capacity_basis(g.actor.places)],
        recusal=dispatches.RECUSAL,
        problem=problem,
        typed=typed,
    )
    return page, status


def _sees_enterprise(session: Session, seen: Sending) -> bool:
    """Before accepting, and after it ended, an instructor sees no more than the sending."""
    if g.actor.role in OFFICIALS:
        return True
    return seen.dispatch.enterprise_id in enterprise_queries.assigned_ids(
        session, g.actor, on=clock.today()
    )


@pages.post("/<int:dispatch_id>/accept")
@open_to(Role.INSTRUCTOR)
def accept(dispatch_id: int) -> ResponseReturnValue:
    """Accept a sending: the enterprise stands in one's book from today (接受派遣)."""
    return _answered(dispatch_id, dispatch_actions.accept, "已接受，从今天起由您联系这家企业。")


@pages.post("/<int:dispatch_id>/decline")
@open_to(Role.INSTRUCTOR)
def decline(dispatch_id: int) -> ResponseReturnValue:
    """Decline a sending with a reason for who sent it (不接受派遣)."""
    said = "已告知派出人，谢谢您说明原因。"
    return _answered(
        dispatch_id, dispatch_actions.decline, said, reason=request.form.get("reason", "")
    )


@pages.post("/<int:dispatch_id>/end")
@open_to(*OFFICIALS)
def end(dispatch_id: int) -> ResponseReturnValue:
    """End a sending, or call back one that waits (结束派遣)."""
    said = "这次派遣已结束，经过仍然保留。"
    return _answered(dispatch_id, dispatch_actions.end, said, reason=request.form.get("reason", ""))


def _answered(
    dispatch_id: int, act: Callable[..., Any], said: str, **given: str
) -> ResponseReturnValue:
    """Write an answer; what is refused is said on the sending's page, with what was typed."""
    try:
        with transaction(g.actor) as session:
            act(session, dispatch_id, actor=g.actor, at=clock.now(), today=clock.today(), **given)
    except Refused as problem:
        return _page(
            dispatch_id,
            problem=problem.refusal.message,
            typed=given.get("reason", ""),
            status=422,
        )
    flash(said, "success")
    usual = url_for(".show", dispatch_id=dispatch_id)
    return redirect(back.local_path(request.form.get("back", ""), usual))
