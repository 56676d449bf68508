"""What is known already, so that nobody types it again? From the register, from last year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.rules import facts as case_facts
from bargaining.rules.facts import CaseFacts
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

REGISTER, LAST_YEAR, THIS_CASE = "来自登记", "来自上年合同", "来自本案"


@dataclass(frozen=True)
class Known:
    """A value that is known already and where from (已知内容)."""

    value: Any
    source: str


def known(session: Session, case: Case, facts: CaseFacts, move: str) -> Mapping[str, Known]:
    """Fill in a step's form with what is known already (带出已知内容)."""
    enterprise = case.enterprise
    if enterprise is None:
        return {}
    last = _last_year(session, case)
    found: Mapping[str, Callable[[], dict[str, Known]]] = {
        "prepare_proposal": lambda: _proposal(enterprise, facts, last),
        "send_proposal": lambda: _proposal(enterprise, facts, last),
        "record_reply": lambda: _reply(enterprise, facts),
        "appoint_representatives": lambda: _people(enterprise, facts, last),
        "record_meeting": lambda: _meeting(facts),
        "submit_wages": lambda: _term(facts, last),
        "record_clauses": lambda: _clauses(enterprise, facts, last),
        "sign": lambda: {**_term(facts, last), **_signing(enterprise, facts)},
    }
    return found[move]() if move in found else {}


def _last_year(session: Session, case: Case) -> CaseFacts | None:
    earlier = session.scalars(
        select(Case)
        .where(
            Case.enterprise_id == case.enterprise_id,
            Case.kind == case.kind,
            Case.id != case.id,
            Case.signed_on.is_not(None),
        )
        .order_by(Case.signed_on.desc())
        .limit(1)
    ).one_or_none()
    return case_facts.fold(case_queries.history(session, earlier.id)) if earlier else None


def _given(values: Mapping[str, Any], source: str) -> dict[str, Known]:
    return {key: Known(value, source) for key, value in values.items() if value not in (None, "")}


def _proposal(enterprise: Enterprise, facts: CaseFacts, last: CaseFacts | None) -> dict[str, Known]:
    found = _given({"counterpart": enterprise.legal_representative}, REGISTER)
    offer = last.last("send_proposal") if last else None
    if offer:
        kept = {key: offer.payload.get(key) for key in ("meeting_place", "topics")}
        found |= _given(kept, LAST_YEAR)
    drawn_up = facts.last("prepare_proposal", "send_proposal")
    if drawn_up:
        keys = ("initiator", "counterpart", "meeting_on", "meeting_place", "topics")
        found |= _given({key: drawn_up.payload.get(key) for key in keys}, THIS_CASE)
    return found


def _reply(enterprise: Enterprise, facts: CaseFacts) -> dict[str, Known]:
    offer = facts.last("send_proposal")
    found = _given({"employer_chief": enterprise.legal_representative}, REGISTER)
    if offer:
        kept = {key: offer.payload.get(key) for key in ("meeting_on", "meeting_place")}
        found |= _given(kept, THIS_CASE)
    return found


def _people(enterprise: Enterprise, facts: CaseFacts, last: CaseFacts | None) -> dict[str, Known]:
    for source, one in ((THIS_CASE, facts), (LAST_YEAR, last)):
        if one is not None and one.representatives:
            return {"people": Known([_row(person) for person in one.representatives], source)}
    chair = Representative(enterprise.chair_name, Side.UNION, "工会主席", chief=True)
    boss = Representative(enterprise.legal_representative, Side.EMPLOYER, "法定代表人", chief=True)
    rows = [_row(person) for person in (chair, boss) if person.name]
    return {"people": Known(rows, REGISTER)} if rows else {}


def _row(person: Representative) -> dict[str, Any]:
    return {
        "name": person.name,
        "side": person.side.value,
        "title": person.title,
        "chief": person.chief,
        "outside": person.outside,
    }


def _meeting(facts: CaseFacts) -> dict[str, Known]:
    """The chiefs take turns in the chair."""
    chiefs = {one.side: one.name for one in facts.representatives if one.chief}
    held = facts.every("record_meeting")
    turn = Side.UNION if len(held) % 2 == 0 else Side.EMPLOYER
    agreed = facts.last("record_reply")
    place = agreed.payload.get("meeting_place") if agreed else None
    return _given({"chair": chiefs.get(turn), "place": place}, THIS_CASE)


def _term(facts: CaseFacts, last: CaseFacts | None) -> dict[str, Known]:
    if facts.wages:
        kept = {key: facts.wages.payload.get(key) for key in ("term_from", "term_to")}
        return _given(kept, THIS_CASE)
    ended = last.term[1] if last else None
    if ended is None:
        return {}
    first = ended + timedelta(days=1)
    final = (
        first.replace(year=first.year + 1) - timedelta(days=1)
        if not (first.month == 2 and first.day == 29)
        else first + timedelta(days=365)
    )
    return _given({"term_from": first.isoformat(), "term_to": final.isoformat()}, LAST_YEAR)


def _clauses(enterprise: Enterprise, facts: CaseFacts, last: CaseFacts | None) -> dict[str, Known]:
    found = _given({"employer_address": enterprise.registered_at}, REGISTER)
    for source, one in ((LAST_YEAR, last), (THIS_CASE, facts)):
        clauses = one.last("record_clauses") if one else None
        if clauses:
            found |= _given(dict(clauses.payload), source)
    return found


def _signing(enterprise: Enterprise, facts: CaseFacts) -> dict[str, Known]:
    chiefs = {one.side: one.name for one in facts.representatives if one.chief}
    return {
        **_given({"workers_covered": enterprise.workers}, REGISTER),
        **_given(
            {
                "union_signer": chiefs.get(Side.UNION),
                "employer_signer": chiefs.get(Side.EMPLOYER),
            },
            THIS_CASE,
        ),
    }
