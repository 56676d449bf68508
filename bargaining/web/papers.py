"""Papers by a browser: what a case needs, as Word, PDF or a form to fill by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import papers as paper_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible
from bargaining.models.union_body import UnionBody
from bargaining.queries import case_view
from bargaining.queries import cases as case_queries
from bargaining.queries import papers as paper_queries
from bargaining.rules import basis as bases
from bargaining.rules import moves, packs, papers, verification, without_union
from bargaining.rules.paper import Paper, Signer
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import forms, paper_files
from bargaining.web.access import open_to
from bargaining.web.settings import only_on_this_machine, public_address, store

pages = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers")

# The papers page in the order of a case's way; a paper in no group would not be on it.
GROUPS = (
    ("要约和应约", ("proposal", "delivery_receipt", "reply", "entrust_offer")),
    (
        "代表和会议",
        (
            "workers_election", "representatives", "representatives_notice", "chief_mandate",
            "expert_mandate", "replacement_notice", "data_request", "minutes",
        ),
    ),
    ("中止和协调", ("suspension_record", "coordination_request", "coordination_agreement")),
    ("文本和审议", ("agreement", "congress_resolution")),
    (
        "报送和公布",
        ("filing_contents", "filing_statement", "publication_notice", "publication_record"),
    ),
    ("履行", ("performance_report", "arbitration_request")),
    ("变更和终止", ("change_agreement", "termination_agreement", "termination_notice")),
)  # fmt: skip


@pages.get("")
@open_to(*RECORDERS)
def index(number: str) -> ResponseReturnValue:
    """List the papers of a case, what each still lacks, and those issued (文书)."""
    session, today = db.session(), clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    refusal = moves.why_not(
        moves.get_move("issue_paper"),
        seen.facts,
        actor=g.actor,
        agreed_to_help=seen.agreed_to_help,
    )
    return render_template(
        "papers/index.html",
        case=seen.case,
        groups=_groups(session, seen),
        packs=_packs(seen),
        issued=[
            {
                "title": CATALOGUE[one.kind].title,
                "kind": one.kind,
                "version": one.version,
                "on": one.issued_on,
                "by": one.actor_name,
                "reason": one.override_reason,
                "code": verification.grouped(one.code),
            }
            for one in paper_queries.list_issued(session, seen.case)
        ],
        refusal=refusal,
        only_here=only_on_this_machine(public_address()),
    )


def _groups(session: Session, seen: case_view.CaseView) -> list[dict[str, Any]]:
    missing = paper_actions.missing(
        session, seen.case, making=paper_files.making(session, seen.case), today=clock.today()
    )
    union = case_queries.union_of(session, seen.case)
    return [
        {
            "title": title,
            "papers": [
                _row(seen, kind, missing[kind], union)
                for kind in kinds
                if without_union.prints(kind, seen.facts)
            ],
        }
        for title, kinds in GROUPS
    ]


def _packs(seen: case_view.CaseView) -> list[dict[str, Any]]:
    """Shape the packs, the one for the next step first."""
    ordered = sorted(packs.PACKS.values(), key=lambda one: one.name != seen.next.pack)
    return [
        {
            "title": one.title,
            "explain": one.explain,
            "now": one.name == seen.next.pack,
            "href": url_for("packs.download", number=seen.case.number, pack=one.name),
        }
        for one in ordered
    ]


def _row(
    seen: case_view.CaseView,
    kind: str,
    missing: tuple[tuple[str, str], ...],
    union: UnionBody | None,
) -> dict[str, Any]:
    case, paper = seen.case, CATALOGUE[kind]
    signers = papers.signers(
        paper,
        has_union=union is not None and without_union.has_union(seen.facts),
        union_has_seal=bool(union and union.has_seal),
        by_employer=case.initiator == "employer",
    )
    return {
        "kind": kind,
        "now": kind in seen.next.papers,
        "meetings": _meetings(seen) if kind == "minutes" else [],
        "title": paper.title,
        "state": _state(seen, kind, missing),
        "blanks": [label for _, label in missing] if _is_due(seen, kind) else [],
        "lacking": [label for _, label in missing],
        "note": _note(paper, signers),
        "docx_href": url_for("papers.download", number=case.number, kind=kind, form="docx"),
        "pdf_href": url_for("papers.download", number=case.number, kind=kind, form="pdf"),
        "blank_href": url_for(
            "papers.download", number=case.number, kind=kind, form="pdf", blank=1
        ),
        "basis": [(one.text, one.article) for one in bases.at(paper.basis, case.district_code)],
    }


def _state(seen: case_view.CaseView, kind: str, missing: tuple[tuple[str, str], ...]) -> str:
    if not _is_due(seen, kind):
        return "later"
    return "draft" if missing else "complete"


def _is_due(seen: case_view.CaseView, kind: str) -> bool:
    """Tell whether the case has come to a paper: what a later one lacks is no news yet."""
    steps = {step.name for step in papers.steps_of(kind)}
    return kind in seen.next.papers or seen.facts.last(*steps) is not None


def _meetings(seen: case_view.CaseView) -> list[dict[str, str]]:
    """Link the minutes of every meeting, and the form for the one to come."""
    held = seen.facts.every("record_meeting")
    address: dict[str, Any] = {"number": seen.case.number, "kind": "minutes", "form": "pdf"}
    links = [
        {"label": f"第 {at} 次", "href": url_for("papers.download", **address, meeting=at)}
        for at in range(1, len(held) + 1)
    ]
    coming = url_for("papers.download", **address, meeting=len(held) + 1)
    return [*links, {"label": f"第 {len(held) + 1} 次（待开，会上手写）", "href": coming}]


def _note(paper: Paper, signers: tuple[Signer, ...]) -> str:
    who = "；".join(f"{one.who}签字{f'，盖{one.seal}' if one.seal else ''}" for one in signers)
    seam = "，盖骑缝章" if paper.seam_seal else ""
    return f"一式 {paper.copies} 份，{paper.copies_note}{seam}。{who}。"


@pages.get("/<kind>.<form>")
@open_to(*RECORDERS)
def download(number: str, kind: str, form: str) -> ResponseReturnValue:
    """Send one paper as it can be filled now, or its blank form (下载文书)."""
    paper_files.refuse_form(form)
    if kind not in CATALOGUE:
        raise NotVisible(kind)
    session = db.session()
    seen = case_view.view(session, number, actor=g.actor, on=clock.today())
    sheet = paper_actions.draft(
        session,
        number,
        kind,
        form=form,
        blank=bool(request.args.get("blank")),
        meeting=request.args.get("meeting", type=int),
        making=paper_files.making(session, seen.case),
        actor=g.actor,
        today=clock.today(),
    )
    return paper_files.sent(sheet, number, form)


@pages.post("/<kind>/issue")
@open_to(*RECORDERS)
def issue(number: str, kind: str) -> ResponseReturnValue:
    """Issue a paper: kept as it is, to be seen and printed again (生成正式文书)."""
    if kind not in CATALOGUE:
        raise NotVisible(kind)
    with transaction(g.actor) as session:
        seen = case_view.view(session, number, actor=g.actor, on=clock.today())
        paper_actions.issue(
            session,
            number,
            kind,
            override_reason=request.form.get("override_reason", ""),
            making=paper_files.making(session, seen.case),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
            seen_sequence=forms.seen_sequence(request.form.get("seen_sequence")),
        )
    flash(f"已生成正式的{CATALOGUE[kind].title}，按原样存档。", "success")
    return redirect(url_for("papers.index", number=number))


@pages.get("/issued/<kind>-<int:version>.<form>")
@open_to(*RECORDERS, Role.REVIEWER, Role.STREET, Role.DISTRICT)
def issued(number: str, kind: str, version: int, form: str) -> ResponseReturnValue:
    """Send an issued paper as it was (调阅正式文书)."""
    paper_files.refuse_form(form)
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
    return paper_files.sent(sheet, number, form)
