"""The authority's own paper by a browser: 审查意见书, written, printed and kept as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from bargaining import clock
from bargaining.actions import papers as paper_actions
from bargaining.actions import review_opinions
from bargaining.db import db, transaction
from bargaining.documents import contexts
from bargaining.errors import Refusal, Refused
from bargaining.queries import case_view, review_desk
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier as dossier_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import moves
from bargaining.rules.asks import Ask, AskKind, read_answers
from bargaining.rules.move import Move
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.procedure_review import ISSUE_REVIEW_OPINION, WRITTEN
from bargaining.rules.roles import Role
from bargaining.web import forms, move_forms, paper_files
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.move_forms import PaperForm

pages = Blueprint("review_opinions", __name__, url_prefix="/cases/<number>/review-opinion")

# An objection says what it is about and why; without one these fields stay empty.
_OF_OBJECTION = {"about": "请选择异议事项", "opinion": "请写明异议内容"}
ASKS = (
    *(
        replace(ask, help="。".join(filter(None, ("有异议的必填", ask.help))))
        if ask.name in _OF_OBJECTION
        else ask
        for ask in WRITTEN
    ),
    Ask("authority", "作出机关", required=True),
    Ask("employer_address", "用人单位地址", required=True, basis="集体合同规定第45条"),
    Ask("workers_address", "职工方地址", required=True, basis="集体合同规定第45条"),
    Ask("made_on", "作出之日", AskKind.DAY, required=True, basis="集体合同规定第45条"),
)
# What the paper itself knows already, by the case's own dossier.
_FROM_CASE = ("authority", "employer_address", "workers_address")


@pages.route("", methods=["GET", "POST"])
@open_to(Role.REVIEWER)
def write(number: str) -> ResponseReturnValue:
    """Write the opinion, prefilled; print it (写审查意见书)."""
    seen, step = _opened(number)
    if request.method == "GET":
        return _page(seen, _fresh(seen, step))
    form = _chosen_from(move_forms.build_paper(review_opinions.KIND, ASKS)())
    if not form.validate():
        return _page(seen, form, status=422)
    return _printed(seen, form, step)


def _opened(number: str) -> tuple[CaseView, Move]:
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    step = moves.at(ISSUE_REVIEW_OPINION, seen.facts.place)
    refusal = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    if refusal is not None:
        raise Refused(refusal)
    return seen, replace(step, asks=ASKS)


def _fresh(seen: CaseView, step: Move) -> PaperForm:
    """As it was written last, else as the case knows it; the day is today's."""
    written = review_desk.opinion_written(seen.facts)
    values: dict[str, Any] = {
        **_known(seen),
        "made_on": clock.today().isoformat(),
        **(written.payload if written else {}),
    }
    form = move_forms.build_paper(review_opinions.KIND, ASKS)(
        formdata=None, data=move_forms.initial(step, values)
    )
    form.seen_sequence.data = str(seen.case.last_sequence)
    return _chosen_from(form)


def _chosen_from(form: PaperForm) -> PaperForm:
    """Nothing chosen yet is no answer that an opinion could give."""
    for name in ("about", "clause"):
        form[name].choices[0] = forms.choices([("", "请选择")])[0]
    return form


def _known(seen: CaseView) -> dict[str, Any]:
    dossier = dossier_queries.dossier(db.session(), seen.case, phone="", on=clock.today())
    filled = contexts.context(review_opinions.KIND, dossier)
    return {name: filled[name] for name in _FROM_CASE if name in filled}


def _printed(seen: CaseView, form: PaperForm, step: Move) -> ResponseReturnValue:
    """Issue what was written and open it; a refusal stands beside its field."""
    number = seen.case.number
    answers = read_answers(ASKS, move_forms.answers(form, step))
    refusals = [*answers.refusals, *_unsaid(answers.payload)]
    for one in refusals:
        forms.show_refusal(form, one)
    if refusals:
        return _page(seen, form, status=422)
    try:
        with transaction(g.actor) as session:
            case = case_queries.get_case(session, number, actor=g.actor, on=clock.today())
            version = review_opinions.print_opinion(
                session,
                number,
                answers.payload,
                making=paper_files.making(session, case),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
                seen_sequence=forms.seen_sequence(form.seen_sequence.data),
            ).version
    except (Refused, StaleDataError) as problem:
        refusal = problem.refusal if isinstance(problem, Refused) else SOMEBODY_WAS_FASTER
        forms.show_refusal(form, refusal)
        now = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
        return _page(now, form, status=422)
    form_of = "docx" if "word" in request.form else "pdf"
    return redirect(
        url_for(
            "papers.issued", number=number, kind=review_opinions.KIND, version=version,
            form=form_of,
        )
    )  # fmt: skip


def _unsaid(given: Mapping[str, Any]) -> Iterator[Refusal]:
    if given.get("result") != "objection":
        return
    for name, words in _OF_OBJECTION.items():
        if not given.get(name):
            yield Refusal("paper_incomplete", f"有异议的，{words}。", field=name)


def _page(seen: CaseView, form: PaperForm, *, status: int = 200) -> ResponseReturnValue:
    number, paper = seen.case.number, CATALOGUE[review_opinions.KIND]
    issued = review_desk.opinion_of(db.session(), seen.case, seen.facts)
    if status != 200:  # whoever goes on has seen what was refused, and the newest entry with it
        form.seen_sequence.data = str(seen.case.last_sequence)
    return (
        render_template(
            "reviews/opinion.html",
            case=seen.case,
            paper=paper,
            form=form,
            asks=[ask.name for ask in ASKS],
            needed=list(_OF_OBJECTION),
            bases={ask.name: ask.basis for ask in ASKS},
            basis=[(one.text, one.article) for one in paper.basis],
            signs="；".join(f"{one.who}签字，盖{one.seal}" for one in paper.signers),
            issued=issued,
            objected=bool(issued and issued.context.get("objected")),
            kind=review_opinions.KIND,
            number=number,
        ),
        status,
    )


@pages.get("/blank.<form>")
@open_to(Role.REVIEWER)
def blank(number: str, form: str) -> ResponseReturnValue:
    """Send the form to fill in by hand (空白审查意见书)."""
    paper_files.refuse_form(form)
    seen, _step = _opened(number)
    session = db.session()
    sheet = paper_actions.draft(
        session,
        number,
        review_opinions.KIND,
        form=form,
        blank=True,
        making=paper_files.making(session, seen.case),
        actor=g.actor,
        today=clock.today(),
    )
    return paper_files.sent(sheet, number, form)
