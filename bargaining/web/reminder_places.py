"""For which place is an office asked: one's own, the districts of a city, or any for all."""

from __future__ import annotations

from flask import g, request
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.queries import places as place_queries
from bargaining.rules.roles import Role, place_prefixes

_LEVELS = ("country", "province", *place_queries.DISTRICT_KINDS)
Offered = list[tuple[str, str]]


def chosen(session: Session) -> tuple[str, Offered]:
    """Read for which place something is set (为哪里设定), and list what may be chosen.

    Raises NotVisible for a place that is not the actor's.
    """
    return _asked(_own(session))


def chosen_to_see(session: Session) -> tuple[str, Offered]:
    """Read of which street or district the coming days are seen (看哪里), and list the choices.

    Of a city one district at a time is reckoned.
    """
    found: Offered = []
    for code, name in _own(session):
        found += districts(session, code) or [(code, name)]
    return _asked(list(dict.fromkeys(found)))


def districts(session: Session, place: str) -> Offered:
    """List the districts of a city or of the country (各区); a district or street has none."""
    prefix = place_prefixes([place])[0]
    if len(prefix) > 4:
        return []
    return [
        (one.code, one.name)
        for one in place_queries.list_districts(session)
        if one.code.startswith(prefix)
    ]


def _own(session: Session) -> Offered:
    places = place_queries.list_places(session)
    if g.actor.role is Role.ADMIN:
        return [(one.code, one.name) for one in places if one.kind in _LEVELS]
    return [(one.code, one.name) for one in places if one.code in g.actor.places]


def _asked(offered: Offered) -> tuple[str, Offered]:
    place = request.values.get("place", offered[0][0] if offered else "")
    if place not in dict(offered):
        raise NotVisible(place)
    return place, offered
