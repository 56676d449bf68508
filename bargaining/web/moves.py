"""Steps by a browser: one page for each, its consequences shown before the button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import files as file_actions
from bargaining.db import db, transaction
from bargaining.errors import Refusal, Refused
from bargaining.queries import case_view, preview
from bargaining.queries import known as known_queries
from bargaining.queries.known import Known
from bargaining.rules import moves
from bargaining.rules.asks import AskKind, read_answers
from bargaining.rules.facts import Impossible
from bargaining.rules.move import Move
from bargaining.rules.roles import RECORDERS, Role
from bargaining.rules.states import HOLDER_LABELS
from bargaining.web import forms, move_forms, shapes
from bargaining.web.access import open_to
from bargaining.web.cases import SPECIAL_PAGES, move_href, paper_links
from bargaining.web.settings import store

pages = Blueprint("moves", __name__, url_prefix="/cases")

SOMEBODY_WAS_FASTER = Refusal(
    "changed", "就在您提交的同时，有人先登记了一步。请看过最新情况再办，您填的内容还在。"
)
MAY_RECORD = (*RECORDERS, Role.STREET, Role.REVIEWER)


@pages.route("/<number>/moves/<name>", methods=["GET", "POST"])
@open_to(*MAY_RECORD)
def take(number: str, name: str) -> ResponseReturnValue:
    """Take one step on a page of its own (办理一步)."""
    step = moves.get_move(name)
    if step.name in SPECIAL_PAGES:
        return redirect(move_href(number, step))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    known = known_queries.known(db.session(), seen.case, seen.facts, step.name)
    if request.method == "GET":
        return _page(seen, step, _fresh_form(seen, step, known), known)
    form = move_forms.build(step)()
    if "add_row" in request.form:
        for ask in step.asks:
            if ask.kind is AskKind.PEOPLE:
                form[ask.name].append_entry()
        return _page(seen, step, form, known)
    if form.validate() and _recorded(number, step, form):
        done = step.label if step.label.startswith("登记") else f"保存：{step.label}"
        flash(f"已{done}。", "success")
        return redirect(url_for("cases.show", number=number))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    return _page(seen, step, form, known, status=422)


def _fresh_form(
    seen: case_view.CaseView, step: Move, known: Mapping[str, Known]
) -> move_forms.MoveForm:
    values = move_forms.initial(step, {key: one.value for key, one in known.items()})
    values["seen_sequence"] = str(seen.case.last_sequence)
    return move_forms.build(step)(formdata=None, data={**values, "on": clock.today()})


def _recorded(number: str, step: Move, form: move_forms.MoveForm) -> bool:
    """Record a form; where it is refused, put every sentence beside its field."""
    try:
        _record(number, step, form)
    except case_actions.Invalid as problem:
        for one in problem.refusals:
            forms.show_refusal(form, one)
        return False
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        return False
    except StaleDataError:
        forms.show_refusal(form, SOMEBODY_WAS_FASTER)
        return False
    return True


def _record(number: str, step: Move, form: move_forms.MoveForm) -> None:
    given = move_forms.answers(form, step)
    with transaction(g.actor) as session:
        for ask in step.asks:
            if ask.kind is AskKind.FILES:
                given[ask.name] = _keep_photos(session, form[ask.name].data)
        taken = case_actions.Step(
            step.name,
            forms.given(form.on.data),
            given,
            seen_sequence=int(form.seen_sequence.data) if form.seen_sequence.data else None,
        )
        case_actions.take(
            session, number, taken, actor=g.actor, at=clock.now(), today=clock.today()
        )


def _keep_photos(session: Session, uploads: Any) -> list[dict[str, str]]:  # noqa: ANN401
    kept = []
    for upload in uploads or []:
        if not upload or not upload.filename:
            continue
        row = file_actions.keep_photo(
            session, upload.filename, upload.read(), store=store(), actor=g.actor, at=clock.now()
        )
        kept.append({"hash": row.hash, "name": row.name})
    return kept


def _page(
    seen: case_view.CaseView,
    step: Move,
    form: move_forms.MoveForm,
    known: Mapping[str, Known],
    *,
    status: int = 200,
) -> ResponseReturnValue:
    refusal: Refusal | None = None
    if status == 200:
        refusal = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    return (
        render_template(
            "cases/move.html",
            seen=seen,
            case=seen.case,
            step=step,
            form=form,
            refusal=asdict(refusal) if refusal else None,
            marks={key: one.source for key, one in known.items()},
            bases={ask.name: ask.basis for ask in step.asks if ask.basis},
            basis=[(one.text, one.article) for one in step.basis],
            consequences=consequences(seen, step, form),
            holder=HOLDER_LABELS[step.holder],
            papers=paper_links(seen.case.number, step.needs),
            upload=any(ask.kind is AskKind.FILES for ask in step.asks),
        ),
        status,
    )


@pages.post("/<number>/moves/<name>/preview")
@open_to(*MAY_RECORD)
def consequence(number: str, name: str) -> ResponseReturnValue:
    """Say what would follow from what is typed so far (办理后果)."""
    step = moves.get_move(name)
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    form = move_forms.build(step)()
    return render_template("cases/_consequences.html", consequences=consequences(seen, step, form))


def consequences(
    seen: case_view.CaseView, step: Move, form: move_forms.MoveForm
) -> dict[str, Any] | None:
    """Work out what recording a form would bring, None while it does not say enough."""
    answers = read_answers(step.asks, move_forms.answers(form, step))
    wrong = {one.field for one in answers.refusals}
    vital = {"entitled", "present", "in_favour", "people", "signed_on"} & {
        ask.name for ask in step.asks if ask.required
    }
    if form.on.data is None or wrong & vital:
        return None
    try:
        found = preview.preview(
            db.session(), seen.case, step.name, on=form.on.data, payload=answers.payload
        )
    except (Impossible, KeyError):
        return None
    return {
        "state": found.facts.state.label,
        "deadlines": [
            shapes.due(
                one["proof"],
                on=clock.today(),
                holder=one["holder"],
                overdue_after=one["overdue_after"],
            )
            for one in _one_of_each_duty(found.deadlines)
        ],
        "ended": [one["proof"]["label"] for one in _one_of_each_duty(found.ended)],
        "notices": [shapes.notice(one) for one in found.notices],
    }


def _one_of_each_duty(deadlines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of several sources of one duty the shortest is shown; its proof names the others."""
    shown: dict[tuple[str, int], Mapping[str, Any]] = {}
    for one in sorted(deadlines, key=lambda row: (row["due_on"] or date.max, row["rule_id"])):
        shown.setdefault((one["proof"]["duty"], one["start_sequence"]), one)
    return list(shown.values())
