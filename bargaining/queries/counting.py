"""By which reading does each place judge lateness, its own or the one of the place above?"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ScalarSelect

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.office_setting import OfficeSetting
from bargaining.models.place import Place
from bargaining.queries import redating
from bargaining.queries.places import DISTRICT_KINDS
from bargaining.rules import counting_setting
from bargaining.rules.calendar import Reading
from bargaining.rules.lawbook import ReadingOfPlace

_FIXED = ("T-REVIEW", "T-REVIEW-OBJ")


def mark() -> ScalarSelect[str]:
    """Say in SQL what all offices have set, as one text (口径设定的标记)."""
    said = OfficeSetting.place_code + "=" + cast(OfficeSetting.value, String)
    joined = func.string_agg(said, aggregate_order_by(literal(","), OfficeSetting.place_code))
    return (
        select(func.coalesce(joined, ""))
        .where(OfficeSetting.name == counting_setting.SETTING)
        .scalar_subquery()
    )


def readings(session: Session) -> tuple[ReadingOfPlace, ...]:
    """List the reading of every place down to the districts (各地口径); none where none is set.

    A development zone belongs to the city, whatever district surrounds it.
    """
    own = _own(session)
    if not own:
        return ()
    kinds = ("country", "province", *DISTRICT_KINDS)
    rows = session.execute(select(Place.code, Place.parent_code).where(Place.kind.in_(kinds)))
    above: dict[str, str | None] = {row[0]: row[1] for row in rows}
    return tuple(
        ReadingOfPlace(place=code, reading=_inherited(code, own, above)) for code in sorted(above)
    )


def count_parting(session: Session, place: str) -> int:
    """Count the running deadlines of a place on which the readings part (口径不同的期限).

    What no office chooses a reading for is left out: silence takes effect by reading B always.
    """
    readings_of = Deadline.proof["readings"]
    running = select(func.count(Deadline.id)).join(Case, Case.id == Deadline.case_id)
    return (
        session.scalar(
            running.where(
                redating.within(place),
                Case.origin != "backfilled",
                Deadline.ended_on.is_(None),
                Deadline.overdue_after.is_not(None),
                Deadline.opens_on.is_(None),
                Deadline.rule_id.not_in(_FIXED),
                readings_of["A"].as_string() != readings_of["B"].as_string(),
            )
        )
        or 0
    )


def _own(session: Session) -> dict[str, Reading]:
    rows = session.execute(
        select(OfficeSetting.place_code, OfficeSetting.value).where(
            OfficeSetting.name == counting_setting.SETTING
        )
    )
    return {row[0]: counting_setting.read_setting(row[1]) for row in rows}


def _inherited(
    code: str | None, own: Mapping[str, Reading], above: Mapping[str, str | None]
) -> Reading:
    while code is not None:
        if code in own:
            return own[code]
        code = above.get(code)
    return counting_setting.DEFAULT
