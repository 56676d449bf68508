"""Which deadlines stand on which day of a calendar, and how many?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, union_all
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import duties, reminder_reasons
from bargaining.rules.roles import Actor
from bargaining.rules.states import HOLDER_LABELS

PAGE_SIZE = 50
# By which day to act, and, where it is another one, the last day in time.
ACT, LAST = "act", "last"


@dataclass(frozen=True)
class Narrow:
    """What a calendar is narrowed to (日历筛选); `rules` are the rules of a kind of deadline."""

    district: str = ""
    street: str = ""
    holder: str = ""
    rules: tuple[str, ...] | None = None
    sort: str = ""


EVERYTHING = Narrow()
# A deadline's number, the day to act by, the last day in time.
Running = Select[int, date | None, date | None]


@dataclass(frozen=True)
class Entry:
    """One deadline on one day (日历上的一项): the day to act by, or the last day in time."""

    on: date
    mark: str
    act_by: date | None
    last_on: date | None
    deadline: Deadline
    case: Case


@dataclass(frozen=True)
class Day:
    """What stands on one day: how many, and the first of them (一天的事项)."""

    total: int
    entries: Sequence[Entry]


def list_days(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    today: date,
    narrow: Narrow = EVERYTHING,
    most: int,
) -> dict[date, Day]:
    """List the days from one to another that have anything (日历), each with its first entries.

    One statement however many there are: it counts each day and fetches `most` of it.
    """
    marked = _marked(actor, first=first, last=last, today=today, narrow=narrow).cte("marked")
    ranked = select(
        marked,
        func.count().over(partition_by=marked.c.on).label("total"),
        func.row_number()
        .over(partition_by=marked.c.on, order_by=(_urgent_first(marked), marked.c.id))
        .label("place"),
    ).cte("ranked")
    found = _with_rows(ranked, ranked.c.total).where(ranked.c.place <= most)
    days: dict[date, list[Any]] = {}
    for row in session.execute(found.order_by(ranked.c.on, ranked.c.place)):
        days.setdefault(row.on, []).append(row)
    return {on: Day(rows[0].total, [_entry(row) for row in rows]) for on, rows in days.items()}


def count_entries(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    today: date,
    narrow: Narrow = EVERYTHING,
) -> int:
    """Count what stands on some days (日历事项数)."""
    marked = _marked(actor, first=first, last=last, today=today, narrow=narrow).subquery()
    return session.scalar(select(func.count()).select_from(marked)) or 0


_HOLDER_ORDER = case_when(
    {one.value: number for number, one in enumerate(HOLDER_LABELS)}, value=Deadline.holder
)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": (Case.title,),
    "-name": (Case.title.desc(),),
    "street": (Case.district_code, Case.street_code, Case.title),
    "-street": (Case.district_code.desc(), Case.street_code.desc(), Case.title),
    "holder": (_HOLDER_ORDER, Case.title),
    "-holder": (_HOLDER_ORDER.desc(), Case.title),
    "rule": (Deadline.rule_id, Case.title),
    "-rule": (Deadline.rule_id.desc(), Case.title),
}


def list_entries(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    today: date,
    narrow: Narrow = EVERYTHING,
    page: int | None,
) -> list[Entry]:
    """List what stands on some days in their order (日历事项), one page of it or all."""
    marked = _marked(actor, first=first, last=last, today=today, narrow=narrow).cte("marked")
    order = SORTS.get(narrow.sort, (_urgent_first(marked), Case.title))
    found = _with_rows(marked).order_by(marked.c.on, *order, marked.c.id, marked.c.mark)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return [_entry(row) for row in session.execute(found)]


def running(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Running:
    """Select what runs in the cases an actor sees: one row for a duty (在算的期限).

    Of several sources of one duty that ask for the same days the first stands for all.
    """
    seen = case_queries.visible_cases(actor, on=today).with_only_columns(Case.id)
    act_by, last_on = reminder_reasons.act_by(), duties.last_day()
    found = (
        select(
            func.min(Deadline.id).label("id"),
            act_by.label("act_by"),
            last_on.label("last_on"),
        )
        .join(Case, Case.id == Deadline.case_id)
        .where(reminder_reasons.runs(), Case.id.in_(seen))
        .group_by(Deadline.case_id, Deadline.start_sequence, Deadline.holder, act_by, last_on)
    )
    if narrow.district:
        found = found.where(Case.district_code == narrow.district)
    if narrow.street:
        found = found.where(Case.street_code == narrow.street)
    if narrow.holder:
        found = found.where(Deadline.holder == narrow.holder)
    if narrow.rules is not None:
        found = found.where(Deadline.rule_id.in_(narrow.rules))
    return found


def _marked(
    actor: Actor, *, first: date, last: date, today: date, narrow: Narrow
) -> Select[Any] | Any:  # noqa: ANN401 -- a union of two
    """Select each deadline on the day to act by and on its last day, within some days."""
    within = or_(
        reminder_reasons.act_by().between(first, last), duties.last_day().between(first, last)
    )
    here = running(actor, today=today, narrow=narrow).where(within).cte("here")
    return union_all(
        _on(here, here.c.act_by, ACT).where(here.c.act_by.between(first, last)),
        _on(here, here.c.last_on, LAST).where(
            and_(
                here.c.last_on.between(first, last),
                here.c.last_on.is_distinct_from(here.c.act_by),
            )
        ),
    )


def _on(here: Any, day: ColumnElement[date], mark: str) -> Select[Any]:  # noqa: ANN401 -- a CTE
    return select(
        here.c.id, here.c.act_by, here.c.last_on, day.label("on"), literal(mark).label("mark")
    )


def _urgent_first(marked: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a CTE
    """Put what ends on a day before what may still be done later."""
    return case_when((marked.c.mark == LAST, 0), else_=1)


def _with_rows(marked: Any, *more: Any) -> Select[Any]:  # noqa: ANN401 -- a CTE and its columns
    columns = (marked.c.on, marked.c.mark, marked.c.act_by, marked.c.last_on, *more)
    return (
        select(*columns, Deadline, Case)
        .join(Deadline, Deadline.id == marked.c.id)
        .join(Case, Case.id == Deadline.case_id)
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        on=row.on,
        mark=row.mark,
        act_by=row.act_by,
        last_on=row.last_on,
        deadline=row.Deadline,
        case=row.Case,
    )
