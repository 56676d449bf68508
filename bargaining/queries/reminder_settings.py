"""Which reminders has an office set for itself, and whose hold where it has not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import errors
from bargaining.models.office_setting import OfficeSetting
from bargaining.rules import reminders
from bargaining.rules.reminders import Schedule


@dataclass(frozen=True)
class Held:
    """What an office set for one rule (本级提醒安排), by whom and when."""

    place: str
    schedule: Schedule
    set_by_name: str
    set_at: datetime

    @property
    def stamp(self) -> str:
        """Name this state of the setting, so that a later one is noticed (设置版本)."""
        return f"{self.place}@{self.set_at.isoformat()}"


def held(session: Session, *, places: Sequence[str]) -> dict[str, Held]:
    """Find what holds at a place beside the standard (现行的自设安排), by rule.

    `places` are the place and those above it, the nearest first; the nearest prevails. What can
    no longer be read holds nowhere.
    """
    rows = session.scalars(
        select(OfficeSetting).where(
            OfficeSetting.place_code.in_(places),
            OfficeSetting.name.startswith(reminders.SETTING, autoescape=True),
        )
    )
    found: dict[str, Held] = {}
    for row in sorted(rows, key=lambda row: places.index(row.place_code)):
        try:
            schedule = reminders.read_schedule(row.value)
        except errors.Unusable:
            continue
        found.setdefault(schedule.rule, Held(row.place_code, schedule, row.set_by_name, row.set_at))
    return found
