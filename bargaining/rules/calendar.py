"""Which day does a period end on? Days counted, days off given, both readings of the roll-over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, partial
from itertools import product

from bargaining import errors
from bargaining.rules.festivals import ONE_DAY, HolidayRecord, Notice

SATURDAY = 5
# A notice for the coming year may still touch the last week of this one: it did for 2007, 2008,
# 2012, 2019, 2023 and 2024.
NEW_YEAR_REACH_FROM = 25
# No run of days off is longer: the longest holiday so far had 10 days, plus a weekend at each end.
LONGEST_RUN = 20


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
class _Festival:
    """One festival of one year whose holiday may still be drawn, with its statutory days."""

    first: date
    last: date
    length: int

    def blocks(self) -> list[tuple[date, date]]:
        """List every longest block of days off that holds the festival (放假区段)."""
        slack = self.length - ((self.last - self.first).days + 1)
        return [
            (self.first - before * ONE_DAY, self.last + (slack - before) * ONE_DAY)
            for before in range(slack + 1)
        ]


@dataclass(frozen=True)
class Calendar:
    """The days off as they are known (放假日历).

    Days after `known_until` are treated as not noticed. Nothing is guessed: where the notice is
    missing, `roll` and `count_workdays` project plain weekends and statutory days, and the
    bounds hold every calendar a notice could still make: statutory days are off, any weekend
    day may be worked, days beside a festival may be free up to its longest holiday so far.
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
        touched = day.month == 12 and day.day >= NEW_YEAR_REACH_FROM
        return not touched or day.year + 1 in years

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
        if self.festival_on(day) is not None:
            return DayKind.FESTIVAL
        noticed = self.record.day_by_date.get(day) if self.is_known(day) else None
        if noticed is not None:
            return DayKind.REST if noticed.is_off else DayKind.MAKE_UP
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def is_off(self, day: date, *, reading: Reading) -> bool:
        """Say whether a period that ends on this day rolls over (是否顺延)."""
        if reading is Reading.A:
            return self.festival_on(day) is not None
        return self.kind_of(day) in OFF

    def roll(self, day: date, *, reading: Reading) -> date:
        """Return the first day from this one on that does not roll over (顺延, 民法典203)."""
        return _first_not_off(day, lambda each: self.is_off(each, reading=reading))

    def count_workdays(self, start: date, *, days: int) -> date:
        """Return the last of so many working days, the start day not counted (工作日)."""
        return _nth_workday(start, days, lambda each: self.kind_of(each) in OFF)

    def roll_bounds(self, day: date) -> Bounds:
        """Return between which days `roll` by reading B must fall (顺延区间)."""
        self.festival_on(day)
        until = add_days(day, days=LONGEST_RUN)
        return self._bounds(day, until, partial(_first_not_off, day))

    def workday_bounds(self, start: date, *, days: int) -> Bounds:
        """Return between which days `count_workdays` must fall (工作日区间)."""
        self.festival_on(start)
        until = add_days(start, days=2 * days + LONGEST_RUN)
        return self._bounds(start, until, partial(_nth_workday, start, days))

    def _bounds(
        self, since: date, until: date, answer: Callable[[Callable[[date], bool]], date]
    ) -> Bounds:
        """Answer by the fewest and by the most days off that a notice may give.

        More days off never make a period end earlier, so the two extremes bound all calendars.
        """
        earliest = answer(self._certainly_off)
        if self.is_known(since) and self.is_known(earliest):
            return Bounds(earliest, earliest)
        festivals = list(self._open_festivals(since, until))
        latest = max(
            answer(partial(self._possibly_off, blocks=blocks))
            for blocks in product(*(festival.blocks() for festival in festivals))
        )
        return Bounds(earliest, latest)

    def _certainly_off(self, day: date) -> bool:
        if self.is_known(day):
            return self.kind_of(day) in OFF
        return self.festival_on(day) is not None

    def _possibly_off(self, day: date, *, blocks: tuple[tuple[date, date], ...]) -> bool:
        if self.kind_of(day) in OFF:
            return True
        return not self.is_known(day) and any(first <= day <= last for first, last in blocks)

    def _open_festivals(self, since: date, until: date) -> Iterator[_Festival]:
        """Find the festivals whose undrawn holiday can touch the days from `since` to `until`."""
        for year in range(since.year - 1, until.year + 2):
            for festival in self._festivals.get(year) or self._festivals_of(year, since, until):
                most = (festival.length - 1) * ONE_DAY
                first, last = festival.last - most, festival.first + most
                if last < since or first > until:
                    continue
                if not (self.is_known(first) and self.is_known(last)):
                    yield festival

    @cached_property
    def _festivals(self) -> dict[int, list[_Festival]]:
        return {}

    def _festivals_of(self, year: int, since: date, until: date) -> list[_Festival]:
        """Group a year's statutory days by festival; a year out of reach may be unrecorded."""
        reach = LONGEST_RUN * ONE_DAY
        if until + reach < date(year, 1, 1) or since - reach > date(year, 12, 31):
            return []
        days: dict[str, list[date]] = {}
        for on, names in self.record.statutory(year).items():
            for name in names.split("、"):
                days.setdefault(name, []).append(on)
        found = [
            _Festival(
                first=min(each),
                last=max(each),
                length=max(self.record.longest.get(name, 0), (max(each) - min(each)).days + 1),
            )
            for name, each in days.items()
        ]
        self._festivals[year] = found
        return found


def _first_not_off(day: date, is_off: Callable[[date], bool]) -> date:
    while is_off(day):
        day += ONE_DAY
    return day


def _nth_workday(start: date, days: int, is_off: Callable[[date], bool]) -> date:
    day, counted = start, 0
    while counted < days:
        day += ONE_DAY
        counted += not is_off(day)
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
