"""Take a wrong entry back by an entry of its own; what falls with it falls too."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import entries
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.rules import corrections, events, moves
from bargaining.rules.events import Event
from bargaining.rules.roles import Actor


def preview_void(
    session: Session, number: str, sequence: int, *, actor: Actor, today: date
) -> tuple[Case, corrections.Correction]:
    """Show what taking an entry back takes back with it, before it is confirmed (更正预览)."""
    case = case_queries.get_case(session, number, actor=actor, on=today)
    _may_correct(session, case, actor, today=today)
    return case, corrections.correct(case_queries.history(session, case.id), sequence)


def void(
    session: Session,
    number: str,
    sequence: int,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
    seen_sequence: int | None = None,
) -> Case:
    """Take a wrong entry back by an entry of its own (更正登记); what falls with it falls too."""
    case, _ = preview_void(session, number, sequence, actor=actor, today=today)
    entries.refuse_changed(session, case, seen_sequence)
    if not reason.strip():
        raise Refused(Refusal("missing", "请写明更正的原因。", field="reason"))
    void_entry(session, case, sequence, reason=reason.strip()[:200], actor=actor, at=at)
    return case


def _may_correct(session: Session, case: Case, actor: Actor, *, today: date) -> None:
    helps = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    refusal = moves.why_not_correct(actor, agreed_to_help=helps)
    if refusal is not None:
        raise Refused(refusal)


def void_entry(
    session: Session, case: Case, sequence: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Write the correction of one entry, without asking who may (写入更正)."""
    history: list[Event] = case_queries.history(session, case.id)
    correction = corrections.correct(history, sequence)
    target = next(event for event in history if event.sequence == sequence)
    entries.append(
        session,
        case,
        events.VOID,
        on=target.occurred_on,
        payload={"sequence": sequence, "reason": reason},
        voids=correction.voided,
        actor=actor,
        at=at,
    )
