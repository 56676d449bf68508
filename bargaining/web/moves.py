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
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.rules.states import HOLDER_LABELS
from bargaining.web import forms, move_forms, shapes
from bargaining.web.access import open_to
from bargaining.web.cases import SPECIAL_PAGES, move_href, paper_links
from bargaining.web.settings import store

pages = Blueprint("moves", __name__, url_prefix="/cases")

SOMEBODY_WAS_FASTER = Refusal(
    "changed", "就在您提交的同时，有人先登记了一步。请看过最新情况再办，您填的内容还在。"
)
# Refusals about where the case stands; every other one is about the person.
_NOT_NOW = frozenset({"wrong_state", "closed", "already_delivered", "already_received"})
MAY_RECORD = (*RECORDERS, Role.STREET, Role.DISTRICT, Role.REVIEWER)


@pages.route("/<number>/moves/<name>", methods=["GET", "POST"])
@open_to(*MAY_RECORD)
def take(number: str, name: str) -> ResponseReturnValue:
    """Take one step on a page of its own (办理一步)."""
    step = moves.get_move(name)
    if step.name in SPECIAL_PAGES:
        return redirect(move_href(number, step))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    known = _known(seen, step)
    if request.method == "GET":
        return _page(seen, step, _fresh_form(seen, step, known), known)
    refusal = _why_not(seen, step)
    if refusal is not None and refusal.code not in _NOT_NOW:
        raise Refused(refusal)
    form = move_forms.build(step)()
    if refusal is not None:
        forms.show_refusal(form, refusal)
        return _page(seen, step, form, known, status=422, changed=True)
    if "add_row" in request.form:
        return _page(seen, step, _with_one_more_row(form, step), known)
    problems = _recorded(seen, step, form) if form.validate() else None
    if problems is not None and not problems:
        done = step.label if step.label.startswith("登记") else f"保存：{step.label}"
        flash(f"已{done}。", "success")
        return redirect(url_for("cases.show", number=number))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    changed = any(one.code == "changed" for one in problems or ())
    return _page(seen, step, form, known, status=422, changed=changed)


def _with_one_more_row(form: move_forms.MoveForm, step: Move) -> move_forms.MoveForm:
    for ask in step.asks:
        if ask.kind is AskKind.PEOPLE:
            form[ask.name].append_entry()
    return form


def _known(seen: case_view.CaseView, step: Move) -> Mapping[str, Known]:
    """What is known already names people and figures, so only who sees them is given it."""
    if seen.sight is not Sight.FULL:
        return {}
    return known_queries.known(db.session(), seen.case, seen.facts, step.name)


def _why_not(seen: case_view.CaseView, step: Move) -> Refusal | None:
    return moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)


def _fresh_form(
    seen: case_view.CaseView, step: Move, known: Mapping[str, Known]
) -> move_forms.MoveForm:
    values = move_forms.initial(step, {key: one.value for key, one in known.items()})
    values["seen_sequence"] = str(seen.case.last_sequence)
    return move_forms.build(step)(formdata=None, data={**values, "on": clock.today()})


def _recorded(
    seen: case_view.CaseView, step: Move, form: move_forms.MoveForm
) -> tuple[Refusal, ...]:
    """Record a form; where it is refused, put every sentence beside its field."""
    sight = seen.sight
    refusals: tuple[Refusal, ...] = ()
    try:
        _record(seen.case.number, step, form)
    except case_actions.Invalid as problem:
        refusals = problem.refusals
    except Refused as problem:
        refusals = (_told(problem.refusal, sight),)
    except StaleDataError:
        refusals = (SOMEBODY_WAS_FASTER,)
    for one in refusals:
        forms.show_refusal(form, one)
    return refusals


def _told(refusal: Refusal, sight: Sight) -> Refusal:
    """Who recorded what in between is said to those who see the recorders."""
    if refusal.code == "changed" and sight not in (Sight.FULL, Sight.FINDINGS):
        return SOMEBODY_WAS_FASTER
    return refusal


def _record(number: str, step: Move, form: move_forms.MoveForm) -> None:
    given = move_forms.answers(form, step)
    seen_sequence = forms.seen_sequence(form.seen_sequence.data)
    with transaction(g.actor) as session:
        for ask in step.asks:
            if ask.kind is AskKind.FILES:
                given[ask.name] = _keep_photos(session, form[ask.name].data)
        taken = case_actions.Step(
            step.name,
            forms.given(form.on.data),
            given,
            seen_sequence=seen_sequence,
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
    changed: bool = False,
) -> ResponseReturnValue:
    """Show the form; one that was refused because of a newer entry shows that entry too."""
    why_not = _why_not(seen, step)
    refusal = why_not if status == 200 else None
    if changed:
        form.seen_sequence.data = str(seen.case.last_sequence)
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
            consequences=None if why_not else consequences(seen, step, form),
            newest=shapes.story(seen, may_correct=False)[:1] if changed else [],
            holder=HOLDER_LABELS[step.holder],
            papers=paper_links(seen.case.number, step.needs) if seen.sight is Sight.FULL else [],
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
    refusal = _why_not(seen, step)
    if refusal is not None:
        raise Refused(refusal)
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
        "notices": shapes.notices_for(found.notices, seen.sight),
    }


def _one_of_each_duty(deadlines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of several sources of one duty the shortest is shown; its proof names the others."""
    shown: dict[tuple[str, int], Mapping[str, Any]] = {}
    for one in sorted(deadlines, key=lambda row: (row["due_on"] or date.max, row["rule_id"])):
        shown.setdefault((one["proof"]["duty"], one["start_sequence"]), one)
    return list(shown.values())
