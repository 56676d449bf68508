"""What do we know about unions? Their tree, their histories, and which of them an actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    any_,
    false,
    literal,
    or_,
    select,
    true,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining import errors
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.queries import enterprises
from bargaining.queries.places import DISTRICT_KINDS
from bargaining.rules import register
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory

FEDERATION_KINDS = (UnionKind.CITY.value, UnionKind.DISTRICT.value, UnionKind.STREET.value)


def visible_unions(actor: Actor, *, on: date) -> Select[UnionBody]:
    """Select the unions an actor may see on a day (可见工会)."""
    return select(UnionBody).where(_may_see(actor, on=on))


def _may_see(actor: Actor, *, on: date) -> ColumnElement[bool]:
    match actor.role:
        case None:
            return true()
        case Role.ADMIN:
            return true()  # accounts are given for a union; nothing of a case shows here
        case Role.UNION_CHAIR:
            return UnionBody.id.in_(sorted(actor.union_ids))
        case Role.INSTRUCTOR:
            return UnionBody.id.in_(
                enterprises.visible_enterprises(actor, on=on).with_only_columns(Enterprise.union_id)
            )
        case Role.STREET_STAFF | Role.STREET | Role.DISTRICT | Role.CITY | Role.REVIEWER:
            return _lies_in(Territory.of(actor.places))


def _lies_in(territory: Territory) -> ColumnElement[bool]:
    inside = select(Place.code).where(
        or_(
            false(),
            *(Place.code.startswith(prefix) for prefix in territory.prefixes),
            Place.code.in_(territory.districts),
            Place.parent_code.in_(territory.districts),
            Place.code.in_(territory.streets),
        )
    )
    return UnionBody.place_code.in_(inside)


def lies_in_territory(session: Session, actor: Actor, *, place_code: str | None) -> bool:
    """Tell whether a union's place lies in an actor's territory (工会属地)."""
    place = None if place_code is None else session.get(Place, place_code)
    if place is None:
        return False
    is_street = place.kind not in ("country", "province", *DISTRICT_KINDS)
    return Territory.of(actor.places).covers(
        district_code=(place.parent_code or "") if is_street else place.code,
        street_code=place.code,
    )


def get_union(session: Session, union_id: int, *, actor: Actor, on: date) -> UnionBody:
    """Find a union; NotVisible where it is not there for the actor (工会)."""
    found = session.scalars(
        visible_unions(actor, on=on).where(UnionBody.id == union_id)
    ).one_or_none()
    if found is None:
        raise errors.NotVisible
    return found


def list_unions(
    session: Session, actor: Actor, *, on: date, parent_id: int | None = None, text: str = ""
) -> Sequence[UnionBody]:
    """List unions, those below one or those whose name holds a text (工会列表)."""
    statement = visible_unions(actor, on=on).order_by(UnionBody.place_code, UnionBody.name)
    if parent_id is not None:
        statement = statement.where(UnionBody.parent_id == parent_id)
    if text.strip():
        statement = statement.where(UnionBody.name.icontains(text.strip(), autoescape=True))
    return session.scalars(statement).all()


def federations(session: Session) -> dict[str, int]:
    """Return the 总工会 of every place by the place's code (各级总工会)."""
    found = session.execute(
        select(UnionBody.place_code, UnionBody.id).where(UnionBody.kind.in_(FEDERATION_KINDS))
    )
    return {place_code: union_id for place_code, union_id in found if place_code is not None}


def federation_name(session: Session, place_code: str) -> str:
    """Name the 总工会 of a place (所在地总工会); empty where none is registered."""
    found = select(UnionBody.name).where(
        UnionBody.kind.in_(FEDERATION_KINDS), UnionBody.place_code == place_code
    )
    return session.scalar(found.order_by(UnionBody.id).limit(1)) or ""


def joint_unions(session: Session, place_codes: Iterable[str]) -> Sequence[UnionBody]:
    """List the joint unions of some streets (联合基层工会)."""
    return session.scalars(
        select(UnionBody).where(
            UnionBody.kind == UnionKind.JOINT.value,
            UnionBody.place_code.in_(sorted(set(place_codes))),
        )
    ).all()


def ancestor_ids(session: Session, union_id: int) -> frozenset[int]:
    """Return a union and all that stand above it (工会及其各级上级)."""
    above = (
        select(UnionBody.id, UnionBody.parent_id)
        .where(UnionBody.id == union_id)
        .cte(recursive=True)
    )
    above = above.union(
        select(UnionBody.id, UnionBody.parent_id).join(above, UnionBody.id == above.c.parent_id)
    )
    return frozenset(session.scalars(select(above.c.id)))


def union_histories(session: Session, union_ids: Iterable[int]) -> dict[int, list[register.Change]]:
    """Load the histories of some unions in one statement (工会登记历史)."""
    ids = any_(literal(list(union_ids), ARRAY(Integer)))
    histories: defaultdict[int, list[register.Change]] = defaultdict(list)
    for row in session.scalars(select(RegisterChange).where(RegisterChange.union_id == ids)):
        histories[row.union_id or 0].append(
            register.Change(row.sequence, row.effective_on, row.recorded_at, row.fields)
        )
    return dict(histories)
