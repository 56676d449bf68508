"""Choose by which reading an office judges lateness: a change that dates deadlines anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bargaining.actions import law as law_actions
from bargaining.actions import law_changes, office_settings
from bargaining.models.law_change import LawChange
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.rules import counting_setting
from bargaining.rules.calendar import Reading
from bargaining.rules.roles import Actor


def set_reading(
    session: Session, place: str, reading: Reading | None, *, actor: Actor, at: datetime
) -> LawChange | None:
    """Set a place's reading, None for that of the place above again (设定顺延口径).

    Returns the change that dates the place's deadlines anew, None where nothing changes for it.
    Raises Unusable for an unknown place, NotVisible where it is not the actor's own.
    """
    law_actions.lock(session)
    name = place_queries.get_place(session, place).name
    before = reading_of(session, place)
    if reading is None:
        office_settings.clear(session, place, counting_setting.SETTING, actor=actor, at=at)
    else:
        value = counting_setting.as_setting(reading)
        office_settings.set_value(
            session, place, counting_setting.SETTING, value, actor=actor, at=at
        )
    after = reading_of(session, place)
    if after is before:
        return None
    return law_changes.record(
        session,
        kind=law_changes.COUNTING,
        place=place,
        title=f"{name}判断逾期改用口径{after.value}（原来用口径{before.value}）",
        detail={"reading": after.value, "before": before.value},
        actor=actor,
        at=at,
    )


def reading_of(session: Session, place: str) -> Reading:
    """Name the reading that holds at a place (现行口径), its own or inherited."""
    chain = setting_queries.chain(session, place)
    row = setting_queries.find_setting(session, counting_setting.SETTING, places=chain)
    return counting_setting.read_setting(row.value if row else None)
