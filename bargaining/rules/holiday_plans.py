"""What does entering a notice do to the holidays as recorded? Days in, days out, nothing silent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bargaining.rules.calendar import DECEMBER, NEW_YEAR_REACH_FROM
from bargaining.rules.festivals import HolidayRecord, Notice, NoticedDay
from bargaining.rules.holiday_notices import NoticeDraft, PlannedHoliday
from bargaining.rules.primitives import as_primitive


@dataclass(frozen=True)
class Plan:
    """What entering a notice adds and what it takes out (录入计划)."""

    year: int
    notice: Notice
    notice_in: bool
    notice_out: Notice | None
    days_in: tuple[NoticedDay, ...]
    days_out: tuple[NoticedDay, ...]
    correction: bool

    @property
    def empty(self) -> bool:
        """Say whether everything is recorded just so already (没有变化)."""
        return not (self.notice_in or self.days_in or self.days_out)

    @property
    def touches(self) -> tuple[date, date]:
        """The first and the last day that may be otherwise than before (涉及的日期).

        A first notice settles its whole year and the last week of the year before.
        """
        days = [day.on for day in (*self.days_in, *self.days_out)]
        if self.correction and days:
            return min(days), max(days)
        return date(self.year - 1, DECEMBER, NEW_YEAR_REACH_FROM), date(self.year, DECEMBER, 31)


def plan(record: HolidayRecord, draft: NoticeDraft) -> Plan:
    """Compare a notice with what is recorded for its year (录入计划).

    A day that stays as it is keeps the notice it was first named by. Under the number of a
    notice that is recorded already, that notice is put right; under another number it is a
    notice of its own.
    """
    notices = [one for one in record.notices if one.year == draft.year]
    same = next((one for one in notices if one.document_number == draft.document_number), None)
    notice = _notice(draft, key=same.key if same else _free_key(draft.year, record.notices))
    recorded = days_of(record, draft.year)
    wanted = {on: (True, name) for on, name in draft.off.items()}
    wanted |= {on: (False, name) for on, name in draft.worked.items()}
    kept = {on for on, day in recorded.items() if on in wanted and wanted[on][0] is day.is_off}
    return Plan(
        year=draft.year,
        notice=notice,
        notice_in=notice != same,
        notice_out=same if same and notice != same else None,
        days_in=tuple(
            NoticedDay(on=on, is_off=is_off, festival=name, notice=notice.key)
            for on, (is_off, name) in sorted(wanted.items())
            if on not in kept
        ),
        days_out=tuple(day for on, day in sorted(recorded.items()) if on not in kept),
        correction=bool(notices),
    )


def carried_out(record: HolidayRecord, planned: Plan) -> HolidayRecord:
    """Return the holidays as they would be recorded afterwards (录入后的节假日资料)."""
    gone = set(planned.days_out)
    notices = [one for one in record.notices if one != planned.notice_out]
    if planned.notice_in:
        notices.append(planned.notice)
    return replace(
        record,
        notices=tuple(notices),
        days=(*(day for day in record.days if day not in gone), *planned.days_in),
    )


def days_of(record: HolidayRecord, year: int) -> dict[date, NoticedDay]:
    """Return the days that the notices of a year speak of, by date (当年放假与补班日)."""
    keys = {one.key for one in record.notices if one.year == year}
    return {day.on: day for day in record.days if day.notice in keys}


def holidays_of(record: HolidayRecord, year: int) -> tuple[PlannedHoliday, ...]:
    """Return a year's holidays as they are recorded, festival by festival (当年安排)."""
    return gathered(days_of(record, year).values())


def gathered(days: Iterable[NoticedDay]) -> tuple[PlannedHoliday, ...]:
    """Put single days together by festival, in the order of the year (按节日归拢)."""
    found: dict[str, tuple[list[date], list[date]]] = {}
    for day in sorted(days, key=lambda each: each.on):
        found.setdefault(day.festival, ([], []))[not day.is_off].append(day.on)
    holidays = [
        PlannedHoliday(festival, tuple(off), tuple(worked))
        for festival, (off, worked) in found.items()
    ]
    return tuple(sorted(holidays, key=lambda each: min(each.days_off or each.workdays)))


def fingerprint(record: HolidayRecord, year: int) -> str:
    """Tell in a few signs what is recorded for a year (当前记录的指纹)."""
    said = [
        as_primitive([one for one in record.notices if one.year == year]),
        as_primitive(sorted(days_of(record, year).values(), key=lambda each: each.on)),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def _notice(draft: NoticeDraft, *, key: str) -> Notice:
    return Notice(
        key=key,
        year=draft.year,
        title=draft.title.strip(),
        document_number=draft.document_number.strip(),
        link=draft.link.strip(),
        issued_on=draft.issued_on,
    )


def _free_key(year: int, notices: Iterable[Notice]) -> str:
    taken = {one.key for one in notices}
    keys = (str(year), *(f"{year}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)
