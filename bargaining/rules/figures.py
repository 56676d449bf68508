"""Which legal figure holds on a day? Histories with their source, looked up by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bargaining import errors


class Status(StrEnum):
    """What is known of a figure (数据状态)."""

    VALUE = "value"
    NOT_PUBLISHED = "not_published"
    REPEALED = "repealed"


class FigureKind(StrEnum):
    """How long a figure answers (时效): until the next one, or for its own year only."""

    STANDING = "standing"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Source:
    """Where a figure was read (出处)."""

    title: str
    document_number: str = ""
    link: str = ""
    article: str = ""


@dataclass(frozen=True)
class FigureValue:
    """One entry of a figure's history (标准的一条记录).

    `effective_from` is the first day it answers; `effective_to`, rarely given, the last. A
    yearly entry names its `year`; with `onward` it also speaks for later years, until the next.
    `computed` marks a figure derived by formula where the notice itself was not seen.
    """

    effective_from: date
    source: Source
    verification: str
    checked_on: date
    status: Status = Status.VALUE
    value: Decimal | None = None
    effective_to: date | None = None
    year: int | None = None
    onward: bool = False
    computed: bool = False
    note: str = ""

    def ends_before(self, on: date) -> bool:
        """Say whether the entry no longer answers on a day (是否已过时效)."""
        if self.effective_to is not None and on > self.effective_to:
            return True
        return self.year is not None and not self.onward and on.year != self.year


@dataclass(frozen=True)
class Gap:
    """A change that is known to have happened, its value or its day not (缺口).

    From `effective_from`, the first day it may have happened, nothing is answered until the
    next entry: the value before it may no longer be right.
    """

    effective_from: date
    stated: str
    reason: str


@dataclass(frozen=True)
class Figure:
    """One legal figure of one place with its whole history (标准)."""

    name: str
    place: str
    label: str
    unit: str
    kind: FigureKind
    values: tuple[FigureValue, ...] = ()
    gaps: tuple[Gap, ...] = ()
    definition: str = ""
    purpose: str = ""

    def find(self, on: date) -> FigureValue | None:
        """Return the entry that speaks for a day, of whatever status, or None (适用记录)."""
        return in_force(self.values, on, gaps=self.gaps)

    def value_on(self, on: date) -> FigureValue:
        """Return the entry in force with its value (适用标准).

        Raises LawMissing where nothing is recorded for that day, NotPublished where the entry
        says that it was never published, or that it was repealed.
        """
        entry = self.find(on)
        if entry is None:
            raise errors.LawMissing(self.label, on, place=self.place)
        if entry.value is None or entry.status is not Status.VALUE:
            raise errors.NotPublished(self.label, on, place=self.place, status=entry.status.value)
        return entry


def in_force(
    values: Sequence[FigureValue], on: date, *, gaps: Sequence[Gap] = ()
) -> FigureValue | None:
    """Return the entry that speaks for a day, or None (适用记录).

    The last one begun by that day counts; a gap that begins later, or an entry past its own
    year or last day, leaves the day without an answer.
    """
    begun = [value for value in values if value.effective_from <= on]
    latest = max(begun, key=lambda value: value.effective_from, default=None)
    if latest is None or latest.ends_before(on):
        return None
    if any(latest.effective_from < gap.effective_from <= on for gap in gaps):
        return None
    return latest
