"""What do we know about places and industries?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import errors
from bargaining.models.industry import Industry
from bargaining.models.place import Place

DISTRICT_KINDS = ("district", "development_zone")


def list_places(session: Session) -> Sequence[Place]:
    """List every place by its code (地方)."""
    return session.scalars(select(Place).order_by(Place.code)).all()


def list_districts(session: Session) -> Sequence[Place]:
    """List the districts, 经开区 after them (区)."""
    return session.scalars(
        select(Place)
        .where(Place.kind.in_(DISTRICT_KINDS))
        .order_by(Place.kind == "development_zone", Place.code)
    ).all()


def list_streets(session: Session, *, district_code: str | None = None) -> Sequence[Place]:
    """List the streets and townships, of one district or of all (街道、乡镇)."""
    statement = select(Place).where(Place.kind.not_in(("country", "province"))).order_by(Place.code)
    if district_code is None:
        return session.scalars(statement.where(Place.kind.not_in(DISTRICT_KINDS))).all()
    zone_itself = (Place.code == district_code) & (Place.kind == "development_zone")
    return session.scalars(
        statement.where((Place.parent_code == district_code) | zone_itself)
    ).all()


def get_place(session: Session, code: str) -> Place:
    """Find a place by its code; Unusable where there is none (查找地方)."""
    place = session.get(Place, code)
    if place is None:
        raise errors.Unusable(f"没有代码为“{code}”的地方，请核对。", field="place")
    return place


def place_names(session: Session) -> dict[str, str]:
    """Return every place's name by its code (地方名称)."""
    return {place.code: place.name for place in session.scalars(select(Place))}


def list_sections(session: Session) -> Sequence[Industry]:
    """List the twenty sections of the industry table (行业门类)."""
    return session.scalars(
        select(Industry).where(Industry.level == "门类").order_by(Industry.code)
    ).all()


def list_industry_codes(session: Session) -> frozenset[str]:
    """Return the codes that an enterprise can have: two to four digits (行业代码)."""
    return frozenset(session.scalars(select(Industry.code).where(Industry.level != "门类")))


def industry_names(session: Session) -> dict[str, str]:
    """Return every industry's name by its code (行业名称)."""
    return {row[0]: row[1] for row in session.execute(select(Industry.code, Industry.name))}
