"""Write one event of a case and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import projection, redating
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.rules import derivation, events, moves, succession
from bargaining.rules.facts import CaseFacts
from bargaining.rules.roles import Actor, Role


def append(
    session: Session,
    case: Case,
    kind: str,
    *,
    on: date,
    payload: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    voids: Sequence[int] = (),
    own_act: bool = False,
) -> CaseFacts:
    """Write one event and derive what follows from it (写入事件).

    An `own_act` is in the actor's own name, whatever its kind: nobody's union is spoken for.
    """
    case.last_sequence += 1
    session.flush()  # the row version first: of two people one is told, before anything is added
    written = CaseEvent(
        case_id=case.id,
        sequence=case.last_sequence,
        kind=kind,
        occurred_on=on,
        recorded_at=at,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=actor.role.value if actor.role else "system",
        on_behalf="" if own_act else _on_behalf(session, case, kind, actor),
        payload=dict(payload),
        voids=list(voids),
    )
    session.add(written)
    session.flush()
    facts = case_queries.facts(session, case)
    dated_anew = rederive(session, case, facts, at=at)
    session.flush()
    _audit(session, case, written, dated_anew, actor=actor)
    return facts


def _audit(
    session: Session, case: Case, written: CaseEvent, dated_anew: Sequence[str], *, actor: Actor
) -> None:
    audit.record(
        session,
        at=written.recorded_at,
        actor=actor,
        event=f"case.{written.kind}",
        subject=f"case:{case.number}",
        detail={
            "sequence": written.sequence,
            "on": written.occurred_on.isoformat(),
            "voids": list(written.voids),
            "dated_anew": list(dated_anew),
        },
    )


def rederive(session: Session, case: Case, facts: CaseFacts, *, at: datetime) -> list[str]:
    """Derive a case's row and deadlines again (重算投影); name the deadlines dated anew."""
    _lead_back(session, case, facts)
    derived = derivation.derive(facts, place=case.district_code, book=law_queries.law_book(session))
    stored = case_queries.deadlines(session, case)
    redating.note(session, case, stored, derived, facts=facts, at=at)
    return projection.project(session, case, derived, stored=stored)


def _lead_back(session: Session, case: Case, facts: CaseFacts) -> None:
    """A move to another district that was taken back leaves the case where it was before any."""
    if case.moved_on is None or succession.moves_of(facts):
        return
    for event in case_queries.history(session, case.id):
        if event.kind == "record_succession" and event.payload.get("from_place"):
            case.district_code = event.payload["from_place"]
            case.street_code = event.payload.get("from_street")
            return


def refuse_changed(session: Session, case: Case, seen_sequence: int | None) -> None:
    """Refuse when somebody wrote an entry after the page was opened (他人已先登记)."""
    if seen_sequence is None or seen_sequence == case.last_sequence:
        return
    newest = case_queries.newest_entry(session, case)
    who = newest.actor_name if newest else "有人"
    what = entry_label(newest.kind) if newest else "新的内容"
    raise Refused(
        Refusal(
            "changed",
            f"您打开页面之后，{who}已经登记了“{what}”。请看过最新情况再办，您填的内容还在。",
        )
    )


def entry_label(kind: str, *, place: str = "") -> str:
    """Name an entry as the page does (登记名称), in the words of a place where one is given."""
    if kind in moves.TABLE:
        move = moves.TABLE[kind]
        return moves.at(move, place).label if place else move.label
    return {events.OPEN: "立案", events.VOID: "更正"}.get(kind, kind)


def _on_behalf(session: Session, case: Case, kind: str, actor: Actor) -> str:
    """Name the union somebody else records for; both names show."""
    if kind in moves.TABLE and moves.TABLE[kind].own_act:
        return ""
    if actor.role not in (Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR):
        return ""
    if case.enterprise_id is None:
        return ""
    return case_queries.union_name(session, case.enterprise_id)
