"""What was somebody ever told, and what became of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.reminder import Reminder
from bargaining.queries import duties, inbox
from bargaining.queries.inbox import EVERYTHING, Narrow
from bargaining.rules.roles import Actor


class Fate(StrEnum):
    """What became of something that was told (提醒的结果)."""

    OPEN = "open"
    LATER = "later"
    ASIDE = "aside"
    DONE = "done"
    CLOSED = "closed"
    MOVED = "moved"
    NEEDLESS = "needless"


@dataclass(frozen=True)
class Told:
    """Something that somebody was told at some time, and what became of it (提醒记录)."""

    reminder: Reminder
    case: Case
    label: str
    fate: Fate


def _every(actor: Actor, narrow: Narrow, *, on: date) -> Select[Reminder, Case, Deadline]:
    return (
        select(Reminder, Case, Deadline)
        .join(Case, Case.id == Reminder.case_id)
        .outerjoin(Deadline, inbox.of_reminder())
        .join(inbox.seen_cases(actor, on=on), true())
        .where(*inbox.own(actor), *_fits(narrow))
    )


def _fits(narrow: Narrow) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(
            Case.title.icontains(word, autoescape=True),
            Case.number.icontains(word, autoescape=True),
        )
        for word in narrow.text.split()
    ]
    equal = (
        (Case.district_code, narrow.district),
        (Case.street_code, narrow.street),
        (Reminder.rule_id, narrow.rule),
    )
    return found + [column == value for column, value in equal if value]


def count_told(session: Session, actor: Actor, *, on: date, narrow: Narrow) -> int:
    """Count all that somebody was ever told (历史计数)."""
    found = _every(actor, narrow, on=on).with_only_columns(func.count())
    return session.scalar(found) or 0


TOLD_SORTS: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "told": (Reminder.told_on, Reminder.id),
        "-told": (Reminder.told_on.desc(), Reminder.id.desc()),
        "day": (Reminder.about_on, Reminder.id),
        "-day": (Reminder.about_on.desc(), Reminder.id.desc()),
        "name": (Case.title, Reminder.id.desc()),
        "-name": (Case.title.desc(), Reminder.id.desc()),
    }
)


def list_told(
    session: Session, actor: Actor, *, on: date, narrow: Narrow, page: int | None
) -> list[Told]:
    """List all that somebody was ever told (提醒历史), newest first, with what became of it."""
    order = TOLD_SORTS.get(narrow.sort, TOLD_SORTS["-told"])
    found = duties.paged(_every(actor, narrow, on=on).order_by(*order), page)
    rows = session.execute(found).all()
    standing = set(
        session.scalars(
            inbox.standing()
            .where(*inbox.own(actor), Reminder.id.in_([row.Reminder.id for row in rows]))
            .with_only_columns(Reminder.id)
        )
    )
    return [
        Told(
            reminder=row.Reminder,
            case=row.Case,
            label=str(row.Deadline.proof.get("label", "")) if row.Deadline else "",
            fate=_fate(row, stands=row.Reminder.id in standing, on=on),
        )
        for row in rows
    ]


def _fate(row: Any, *, stands: bool, on: date) -> Fate:  # noqa: ANN401 -- a row of `_every`
    reminder, deadline = row.Reminder, row.Deadline
    if stands:
        return _put(reminder, on=on)
    if deadline is None:
        return Fate.MOVED
    if deadline.ended_on is not None:
        return Fate.DONE
    if row.Case.closed_on is not None:
        return Fate.CLOSED
    still = reminder.about_on in {
        deadline.due_on, deadline.remind_on, deadline.overdue_after, deadline.latest
    }  # fmt: skip
    return Fate.NEEDLESS if still else Fate.MOVED


def _put(reminder: Reminder, *, on: date) -> Fate:
    if reminder.done_at is not None:
        return Fate.ASIDE
    later = reminder.snoozed_until is not None and reminder.snoozed_until > on
    return Fate.LATER if later else Fate.OPEN


def told_choices(session: Session, actor: Actor, *, on: date) -> list[tuple[str, str, str, str]]:
    """List rule, its label, district and street of all that somebody was ever told (历史筛选项)."""
    label = func.coalesce(Deadline.proof["label"].as_string(), "")
    found = _every(actor, EVERYTHING, on=on).with_only_columns(
        Reminder.rule_id, label, Case.district_code, func.coalesce(Case.street_code, "")
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(found.distinct())]


def get_own(session: Session, reminder_id: int, *, actor: Actor, on: date) -> Told:
    """Find one of somebody's own reminders of a case they see (本人提醒); raise NotVisible."""
    found = session.execute(
        _every(actor, EVERYTHING, on=on).where(Reminder.id == reminder_id)
    ).one_or_none()
    if found is None:
        raise NotVisible(str(reminder_id))
    label = str(found.Deadline.proof.get("label", "")) if found.Deadline else ""
    return Told(found.Reminder, found.Case, label, _fate(found, stands=False, on=on))
