"""May others record for this union? Its chair says so, or a signed paper does."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import register_entries, unions
from bargaining.actions.register_entries import Mark
from bargaining.errors import Refusal, Refused
from bargaining.models.union_body import UnionBody
from bargaining.queries import unions as union_queries
from bargaining.rules.roles import Actor, Role

BY_CHAIR = "工会主席在系统内办理"
_FIELD = "agreed_to_help_on"
_ON_PAPER = frozenset({Role.STREET_STAFF, Role.STREET})
_LONGEST_GROUND = 100


def why_not_speak_for(session: Session, union: UnionBody, *, actor: Actor) -> Refusal | None:
    """Say why somebody may not give or take back a union's consent, None when they may."""
    match actor.role:
        case None:
            return None
        case Role.UNION_CHAIR if union.id in actor.union_ids:
            return None
        case Role.STREET_STAFF | Role.STREET if union_queries.lies_in_territory(
            session, actor, place_code=union.place_code
        ):
            return None
        case _:
            return Refusal(
                "not_yours",
                "同意代录由本工会主席办理，或由所在街道（乡镇）凭签字的同意书登记。",
            )


def agree_to_help(
    session: Session,
    union_id: int,
    *,
    agreed_on: date,
    ground: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> UnionBody:
    """Write down that a union agreed that others record for it (登记同意代录).

    The chair's own word needs no ground; whoever else writes names the signed paper. Raises
    NotVisible, and Refused for a day to come, a day before the last withdrawal, a missing ground.
    """
    union = _for(session, union_id, actor=actor, today=today)
    register_entries.refuse_future(agreed_on, today=today)
    source = _source(actor, ground)
    _refuse_before_withdrawal(session, union, agreed_on)
    _write(session, union, agreed_on, effective_on=agreed_on, mark=Mark(actor, at, source))
    return union


def withdraw_help(
    session: Session,
    union_id: int,
    *,
    ground: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> UnionBody:
    """Take a union's consent back from today on (撤回同意代录); what was recorded stays."""
    union = _for(session, union_id, actor=actor, today=today)
    if union.agreed_to_help_on is None:
        raise Refused(Refusal("not_agreed", "这个工会还没有同意代录，无须撤回。"))
    source = _source(actor, ground)
    _write(session, union, None, effective_on=today, mark=Mark(actor, at, source))
    return union


def _for(session: Session, union_id: int, *, actor: Actor, today: date) -> UnionBody:
    register_entries.lock_register(session)
    union = union_queries.get_union(session, union_id, actor=actor, on=today)
    refusal = why_not_speak_for(session, union, actor=actor)
    if refusal is not None:
        raise Refused(refusal)
    return union


def _source(actor: Actor, ground: str) -> str:
    if actor.role not in _ON_PAPER:
        return BY_CHAIR if actor.role else "系统操作员登记"
    said = ground.strip()
    if not said:
        raise Refused(
            Refusal("no_ground", "请写明依据，例如“同意书原件存街道，王某签字”。", field="ground")
        )
    return f"凭纸面登记：{said[:_LONGEST_GROUND]}"


def _refuse_before_withdrawal(session: Session, union: UnionBody, agreed_on: date) -> None:
    history = union_queries.union_histories(session, [union.id]).get(union.id, [])
    later = [
        change.effective_on
        for change in history
        if _FIELD in change.fields
        and change.effective_on is not None
        and change.effective_on > agreed_on
    ]
    if later:
        raise Refused(
            Refusal(
                "before_withdrawal",
                f"{max(later).isoformat()} 另有同意代录的登记，请填写那天或以后的日期。",
                field="agreed_on",
            )
        )


def _write(
    session: Session, union: UnionBody, value: date | None, *, effective_on: date, mark: Mark
) -> None:
    if union.agreed_to_help_on == value:
        return
    unions.change_unions(session, [(union, {_FIELD: value})], effective_on=effective_on, mark=mark)
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="union.agree_to_help" if value else "union.withdraw_help",
        subject=f"union:{union.id}",
        detail={"on": effective_on.isoformat()},
    )
