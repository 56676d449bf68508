"""What has an office set for itself? A place without a setting has that of the place above."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.office_setting import OfficeSetting
from bargaining.models.place import Place

_DEEPEST = 8


def chain(session: Session, *codes: str | None) -> list[str]:
    """Name some places and all above the last of them, the nearest first (上级地方).

    A street is counted in the district given beside it, which need not be the one its code
    stands below.
    """
    found = [code for code in codes if code]
    above = session.get(Place, found[-1]) if found else None
    while above is not None and above.parent_code and len(found) < _DEEPEST:
        found.append(above.parent_code)
        above = session.get(Place, above.parent_code)
    return found


def find_setting(session: Session, name: str, *, places: list[str]) -> OfficeSetting | None:
    """Find the setting that holds (现行设置): that of the first of these places to have one."""
    rows = session.scalars(
        select(OfficeSetting).where(
            OfficeSetting.name == name, OfficeSetting.place_code.in_(places)
        )
    )
    by_place = {row.place_code: row for row in rows}
    return next((by_place[code] for code in places if code in by_place), None)
