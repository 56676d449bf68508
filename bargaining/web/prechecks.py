"""The pre-check by a browser: what the machine looked at, then a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import prechecks
from bargaining.db import db, transaction
from bargaining.errors import Invalid, Refused
from bargaining.queries import case_view
from bargaining.queries.case_view import CaseView
from bargaining.rules import moves, precheck
from bargaining.rules.precheck import Answer, Point
from bargaining.rules.roles import Role, Sight
from bargaining.web import forms, move_forms, paper_files
from bargaining.web.access import open_to

pages = Blueprint("prechecks", __name__, url_prefix="/cases")

MAY_LOOK = (Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT)
STEP = "record_precheck"
TONES = {Answer.FINE: "good", Answer.ATTENTION: "amber", Answer.BY_HAND: "grey"}
RESULTS = {"pass": ("可以报送", "good"), "return": ("请补正后再报", "amber")}
# Points whose sentence may name a person; above the enterprise it is said without names.
_NAMING = {"people": "代表名单有需要核对的地方。"}


@pages.route("/<number>/precheck", methods=["GET", "POST"])
@open_to(*MAY_LOOK)
def show(number: str) -> ResponseReturnValue:
    """Look at a contract before it is filed, and say what came of it (预审)."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    points = _points(seen)
    step = moves.get_move(STEP)
    refusal = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    if request.method == "GET":
        return _page(seen, points, _fresh(seen, points), refusal.message if refusal else "")
    if refusal is not None:
        raise Refused(refusal)
    form = move_forms.build(step)()
    if form.validate() and _recorded(number, form):
        flash("已登记预审，工会主席在案件页面能看到。", "success")
        return redirect(url_for("cases.show", number=number))
    return _page(seen, points, form, "", status=422)


def _recorded(number: str, form: move_forms.MoveForm) -> bool:
    step = moves.get_move(STEP)
    try:
        taken = case_actions.Step(
            STEP,
            forms.given(form.on.data),
            move_forms.answers(form, step),
            seen_sequence=forms.seen_sequence(form.seen_sequence.data),
        )
        with transaction(g.actor) as session:
            case_actions.take(
                session, number, taken, actor=g.actor, at=clock.now(), today=clock.today()
            )
    except Invalid as problem:
        for one in problem.refusals:
            forms.show_refusal(form, one)
        return False
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        return False
    return True


def _points(seen: CaseView) -> tuple[Point, ...]:
    session = db.session()
    making = paper_files.making(session, seen.case)
    materials = prechecks.materials(session, seen.case, phone=making.phone, today=clock.today())
    return precheck.precheck(seen.facts, materials, on=clock.today())


def _fresh(seen: CaseView, points: Sequence[Point]) -> move_forms.MoveForm:
    """The word a person starts from: what the machine found, ready to be changed."""
    said = "" if seen.sight is not Sight.FULL else precheck.suggestion(points)
    attention = precheck.needs_attention(points)
    return move_forms.build(moves.get_move(STEP))(
        formdata=None,
        data={
            "on": clock.today(),
            "result": "return" if attention else "pass",
            "notes": said,
            "seen_sequence": str(seen.case.last_sequence),
        },
    )


def _page(
    seen: CaseView,
    points: Sequence[Point],
    form: move_forms.MoveForm,
    refusal: str,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    step = moves.get_move(STEP)
    newest = summary(seen)
    return (
        render_template(
            "street/precheck.html",
            case=seen.case,
            form=form,
            step=step,
            basis=[(one.text, one.article) for one in step.basis],
            refusal=refusal,
            newest=newest,
            attention=len(precheck.needs_attention(points)),
            points=[_shaped(one, seen.sight) for one in points],
        ),
        status,
    )


def _shaped(point: Point, sight: Sight) -> dict[str, Any]:
    plain = _NAMING.get(point.key) if sight is not Sight.FULL else None
    return {
        "label": point.label,
        "answer": precheck.ANSWER_LABELS[point.answer],
        "tone": TONES[point.answer],
        "message": plain if plain and point.answer is Answer.ATTENTION else point.message,
        "basis": [(one.text, one.article) for one in point.basis],
    }


def summary(seen: CaseView) -> dict[str, Any] | None:
    """Shape the newest pre-check for the case's page (预审结论); None where there is none.

    What has changed since is said; what is to be mended is for those who see the case in full.
    """
    newest = seen.facts.last(STEP)
    if newest is None or seen.sight not in (Sight.FULL, Sight.FINDINGS):
        return None
    words, tone = RESULTS[newest.payload["result"]]
    return {
        "words": words,
        "tone": tone if seen.facts.precheck else "grey",
        "stale": not seen.facts.precheck,
        "on": newest.occurred_on,
        "by": newest.actor_name,
        "notes": newest.payload.get("notes", "") if seen.sight is Sight.FULL else "",
    }


def may_look(seen: CaseView) -> bool:
    """Tell whether the pre-check of a case is open to who looks at it (能否预审)."""
    return g.actor.role in MAY_LOOK and any(
        one.move.name == STEP and one.why_not is None for one in seen.steps
    )
