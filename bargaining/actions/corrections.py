"""Take a wrong entry back by an entry of its own; what falls with it falls too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import entries, relocations
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import moved_cases
from bargaining.queries import relocations as relocation_queries
from bargaining.rules import asks, corrections, events, mobiles, moves
from bargaining.rules.events import Event
from bargaining.rules.roles import Actor


def preview_void(
    session: Session, number: str, sequence: int, *, actor: Actor, today: date
) -> tuple[Case, corrections.Correction]:
    """Show what taking an entry back takes back with it, before it is confirmed (更正预览)."""
    case = case_queries.get_case(session, number, actor=actor, on=today)
    history = case_queries.history(session, case.id)
    entry = next((event for event in history if event.sequence == sequence), None)
    _may_correct(session, case, actor, entry, today=today)
    return case, corrections.correct(history, sequence)


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
    reason = _worded(reason, field="reason")
    void_entry(session, case, sequence, reason=reason, actor=actor, at=at)
    return case


def preview_amend(
    session: Session,
    number: str,
    sequence: int,
    *,
    on: date | None,
    given: Mapping[str, Any],
    actor: Actor,
    today: date,
    keeping: bool = False,
) -> tuple[Case, corrections.Amendment]:
    """Show what writing an entry anew would mean, before it is confirmed (改正预览).

    `given` holds the answers as typed, all of them, or with `keeping` those that change; without
    `on` the day stays. Raises Invalid with every field that cannot be taken, Refused where the
    entry can only be taken back.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    history = case_queries.history(session, case.id)
    entry = next((event for event in history if event.sequence == sequence), None)
    _may_correct(session, case, actor, entry, today=today)
    refusal = corrections.why_not_amend(history, sequence)
    if refusal is not None or entry is None:
        raise Refused(refusal or corrections.NOT_THERE)
    move = moves.at(moves.TABLE[entry.kind], case.district_code)
    helps = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    not_by = moves.why_not_by(move, actor, agreed_to_help=helps)
    if not_by is not None:
        raise Refused(not_by)
    asked = corrections.asks_anew(move)
    if keeping:
        names = {ask.name for ask in asked}
        given = {**{key: said for key, said in entry.payload.items() if key in names}, **given}
    answers = asks.read_answers(asked, given)
    if answers.refusals:
        raise Invalid(answers.refusals)
    on = entry.occurred_on if on is None else on
    return case, corrections.amend(history, sequence, on=on, given=answers.payload, today=today)


def amend(
    session: Session,
    number: str,
    sequence: int,
    *,
    on: date | None,
    given: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
    seen_sequence: int | None = None,
    keeping: bool = False,
) -> Case:
    """Write an entry anew in its place (改正登记); everything after it is derived again."""
    case, amendment = preview_amend(
        session, number, sequence, on=on, given=given, actor=actor, today=today, keeping=keeping
    )
    entries.refuse_changed(session, case, seen_sequence)
    reason = _worded(reason, field=events.AMEND_REASON)
    entries.append(
        session,
        case,
        amendment.kind,
        on=amendment.on,
        payload={**amendment.payload, events.AMEND_REASON: reason},
        voids=amendment.voided,
        actor=actor,
        at=at,
    )
    return case


def _worded(reason: str, *, field: str) -> str:
    """Take the reason as it is kept; an entry is never erased, so no number stands in it."""
    if not reason.strip():
        raise Refused(Refusal("missing", "请写明更正的原因。", field=field))
    if mobiles.stands_in(reason):
        words = "更正原因里请不要写手机号码和身份证号，登记以后不能删去。"
        raise Refused(Refusal("personal_number", words, field=field))
    return reason.strip()[:200]


def _may_correct(
    session: Session, case: Case, actor: Actor, entry: Event | None, *, today: date
) -> None:
    helps = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    left = moved_cases.left(session, case, actor) is not None
    refusal = moves.why_not_correct(
        actor,
        agreed_to_help=helps,
        entry=entry,
        left=left,
        taken_on=left and relocation_queries.is_taken_on(session, case, entry),
    )
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
        own_act=target.kind in moves.TABLE and moves.TABLE[target.kind].own_act,
    )
    fallen = [event for event in history if event.sequence in correction.voided]
    for other, along in relocations.take_back(session, case, fallen, actor=actor, at=at):
        void_entry(session, other, along, reason=reason, actor=actor, at=at)
