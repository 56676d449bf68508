"""The year 2026 as "next year": a law book that ends with 2025, and the real notice for 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.models.law_entry import LawEntry
from bargaining.readers import seeds
from bargaining.rules import holiday_plans
from bargaining.rules.festivals import HolidayRecord
from bargaining.rules.holiday_notices import NoticeDraft, PlannedHoliday
from bargaining.rules.roles import OPERATOR

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
YEAR = 2026
WHOLE = seeds.load_law_book()


def until(year: int) -> HolidayRecord:
    """The record as it stood before a year's notice."""
    record = WHOLE.holidays
    kept = {one.key for one in record.notices if one.year < year}
    return replace(
        record,
        notices=tuple(one for one in record.notices if one.key in kept),
        days=tuple(day for day in record.days if day.notice in kept),
    )


def real_notice(year: int = YEAR) -> NoticeDraft:
    """A year's real notice, as somebody would enter it."""
    notice = WHOLE.holidays.notice_by_key[str(year)]
    return NoticeDraft(
        year=year,
        title=notice.title,
        document_number=notice.document_number,
        link=notice.link,
        issued_on=notice.issued_on,
        holidays=holiday_plans.holidays_of(WHOLE.holidays, year),
    )


def with_days(draft: NoticeDraft, festival: str, *, off: str = "", worked: str = "") -> NoticeDraft:
    """The same notice with other days for one festival; days are separated by blanks."""
    other = PlannedHoliday(festival, _days(off), _days(worked))
    kept = [other if one.festival == festival else one for one in draft.holidays]
    return replace(draft, holidays=tuple(kept))


def _days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(f"{YEAR}-{day}") for day in text.split())


def forget(session: Session, year: int = YEAR) -> None:
    """Take a year's notice out of the book, as if it had not come yet."""
    entries = session.scalars(
        select(LawEntry).where(
            LawEntry.part.in_(("notices", "noticed_days")), LawEntry.retired_at.is_(None)
        )
    )
    for entry in entries:
        key = entry.body.get("notice", entry.body.get("key"))
        if key.split("-")[0] == str(year):
            entry.retired_at, entry.retired_by = AT, "test"
    audit.record(session, at=AT, actor=OPERATOR, event="test.forget", subject="law:holidays")
    session.flush()


def as_if_never_shipped(session: Session) -> None:
    """Let what was taken out be taken out by nobody, so that a newer edition brings it back."""
    for entry in session.scalars(select(LawEntry).where(LawEntry.retired_by == "test")):
        entry.retired_by = None
    audit.record(session, at=AT, actor=OPERATOR, event="test.forget", subject="law:holidays")
    session.flush()
