"""The papers an instructor takes along: the letter, and the sheets for the day's visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, g

from bargaining import clock
from bargaining.actions import persons
from bargaining.db import db
from bargaining.documents import letters, papers, pdf
from bargaining.models.deadline import Deadline
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import standing, visits
from bargaining.queries.dispatches import Sending
from bargaining.queries.instructor_desk import DeskLine
from bargaining.queries.visits import Visit
from bargaining.rules.dispatches import CAPACITY_LABELS
from bargaining.rules.heat import Heat
from bargaining.rules.states import HOLDER_LABELS
from bargaining.web import downloads, filters, shapes
from bargaining.web.settings import settings

FORMS = ("docx", "pdf")
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"
# Reasons that are between the instructor and the union, not for the table at the enterprise.
_NOT_TO_TALK_ABOUT = frozenset({Heat.OFFERED, Heat.AGREED, Heat.SILENT, Heat.VERY_SILENT})


def dispatch_letter(seen: Sending, *, form: str) -> Response:
    """Send the letter that introduces an instructor (派遣函)."""
    sent, session = seen.dispatch, db.session()
    filled = letters.Sending(
        issuer_name=dispatch_queries.issuer_name(session, sent),
        employer_name=seen.enterprise_name,
        workers_name=enterprise_queries.union_name(session, sent.enterprise_id),
        instructor_name=seen.instructor_name,
        capacity=sent.capacity,
        reason=sent.reason,
        from_on=sent.answered_on or sent.sent_on,
        to_on=sent.ended_on,
        year=sent.sent_on.year,
        contact_name=sent.sent_by_name,
        signed_on=sent.sent_on,
    )
    rendered = papers.render_docx(
        "dispatch_letter", letters.dispatch_letter(filled), draft=True, blank=False
    )
    word = CAPACITY_LABELS[seen.capacity]
    return _sent(f"派遣函-{seen.instructor_name}-{word}", rendered.content, form)


def visit_sheets(lines: Sequence[DeskLine], nearest: Mapping[int, Deadline]) -> Response:
    """Send one PDF with a sheet for each enterprise, in the order of the list (走访单)."""
    found = visits.visits(
        db.session(), [one.enterprise_id for one in lines], actor=g.actor, on=clock.today()
    )
    run = pdf.PrintRun(instance=settings().instance)
    for line in lines:
        due = nearest.get(line.case.id) if line.case else None
        filled = letters.visit_sheet(_sheet(line, found[line.enterprise_id], due))
        rendered = papers.render_docx("visit_sheet", filled, draft=True, blank=False)
        run.add(rendered.content)
    return downloads.sent(
        run.printed("走访单"),
        media_type=PDF_TYPE,
        name=f"走访单-{clock.today().isoformat()}.pdf",
        inline=True,
    )


def _sheet(line: DeskLine, visit: Visit, due: Deadline | None) -> letters.Visit:
    case, contact, firm = line.case, line.contact, visit.enterprise
    waiting = standing.waiting(case) if case else None
    said = [contact.with_whom, contact.words] if contact else []
    met = [filters.plain_day(contact.on), contact.method] if contact else []
    return letters.Visit(
        employer_name=line.name,
        street=line.street_name,
        address=line.address,
        workers=line.workers,
        legal_representative=firm.legal_representative,
        union_name=visit.union_name,
        chair_name=visit.chair_name,
        contact_phone="、".join(number for _who, number in phones(visit)),
        case_number=case.number if case else "",
        state=shapes.case_state(case)[0] if case else "没有在办案件",
        waiting=waiting.words if waiting else "",
        since_on=case.state_since if case else None,
        holder=HOLDER_LABELS[waiting.holder] if waiting else "",
        due_label=due.proof.get("label", "") if due else "",
        due_on=due.due_on if due else None,
        current_contract=_term(visit),
        last_contact="，".join(word for word in [*met, *said] if word),
        findings="；".join(one.words for one in line.reasons if one.heat is Heat.BLOCKED),
        points=points(line),
        visit_on=clock.today(),
        visitor_name=g.actor.name,
    )


def points(line: DeskLine) -> tuple[str, ...]:
    """Say what to talk about, from the reasons and what was agreed last (本次要谈)."""
    agreed = [line.contact.next_step] if line.contact and line.contact.next_step else []
    talk = [one.words for one in line.reasons if one.heat not in _NOT_TO_TALK_ABOUT]
    return tuple([*agreed, *talk][:5])


def phones(visit: Visit) -> list[tuple[str, str]]:
    """Open the numbers one may call: whose, and the number, each once (联系电话)."""
    key = persons.PersonKey(settings().person_key)
    said = [
        (one.name or role, persons.phone_of(one, key))
        for role, one in (("联系人", visit.contact), ("工会主席", visit.chair))
        if one is not None
    ]
    known: dict[str, str] = {}
    for who, number in said:
        if number:
            known.setdefault(number, who)
    return [(who, number) for number, who in known.items()]


def _term(visit: Visit) -> str:
    if visit.term is None:
        return ""
    first, last = visit.term
    return f"{filters.plain_day(first)}至{filters.plain_day(last)}"


def _sent(name: str, content: bytes, form: str) -> Response:
    if form == "pdf":
        content = pdf.render_pdf(content, instance=settings().instance)
    return downloads.sent(
        content,
        media_type=PDF_TYPE if form == "pdf" else DOCX_TYPE,
        name=f"{name}.{form}",
        inline=form == "pdf",
    )
