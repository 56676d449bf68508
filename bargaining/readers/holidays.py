"""What days off does the holiday package know? Its tables as plain noticed days with notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining import errors
from bargaining.rules.festivals import Notice, NoticedDay
from bargaining.rules.primitives import from_primitive

NAMES: Mapping[str, str] = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@dataclass(frozen=True)
class Holiday:
    """One festival's days off and make-up workdays as a notice lists them (假期安排)."""

    festival: str
    days_off: tuple[date, ...]
    workdays: tuple[date, ...] = ()


@dataclass(frozen=True)
class NoticeEntry:
    """One notice as the seed states it, with its days where no package has them (通知条目)."""

    key: str
    year: int
    title: str
    document_number: str = ""
    link: str = ""
    issued_on: date | None = None
    part_from: date | None = None
    part_to: date | None = None
    holidays: tuple[Holiday, ...] = ()

    def notice(self) -> Notice:
        """Return the notice without its days (通知)."""
        return Notice(
            key=self.key,
            year=self.year,
            title=self.title,
            document_number=self.document_number,
            link=self.link,
            issued_on=self.issued_on,
        )


def read_notices(rows: Sequence[Any]) -> tuple[tuple[Notice, ...], tuple[NoticedDay, ...]]:
    """Join the notices of a seed with the days that the package or the seed itself gives them.

    A year the seed lists days for is taken from the seed alone. A year of the package without
    a notice in the seed gets one that says its number is not recorded. Raises Unusable for a
    notice that has days neither here nor there.
    """
    entries = [from_primitive(NoticeEntry, row) for row in rows]
    own_years = {entry.year for entry in entries if entry.holidays}
    given = _package_days()
    years = {_year_of(on, festival, is_off) for on, festival, is_off in given}
    for entry in entries:
        if entry.year not in years | own_years:
            raise errors.Unusable(
                f"{entry.title}：没有放假日期，请写明 holidays。", field="holidays"
            )
    named = {entry.year for entry in entries}
    unnamed = tuple(_unnamed(year) for year in sorted(years - named))
    days = [
        NoticedDay(on=on, is_off=is_off, festival=festival, notice=_key_for(on, year, entries))
        for on, festival, is_off in given
        if (year := _year_of(on, festival, is_off)) not in own_years
    ]
    for entry in entries:
        days.extend(_own_days(entry))
    notices = (*unnamed, *(entry.notice() for entry in entries))
    return notices, tuple(sorted(days, key=lambda day: day.on))


def _package_days() -> list[tuple[date, str, bool]]:
    from chinese_calendar import constants  # imported only when seeds are read

    off = [(on, NAMES.get(name, name), True) for on, name in constants.holidays.items()]
    work = [(on, NAMES.get(name, name), False) for on, name in constants.workdays.items()]
    return off + work


def _year_of(on: date, festival: str, is_off: bool) -> int:
    """Say which year's notice a day is from: New Year days of December are from the next."""
    return on.year + 1 if festival == "元旦" and on.month == 12 else on.year


def _key_for(on: date, year: int, entries: Sequence[NoticeEntry]) -> str:
    for entry in entries:
        if entry.part_from and entry.part_to and entry.part_from <= on <= entry.part_to:
            return entry.key
    whole = [entry.key for entry in entries if entry.year == year and entry.part_from is None]
    return whole[0] if whole else str(year)


def _unnamed(year: int) -> Notice:
    return Notice(key=str(year), year=year, title=f"{year}年国务院放假安排（文号未收录）")


def _own_days(entry: NoticeEntry) -> list[NoticedDay]:
    return [
        NoticedDay(on=on, is_off=is_off, festival=holiday.festival, notice=entry.key)
        for holiday in entry.holidays
        for is_off, days in ((True, holiday.days_off), (False, holiday.workdays))
        for on in days
    ]
