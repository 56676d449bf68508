"""What would another law book move? The deadlines as they stand, counted anew, nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries.redating import Scope, within
from bargaining.rules import deadlines
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from bargaining.rules.festivals import ONE_DAY
from bargaining.rules.lawbook import LawBook

# What the days of a deadline follow from, and the days themselves.
_FOLLOWS_FROM = (
    Deadline.rule_id,
    Deadline.start_on,
    Case.kind,
    Case.district_code,
    Deadline.proof["second_on"].as_string().label("second_on"),
    Deadline.proof["completed_on"].as_string().label("completed_on"),
    Deadline.proof["extended_by"].as_string().label("extended_by"),
    Deadline.proof["label"].as_string().label("label"),
)
_DAYS = (
    Deadline.due_on, Deadline.earliest, Deadline.latest, Deadline.remind_on,
    Deadline.overdue_after, Deadline.certain,
)  # fmt: skip


@dataclass(frozen=True)
class Days:
    """The days of one deadline (期限的日期)."""

    due_on: date | None
    earliest: date | None
    latest: date | None
    remind_on: date | None
    overdue_after: date | None
    certain: bool


@dataclass(frozen=True)
class Shift:
    """Some deadlines that would move alike (同样变动的期限)."""

    label: str
    before: Days
    after: Days
    count: int


@dataclass(frozen=True)
class Foreseen:
    """What a change would do to the deadlines (预计变动).

    `shifts` are of running deadlines of open cases, `cases` counts these; `quiet` counts the
    deadlines that move without anybody being told: met ones, those of ended cases and of 补录.
    `disputed` counts the silent effects recorded on a day that would not be theirs any more.
    """

    shifts: tuple[Shift, ...]
    cases: int
    quiet: int
    disputed: int

    @property
    def deadlines(self) -> int:
        """Count the running deadlines that would move (变动的期限数)."""
        return sum(shift.count for shift in self.shifts)


def foresee(session: Session, scope: Scope, book: LawBook) -> Foreseen:
    """Work out which deadlines another law book would move (预计变动).

    Deadlines that follow from the same are counted once, so this takes about as long for a city
    as for a street.
    """
    shifts: dict[tuple[str, Days, Days], int] = {}
    cases: set[int] = set()
    known: dict[tuple[Any, ...], Days | None] = {}
    for row, before, after in _moved(session, _grouped(scope, _running()), book, known):
        key = (row.label, before, after)
        shifts[key] = shifts.get(key, 0) + len(row.case_ids)
        cases.update(row.case_ids)
    quiet = sum(
        len(row.case_ids)
        for row, _, _ in _moved(session, _grouped(scope, ~_running()), book, known)
    )
    return Foreseen(
        shifts=tuple(
            Shift(label, before, after, count)
            for (label, before, after), count in sorted(shifts.items(), key=_by_day)
        ),
        cases=len(cases),
        quiet=quiet,
        disputed=_disputed(session, scope, book),
    )


def _running() -> ColumnElement[bool]:
    return and_(Deadline.ended_on.is_(None), *told())


def told() -> tuple[ColumnElement[bool], ...]:
    """Say in SQL of which cases people are told: open ones that were walked here (会被告知的)."""
    return (Case.origin != "backfilled", Case.closed_on.is_(None))


def _grouped(scope: Scope, which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_FOLLOWS_FROM, *_DAYS, func.array_agg(Deadline.case_id).label("case_ids"))
        .join(Case, Case.id == Deadline.case_id)
        .where(within(scope.place), scope.touched(), which)
        .group_by(*_FOLLOWS_FROM, *_DAYS)
    )


def _moved(
    session: Session,
    wanted: Select[Any],
    book: LawBook,
    known: dict[tuple[Any, ...], Days | None],
) -> Iterator[tuple[Row[Any], Days, Days]]:
    for row in session.execute(wanted):
        before = Days(*(getattr(row, column.key) for column in _DAYS))
        after = _answer(row, book, known)
        if after is not None and after != before:
            yield row, before, after


def _answer(row: Row[Any], book: LawBook, known: dict[tuple[Any, ...], Days | None]) -> Days | None:
    key = tuple(row)[: len(_FOLLOWS_FROM)]
    if key not in known:
        known[key] = _counted(row, book)
    return known[key]


def _counted(row: Row[Any], book: LawBook) -> Days | None:
    if book.find_rule(row.rule_id, on=row.start_on, place=row.district_code) is None:
        return None
    due = deadlines.due(
        row.rule_id,
        row.start_on,
        place=row.district_code,
        book=book,
        calendar=book.calendar(),
        contract_kind=ContractKind(row.kind),
        circumstances=_circumstances(row._mapping),
    )
    return Days(due.due_on, due.earliest, due.latest, due.remind_on, due.overdue_after, due.certain)


def _circumstances(said: Mapping[Any, Any]) -> Circumstances:
    second_on, completed_on = (
        date.fromisoformat(said[name]) if said[name] else None
        for name in ("second_on", "completed_on")
    )
    return Circumstances(second_on, completed_on, int(said["extended_by"] or 0))


def _disputed(session: Session, scope: Scope, book: LawBook) -> int:
    """Count the silent effects whose day would be another one."""
    silent = exists(
        select(CaseEvent.id).where(
            CaseEvent.case_id == Case.id,
            CaseEvent.kind == "take_effect_by_silence",
            CaseEvent.occurred_on == Deadline.ended_on,
            ~case_queries.taken_back(),
        )
    )
    rows = session.execute(
        select(*_FOLLOWS_FROM, Deadline.ended_on)
        .join(Case, Case.id == Deadline.case_id)
        .where(within(scope.place), scope.touched(), Deadline.rule_id == "T-REVIEW", silent)
    )
    found = 0
    for row in rows:
        after = _counted(row, book)
        found += after is not None and after.due_on != row.ended_on - ONE_DAY
    return found


def _by_day(item: tuple[tuple[str, Days, Days], int]) -> tuple[Any, ...]:
    (label, before, after), _count = item
    far = date.max
    return (after.due_on or far, before.due_on or far, label, before.latest or far)
