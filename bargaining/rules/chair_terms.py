"""Does a union have a chair, and how long does the term last?"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)


class TermState(StrEnum):
    """How a union stands with its chair on a day (主席与任期状态)."""

    VACANT = "vacant"
    EXPIRED = "expired"
    SOON = "soon"
    UNKNOWN = "unknown"
    RUNNING = "running"


TERM_LABELS: dict[TermState, str] = {
    TermState.VACANT: "主席空缺",
    TermState.EXPIRED: "任期已届满",
    TermState.SOON: "任期即将届满",
    TermState.UNKNOWN: "任期待补",
    TermState.RUNNING: "在任",
}


def term_state(chair_name: str, term_ends_on: date | None, *, on: date) -> TermState:
    """Say how a union stands with its chair on a day (主席与任期状态).

    The last day of a term belongs to it; within sixty days of it the term ends soon.
    """
    if not chair_name.strip():
        return TermState.VACANT
    if term_ends_on is None:
        return TermState.UNKNOWN
    if term_ends_on < on:
        return TermState.EXPIRED
    return TermState.SOON if term_ends_on <= on + SOON else TermState.RUNNING
