"""Which cases came into a territory with their enterprise, and which left it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory

# Whose rights go by territory alone.
BY_TERRITORY = frozenset({Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.REVIEWER})

_Column = InstrumentedAttribute[Any] | ColumnElement[Any]


def moved_here(actor: Actor) -> Select[int]:
    """Select the cases that an entry led into somebody's territory (迁入的案件)."""
    moved = aliased(Case)
    return select(moved.id).where(
        moved.moved_on.is_not(None), _lies_in(actor, moved.district_code, moved.street_code)
    )


def kept(actor: Actor) -> Select[int]:
    """Select what an office keeps to read after an enterprise left its territory (迁出的案件).

    The cases that went along, and those that were closed before, which never moved. What was
    opened at the new place is none of the old one's.
    """
    if actor.role not in BY_TERRITORY:
        return select(Case.id).where(false())
    went, stayed = _gone(actor), aliased(Case)
    closed = select(stayed.id).where(
        stayed.enterprise_id.in_(_gone(actor, by_enterprise=True)),
        stayed.moved_on.is_(None),
        _lies_in(actor, stayed.district_code, stayed.street_code),
    )
    return select(union_all(went, closed).subquery().c.id)


def has_left(case: Case, actor: Actor, *, registered: Sequence[str]) -> bool:
    """Tell whether neither an enterprise nor its case is in somebody's territory now (已迁出).

    `registered` are the district and street the register has it in.
    """
    if case.moved_on is None and case.closed_on is None:
        return False
    if actor.role not in BY_TERRITORY:
        return False
    mine = Territory.of(actor.places)
    places = [registered]
    if case.moved_on is not None:
        places.append((case.district_code, case.street_code or ""))
    return not any(
        mine.covers(district_code=district, street_code=street) for district, street in places
    )


def _gone(actor: Actor, *, by_enterprise: bool = False) -> Select[Any]:
    """From the entries that led away; nearly no case ever moves, and an index names those."""
    moved, entry = aliased(Case), aliased(CaseEvent)
    came_from = entry.payload["from_place"].astext, entry.payload["from_street"].astext
    return (
        select(moved.enterprise_id if by_enterprise else moved.id)
        .join(entry, entry.case_id == moved.id)
        .where(
            moved.moved_on.is_not(None),
            entry.kind == "record_succession",
            _lies_in(actor, *came_from),
        )
    )


def _lies_in(actor: Actor, district: _Column, street: _Column) -> ColumnElement[bool]:
    mine = Territory.of(actor.places)
    return or_(
        false(),
        *(district.startswith(prefix) for prefix in mine.prefixes),
        district.in_(mine.districts),
        street.in_(mine.streets),
    )
