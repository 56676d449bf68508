"""Writing an entry anew by a browser: what changes is shown before it is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from wtforms import FieldList, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from bargaining import clock
from bargaining.actions import corrections as correction_actions
from bargaining.actions import entries
from bargaining.db import db, transaction
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.queries import case_view
from bargaining.queries import preview as preview_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import corrections, moves, promises
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.corrections import Amendment
from bargaining.rules.events import Event
from bargaining.rules.move import Move
from bargaining.web import case_steps, correction_words, forms, move_forms, move_pages, shapes
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.move_forms import MoveForm

pages = Blueprint("amendments", __name__, url_prefix="/cases")

_UNSEEN = Refusal("unseen", "您看不到这一条写了什么，填错了请撤回，再重新登记。")
_REASON = "amend_reason"  # some steps ask for a reason of their own


@pages.route("/<number>/correct/<int:sequence>/amend", methods=["GET", "POST"])
@open_to(*case_steps.CORRECTORS)
def amend(number: str, sequence: int) -> ResponseReturnValue:
    """Write an entry anew in its place (改正); what it changes is shown first."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    entry = _entry(seen, sequence)
    move = _move(seen, entry)
    if request.method == "GET":
        return _page(seen, entry, move, _fresh(seen, entry, move))
    form = _form_class(move)()
    if "add_row" in request.form:
        for box in form:
            if isinstance(box, FieldList):
                box.append_entry()
        return _page(seen, entry, move, form)
    if not form.validate():
        return _page(seen, entry, move, form, status=422)
    return _shown_or_written(seen, entry, move, form)


def _shown_or_written(
    seen: CaseView, entry: Event, move: Move, form: MoveForm
) -> ResponseReturnValue:
    """Write what was shown before; what has not been, or was changed since, is shown."""
    given = move_forms.answers(form, move)
    shown = _digest(form, given)
    try:
        if "confirm" in request.form and form["shown"].data == shown:
            return _written(seen, entry, form, given)
        case, amendment = correction_actions.preview_amend(
            db.session(), seen.case.number, entry.sequence, on=form["on"].data, given=given,
            actor=g.actor, today=clock.today(),
        )  # fmt: skip
        form["shown"].data = shown
        found = preview_queries.of_amendment(db.session(), case, amendment)
        effects = correction_words.lines(found, sight=seen.sight)
        return _page(seen, entry, move, form, effects=effects, amendment=amendment)
    except Invalid as problem:
        for one in problem.refusals:
            forms.show_refusal(form, one)
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        if problem.refusal.code == "changed":
            return _overtaken(seen, entry, move, form)
    except StaleDataError:
        forms.show_refusal(form, SOMEBODY_WAS_FASTER)
        return _overtaken(seen, entry, move, form)
    return _page(seen, entry, move, form, status=422)


def _overtaken(seen: CaseView, entry: Event, move: Move, form: MoveForm) -> ResponseReturnValue:
    """Show what somebody wrote in between; what changes has to be looked at again."""
    seen = case_view.view(db.session(), seen.case.number, actor=g.actor, on=clock.today())
    form.seen_sequence.data = str(seen.case.last_sequence)
    form["shown"].data = ""
    return _page(seen, entry, move, form, status=422, newest=shapes.story(seen)[:1])


def _written(
    seen: CaseView, entry: Event, form: MoveForm, given: dict[str, Any]
) -> ResponseReturnValue:
    with transaction(g.actor) as session:
        correction_actions.amend(
            session, seen.case.number, entry.sequence, on=form["on"].data, given=given,
            reason=form[_REASON].data or "", actor=g.actor, at=clock.now(), today=clock.today(),
            seen_sequence=forms.seen_sequence(form.seen_sequence.data),
        )  # fmt: skip
    flash("已改正。原来的登记仍然保留，并标明已更正；后面的期限已重新计算。", "success")
    return redirect(url_for("cases.show", number=seen.case.number))


def _digest(form: MoveForm, given: dict[str, Any]) -> str:
    """Tell whether what is confirmed is what was shown; no secret."""
    said = json.dumps([str(form["on"].data), given], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _entry(seen: CaseView, sequence: int) -> Event:
    """Find the entry; whoever does not see the whole case is not shown what it says."""
    found = next((one for one in seen.entries if one.sequence == sequence), None)
    refusal = moves.why_not_correct(
        g.actor,
        agreed_to_help=seen.agreed_to_help,
        entry=found,
        left=seen.left is not None,
        taken_on=seen.taken_on,
    )
    if refusal is None:
        refusal = corrections.why_not_amend(seen.entries, sequence)
    if refusal is not None or found is None:
        raise Refused(refusal or corrections.NOT_THERE)
    if not shapes.reads(seen, found):
        raise Refused(_UNSEEN)
    refusal = moves.why_not_by(moves.TABLE[found.kind], g.actor, agreed_to_help=seen.agreed_to_help)
    if refusal is not None:
        raise Refused(refusal)
    return found


def _move(seen: CaseView, entry: Event) -> Move:
    """The step as it is asked at the case's place, without its files: those stay as they are."""
    move = moves.at(moves.TABLE[entry.kind], seen.facts.place)
    move = promises.fitted(move, seen.facts, on=clock.today())
    asks = tuple(_offering(ask, entry) for ask in corrections.asks_anew(move))
    return replace(move, asks=asks)


def _offering(ask: Ask, entry: Event) -> Ask:
    """What was said then may be no choice any more; it can stay as it was."""
    said = entry.payload.get(ask.name)
    offered = {code for _heading, pairs in ask.offers for code, _label in pairs}
    if not offered or not said or said in offered:
        return ask
    return replace(ask, offers=(*ask.offers, ("原来登记的", ((said, str(said)),))))


def _form_class(move: Move) -> type[MoveForm]:
    fields = {
        _REASON: StringField(
            "更正原因", [InputRequired("请写明更正的原因。"), Length(max=200)],
            description="例如“日期看错了，签字是 4 月 9 日”。",
        ),
        "shown": HiddenField(),
    }  # fmt: skip
    return type(f"amend_{move.name}_form", (move_forms.build(move),), fields)


def _fresh(seen: CaseView, entry: Event, move: Move) -> MoveForm:
    payload = dict(entry.payload)
    for ask in move.asks:
        if ask.kind is AskKind.RATE and payload.get(ask.name) is not None:
            payload[ask.name] = f"{(Decimal(payload[ask.name]) * 100).normalize():f}%"
    values = move_forms.initial(move, payload) | {"on": entry.occurred_on}
    # What was left empty stays so: no suggestion is written into somebody's entry.
    empty = {ask.name: "" for ask in move.asks if ask.suggest and ask.name not in payload}
    form = _form_class(move)(formdata=None, data={**empty, **values})
    form.seen_sequence.data = str(seen.case.last_sequence)
    return form


def _page(
    seen: CaseView,
    entry: Event,
    move: Move,
    form: MoveForm,
    *,
    status: int = 200,
    effects: list[correction_words.Line] | None = None,
    amendment: Amendment | None = None,
    newest: Sequence[dict[str, Any]] = (),
) -> ResponseReturnValue:
    history = {one.sequence: one for one in seen.entries}
    part = move_pages.part(seen, move, form, {})
    return (
        render_template(
            "cases/amend.html",
            case=seen.case,
            entry=entry,
            label=entries.entry_label(entry.kind, place=seen.facts.place),
            form=form,
            part={**part, "fields": [*part["fields"], *part["folded"]], "folded": []},
            reason=form[_REASON],
            effects=effects,
            also=[
                (entries.entry_label(history[one].kind), history[one].occurred_on)
                for one in (amendment.also if amendment else ())
            ],
            newest=newest,
        ),
        status,
    )
