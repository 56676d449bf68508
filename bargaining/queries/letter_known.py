"""What is known already of a paper the office above writes? From this case, from the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.queries import cases as case_queries
from bargaining.queries import papers as paper_queries
from bargaining.queries.known import REGISTER, THIS_CASE, TODAY, Known
from bargaining.rules import letter_words, office_papers
from bargaining.rules.facts import CaseFacts
from bargaining.rules.letter_words import Parties
from bargaining.rules.roles import Actor

ISSUED = "来自已生成的文书"
_OFFICES = (UnionKind.STREET, UnionKind.DISTRICT, UnionKind.CITY)
# What a form calls otherwise than the paper it was printed in.
_ON_PAPER = {"issuer": "issuer_name", "counterpart": "addressee_head", "entrusted_on": "signed_on"}


def known_letter(
    session: Session, case: Case, facts: CaseFacts, kind: str, *, actor: Actor, on: date
) -> dict[str, Known]:
    """Fill in a paper of the office above (带出文书内容): as it was issued, else as suggested.

    What was issued counts as long as its step has not been recorded since.
    """
    found = _suggested(session, case, facts, kind, actor=actor, on=on)
    issued = standing(session, case, facts, kind)
    if issued is not None:
        found |= {
            ask.name: Known(value, ISSUED)
            for ask in office_papers.WRITTEN[kind].asks
            if (value := _printed(issued.context, ask.name))
        }
    return found


def of_move(
    session: Session, case: Case, facts: CaseFacts, move: str, *, actor: Actor, on: date
) -> dict[str, Known]:
    """Fill in the step that a paper of the office is for (带出步骤内容): what the paper says."""
    found: dict[str, Known] = {}
    for kind in office_papers.BY_MOVE.get(move, ()):
        found |= known_letter(session, case, facts, kind, actor=actor, on=on)
    return found


def standing(session: Session, case: Case, facts: CaseFacts, kind: str) -> IssuedPaper | None:
    """Find the issued paper whose step is still to be recorded (待登记的文书)."""
    named = [event for event in facts.every("issue_letter") if event.payload.get("paper") == kind]
    taken = facts.last(office_papers.WRITTEN[kind].move)
    if not named or (taken is not None and taken.sequence > named[-1].sequence):
        return None
    version = int(named[-1].payload["version"])
    return paper_queries.get_issued(session, case, kind, version)


def _printed(context: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 -- JSON
    value = context.get(_ON_PAPER.get(name, name))
    if name == "form":
        return {"走访": "visit", "约谈": "interview"}.get(value or "")
    return "\n".join(value) if isinstance(value, list) else value


def _suggested(
    session: Session, case: Case, facts: CaseFacts, kind: str, *, actor: Actor, on: date
) -> dict[str, Known]:
    office = office_name(session, actor)
    found = _given({"issuer": office, "upper_union": office, "attending": office}, REGISTER)
    found |= _given({"contact_name": actor.name}, REGISTER)
    found |= {"signed_on": Known(on.isoformat(), TODAY)}
    if kind in letter_words.CITED:
        found |= _given(_letter(session, case, facts, kind, on=on), THIS_CASE)
    if kind == "proposal":
        head = case.enterprise.legal_representative if case.enterprise else ""
        found |= _given({"counterpart": head}, REGISTER)
        drawn_up = facts.last("prepare_proposal", "send_proposal")
        keys = ("counterpart", "meeting_on", "meeting_place", "topics")
        said = {key: drawn_up.payload.get(key) for key in keys} if drawn_up else {}
        found |= _given(said, THIS_CASE)
    if kind == "interview_record":
        found |= _given({"told": letter_words.duty(facts.place)}, THIS_CASE)
    return found


def _letter(
    session: Session, case: Case, facts: CaseFacts, kind: str, *, on: date
) -> dict[str, Any]:
    of = parties(session, case)
    last_on = answer_last_on(session, case, facts)
    return {
        "addressee": letter_words.addressee(kind, of),
        "facts_found": letter_words.facts_found(kind, facts, of, on=on, last_on=last_on),
        "asked_for": letter_words.asked_for(kind, of, state=facts.state, place=facts.place),
    }


def parties(session: Session, case: Case) -> Parties:
    """Name both sides of a case and its district (函件当事人)."""
    union = case_queries.union_of(session, case)
    district = session.get(Place, case.district_code)
    return Parties(
        employer=case.enterprise.name if case.enterprise else case.title,
        workers=union.name if union else f"{case.title}职工方",
        district=district.name if district else "",
    )


def answer_last_on(session: Session, case: Case, facts: CaseFacts) -> date | None:
    """Name the last day in time for the answer to the newest offer (答复最后一天)."""
    delivery = facts.delivery
    if delivery is None:
        return None
    return next(
        (
            one.overdue_after
            for one in case_queries.deadlines(session, case)
            if (one.rule_id, one.start_sequence) == ("T-OFFER-REPLY", delivery.sequence)
        ),
        None,
    )


def office_name(session: Session, actor: Actor) -> str:
    """Name the union an actor works for (发函单位): as registered, else after its place."""
    codes: Sequence[str] = sorted(actor.places)
    if not codes:
        return ""
    named = session.scalar(
        select(UnionBody.name)
        .where(UnionBody.place_code == codes[0], UnionBody.kind.in_(_OFFICES))
        .order_by(UnionBody.id)
    )
    place = session.get(Place, codes[0])
    return named or (f"{place.name}总工会" if place else "")


def _given(values: Mapping[str, Any], source: str) -> dict[str, Known]:
    return {key: Known(value, source) for key, value in values.items() if value}
