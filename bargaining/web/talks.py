"""The talks of a case by a browser: clause by clause, meeting by meeting, and one's own notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from bargaining import clock
from bargaining.actions import private_notes as note_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refused
from bargaining.queries import case_view
from bargaining.queries import private_notes as note_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import chairing, private_notes
from bargaining.rules.roles import RECORDERS, Sight
from bargaining.rules.states import SIDE_LABELS
from bargaining.web import forms, talks_shapes
from bargaining.web.access import open_to
from bargaining.web.next_cards import move_href, paper_links

pages = Blueprint("talks", __name__, url_prefix="/cases")

_STEPS = ("propose_clause", "record_meeting", "suspend_talks", "record_deadlock")
_PAPERS = (
    "minutes", "data_request", "suspension_record", "coordination_request",
    "coordination_agreement",
)  # fmt: skip


class NoteForm(forms.Form):
    """One note of the union's own side."""

    text = TextAreaField(
        "记一条",
        [InputRequired("请写一句要记的内容。"), Length(max=private_notes.LONGEST)],
        description="只有工会主席、联系本企业的指导员和工会同意代录的街道社工看得到，"
        "不打印，不写进会议记录和任何文书。保存以后不能修改，请不要写手机号码和身份证号。",
        # A browser counts the end of a line as one sign and sends two.
        filters=[lambda text: text.replace("\r\n", "\n") if text else text],
        render_kw={"rows": 3, "autocomplete": "off"},
    )


@pages.get("/<number>/talks")
@open_to(*RECORDERS)
def show(number: str) -> ResponseReturnValue:
    """Show where both sides stand on every clause (协商情况)."""
    return _page(_seen(number), NoteForm(formdata=None))


@pages.post("/<number>/talks/notes")
@open_to(*RECORDERS)
def keep_note(number: str) -> ResponseReturnValue:
    """Keep a note of one's own side (记备忘)."""
    seen = _seen(number)
    form = NoteForm()
    if form.validate() and _kept(number, form):
        flash("已记下，只有本方看得到。", "success")
        return redirect(url_for("talks.show", number=number) + "#notes")
    return _page(seen, form, status=422)


def _seen(number: str) -> CaseView:
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    return seen


def _kept(number: str, form: NoteForm) -> bool:
    try:
        with transaction(g.actor) as session:
            note_actions.write(
                session,
                number,
                text=form.text.data or "",
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        return False
    return True


def _page(seen: CaseView, form: NoteForm, *, status: int = 200) -> ResponseReturnValue:
    clauses, ways = talks_shapes.clauses(seen), talks_shapes.ways_out(seen)
    return (
        render_template(
            "talks/show.html",
            case=seen.case,
            clauses=clauses,
            settled=sum(1 for one in clauses if one["settled"]),
            meetings=talks_shapes.meetings(seen),
            turn="双方首席代表共同主持"
            if seen.facts.place.startswith("31")
            else f"{SIDE_LABELS[chairing.whose_turn(seen.facts)]}首席代表",
            actions=_actions(seen, _STEPS[:1] if ways else _STEPS),
            papers=paper_links(seen.case.number, _PAPERS),
            state=seen.facts.state.label,
            ways=ways,
            notes=_notes(seen),
            form=form,
        ),
        status,
    )


def _actions(seen: CaseView, names: Iterable[str]) -> list[dict[str, Any]]:
    steps = {one.move.name: one for one in seen.steps}
    found: list[dict[str, Any]] = []
    for name in names:
        step = steps.get(name)
        if step is None or step.why_not is not None:
            continue
        kind = "plain" if found else "primary"
        found.append(
            {
                "label": step.move.label,
                "href": move_href(seen.case.number, step.move),
                "kind": kind,
            }
        )
    return found


def _notes(seen: CaseView) -> list[dict[str, Any]]:
    notes = note_queries.list_notes(db.session(), seen.case, actor=g.actor, on=clock.today())
    return [{"text": one.text, "by": one.author_name, "at": one.written_at} for one in notes]
