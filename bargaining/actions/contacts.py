"""Write down a call or a visit: in the case at hand, else beside the enterprise itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.queries import contacts as contact_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import standing
from bargaining.rules import asks, moves
from bargaining.rules.roles import Actor

# As much as a contact outside of any case can hold; one and the same form writes both.
LONGEST = {"with_whom": 80, "result": 1000, "next_step": 200}
_LABELS = {"with_whom": "联系对象", "result": "情况", "next_step": "下一步"}


@dataclass(frozen=True)
class Entry:
    """One call or visit as somebody tells it (联系情况)."""

    on: date
    method: str
    result: str
    with_whom: str = ""
    next_step: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Logged:
    """Where a contact was written (登记去处); without a case at hand `number` is None."""

    enterprise_name: str
    number: str | None


def log(
    session: Session,
    enterprise_id: int,
    entry: Entry,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> Logged:
    """Write down a call or a visit (登记联系): one step, wherever it belongs.

    Raises NotVisible, Refused for whoever keeps no contacts, Invalid with every field that
    cannot be taken.
    """
    enterprise = enterprise_queries.get_enterprise(session, enterprise_id, actor=actor, on=today)
    move = moves.get_move(contact_queries.CONTACT)
    if actor.role is not None and actor.role not in move.by:
        raise Refused(Refusal("wrong_role", f"{actor.role.label}不办理“{move.label}”。"))
    given = _given(entry)
    _refuse(entry, today=today)
    case = standing.cases_at_hand(session, [enterprise.id]).get(enterprise.id)
    if case is not None:
        step = case_actions.Step(move.name, entry.on, given)
        case_actions.take(session, case.number, step, actor=actor, at=at, today=today)
        return Logged(enterprise.name, case.number)
    answers = asks.read_answers(move.asks, given)
    if answers.refusals:
        raise Invalid(answers.refusals)
    _write(session, enterprise.id, entry, answers.payload, actor=actor, at=at)
    return Logged(enterprise.name, None)


def _write(
    session: Session,
    enterprise_id: int,
    entry: Entry,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    session.add(
        EnterpriseContact(
            enterprise_id=enterprise_id,
            occurred_on=entry.on,
            method=said["method"],
            with_whom=said.get("with_whom", ""),
            result=said["result"],
            next_step=said.get("next_step", ""),
            next_on=entry.next_on,
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_role=actor.role.value if actor.role else "system",
            recorded_at=at,
        )
    )
    session.flush()
    audit.record(
        session,
        at=at,
        actor=actor,
        event="enterprise.contact",
        subject=f"enterprise:{enterprise_id}",
        detail={"on": entry.on.isoformat(), "method": said["method"]},
    )


def _given(entry: Entry) -> dict[str, Any]:
    given: dict[str, Any] = {
        "method": entry.method,
        "with_whom": entry.with_whom,
        "result": entry.result,
        "next_step": entry.next_step,
        "next_on": entry.next_on.isoformat() if entry.next_on else "",
    }
    return given


def _refuse(entry: Entry, *, today: date) -> None:
    """Refuse what cannot be: a day to come, a next day before this one, more than fits."""
    wrong = [
        Refusal("too_long", f"{_LABELS[name]}不超过 {longest} 字。", field=name)
        for name, longest in LONGEST.items()
        if len(getattr(entry, name).strip()) > longest
    ]
    if entry.on > today:
        wrong.append(Refusal("future", "联系之日不能晚于今天。", field="on"))
    if entry.next_on is not None and entry.next_on < entry.on:
        wrong.append(
            Refusal("too_early", "约定下次联系之日不能早于这次联系之日。", field="next_on")
        )
    if wrong:
        raise Invalid(wrong)
