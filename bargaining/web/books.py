"""Handing a book over by a browser: street by street, to one colleague or several."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import books as book_actions
from bargaining.actions.books import Share
from bargaining.db import db, transaction
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import instructors as instructor_queries
from bargaining.rules.roles import OFFICIALS
from bargaining.web.access import open_to

pages = Blueprint("books", __name__, url_prefix="/instructors")


@pages.route("/<int:user_id>/handover", methods=["GET", "POST"])
@open_to(*OFFICIALS)
def hand_over(user_id: int) -> ResponseReturnValue:
    """Hand an instructor's book to colleagues, what follows is said first (整本移交)."""
    if request.method == "GET":
        return _page(user_id)
    try:
        with transaction(g.actor) as session:
            done = book_actions.hand_over(
                session,
                user_id,
                _shares(),
                reason=request.form.get("reason", ""),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
    except Invalid as problem:
        return _page(user_id, problem.refusals, status=422)
    except Refused as problem:
        return _page(user_id, (problem.refusal,), status=422)
    words = "接手的人今天就能办理；原来的人今天仍可查看，明天起不再列出。"
    flash(f"已移交 {done.total} 家企业。{words}", "success")
    return redirect(url_for("instructors.show", user_id=user_id))


def _shares() -> list[Share]:
    """Read whom each street goes to; one choice for all streets stands where none is made."""
    everything = request.form.get("everything", type=int)
    shares = []
    for name in request.form:
        if name.startswith("to-"):
            heir = request.form.get(name, type=int) or everything
            if heir:
                shares.append(Share(name.removeprefix("to-"), heir))
    return shares


def _page(
    user_id: int, refusals: tuple[Refusal, ...] = (), *, status: int = 200
) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    one = instructor_queries.get_instructor(session, user_id, actor=g.actor, on=today)
    lines = dispatch_queries.carried(session, user_id, actor=g.actor, on=today)
    counts = Counter((line.street_code, line.street_name) for line in lines)
    districts = {line.street_code: line.district_code for line in lines}
    people = [
        person
        for person in instructor_queries.every_instructor(session, on=today)
        if person.user_id != user_id
    ]
    wrong = {refusal.field: refusal.message for refusal in refusals}
    streets: list[dict[str, Any]] = [
        {
            "field": f"to-{code}",
            "name": name,
            "count": count,
            "options": [
                (str(person.user_id), person.name)
                for person in people
                if person.serves_at(district_code=districts[code], street_code=code)
            ],
            "value": request.form.get(f"to-{code}", ""),
            "error": wrong.get(f"to-{code}", ""),
        }
        for (code, name), count in sorted(counts.items())
    ]
    able = {option for street in streets for option in street["options"]}
    page = render_template(
        "instructors/handover.html",
        one=one,
        streets=streets,
        able=sorted(able, key=lambda option: option[1]),
        everything=request.form.get("everything", ""),
        total=len(lines),
        reason=request.form.get("reason", _usual_reason(one)),
        reason_error=wrong.get("reason", ""),
        refusals=refusals,
    )
    return page, status


def _usual_reason(one: instructor_queries.Instructor) -> str:
    ends = one.until is not None and (not one.serves or one.until <= clock.today())
    return "任期届满" if ends else ""
