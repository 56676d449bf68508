"""Papers by a browser: what a case needs, as Word, PDF or a form to fill by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import papers as paper_actions
from bargaining.actions import persons as person_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Unusable
from bargaining.models.case import Case
from bargaining.queries import case_view
from bargaining.queries import cases as case_queries
from bargaining.queries import papers as paper_queries
from bargaining.rules import moves, papers
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import downloads
from bargaining.web.access import open_to
from bargaining.web.settings import settings, store

pages = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers")

FORMS = ("docx", "pdf")
# Which move each paper is for: shown beside it, and how a case's way orders them.
ORDER = ("proposal", "delivery_receipt", "congress_resolution", "agreement", "filing_statement")


@pages.get("")
@open_to(*RECORDERS)
def index(number: str) -> ResponseReturnValue:
    """List the papers of a case, what each still lacks, and those issued (文书)."""
    session, today = db.session(), clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    making = _making(session, seen.case)
    refusal = moves.why_not(
        moves.get_move("issue_paper"),
        seen.facts,
        actor=g.actor,
        agreed_to_help=seen.agreed_to_help,
    )
    return render_template(
        "papers/index.html",
        case=seen.case,
        papers=[_row(session, seen.case, kind, making) for kind in ORDER if kind in CATALOGUE],
        issued=[
            {
                "title": CATALOGUE[one.kind].title,
                "kind": one.kind,
                "version": one.version,
                "on": one.issued_on,
                "by": one.actor_name,
                "reason": one.override_reason,
            }
            for one in paper_queries.list_issued(session, seen.case)
        ],
        refusal=refusal,
    )


def _row(session: Session, case: Case, kind: str, making: paper_actions.Making) -> dict[str, Any]:
    paper = CATALOGUE[kind]
    missing = paper_actions.missing(session, case, kind, making=making, today=clock.today())
    union = case_queries.union_of(session, case)
    signers = papers.signers(
        paper,
        has_union=union is not None,
        union_has_seal=bool(union and union.has_seal),
        by_employer=case.initiator == "employer",
    )
    return {
        "kind": kind,
        "title": paper.title,
        "state": "draft" if missing else "complete",
        "blanks": [label for _, label in missing],
        "note": _note(paper, signers),
        "docx_href": url_for("papers.download", number=case.number, kind=kind, form="docx"),
        "pdf_href": url_for("papers.download", number=case.number, kind=kind, form="pdf"),
        "blank_href": url_for(
            "papers.download", number=case.number, kind=kind, form="pdf", blank=1
        ),
        "basis": [(one.text, one.article) for one in paper.basis],
    }


def _note(paper: papers.Paper, signers: tuple[papers.Signer, ...]) -> str:
    who = "；".join(f"{one.who}签字{f'，盖{one.seal}' if one.seal else ''}" for one in signers)
    seam = "，盖骑缝章" if paper.seam_seal else ""
    return f"一式 {paper.copies} 份，{paper.copies_note}{seam}。{who}。"


@pages.get("/<kind>.<form>")
@open_to(*RECORDERS)
def download(number: str, kind: str, form: str) -> ResponseReturnValue:
    """Send one paper as it can be filled now, or its blank form (下载文书)."""
    if form not in FORMS:
        raise Unusable("文书只有 docx 和 pdf 两种格式。", field="form")
    session = db.session()
    seen = case_view.view(session, number, actor=g.actor, on=clock.today())
    sheet = paper_actions.draft(
        session,
        number,
        kind,
        form=form,
        blank=bool(request.args.get("blank")),
        making=_making(session, seen.case),
        actor=g.actor,
        today=clock.today(),
    )
    return _send(sheet, number, form)


@pages.post("/<kind>/issue")
@open_to(*RECORDERS)
def issue(number: str, kind: str) -> ResponseReturnValue:
    """Issue a paper: kept as it is, to be seen and printed again (生成正式文书)."""
    papers.paper(kind)
    with transaction(g.actor) as session:
        seen = case_view.view(session, number, actor=g.actor, on=clock.today())
        paper_actions.issue(
            session,
            number,
            kind,
            override_reason=request.form.get("override_reason", ""),
            making=_making(session, seen.case),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
            seen_sequence=request.form.get("seen_sequence", type=int),
        )
    flash(f"已生成正式的{CATALOGUE[kind].title}，按原样存档。", "success")
    return redirect(url_for("papers.index", number=number))


@pages.get("/issued/<kind>-<int:version>.<form>")
@open_to(*RECORDERS, Role.REVIEWER)
def issued(number: str, kind: str, version: int, form: str) -> ResponseReturnValue:
    """Send an issued paper as it was (调阅正式文书)."""
    if form not in FORMS:
        raise Unusable("文书只有 docx 和 pdf 两种格式。", field="form")
    sheet = paper_actions.issued_file(
        db.session(),
        number,
        kind,
        version,
        form=form,
        store=store(),
        actor=g.actor,
        today=clock.today(),
    )
    return _send(sheet, number, form)


def _making(session: Session, case: Case) -> paper_actions.Making:
    key = person_actions.PersonKey(settings().person_key)
    return paper_actions.making(session, case, instance=settings().instance, store=store(), key=key)


def _send(sheet: paper_actions.Sheet, number: str, form: str) -> Response:
    # A PDF opens in the page, also in WeChat's browser; a Word file is saved.
    return downloads.sent(
        sheet.content,
        media_type=sheet.media_type,
        name=f"{sheet.title}-{number}.{form}",
        inline=form == "pdf",
    )
