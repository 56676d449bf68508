"""Papers of the union above by a browser: written, printed and kept by the office itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from bargaining import clock
from bargaining.actions import drafts as draft_actions
from bargaining.actions import office_letters
from bargaining.actions import papers as paper_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.form_draft import FormDraft
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import case_view, letter_known
from bargaining.queries import cases as case_queries
from bargaining.queries import drafts as draft_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.known import Known
from bargaining.rules import letter_words, local_basis, office_papers, papers
from bargaining.rules.asks import read_answers
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move
from bargaining.rules.papers import CATALOGUE
from bargaining.web import forms, move_forms, paper_files
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.move_forms import PaperForm

pages = Blueprint("office_papers", __name__, url_prefix="/cases/<number>/letters")

WRITERS = tuple(sorted(office_papers.WRITERS))


@pages.route("/<kind>", methods=["GET", "POST"])
@open_to(*WRITERS)
def write(number: str, kind: str) -> ResponseReturnValue:
    """Write a paper of the office above, prefilled; print it, or keep it for later (写文书)."""
    seen, paper_form = _opened(number, kind)
    draft = _draft(number, kind)
    if request.method == "GET":
        form = _fresh(seen, kind, paper_form, draft)
        return _page(seen, kind, form, draft=draft)
    form = move_forms.build_paper(kind, paper_form.asks)()
    if "save_draft" in request.form:
        return _keep(number, kind, form)
    if not form.validate():
        return _page(seen, kind, form, status=422)
    return _printed(seen, kind, form, paper_form)


def _opened(number: str, kind: str) -> tuple[CaseView, Move]:
    """Find the case and what the form asks for; refuse whoever may not take the paper's step."""
    if kind not in office_papers.WRITTEN:
        raise NotVisible(kind)
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    refusal = office_papers.why_not(
        kind, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help
    )
    if refusal is not None:
        raise Refused(refusal)
    step = office_papers.step_of(kind, place=seen.facts.place)
    asks = office_papers.WRITTEN[kind].asks
    return seen, replace(step, asks=asks)


def _fresh(seen: CaseView, kind: str, step: Move, draft: FormDraft | None) -> PaperForm:
    kinds = move_forms.build_paper(kind, step.asks)
    if draft is not None:
        form = kinds(formdata=MultiDict(draft.given))
    else:
        values = {name: one.value for name, one in _known(seen, kind).items()}
        form = kinds(formdata=None, data=move_forms.initial(step, values))
    form.seen_sequence.data = str(seen.case.last_sequence)
    return form


def _known(seen: CaseView, kind: str) -> Mapping[str, Known]:
    return letter_known.known_letter(
        db.session(), seen.case, seen.facts, kind, actor=g.actor, on=clock.today()
    )


def _draft_name(number: str, kind: str) -> str:
    return draft_actions.of_step(number, f"letter {kind}")


def _draft(number: str, kind: str) -> FormDraft | None:
    return draft_queries.find_draft(db.session(), _draft_name(number, kind), actor=g.actor)


def _keep(number: str, kind: str, form: PaperForm) -> ResponseReturnValue:
    fields = {box.name for box in form if box.type not in ("HiddenField", "CSRFTokenField")}
    with transaction(g.actor) as session:
        typed = draft_actions.keepable(request.form, fields)
        draft_actions.keep(session, _draft_name(number, kind), typed, actor=g.actor, at=clock.now())
    flash("已存为草稿，还没有生成。换一台电脑登录也能接着写。", "info")
    return redirect(request.path)


def _printed(seen: CaseView, kind: str, form: PaperForm, step: Move) -> ResponseReturnValue:
    """Issue what was written and open it; a refusal stands beside its field."""
    number = seen.case.number
    answers = read_answers(step.asks, move_forms.answers(form, step))
    for one in answers.refusals:
        forms.show_refusal(form, one)
    if answers.refusals:
        return _page(seen, kind, form, status=422)
    try:
        with transaction(g.actor) as session:
            case = case_queries.get_case(session, number, actor=g.actor, on=clock.today())
            issued = office_letters.print_letter(
                session,
                number,
                kind,
                answers.payload,
                making=paper_files.making(session, case),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
                seen_sequence=forms.seen_sequence(form.seen_sequence.data),
            )
            draft_actions.forget(session, [_draft_name(number, kind)], actor=g.actor)
            version = issued.version
    except Refused as problem:
        return _refused(number, kind, form, problem.refusal)
    except StaleDataError:
        return _refused(number, kind, form, SOMEBODY_WAS_FASTER)
    form_of = "docx" if "word" in request.form else "pdf"
    return redirect(
        url_for("papers.issued", number=number, kind=kind, version=version, form=form_of)
    )


def _refused(number: str, kind: str, form: PaperForm, refusal: Refusal) -> ResponseReturnValue:
    """Show what stands in the way beside what was typed, on the case as it is by now."""
    forms.show_refusal(form, refusal)
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    return _page(seen, kind, form, status=422)


def _page(
    seen: CaseView,
    kind: str,
    form: PaperForm,
    *,
    status: int = 200,
    draft: FormDraft | None = None,
) -> ResponseReturnValue:
    number, paper = seen.case.number, CATALOGUE[kind]
    step = office_papers.step_of(kind, place=seen.facts.place)
    known = {} if draft is not None or status != 200 else _known(seen, kind)
    issued = letter_known.standing(db.session(), seen.case, seen.facts, kind)
    if status != 200:  # whoever goes on has seen what was refused, and the newest entry with it
        form.seen_sequence.data = str(seen.case.last_sequence)
    return (
        render_template(
            "papers/letter.html",
            case=seen.case,
            paper=paper,
            kind=kind,
            step=step,
            form=form,
            asks=[ask.name for ask in office_papers.WRITTEN[kind].asks],
            marks={name: one.source for name, one in known.items()},
            bases={ask.name: ask.basis for ask in office_papers.WRITTEN[kind].asks},
            basis=[(one.text, one.article) for one in _basis(seen, kind)],
            signs="；".join(
                f"{one.who}签字{f'，盖{one.seal}' if one.seal else ''}"
                for one in papers.signers(paper, has_union=True, union_has_seal=True)
            ),
            draft=draft,
            issued=_waiting(issued),
            record_href=url_for("moves.take", number=number, name=step.name),
        ),
        status,
    )


def _waiting(issued: IssuedPaper | None) -> dict[str, Any] | None:
    """Shape the paper that waits to be recorded."""
    if issued is None:
        return None
    return {"version": issued.version, "on": issued.issued_on, "by": issued.actor_name}


def _basis(seen: CaseView, kind: str) -> tuple[Basis, ...]:
    """The articles of the paper, by their numbers of today."""
    if kind in letter_words.CITED:
        return letter_words.cited(kind, place=seen.facts.place, on=clock.today())
    step = office_papers.step_of(kind, place=seen.facts.place)
    return local_basis.as_of(step.basis, clock.today())


@pages.get("/<kind>/sheet.<form>")
@open_to(*WRITERS)
def sheet(number: str, kind: str, form: str) -> ResponseReturnValue:
    """Send the paper as it stands now, kept draft and all, or its blank form (看样张)."""
    paper_files.refuse_form(form)
    seen, step = _opened(number, kind)
    filled = _fresh(seen, kind, step, _draft(number, kind))
    given = read_answers(step.asks, move_forms.answers(filled, step)).payload
    session = db.session()
    made = paper_actions.draft(
        session,
        number,
        kind,
        form=form,
        blank=bool(request.args.get("blank")),
        making=paper_files.making(session, seen.case),
        actor=g.actor,
        today=clock.today(),
        given=given,
    )
    return paper_files.sent(made, number, form)
