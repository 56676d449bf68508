"""Whom could a reminder be told to? The accounts of places, unions and instructors' books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bargaining.models.assignment import Assignment
from bargaining.models.user import RoleGrant, User
from bargaining.queries import keepers
from bargaining.queries.reminder_plan import Running, unnested
from bargaining.rules import reminders
from bargaining.rules.roles import Role

_AROUND = (Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.REVIEWER)


@dataclass
class People:
    """The accounts that can be told, by what they look after (可提醒的账号).

    Those of places are read once for a whole run, chairs and instructors batch by batch.
    """

    by_place: Mapping[tuple[Role, str], tuple[int, ...]]
    chairs: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    instructors: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def of(self, role: Role, one: Running) -> tuple[Role, tuple[int, ...]]:
        """Find whom to tell, and as what (提醒对象): the role's accounts, else who stands in."""
        wanted: Role | None = role
        while wanted is not None:
            found = self._held(wanted, one)
            if found:
                return wanted, found
            wanted = reminders.INSTEAD.get(wanted)
        return role, ()

    def _held(self, role: Role, one: Running) -> tuple[int, ...]:
        match role:
            case Role.UNION_CHAIR:
                return self.chairs.get(one.union_id or 0, ())
            case Role.INSTRUCTOR:
                return self.instructors.get(one.enterprise_id or 0, ())
            case Role.STREET_STAFF | Role.STREET:
                return self.by_place.get((role, one.street_code or ""), ())
            case Role.REVIEWER:  # an office of the authority may look after more or less
                return self._nearest(role, one)
            case _:
                return self.by_place.get((role, one.district_code), ())

    def _nearest(self, role: Role, one: Running) -> tuple[int, ...]:
        district = one.district_code
        around = (one.street_code or "", district, f"{district[:4]}00", f"{district[:2]}0000")
        held = (self.by_place.get((role, place), ()) for place in around)
        return next((found for found in held if found), ())


def people_of_places(session: Session, *, on: date) -> People:
    """Read the accounts of streets and districts (各地账号)."""
    rows = session.execute(_granted(on).where(RoleGrant.role.in_([one.value for one in _AROUND])))
    found: defaultdict[tuple[Role, str], list[int]] = defaultdict(list)
    for user_id, role, place_code, _union_id in rows:
        if place_code:
            found[Role(role), place_code].append(user_id)
    return People({key: tuple(dict.fromkeys(ids)) for key, ids in found.items()})


def people_of(session: Session, around: People, batch: Iterable[Running], *, on: date) -> People:
    """Add the chairs and instructors of some deadlines' enterprises (本批主席和指导员)."""
    unions = {one.union_id for one in batch if one.union_id}
    enterprises = {one.enterprise_id for one in batch if one.enterprise_id}
    chairs = session.execute(
        _granted(on).where(
            RoleGrant.role == Role.UNION_CHAIR.value, RoleGrant.union_id.in_(unnested(unions))
        )
    )
    carried = session.execute(
        select(Assignment.enterprise_id, Assignment.user_id)
        .join(User, User.id == Assignment.user_id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            Assignment.enterprise_id.in_(unnested(enterprises)),
            keepers.in_book(on),
            User.active,
            RoleGrant.role == Role.INSTRUCTOR.value,
            *_in_force(on),
        )
        .order_by(Assignment.user_id)
    )
    return People(
        around.by_place,
        chairs=_gathered((row[3], row[0]) for row in chairs),
        instructors=_gathered((row[0], row[1]) for row in carried),
    )


def _granted(on: date) -> Any:  # noqa: ANN401 -- a statement
    return (
        select(RoleGrant.user_id, RoleGrant.role, RoleGrant.place_code, RoleGrant.union_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(User.active, *_in_force(on))
        .order_by(RoleGrant.user_id)
    )


def _in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    return (RoleGrant.from_on <= on, or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on))


def _gathered(pairs: Iterable[tuple[Any, int]]) -> dict[int, tuple[int, ...]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, user_id in pairs:
        found[key].append(user_id)
    return {key: tuple(dict.fromkeys(ids)) for key, ids in found.items()}
