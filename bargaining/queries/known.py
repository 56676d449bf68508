"""What is known already, so that nobody types it again? From the register, from last year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import known_keeping, known_talks, renewal
from bargaining.queries import unions as union_queries
from bargaining.rules import (
    chairing,
    contract_changes,
    objections,
    people,
    renewal_terms,
    succession,
    without_union,
)
from bargaining.rules import facts as case_facts
from bargaining.rules.facts import CaseFacts
from bargaining.rules.representatives import Representative, as_row
from bargaining.rules.states import Side

REGISTER, LAST_YEAR, THIS_CASE = "来自登记", "来自上年合同", "来自本案"
CARRIED = "沿用上期"  # a term taken over is a proposal to both sides, and marked so
TODAY = "按今天填的，请核对"
OBJECTED_TO = "审查有异议，请修改"


@dataclass(frozen=True)
class Known:
    """A value that is known already and where from (已知内容)."""

    value: Any
    source: str


# Acts of the one who sits at the desk: recorded on the day they are done.
_AT_THE_DESK = frozenset(
    {
        "prepare_proposal",
        "draft_change",
        "record_clauses",
        "record_contact",
        "record_precheck",
        "record_promises",
        "close",
    }
)
_PROOF_BY_METHOD = {"window": "receipt", "online": "online", "courier": "courier"}
# So few that a congress of thirty representatives cannot be formed: everybody meets.
_FEW_WORKERS = 30


@dataclass(frozen=True)
class _Sources:
    """What is asked for values: the register, last year's contract, this case.

    `guide` names the union of the street, which guides the workers where they have none.
    """

    enterprise: Enterprise
    facts: CaseFacts
    last: CaseFacts | None
    guide: str = ""


def known(
    session: Session, case: Case, facts: CaseFacts, move: str, *, today: date | None = None
) -> Mapping[str, Known]:
    """Fill in a step's form with what is known already (带出已知内容).

    Days are never invented: the step's own day is today's for what is done at the desk, where
    `today` is given, and the agreed one for a first meeting that should have been by then.
    """
    found: dict[str, Known] = {}
    if case.enterprise is not None:
        guide = ""
        if move == without_union.ELECTED:
            guide = union_queries.federation_name(session, case.enterprise.street_code)
        of = _Sources(case.enterprise, facts, _last_year(session, case), guide)
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
    earlier = renewal.previous(session, case)
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
    """Take the list as it stands without those who left; whom the workers elected go before."""
    standing = people.standing(of.facts)
    if standing:
        return _listed(standing, THIS_CASE)
    if elected := people.elected(of.facts):
        boss = [one for one in _heads(of.enterprise) if one.side is Side.EMPLOYER]
        return _listed([*elected, *boss], THIS_CASE)
    if of.last is not None and of.last.representatives:
        return _listed(people.carried_over(of.last), LAST_YEAR)
    return _listed(_heads(of.enterprise), REGISTER)


def _listed(listed: Sequence[Representative], source: str) -> dict[str, Known]:
    return {"people": Known([as_row(one) for one in listed], source)} if listed else {}


def _heads(enterprise: Enterprise) -> list[Representative]:
    chair = Representative(enterprise.chair_name, Side.UNION, "工会主席", chief=True)
    boss = Representative(enterprise.legal_representative, Side.EMPLOYER, "法定代表人", chief=True)
    return [one for one in (chair, boss) if one.name]


def _election(of: _Sources) -> dict[str, Known]:
    """The workers of the enterprise are those of the register until somebody counts anew."""
    found = _given({"workers": of.enterprise.workers, "guided_by": of.guide}, REGISTER)
    said = _said(of.facts, "record_election", "workers", "guided_by", "place", "elected")
    return found | _given(said, THIS_CASE)


def _meeting(of: _Sources) -> dict[str, Known]:
    """The chiefs take turns in the chair."""
    found = _given(_said(of.last, "record_meeting", "place", "recorder"), LAST_YEAR)
    for kind in ("send_proposal", "record_reply"):
        place = _said(of.facts, kind, "meeting_place").get("meeting_place")
        found |= _given({"place": place}, THIS_CASE)
    found |= _given(_said(of.facts, "record_meeting", "place", "recorder"), THIS_CASE)
    return found | _given({"chair": chairing.next_chair(of.facts)}, THIS_CASE)


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
    if of.last is not None:
        found |= _given(renewal_terms.carried(of.last), CARRIED)
    written = of.facts.last("record_clauses")
    if written:
        found |= _given(dict(written.payload), THIS_CASE)
    found |= _given(known_talks.settled_clauses(of.facts, written), THIS_CASE)
    return found | _objected_to(of.facts, found)


def _objected_to(facts: CaseFacts, found: Mapping[str, Known]) -> dict[str, Known]:
    """Mark the clause that the authority objected to, as it stands."""
    objection = objections.standing(facts)
    clause = objection.clause if objection else None
    if clause is None or clause.fills not in found:
        return {}
    return {clause.fills: Known(found[clause.fills].value, OBJECTED_TO)}


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


def _change(of: _Sources) -> dict[str, Known]:
    """What was drawn up is what is signed."""
    draft = contract_changes.drafted(of.facts)
    return _given(dict(draft.signing.payload), THIS_CASE) if draft else {}


def _ending(of: _Sources) -> dict[str, Known]:
    """Who is gone ends the contract for that ground."""
    gone = succession.of_kinds(of.facts, succession.GONE) is not None
    return _given({"ground": "merged"}, THIS_CASE) if gone else {}


def _receipt(of: _Sources) -> dict[str, Known]:
    method = _said(of.facts, "file", "method").get("method")
    return _given({"proof": _PROOF_BY_METHOD.get(method or "")}, THIS_CASE)


def _publication(of: _Sources) -> dict[str, Known]:
    found = _given(_said(of.last, "publish", "method"), LAST_YEAR)
    found |= _given(_said(of.facts, "publish", "method"), THIS_CASE)
    sides = {event.payload.get("side", "both") for event in of.facts.every("publish")}
    left = {"union": "employer", "employer": "union"}.get(next(iter(sides)) if sides else "")
    return found | (_given({"side": left}, THIS_CASE) if len(sides) == 1 else {})


def _talked(move: str) -> Callable[[_Sources], dict[str, Known]]:
    """What the two sides have said about the clauses fills the steps about stopped talks."""
    return lambda of: _given(known_talks.SAID[move](of.facts), THIS_CASE)


def _kept(move: str) -> Callable[[_Sources], dict[str, Known]]:
    """What the ledger of promises says fills the steps that take it further."""
    return lambda of: _given(known_keeping.SAID[move](of.facts), THIS_CASE)


_KNOWN: Mapping[str, Callable[[_Sources], dict[str, Known]]] = {
    **{move: _talked(move) for move in known_talks.SAID},
    **{move: _kept(move) for move in known_keeping.SAID},
    "record_opinions": _opinions,
    "prepare_proposal": _proposal,
    "send_proposal": _proposal,
    "record_delivery": _delivery,
    "record_reply": _reply,
    "appoint_representatives": _people,
    "record_election": _election,
    "record_meeting": _meeting,
    "submit_wages": _term,
    "record_clauses": _clauses,
    "record_congress": _congress,
    "sign": _signing,
    "file": _filing,
    "refile": _filing,
    "draft_change": _change,
    "agree_change": _change,
    "file_change": _filing,
    "terminate": _ending,
    "record_receipt": _receipt,
    "publish": _publication,
}
