"""Steps by a browser: one page for each, its consequences shown before the button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms import FieldList
from wtforms.form import BaseForm

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import drafts as draft_actions
from bargaining.actions import files as file_actions
from bargaining.actions import photos as photo_actions
from bargaining.actions import sequences
from bargaining.db import db, transaction
from bargaining.errors import Refusal, Refused
from bargaining.models.form_draft import FormDraft
from bargaining.queries import case_view, letter_known
from bargaining.queries import drafts as draft_queries
from bargaining.queries import known as known_queries
from bargaining.queries.known import Known
from bargaining.rules import moves, office_papers, promises
from bargaining.rules import sheets as sheet_rules
from bargaining.rules.asks import AskKind
from bargaining.rules.move import Move
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import (
    forms,
    move_pages,
    onward,
    people_shapes,
    performance,
    performance_shapes,
    review_desk,
    sheets,
)
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.next_cards import SPECIAL_PAGES, move_href
from bargaining.web.settings import store
from bargaining.web.sheets import Plan, Sheet

pages = Blueprint("moves", __name__, url_prefix="/cases")

# Refusals about where the case stands; every other one is about the person.
_NOT_NOW = frozenset({"wrong_state", "closed", "already_delivered", "already_received"})
MAY_RECORD = (*RECORDERS, Role.STREET, Role.DISTRICT, Role.REVIEWER)


@pages.route("/<number>/moves/<name>", methods=["GET", "POST"])
@open_to(*MAY_RECORD)
def take(number: str, name: str) -> ResponseReturnValue:
    """Take one step on a page of its own, or two that come together (办理一步)."""
    step = move_pages.step_of(name)
    if step.name in SPECIAL_PAGES and g.actor.role in step.by:
        return redirect(move_href(number, step))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    plan = plan_of(seen, step)
    if request.method == "GET":
        draft = _draft(seen, step)
        return move_pages.page(seen, _unsent(seen, plan, draft), draft=draft)
    refusal = _why_not(seen, step)
    if refusal is not None and refusal.code not in _NOT_NOW:
        raise Refused(refusal)
    sheet = sheets.filled(plan)
    if refusal is not None:
        sheet.show(step.name, refusal)
        return move_pages.page(seen, sheet, status=422, changed=True)
    return _kept(seen, sheet) or _taken(seen, sheet)


def _kept(seen: case_view.CaseView, sheet: Sheet) -> ResponseReturnValue | None:
    """Answer the buttons that take no step: one more row, and 存为草稿."""
    if "add_row" in request.form:
        for form in sheet.forms:
            _add_a_row(form)
        return move_pages.page(seen, sheet)
    if people_shapes.ADVISER in request.form:
        people_shapes.add_adviser(seen, sheet.forms, request.form[people_shapes.ADVISER])
        return move_pages.page(seen, sheet)
    if "save_draft" in request.form:
        with transaction(g.actor) as session:
            name = draft_actions.of_step(seen.case.number, sheet.plan.move.name)
            typed = draft_actions.keepable(request.form, sheet.typing())
            draft_actions.keep(session, name, typed, actor=g.actor, at=clock.now())
        flash("已存为草稿，这一步还没有登记。换一台电脑登录也能接着填。", "info")
        return redirect(request.path)
    return None


def _add_a_row(form: BaseForm) -> None:
    for box in form:
        if isinstance(box, FieldList):
            box.append_entry()


def _taken(seen: case_view.CaseView, sheet: Sheet) -> ResponseReturnValue:
    number = seen.case.number
    problems = _recorded(seen, sheet) if sheet.validate() else None
    if problems is not None and not problems:
        taken = [move for move, _ in sheet.steps]
        flash(onward.done(taken), "success")
        return redirect(onward.after(number, before=seen.next, taken=taken))
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    changed = any(one.code == "changed" for one in problems or ())
    return move_pages.page(seen, sheet, status=422, changed=changed)


def plan_of(seen: case_view.CaseView, step: Move, *, fill: bool = True) -> Plan:
    """Say which steps a page is for (办理页安排); without `fill` nothing known is looked up."""
    joined = sheet_rules.joined(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    place = seen.facts.place
    step = moves.at(step, place)
    step = promises.fitted(step, seen.facts, on=clock.today())
    if seen.sight is not Sight.FULL:
        step = performance_shapes.numbered(step, seen.facts)
    then = moves.at(moves.TABLE[joined.move], place) if joined else None
    if not fill:
        return Plan(step, joined, then)
    known = {**_known(seen, step), **performance.from_address(step)}
    return Plan(step, joined, then, known, _known(seen, then) if then else {})


def _known(seen: case_view.CaseView, step: Move) -> Mapping[str, Known]:
    """What is known already names people and figures, so only who sees them is given it.

    Of a letter of their own the offices above know what they wrote.
    """
    if step.name in office_papers.BY_MOVE and g.actor.role in office_papers.WRITERS:
        return letter_known.of_move(
            db.session(), seen.case, seen.facts, step.name, actor=g.actor, on=clock.today()
        )
    if seen.sight is Sight.FILED:
        return review_desk.known(seen, step)
    if seen.sight is not Sight.FULL:
        return {}
    found = known_queries.known(db.session(), seen.case, seen.facts, step.name, today=clock.today())
    return {**found, **_in_address(step)}


def _in_address(step: Move) -> dict[str, Known]:
    """What a link says already, such as which clause is spoken of; the page shows it to change."""
    if request.method != "GET":
        return {}
    given = {ask: request.args[ask.name] for ask in step.asks if ask.name in request.args}
    return {
        ask.name: Known(value, "")
        for ask, value in given.items()
        if (ask.kind is AskKind.TEXT and len(value) <= ask.longest)
        or (ask.kind is AskKind.CHOICE and value in dict(ask.choices))
    }


def _draft(seen: case_view.CaseView, step: Move) -> FormDraft | None:
    if _why_not(seen, step) is not None:
        return None
    form = draft_actions.of_step(seen.case.number, step.name)
    return draft_queries.find_draft(db.session(), form, actor=g.actor)


def _unsent(seen: case_view.CaseView, plan: Plan, draft: FormDraft | None) -> Sheet:
    """The page as it was left, else as it stands with what is known."""
    sheet = sheets.fresh(plan) if draft is None else sheets.filled(plan, MultiDict(draft.given))
    sheet.form.seen_sequence.data = str(seen.case.last_sequence)
    return sheet


def _why_not(seen: case_view.CaseView, step: Move) -> Refusal | None:
    return moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)


def _recorded(seen: case_view.CaseView, sheet: Sheet) -> tuple[Refusal, ...]:
    """Record a page; where it is refused, put every sentence beside its field."""
    move, refusals = sheet.plan.move.name, ()  # type: str, tuple[Refusal, ...]
    try:
        _record(seen, sheet)
    except sequences.Stopped as problem:
        move = problem.move
        refusals = tuple(_told(one, seen.sight) for one in problem.refusals)
    except Refused as problem:
        refusals = (_told(problem.refusal, seen.sight),)
    except StaleDataError:
        refusals = (SOMEBODY_WAS_FASTER,)
    for one in refusals:
        sheet.show(move, one)
    return refusals


def _told(refusal: Refusal, sight: Sight) -> Refusal:
    """Who recorded what in between is said to those who see the recorders."""
    if refusal.code == "changed" and sight not in (Sight.FULL, Sight.FINDINGS):
        return SOMEBODY_WAS_FASTER
    return refusal


def _record(seen: case_view.CaseView, sheet: Sheet) -> None:
    number = seen.case.number
    seen_sequence = forms.seen_sequence(sheet.form.seen_sequence.data)
    with transaction(g.actor) as session:
        steps: list[case_actions.Step] = []
        for move, form in sheet.steps:
            given = performance.in_words(move, sheets.answers(sheet, move, form), seen.facts)
            for ask in move.asks:
                if ask.kind is AskKind.FILES and ask.name in form:
                    place = photo_actions.Place(number, move.name, ask)
                    given[ask.name] = _keep_photos(session, place, form[ask.name].data)
            on = forms.given(form["on"].data)
            # What the writer saw is asked of the first step; the second follows on it.
            last_seen = None if steps else seen_sequence
            steps.append(case_actions.Step(move.name, on, given, seen_sequence=last_seen))
        sequences.take_in_order(
            session, number, steps, actor=g.actor, at=clock.now(), today=clock.today()
        )


def _keep_photos(
    session: Session,
    place: photo_actions.Place,
    uploads: Any,  # noqa: ANN401
) -> list[dict[str, str]]:
    return photo_actions.keep_for(
        session,
        place,
        [
            file_actions.Upload(one.filename, one.read())
            for one in uploads or ()
            if one and one.filename
        ],
        store=store(),
        actor=g.actor,
        at=clock.now(),
        today=clock.today(),
    )


@pages.post("/<number>/moves/<name>/preview")
@open_to(*MAY_RECORD)
def consequence(number: str, name: str) -> ResponseReturnValue:
    """Say what would follow from what is typed so far (办理后果)."""
    step = move_pages.step_of(name)
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    refusal = _why_not(seen, step)
    if refusal is not None:
        raise Refused(refusal)
    sheet = sheets.filled(plan_of(seen, step, fill=False))
    return render_template(
        "cases/_consequences.html", consequences=move_pages.consequences(seen, sheet)
    )
