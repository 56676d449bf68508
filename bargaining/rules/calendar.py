"""Which day does a period end on? Days counted, days off given, both readings of the roll-over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import product

from bargaining import errors
from bargaining.rules.festivals import ONE_DAY, HolidayRecord, Notice

SATURDAY = 5
# A notice for the coming year may still touch the last week of this one: it did for 2007, 2008,
# 2012, 2019, 2023 and 2024.
NEW_YEAR_REACH_FROM = 25
DECEMBER = 12


class Reading(StrEnum):
    """How a period's last day rolls over (顺延口径): only statutory festivals, or every day off."""

    A = "A"
    B = "B"


class DayKind(StrEnum):
    """What a day is by decree, notice and week (日子的性质)."""

    FESTIVAL = "festival"
    REST = "rest"
    WEEKEND = "weekend"
    MAKE_UP = "make_up"
    WORKDAY = "workday"


OFF = frozenset({DayKind.FESTIVAL, DayKind.REST, DayKind.WEEKEND})


@dataclass(frozen=True)
class Bounds:
    """The earliest and the latest day that any coming notice can lead to (日期区间)."""

    earliest: date
    latest: date

    @property
    def certain(self) -> bool:
        """Say whether no notice can change the day (是否确定)."""
        return self.earliest == self.latest


@dataclass(frozen=True)
class _Day:
    """What is known of one day (日子)."""

    kind: DayKind
    known: bool
    off: bool
    festival: bool


@dataclass(frozen=True)
class _Festival:
    """One festival of one year, its statutory days, and how long its holiday may become."""

    first: date
    last: date
    length: int

    @property
    def opens(self) -> date:
        """The first day its holiday can hold."""
        return self.last - (self.length - 1) * ONE_DAY

    @property
    def closes(self) -> date:
        """The last day its holiday can hold."""
        return self.first + (self.length - 1) * ONE_DAY

    def blocks(self) -> list[tuple[date, date]]:
        """List every longest block of days off that holds the festival (放假区段)."""
        places = (self.first - self.opens).days + 1
        length = (self.length - 1) * ONE_DAY
        return [
            (self.opens + number * ONE_DAY, self.opens + number * ONE_DAY + length)
            for number in range(places)
        ]


@dataclass(frozen=True)
class Calendar:
    """The days off as they are known (放假日历).

    Days after `known_until` are treated as not noticed. Nothing is guessed: where the notice is
    missing, `roll` and `count_workdays` project plain weekends and statutory days, and the
    bounds hold every calendar a notice could still make: statutory days are off, any weekend
    day may be worked, days beside a festival may be free up to its longest holiday so far.

    A calendar remembers its answers. It is a value like the record it reads: a corrected record
    makes another calendar, which remembers nothing of this one.
    """

    record: HolidayRecord
    known_until: date | None = None

    def is_known(self, day: date) -> bool:
        """Say whether the notice that decides about a day is out (放假安排是否已公布)."""
        if self.known_until is not None and day > self.known_until:
            return False
        years = self.record.noticed_years
        if day.year not in years:
            return False
        return not _is_in_reach(day) or day.year + 1 in years

    def festival_on(self, day: date) -> str | None:
        """Name the statutory festival of a day; raise LawMissing beyond the record (法定节日)."""
        return self.record.statutory(day.year).get(day)

    def notice_on(self, day: date) -> Notice | None:
        """Return the notice that speaks of a day, as far as known (放假安排通知)."""
        noticed = self.record.day_by_date.get(day) if self.is_known(day) else None
        return self.record.notice_by_key.get(noticed.notice) if noticed else None

    def holiday_on(self, day: date) -> str | None:
        """Name the holiday that a day is off for, or worked for (假期名称)."""
        noticed = self.record.day_by_date.get(day) if self.is_known(day) else None
        return noticed.festival if noticed else self.festival_on(day)

    def kind_of(self, day: date) -> DayKind:
        """Say what a day is; unnoticed days by week and statute alone (日子的性质)."""
        return self._day(day).kind

    def is_off(self, day: date, *, reading: Reading) -> bool:
        """Say whether a period that ends on this day rolls over (是否顺延)."""
        known = self._day(day)
        return known.festival if reading is Reading.A else known.off

    def roll(self, day: date, *, reading: Reading) -> date:
        """Return the first day from this one on that does not roll over (顺延, 民法典203)."""
        rolled = self._rolled.get((day, reading))
        if rolled is None:
            rolled = day
            while self.is_off(rolled, reading=reading):
                rolled += ONE_DAY
            self._rolled[day, reading] = rolled
        return rolled

    def count_workdays(self, start: date, *, days: int) -> date:
        """Return the last of so many working days, the start day not counted (工作日)."""
        counted = self._counted.get((start, days))
        if counted is None:
            counted = _nth(start, days, lambda each: not self._day(each).off)
            self._counted[start, days] = counted
        return counted

    def roll_bounds(self, day: date) -> Bounds:
        """Return between which days `roll` by reading B must fall (顺延区间)."""
        self.festival_on(day)
        return self._bounded(day - ONE_DAY, 1)

    def workday_bounds(self, start: date, *, days: int) -> Bounds:
        """Return between which days `count_workdays` must fall (工作日区间)."""
        self.festival_on(start)
        return self._bounded(start, days)

    # ── what may still come ──────────────────────────────────────────────────────────────────

    def _bounded(self, start: date, days: int) -> Bounds:
        """Bound the last of so many working days by the fewest and the most days off.

        The first day from another one on that is not off is the first working day after the day
        before. More days off never make any of it end earlier, so the two extremes bound it all.
        """
        bounds = self._bounds.get((start, days))
        if bounds is None:
            earliest = _nth(start, days, self._may_be_worked)
            bounds = self._bounds[start, days] = Bounds(earliest, self._latest(start, days))
        return bounds

    def _may_be_worked(self, day: date) -> bool:
        known = self._day(day)
        return not (known.off if known.known else known.festival)

    def _latest(self, start: date, days: int) -> date:
        """Find the first day by which every possible calendar has counted so many working days.

        Weekends are taken as off. Of the other days not noticed yet, each festival's holiday can
        free one block; whichever placing frees most is the worst.
        """
        day, workdays, free = start, 0, list[date]()
        while True:
            day += ONE_DAY
            known = self._day(day)
            if known.off:
                continue
            workdays += 1
            if not known.known:
                free.append(day)
            if workdays >= days and workdays - self._most_freed(free) >= days:
                return day

    def _most_freed(self, days: list[date]) -> int:
        """Count how many of some days the holidays to come can free at most (最多放假天数)."""
        if not days:
            return 0
        return sum(
            max(
                sum(any(first <= day <= last for first, last in blocks) for day in days)
                for blocks in product(*(festival.blocks() for festival in group))
            )
            for group in self._neighbours(days[0], days[-1])
        )

    def _neighbours(self, since: date, until: date) -> Iterator[list[_Festival]]:
        """Group the festivals that can free a day between two days; those of a group may meet."""
        reach = max(self.record.longest.values(), default=1) * ONE_DAY
        first, last = add_days(since, days=-reach.days).year, add_days(until, days=reach.days).year
        near = [
            festival
            for year in range(first, last + 1)
            for festival in self._festivals_of(year)
            if festival.closes >= since and festival.opens <= until
        ]
        group: list[_Festival] = []
        for festival in sorted(near, key=lambda each: each.opens):
            if group and festival.opens > max(each.closes for each in group):
                yield group
                group = []
            group.append(festival)
        if group:
            yield group

    def _festivals_of(self, year: int) -> list[_Festival]:
        """Group a year's statutory days by festival (当年节日)."""
        found = self._festivals.get(year)
        if found is None:
            days: dict[str, list[date]] = {}
            for on, names in self.record.statutory(year).items():
                for name in names.split("、"):
                    days.setdefault(name, []).append(on)
            found = self._festivals[year] = [
                _Festival(
                    first=min(each),
                    last=max(each),
                    length=max(self.record.longest.get(name, 0), (max(each) - min(each)).days + 1),
                )
                for name, each in days.items()
            ]
        return found

    # ── what has been answered before ────────────────────────────────────────────────────────

    def _day(self, day: date) -> _Day:
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._look_at(day)
        return found

    def _look_at(self, day: date) -> _Day:
        known = self.is_known(day)
        noticed = self.record.day_by_date.get(day) if known else None
        if self.festival_on(day) is not None:
            kind = DayKind.FESTIVAL
        elif noticed is not None:
            kind = DayKind.REST if noticed.is_off else DayKind.MAKE_UP
        else:
            kind = DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY
        return _Day(kind, known, off=kind in OFF, festival=kind is DayKind.FESTIVAL)

    @cached_property
    def _days(self) -> dict[date, _Day]:
        return {}

    @cached_property
    def _rolled(self) -> dict[tuple[date, Reading], date]:
        return {}

    @cached_property
    def _counted(self) -> dict[tuple[date, int], date]:
        return {}

    @cached_property
    def _bounds(self) -> dict[tuple[date, int], Bounds]:
        return {}

    @cached_property
    def _festivals(self) -> dict[int, list[_Festival]]:
        return {}


def _is_in_reach(day: date) -> bool:
    """Say whether the next year's notice may still speak of a day."""
    return day.month == DECEMBER and day.day >= NEW_YEAR_REACH_FROM


def _nth(start: date, days: int, is_workday: Callable[[date], bool]) -> date:
    day, counted = start, 0
    while counted < days:
        day += ONE_DAY
        counted += is_workday(day)
    return day


def add_days(day: date, *, days: int) -> date:
    """Count natural days, the first one not included (自然日, 民法典201)."""
    try:
        return day + timedelta(days=days)
    except OverflowError as problem:
        raise _out_of_range(day) from problem


def add_months(day: date, *, months: int) -> date:
    """Count months to the same number, or the month's last day (按月, 民法典202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise _out_of_range(day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _out_of_range(day: date) -> errors.Unusable:
    return errors.Unusable(f"日期 {day.isoformat()} 超出可推算的范围，请核对。", field="start")
