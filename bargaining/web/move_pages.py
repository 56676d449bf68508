"""How a step's page is drawn: its fields, where their values come from, what would follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.form import BaseForm

from bargaining import clock
from bargaining.actions import successions
from bargaining.db import db
from bargaining.errors import NotVisible, Refused
from bargaining.models.form_draft import FormDraft
from bargaining.queries import preview
from bargaining.queries.case_view import CaseView
from bargaining.rules import local_basis, moves, office_papers, without_union
from bargaining.rules import sheets as sheet_rules
from bargaining.rules.asks import AskKind, read_answers
from bargaining.rules.facts import Impossible
from bargaining.rules.move import Move
from bargaining.rules.roles import Sight
from bargaining.web import (
    due_shapes,
    filing_values,
    move_forms,
    onward,
    people_shapes,
    photos,
    renewals,
    review_panel,
    shapes,
    sheets,
)
from bargaining.web.next_cards import office_links, paper_links
from bargaining.web.sheets import Sheet

_VITAL = frozenset({"entitled", "present", "in_favour", "people", "signed_on"})
_FILING = frozenset({"file", "refile"})
# What is kept of the last contract is looked at before anybody signs.
_BEFORE_SIGNING = frozenset({"record_clauses", "adopt_draft", "record_congress", "sign"})


def step_of(name: str) -> Move:
    """Find the step that an address names (地址里的步骤); of an unknown one there is no page."""
    if name not in moves.TABLE:
        raise NotVisible(name)
    return moves.TABLE[name]


def page(
    seen: CaseView,
    sheet: Sheet,
    *,
    status: int = 200,
    changed: bool = False,
    draft: FormDraft | None = None,
) -> ResponseReturnValue:
    """Show the form (办理页); one refused because of a newer entry shows that entry too."""
    step = sheet.plan.move
    why_not = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    refusal = why_not if status == 200 else None
    if changed:
        sheet.form.seen_sequence.data = str(seen.case.last_sequence)
    number, name = seen.case.number, step.name
    return (
        render_template(
            "cases/move.html",
            seen=seen,
            case=seen.case,
            step=step,
            sheet=sheet,
            form=sheet.form,
            parts=_parts(seen, sheet),
            refusal=asdict(refusal) if refusal else None,
            basis=_cited(step, sheet),
            consequences=None if why_not else consequences(seen, sheet),
            newest=shapes.story(seen)[:1] if changed else [],
            holder=without_union.holder_label(step.holder, seen.facts),
            arrival=onward.arrival(seen) if status == 200 else None,
            draft=draft,
            kept_at=_kept_at(seen, step, draft),
            keep_href=url_for("drafts.keep", number=number, name=name),
            forget_href=url_for("drafts.forget", number=number, name=name),
            panels=[] if why_not else photos.panels(seen.case, step),
            **_beside(seen, sheet),
        ),
        status,
    )


def _kept_at(seen: CaseView, step: Move, draft: FormDraft | None) -> int:
    """In seconds: typing that a tab still holds from before is older than what is known here."""
    taken = seen.facts.last(step.name)
    moments = [draft.saved_at if draft else None, taken.recorded_at if taken else None]
    return max((int(one.timestamp()) for one in moments if one is not None), default=0)


def _beside(seen: CaseView, sheet: Sheet) -> dict[str, Any]:
    """What stands beside the form: papers, the wage check, and the values to copy."""
    full = seen.sight is Sight.FULL
    steps = [one for one in (sheet.plan.move, sheet.plan.then) if one is not None]
    kinds = dict.fromkeys(kind for one in steps for kind in (*one.leaves, *one.needs))
    return {
        "papers": _papers(seen, kinds, [one.name for one in steps]),
        "objection": review_panel.beside(seen),
        "upload": any(ask.kind is AskKind.FILES for one in steps for ask in one.asks),
        "wages": shapes.wages(seen.facts.wages, sight=seen.sight) if full else None,
        "renewal": renewals.panel(seen) if _BEFORE_SIGNING & {one.name for one in steps} else None,
        "values": filing_values.columns(seen)
        if full and _FILING & {one.name for one in steps}
        else [],
    }


def _papers(seen: CaseView, kinds: Iterable[str], steps: Collection[str]) -> list[dict[str, str]]:
    """Link the papers of a step: those of the office above to where it writes them."""
    written = [
        kind
        for kind in kinds
        if kind in office_papers.WRITTEN
        and office_papers.WRITTEN[kind].move in steps
        and g.actor.role in office_papers.WRITERS
    ]
    rest = [kind for kind in kinds if kind not in written]
    return [
        *office_links(seen.case.number, written),
        *(paper_links(seen.case.number, rest) if seen.sight is Sight.FULL else []),
    ]


def _cited(step: Move, sheet: Sheet) -> list[tuple[str, str]]:
    """The articles of a step by their numbers of its day, today's where none is filled in."""
    typed = sheet.form["on"].data
    on = typed if isinstance(typed, date) else clock.today()
    return [(one.text, one.article) for one in local_basis.as_of(step.basis, on)]


def _parts(seen: CaseView, sheet: Sheet) -> list[dict[str, Any]]:
    """Shape the page's steps: what is asked at once, and what is folded away."""
    marks = sheet.marks()
    shaped = [part(seen, sheet.plan.move, sheet.form, marks)]
    if sheet.plan.then is not None and sheet.plan.joined is not None and sheet.then_form:
        is_open = sheet.plan.joined.shown or sheet.is_joined or bool(sheet.then_form.errors)
        then = part(seen, sheet.plan.then, sheet.then_form, marks)
        shaped.append({**then, "lead": sheet.plan.joined.lead, "open": is_open})
    return shaped


def part(seen: CaseView, move: Move, form: BaseForm, marks: Mapping[str, str]) -> dict[str, Any]:
    """Shape one step of a page (办理页的一段): what is asked at once, and what is folded away."""
    later = sheet_rules.folded(move, seen.facts)
    boxes = [form["on"], *(form[ask.name] for ask in move.asks if ask.name in form)]
    folded = [box for box in boxes if box.short_name in later]
    return {
        "step": move,
        "form": form,
        "fields": [box for box in boxes if box.short_name not in later],
        "folded": folded,
        "unfolded": any(box.errors for box in folded),
        "marks": {box.short_name: marks.get(box.name, "") for box in boxes},
        "bases": {ask.name: ask.basis for ask in move.asks},
        "rows_later": move_forms.PERSON_LATER,
        "advisers": people_shapes.adviser_buttons(seen) if _names_people(move) else [],
        "optional": {ask.name for ask in move.asks if not ask.required},
        "basis": [(one.text, one.article) for one in move.basis],
    }


def _names_people(move: Move) -> bool:
    return any(ask.kind is AskKind.PEOPLE for ask in move.asks)


def consequences(seen: CaseView, sheet: Sheet) -> dict[str, Any] | None:
    """Work out what recording a page would bring (办理后果), None while it says too little."""
    planned = [_planned(sheet, move, form) for move, form in sheet.steps]
    if any(one is None for one in planned):
        return None
    try:
        found = preview.preview(
            db.session(), seen.case, [_whereto(seen, one) for one in planned if one is not None]
        )
    except (Impossible, KeyError, Refused):
        return None
    return {
        "state": found.facts.state.label,
        "deadlines": [
            due_shapes.due(
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


def _planned(sheet: Sheet, move: Move, form: BaseForm) -> preview.Planned | None:
    answers = read_answers(move.asks, sheets.answers(sheet, move, form))
    wrong = {one.field for one in answers.refusals}
    vital = _VITAL & {ask.name for ask in move.asks if ask.required}
    if form["on"].data is None or wrong & vital:
        return None
    return preview.Planned(move.name, form["on"].data, answers.payload)


def _whereto(seen: CaseView, planned: preview.Planned) -> preview.Planned:
    """A place that would be refused has no consequences; one that is known is named in full."""
    if planned.kind != "record_succession":
        return planned
    found = successions.whereto(db.session(), seen.case, planned.payload)
    return replace(planned, payload={**planned.payload, **found})


def _one_of_each_duty(deadlines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of several sources of one duty the shortest is shown; its proof names the others."""
    shown: dict[tuple[str, int], Mapping[str, Any]] = {}
    for one in sorted(deadlines, key=lambda row: (row["due_on"] or date.max, row["rule_id"])):
        shown.setdefault((one["proof"]["duty"], one["start_sequence"]), one)
    return list(shown.values())
