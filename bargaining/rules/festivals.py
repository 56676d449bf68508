"""Which days are days off: by the decree on public holidays, and by each year's notice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bargaining import errors

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class FestivalDay:
    """One statutory festival day as the decree names it (法定节日).

    `anchor` is a fixed day such as 10-01, or the festival whose lunar day is recorded by year;
    `offset` counts days from it, so the eve of the Spring Festival is 春节 and -1.
    """

    festival: str
    anchor: str
    offset: int = 0


@dataclass(frozen=True)
class Decree:
    """One version of the measures on public holidays (全国年节及纪念日放假办法)."""

    from_year: int
    text: str
    days: tuple[FestivalDay, ...]
    link: str = ""


@dataclass(frozen=True)
class LunarDay:
    """The day a festival of the lunar calendar falls on in one year (农历节日)."""

    anchor: str
    on: date


@dataclass(frozen=True)
class Notice:
    """The State Council's notice on one year's holidays, or a change to it (放假安排通知)."""

    key: str
    year: int
    title: str
    document_number: str = ""
    link: str = ""
    issued_on: date | None = None

    def __str__(self) -> str:
        return self.document_number or self.title


@dataclass(frozen=True)
class NoticedDay:
    """One day that a notice takes from or gives to work (放假日或补班日)."""

    on: date
    is_off: bool
    festival: str
    notice: str


@dataclass(frozen=True)
class HolidayRecord:
    """Everything recorded about days off, as data (节假日资料).

    A year counts as noticed when one of `notices` is for it. Days of December that the next
    year's notice names belong to that notice.
    """

    decrees: tuple[Decree, ...] = ()
    lunar_days: tuple[LunarDay, ...] = ()
    notices: tuple[Notice, ...] = ()
    days: tuple[NoticedDay, ...] = ()

    @cached_property
    def noticed_years(self) -> frozenset[int]:
        """The years whose notice is recorded (已公布年份)."""
        return frozenset(notice.year for notice in self.notices)

    @cached_property
    def notice_by_key(self) -> dict[str, Notice]:
        """The notices by their key (通知)."""
        return {notice.key: notice for notice in self.notices}

    @cached_property
    def day_by_date(self) -> dict[date, NoticedDay]:
        """The noticed days by date; a later year's notice prevails (放假与补班日)."""
        years = {key: notice.year for key, notice in self.notice_by_key.items()}
        ordered = sorted(self.days, key=lambda day: (day.on, years.get(day.notice, day.on.year)))
        return {day.on: day for day in ordered}

    @cached_property
    def _lunar(self) -> dict[tuple[str, int], date]:
        return {(day.anchor, day.on.year): day.on for day in self.lunar_days}

    @cached_property
    def _statutory(self) -> dict[int, dict[date, str]]:
        return {}

    def statutory(self, year: int) -> dict[date, str]:
        """Return a year's statutory festival days with their names (法定节日).

        Raises LawMissing for a year whose decree or lunar days are not recorded.
        """
        known = self._statutory.get(year)
        if known is None:
            known = self._statutory[year] = self._festival_days(year)
        return known

    def _festival_days(self, year: int) -> dict[date, str]:
        decrees = [decree for decree in self.decrees if decree.from_year <= year]
        if not decrees:
            raise errors.LawMissing("法定节日", date(year, 1, 1), place="000000")
        days: dict[date, str] = {}
        for day in max(decrees, key=lambda decree: decree.from_year).days:
            on = self._anchor(day.anchor, year) + day.offset * ONE_DAY
            days[on] = f"{days[on]}、{day.festival}" if on in days else day.festival
        return days

    def _anchor(self, anchor: str, year: int) -> date:
        if anchor[:1].isdigit():
            return date.fromisoformat(f"{year:04d}-{anchor}")
        on = self._lunar.get((anchor, year))
        if on is None:
            raise errors.LawMissing(f"{anchor}的公历日期", date(year, 1, 1), place="000000")
        return on

    @cached_property
    def longest(self) -> dict[str, int]:
        """The most days in a row ever noticed for each festival (最长放假天数).

        Two festivals in one holiday, as 中秋节 and 国庆节 often are: the whole counts for the one
        most of its days are for, and for the other its own days only.
        """
        longest: dict[str, int] = {}
        for run in self._runs():
            names = Counter(day.festival for day in run)
            whole = (run[-1].on - run[0].on).days + 1
            for number, (name, days) in enumerate(names.most_common()):
                longest[name] = max(longest.get(name, 0), days if number else whole)
        return longest

    def _runs(self) -> list[list[NoticedDay]]:
        """List the holidays, each as its days off; a weekend between two of them belongs to it."""
        runs: list[list[NoticedDay]] = []
        for on, day in sorted(self.day_by_date.items()):
            if not day.is_off:
                continue
            if runs and self._all_off_between(runs[-1][-1].on, on):
                runs[-1].append(day)
            else:
                runs.append([day])
        return runs

    def _all_off_between(self, last: date, on: date) -> bool:
        between = last + ONE_DAY
        while between < on:
            if between.weekday() < _SATURDAY or between in self.day_by_date:
                return False
            between += ONE_DAY
        return True
