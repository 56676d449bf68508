"""Who looks after each enterprise today: its instructors, and the staff of its street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.user import RoleGrant, User
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.roles import Role

OFFERED = DispatchState.OFFERED.value


@dataclass(frozen=True)
class Keepers:
    """Who looks after some enterprises and streets (责任人): names by enterprise and by street.

    `sent` are instructors who were asked and have not answered yet.
    """

    instructors: Mapping[int, tuple[str, ...]]
    sent: Mapping[int, tuple[str, ...]]
    staff: Mapping[str, tuple[str, ...]]

    def of(self, enterprise_id: int, *, street: str) -> tuple[str, tuple[str, ...]]:
        """Name as what, and who (某户责任人): the instructors, else the staff of the street."""
        if enterprise_id in self.instructors:
            return "指导员", self.instructors[enterprise_id]
        if enterprise_id in self.sent:
            return "指导员，已派等答复", self.sent[enterprise_id]
        staff = self.staff.get(street, ())
        return ("街道社工" if staff else ""), staff


def keepers(
    session: Session, enterprise_ids: Iterable[int], *, streets: Iterable[str], on: date
) -> Keepers:
    """Find who looks after some enterprises on a day (查责任人), in three statements."""
    wanted = select(func.unnest(literal(sorted(set(enterprise_ids)), ARRAY(Integer))))
    carried = (
        select(Assignment.enterprise_id, User.name)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.enterprise_id.in_(wanted), in_book(on), User.active)
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
    )
    asked = (
        select(Dispatch.enterprise_id, User.name)
        .join(User, User.id == Dispatch.user_id)
        .where(Dispatch.enterprise_id.in_(wanted), Dispatch.state == OFFERED, User.active)
        .order_by(Dispatch.id.desc())
    )
    return Keepers(
        instructors=_gathered(session, carried),
        sent=_gathered(session, asked),
        staff=_gathered(session, _staff(streets, on=on)),
    )


def _gathered(session: Session, named: Select[Any, Any]) -> dict[Any, tuple[str, ...]]:
    found: defaultdict[Any, list[str]] = defaultdict(list)
    for key, name in session.execute(named):
        found[key].append(name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def in_book(on: date) -> ColumnElement[bool]:
    """Say in SQL that an assignment is in force on a day (联系期内)."""
    return (Assignment.from_on <= on) & or_(Assignment.to_on.is_(None), Assignment.to_on >= on)


def has_instructor(
    enterprise_id: InstrumentedAttribute[int | None], *, on: date
) -> ColumnElement[bool]:
    """Say in SQL that somebody carries an enterprise, or was asked to (已有指导员或已派)."""
    carried = exists().where(
        Assignment.enterprise_id == enterprise_id,
        in_book(on),
        User.id == Assignment.user_id,
        User.active,
    )
    asked = exists().where(
        Dispatch.enterprise_id == enterprise_id,
        Dispatch.state == OFFERED,
        User.id == Dispatch.user_id,
        User.active,
    )
    return carried | asked


def _staff(streets: Iterable[str], *, on: date) -> Select[Any, Any]:
    return (
        select(RoleGrant.place_code, User.name)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.STREET_STAFF.value,
            RoleGrant.place_code.in_(sorted(set(streets))),
            RoleGrant.from_on <= on,
            or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on),
            User.active,
        )
        .order_by(User.name, User.id)
    )
