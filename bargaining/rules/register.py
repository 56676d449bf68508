"""What did the register say? Its fields on any day, as known at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Change:
    """One entry of a subject's history (登记变更).

    `effective_on` None holds from the beginning: every earlier day too.
    """

    sequence: int
    effective_on: date | None
    recorded_at: datetime
    fields: Mapping[str, object]


def fields_on(
    changes: Iterable[Change], *, on: date | None, known_before: datetime | None = None
) -> dict[str, object] | None:
    """Fold a history into the fields in force on a day (某日登记事项).

    Each field is what the latest effective day wrote, among changes of one day the last entry.
    None where nothing was in force yet. `on` None folds to the end: the projection. Only entries
    recorded before `known_before` count.
    """
    counted = sorted(
        (
            change
            for change in changes
            if (known_before is None or change.recorded_at < known_before)
            and (on is None or change.effective_on is None or change.effective_on <= on)
        ),
        key=_order,
    )
    if not counted:
        return None
    return {name: value for change in counted for name, value in change.fields.items()}


def first_day(changes: Iterable[Change]) -> date | None:
    """Return the day a history begins on (登记起始日); None where it holds from ever."""
    first = min(changes, key=_order, default=None)
    return None if first is None else first.effective_on


def known_until(day: date) -> datetime:
    """Return the first moment after a legal day (当日终了); what came before it was known then."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=_LEGAL_ZONE)


def _order(change: Change) -> tuple[date, int]:
    return change.effective_on or date.min, change.sequence
