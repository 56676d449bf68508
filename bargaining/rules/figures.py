"""Which legal figure holds on a day? Histories with their source, looked up by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bargaining import errors

_ONE_DAY = timedelta(days=1)


class Status(StrEnum):
    """What is known of a figure (数据状态)."""

    VALUE = "value"
    NOT_PUBLISHED = "not_published"
    REPEALED = "repealed"


class FigureKind(StrEnum):
    """How long a figure answers (时效).

    A standing one until the next, a yearly one for its own year. An observed one was seen in
    force on a day, its beginning and end unknown: it answers for that day only and is a
    reference, never a verdict.
    """

    STANDING = "standing"
    YEARLY = "yearly"
    OBSERVED = "observed"


class ScopeKind(StrEnum):
    """Along which line a figure is divided (范围种类)."""

    INDUSTRY = "industry"
    OCCUPATION = "occupation"
    GRADE = "grade"
    CLASS = "class"


SCOPE_LABELS = {
    ScopeKind.INDUSTRY: "行业",
    ScopeKind.OCCUPATION: "职业",
    ScopeKind.GRADE: "岗位等级",
    ScopeKind.CLASS: "地区类别",
}
KIND_LABELS = {
    FigureKind.STANDING: "自起始日起，到下一次调整为止",
    FigureKind.YEARLY: "只对所写的年份",
    FigureKind.OBSERVED: "只知道所写的那一天在用，只作参考",
}


@dataclass(frozen=True)
class Scope:
    """The part of a divided figure that one history is about (适用范围), such as one industry.

    `name` tells it from the others; `code` is its number in `edition` of the classification.
    """

    kind: ScopeKind
    name: str
    code: str = ""
    edition: str = ""


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
    `definition` stands where this entry is reckoned otherwise than its neighbours.
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
    definition: str = ""

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
    """One legal figure of one place with its whole history (标准).

    Where it is divided, by industry or occupation, each `scope` is a figure of its own under
    one name.
    """

    name: str
    place: str
    label: str
    unit: str
    kind: FigureKind
    values: tuple[FigureValue, ...] = ()
    gaps: tuple[Gap, ...] = ()
    definition: str = ""
    purpose: str = ""
    scope: Scope | None = None

    @property
    def scope_name(self) -> str:
        """Name the part of the figure this history is about (范围名称), empty for the whole."""
        return self.scope.name if self.scope else ""

    @property
    def full_label(self) -> str:
        """Name the figure with its scope (标准全称)."""
        return f"{self.label}（{self.scope.name}）" if self.scope else self.label

    def find(self, on: date) -> FigureValue | None:
        """Return the entry that speaks for a day, of whatever status, or None (适用记录)."""
        if on not in self._found:
            self._found[on] = in_force(self.values, on, gaps=self.gaps)
        return self._found[on]

    @cached_property
    def _found(self) -> dict[date, FigureValue | None]:
        return {}

    @cached_property
    def days_of_change(self) -> tuple[date, ...]:
        """List the days on which another entry, or none, begins to speak (变更日), in order."""
        days = {value.effective_from for value in self.values}
        days |= {gap.effective_from for gap in self.gaps}
        ends = (value.effective_to for value in self.values)
        days |= {day + _ONE_DAY for day in ends if day is not None}
        return tuple(sorted(days))

    def value_on(self, on: date) -> FigureValue:
        """Return the entry in force with its value (适用标准).

        Raises LawMissing where nothing is recorded for that day, NotPublished where the entry
        says that it was never published, or that it was repealed.
        """
        entry = self.find(on)
        if entry is None:
            raise errors.LawMissing(self.full_label, on, place=self.place)
        if entry.value is None or entry.status is not Status.VALUE:
            raise errors.NotPublished(
                self.full_label, on, place=self.place, status=entry.status.value
            )
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
