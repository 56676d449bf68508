"""What can be done with the reference tables? Load places and industries, and their federations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import register_entries, unions
from bargaining.actions.register_entries import Mark
from bargaining.models.industry import Industry
from bargaining.models.place import Place
from bargaining.readers import tables
from bargaining.rules.roles import Actor

SOURCE = "随系统提供的参考表"


def load_reference_tables(session: Session, *, at: datetime, actor: Actor) -> int:
    """Load places, industries and the federations of every place (装入参考表).

    What is there already is brought up to date; asked again it changes nothing. Returns how many
    rows were added or changed.
    """
    register_entries.lock_register(session)
    changed = _load_places(session, tables.read_places())
    changed += _load_industries(session, tables.read_industries())
    session.flush()
    mark = Mark(actor=actor, at=at, source=SOURCE)
    changed += unions.found_federations(session, mark=mark)
    if changed:
        audit.record(
            session,
            at=at,
            actor=actor,
            event="reference.load",
            subject="reference:tables",
            detail={"rows": changed},
        )
    return changed


def _load_places(session: Session, rows: Iterable[tables.PlaceRow]) -> int:
    known = {place.code: place for place in session.scalars(select(Place))}
    changed = 0
    for row in rows:
        place = known.get(row.code)
        if place is None:
            session.add(Place(**row.__dict__))
            changed += 1
        elif (place.name, place.kind, place.parent_code) != (row.name, row.kind, row.parent_code):
            place.name, place.kind, place.parent_code = row.name, row.kind, row.parent_code
            changed += 1
    return changed


def _load_industries(session: Session, rows: Iterable[tables.IndustryRow]) -> int:
    known = {industry.code: industry for industry in session.scalars(select(Industry))}
    changed = 0
    for row in rows:
        industry = known.get(row.code)
        if industry is None:
            session.add(Industry(**row.__dict__))
            changed += 1
        elif industry.name != row.name:
            industry.name = row.name
            changed += 1
    return changed
