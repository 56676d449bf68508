"""What is known already, so that nobody types it again? From the register, from last year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
TODAY = "按今天填的，请核对"


@dataclass(frozen=True)
class Known:
    """A value that is known already and where from (已知内容)."""

    value: Any
    source: str


# Acts of the one who sits at the desk: recorded on the day they are done.
_AT_THE_DESK = frozenset(
    {"prepare_proposal", "record_clauses", "record_contact", "record_precheck", "close"}
)
_PROOF_BY_METHOD = {"window": "receipt", "online": "online", "courier": "courier"}
# So few that a congress of thirty representatives cannot be formed: everybody meets.
_FEW_WORKERS = 30


@dataclass(frozen=True)
class _Sources:
    """What is asked for values: the register, last year's contract, this case."""

    enterprise: Enterprise
    facts: CaseFacts
    last: CaseFacts | None


def known(
    session: Session, case: Case, facts: CaseFacts, move: str, *, today: date | None = None
) -> Mapping[str, Known]:
    """Fill in a step's form with what is known already (带出已知内容).

    Days are never invented: the step's own day is today's for what is done at the desk, where
    `today` is given, and the agreed one for a first meeting that should have been by then.
    """
    found: dict[str, Known] = {}
    if case.enterprise is not None:
        of = _Sources(case.enterprise, facts, _last_year(session, case))
        found = _KNOWN[move](of) if move in _KNOWN else {}
    if today is not None:
        found |= _day(facts, move, today)
    return found


def known_of(
    enterprise: Enterprise, facts: CaseFacts, last: CaseFacts | None, move: str
) -> Mapping[str, Known]:
    """Fill a step in from what has been read already (带出已知内容): one of many enterprises."""
    of = _Sources(enterprise, facts, last)
    return _KNOWN[move](of) if move in _KNOWN else {}


def _day(facts: CaseFacts, move: str, today: date) -> dict[str, Known]:
    if move in _AT_THE_DESK:
        return {"on": Known(today.isoformat(), TODAY)}
    agreed = facts.last("record_reply", "send_proposal")
    if move == "record_meeting" and agreed and not facts.every("record_meeting"):
        planned = agreed.day("meeting_on")
        if planned is not None and planned <= today:
            return _given({"on": planned.isoformat()}, THIS_CASE)
    return {}


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


def _said(one: CaseFacts | None, kind: str, *keys: str) -> dict[str, Any]:
    """Read some answers of a step as it was last taken."""
    event = one.last(kind) if one else None
    return {key: event.payload.get(key) for key in keys} if event else {}


def _opinions(of: _Sources) -> dict[str, Known]:
    return _given(_said(of.last, "record_opinions", "method"), LAST_YEAR)


def _proposal(of: _Sources) -> dict[str, Known]:
    found = _given(_said(of.last, "send_proposal", "counterpart", "delivery_method"), LAST_YEAR)
    found |= _given({"counterpart": of.enterprise.legal_representative}, REGISTER)
    found |= _given(_said(of.last, "send_proposal", "meeting_place", "topics"), LAST_YEAR)
    drawn_up = of.facts.last("prepare_proposal", "send_proposal")
    if drawn_up:
        keys = ("initiator", "counterpart", "meeting_on", "meeting_place", "topics")
        found |= _given({key: drawn_up.payload.get(key) for key in keys}, THIS_CASE)
    return found


def _delivery(of: _Sources) -> dict[str, Known]:
    return _given(_said(of.facts, "send_proposal", "delivery_method"), THIS_CASE)


def _reply(of: _Sources) -> dict[str, Known]:
    found = _given(_said(of.last, "record_reply", "reply_method", "employer_chief"), LAST_YEAR)
    found |= _given({"employer_chief": of.enterprise.legal_representative}, REGISTER)
    return found | _given(
        _said(of.facts, "send_proposal", "meeting_on", "meeting_place"), THIS_CASE
    )


def _people(of: _Sources) -> dict[str, Known]:
    for source, one in ((THIS_CASE, of.facts), (LAST_YEAR, of.last)):
        if one is not None and one.representatives:
            return {"people": Known([_row(person) for person in one.representatives], source)}
    chair = Representative(of.enterprise.chair_name, Side.UNION, "工会主席", chief=True)
    boss = Representative(
        of.enterprise.legal_representative, Side.EMPLOYER, "法定代表人", chief=True
    )
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


def _meeting(of: _Sources) -> dict[str, Known]:
    """The chiefs take turns in the chair."""
    chiefs = {one.side: one.name for one in of.facts.representatives if one.chief}
    held = of.facts.every("record_meeting")
    turn = Side.UNION if len(held) % 2 == 0 else Side.EMPLOYER
    found = _given(_said(of.last, "record_meeting", "place", "recorder"), LAST_YEAR)
    for kind in ("send_proposal", "record_reply"):
        place = _said(of.facts, kind, "meeting_place").get("meeting_place")
        found |= _given({"place": place}, THIS_CASE)
    found |= _given(_said(of.facts, "record_meeting", "place", "recorder"), THIS_CASE)
    return found | _given({"chair": chiefs.get(turn)}, THIS_CASE)


def _term(of: _Sources) -> dict[str, Known]:
    if of.facts.wages:
        return _given(_said(of.facts, "submit_wages", "term_from", "term_to"), THIS_CASE)
    ended = of.last.term[1] if of.last else None
    if ended is None:
        return {}
    first = ended + timedelta(days=1)
    final = (
        first.replace(year=first.year + 1) - timedelta(days=1)
        if not (first.month == 2 and first.day == 29)
        else first + timedelta(days=365)
    )
    return _given({"term_from": first.isoformat(), "term_to": final.isoformat()}, LAST_YEAR)


def _clauses(of: _Sources) -> dict[str, Known]:
    found = _given({"employer_address": of.enterprise.registered_at}, REGISTER)
    for source, one in ((LAST_YEAR, of.last), (THIS_CASE, of.facts)):
        clauses = one.last("record_clauses") if one else None
        if clauses:
            found |= _given(dict(clauses.payload), source)
    # What was in dispute, approved or earned last year is not this year's.
    for name in ("disputes", "minimum_approved", "profit_state"):
        if name in found and found[name].source == LAST_YEAR:
            found.pop(name)
    return found


def _congress(of: _Sources) -> dict[str, Known]:
    """An assembly is everybody; a congress has the seats it had last year."""
    workers, found = of.enterprise.workers, {}
    if workers is not None and workers < _FEW_WORKERS:
        found = _given({"form": "assembly"}, REGISTER)
    found |= _given(_said(of.last, "record_congress", "form", "entitled"), LAST_YEAR)
    found |= _given(_said(of.facts, "record_congress", "form", "entitled"), THIS_CASE)
    if "form" in found and found["form"].value == "assembly":
        found |= _given({"entitled": workers}, REGISTER)
    return found


def _signing(of: _Sources) -> dict[str, Known]:
    chiefs = {one.side: one.name for one in of.facts.representatives if one.chief}
    last = {"workers_covered": of.last.workers_covered} if of.last else {}
    return {
        **_term(of),
        **_given(last, LAST_YEAR),
        **_given({"workers_covered": of.enterprise.workers}, REGISTER),
        **_given(
            {
                "union_signer": chiefs.get(Side.UNION),
                "employer_signer": chiefs.get(Side.EMPLOYER),
            },
            THIS_CASE,
        ),
    }


def _filing(of: _Sources) -> dict[str, Known]:
    found = _given(_said(of.last, "file", "method"), LAST_YEAR)
    return found | _given(_said(of.facts, "file", "method"), THIS_CASE)


def _receipt(of: _Sources) -> dict[str, Known]:
    method = _said(of.facts, "file", "method").get("method")
    return _given({"proof": _PROOF_BY_METHOD.get(method or "")}, THIS_CASE)


def _publication(of: _Sources) -> dict[str, Known]:
    found = _given(_said(of.last, "publish", "method"), LAST_YEAR)
    found |= _given(_said(of.facts, "publish", "method"), THIS_CASE)
    sides = {event.payload.get("side", "both") for event in of.facts.every("publish")}
    left = {"union": "employer", "employer": "union"}.get(next(iter(sides)) if sides else "")
    return found | (_given({"side": left}, THIS_CASE) if len(sides) == 1 else {})


_KNOWN: Mapping[str, Callable[[_Sources], dict[str, Known]]] = {
    "record_opinions": _opinions,
    "prepare_proposal": _proposal,
    "send_proposal": _proposal,
    "record_delivery": _delivery,
    "record_reply": _reply,
    "appoint_representatives": _people,
    "record_meeting": _meeting,
    "submit_wages": _term,
    "record_clauses": _clauses,
    "record_congress": _congress,
    "sign": _signing,
    "file": _filing,
    "refile": _filing,
    "record_receipt": _receipt,
    "publish": _publication,
}
