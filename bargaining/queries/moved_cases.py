"""Which cases came into a territory with their enterprise, and which left it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.rules.events import Event
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory

# Whose rights go by territory alone.
BY_TERRITORY = frozenset({Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.REVIEWER})

_Column = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True)
class Left:
    """Up to where an office reads a case that left its territory (迁出以前).

    `sequence` is the move in the case itself, None where the case was closed before its
    enterprise moved; `at` is when the move was recorded.
    """

    sequence: int | None
    at: datetime

    def shows(self, event: Event) -> bool:
        """Tell whether an entry stood before the case left (迁出以前的登记)."""
        if self.sequence is not None:
            return event.sequence <= self.sequence
        return event.recorded_at is None or event.recorded_at <= self.at

    def cut(self, entries: Iterable[Event]) -> list[Event]:
        """Keep the entries up to the move (截至迁出), the move itself among them."""
        return [event for event in entries if self.shows(event)]


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
    went, stayed = _gone(actor, filed=actor.role is Role.REVIEWER), aliased(Case)
    closed = select(stayed.id).where(
        stayed.enterprise_id.in_(_gone(actor, by_enterprise=True)),
        stayed.moved_on.is_(None),
        stayed.filed_on.is_not(None) if actor.role is Role.REVIEWER else true(),
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
    # The reviewer's go by the case alone: a move without a street leaves the register behind.
    by_case = actor.role is Role.REVIEWER and case.moved_on is not None
    places = [] if by_case else [registered]
    if case.moved_on is not None:
        places.append((case.district_code, case.street_code or ""))
    return not any(
        mine.covers(district_code=district, street_code=street) for district, street in places
    )


def left(session: Session, case: Case, actor: Actor) -> Left | None:
    """Find up to where somebody reads a case that left their territory (迁出以前).

    None where it did not leave: nearly every case, and told without asking the database.
    """
    return all_left(session, [case], actor).get(case.id)


def all_left(session: Session, cases: Iterable[Case], actor: Actor) -> dict[int, Left]:
    """Find up to where somebody reads each of the cases that left (迁出以前), by its id."""
    movable = [one for one in cases if one.enterprise_id and (one.moved_on or one.closed_on)]
    if actor.role not in BY_TERRITORY or not movable:
        return {}
    firms = {one.enterprise_id for one in movable}
    place = select(Enterprise.id, Enterprise.district_code, Enterprise.street_code)
    registered = {
        row.id: (row.district_code, row.street_code)
        for row in session.execute(place.where(Enterprise.id.in_(firms)))
    }
    gone = [
        one
        for one in movable
        if one.enterprise_id and has_left(one, actor, registered=registered[one.enterprise_id])
    ]
    return _left(gone, _moves_away(session, gone, actor)) if gone else {}


def _moves_away(session: Session, gone: Iterable[Case], actor: Actor) -> list[Row[Any]]:
    """Read the moves that led cases away, the newest first."""
    moved, entry = aliased(Case), aliased(CaseEvent)
    return list(
        session.execute(
            select(entry.case_id, moved.enterprise_id, entry.sequence, entry.recorded_at)
            .join(moved, entry.case_id == moved.id)
            .where(
                moved.enterprise_id.in_({one.enterprise_id for one in gone}),
                _leads_away(actor, entry),
            )
            .order_by(entry.recorded_at.desc(), entry.sequence.desc())
        )
    )


def _left(gone: Iterable[Case], moves: Sequence[Row[Any]]) -> dict[int, Left]:
    """A case by its own move; one closed before, by the move of its enterprise."""
    found: dict[int, Left] = {}
    for case in gone:
        for move in moves:
            own = move.case_id == case.id
            if own or (case.moved_on is None and move.enterprise_id == case.enterprise_id):
                found[case.id] = Left(move.sequence if own else None, move.recorded_at)
                break
    return found


def _gone(actor: Actor, *, by_enterprise: bool = False, filed: bool = False) -> Select[Any]:
    """From the entries that led away; nearly no case ever moves, and an index names those."""
    moved, entry = aliased(Case), aliased(CaseEvent)
    return (
        select(moved.enterprise_id if by_enterprise else moved.id)
        .join(entry, entry.case_id == moved.id)
        .where(
            moved.moved_on.is_not(None),
            _leads_away(actor, entry),
            _filed_before(entry) if filed else true(),
        )
    )


def _leads_away(actor: Actor, entry: type[CaseEvent]) -> ColumnElement[bool]:
    """A move from somebody's territory that was not taken back."""
    came_from = entry.payload["from_place"].astext, entry.payload["from_street"].astext
    return (
        (entry.kind == "record_succession")
        & _lies_in(actor, *came_from)
        & ~_taken_back(entry, before=None)
    )


def _filed_before(move: type[CaseEvent]) -> ColumnElement[bool]:
    """Whether a case had been filed with the reviewer of the old place when it moved."""
    filing = aliased(CaseEvent)
    return exists(
        select(filing.id).where(
            filing.case_id == move.case_id,
            filing.kind.in_(("file", "refile")),
            filing.sequence < move.sequence,
            ~_taken_back(filing, before=move),
        )
    )


def _taken_back(entry: type[CaseEvent], *, before: type[CaseEvent] | None) -> ColumnElement[bool]:
    later = aliased(CaseEvent)
    wanted = select(later.id).where(
        later.case_id == entry.case_id, entry.sequence == func.any(later.voids)
    )
    return exists(wanted if before is None else wanted.where(later.sequence < before.sequence))


def _lies_in(actor: Actor, district: _Column, street: _Column) -> ColumnElement[bool]:
    mine = Territory.of(actor.places)
    return or_(
        false(),
        *(district.startswith(prefix) for prefix in mine.prefixes),
        district.in_(mine.districts),
        street.in_(mine.streets),
    )
