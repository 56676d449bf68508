"""What goes along when an enterprise moves to another district? The register, its other cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bargaining import audit
from bargaining.actions import enterprise_steps, entries, register_entries
from bargaining.actions.register_entries import Mark
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import register as register_queries
from bargaining.queries import relocations as relocation_queries
from bargaining.rules import register, succession
from bargaining.rules.events import Event
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState


def before(session: Session, case: Case) -> dict[str, str | None]:
    """Note where a case and its enterprise are before a move (迁移以前): it may be taken back."""
    enterprise = session.get_one(Enterprise, case.enterprise_id)
    return {
        "from_place": case.district_code,
        "from_street": case.street_code,
        "registered_place": enterprise.district_code,
        "registered_street": enterprise.street_code,
    }


def take_along(
    session: Session,
    case: Case,
    payload: Mapping[str, Any],
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Move an enterprise in the register, and its other open cases with it (随企业迁移).

    Without a street the register cannot follow: an enterprise is counted by its street.
    Raises Refused where the register knows the enterprise only from a later day.
    """
    if payload.get("kind") != succession.MOVED or case.enterprise_id is None:
        return
    for other in _other_open(session, case, away_from=payload["place_code"]):
        away = {"from_place": other.district_code, "from_street": other.street_code}
        along = {**payload, **away, succession.BESIDE: case.number}
        entries.append(
            session, other, "record_succession", on=on, payload=along, actor=actor, at=at
        )
    if payload.get("street_code"):
        place = {"district_code": payload["place_code"], "street_code": payload["street_code"]}
        _register(session, case, place, on=on, mark=_mark(case, actor, at, "登记迁移"))


def take_back(
    session: Session, case: Case, taken_back: Sequence[Event], *, actor: Actor, at: datetime
) -> list[tuple[Case, int]]:
    """Lead the register back where a move was a mistake (更正迁移).

    Name the entries by which other cases went along, so that they are taken back too.
    """
    led = relocation_queries.led(taken_back)
    for event in reversed(led):
        if event.payload.get("street_code"):
            place = {
                "district_code": event.payload["registered_place"],
                "street_code": event.payload["registered_street"],
            }
            mark = _mark(case, actor, at, "更正迁移")
            _register(session, case, place, on=event.occurred_on, mark=mark)
    return [
        (other, along.sequence)
        for event in led
        for other, along in relocation_queries.went_along(session, case, event)
    ]


def _mark(case: Case, actor: Actor, at: datetime, why: str) -> Mark:
    return Mark(actor=actor, at=at, source=f"案件 {case.number} {why}")


def _other_open(session: Session, case: Case, *, away_from: str) -> list[Case]:
    return list(
        session.scalars(
            select(Case)
            .where(
                Case.enterprise_id == case.enterprise_id,
                Case.id != case.id,
                Case.state != CaseState.CLOSED.value,
                Case.district_code != away_from,
            )
            .order_by(Case.id)
        )
    )


def _register(
    session: Session, case: Case, place: Mapping[str, Any], *, on: date, mark: Mark
) -> None:
    """Write where the enterprise is counted from a day on; its union follows as it always does."""
    register_entries.lock_register(session)
    enterprise = session.scalars(
        select(Enterprise)
        .where(Enterprise.id == case.enterprise_id)
        .options(selectinload(Enterprise.union))
    ).one()
    history = register_queries.enterprise_histories(session, [enterprise.id]).get(enterprise.id, [])
    first = register.first_day(history)
    if first is not None and on < first:
        raise Refused(
            Refusal(
                "before_first",
                f"名册里这家企业自 {first.isoformat()} 起登记，变动之日不能早于这一天。",
                field="on",
            )
        )
    step = enterprise_steps.plan_change(enterprise, place, history=history, effective_on=on)
    if step.changes_nothing:
        return
    enterprise_steps.write_steps(session, [step], effective_on=on, later_on=on, mark=mark)
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="enterprise.change",
        subject=f"enterprise:{enterprise.id}",
        detail={"fields": sorted(step.delta), "case": case.number},
    )
