"""By which reading of the roll-over does an office judge lateness?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bargaining.rules.calendar import Reading

SETTING = "counting"
DEFAULT = Reading.B

READING_LABELS: Mapping[Reading, str] = {
    Reading.B: "口径B：法定节日、周末、调休日都顺延",
    Reading.A: "口径A：只顺延法定节日",
}


def as_setting(reading: Reading) -> dict[str, Any]:
    """Put an office's choice into the shape that is stored (口径设定)."""
    return {"reading": reading.value}


def read_setting(value: Mapping[str, Any] | None) -> Reading:
    """Read an office's choice (口径设定); what it never chose or emptied is reading B."""
    stated = value.get("reading") if value else None
    return Reading(stated) if stated in set(Reading) else DEFAULT
