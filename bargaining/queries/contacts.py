"""When was an enterprise last called or visited, by whom, and what came of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, Select, func, literal, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.queries import cases as case_queries
from bargaining.rules import moves

CONTACT = "record_contact"
METHODS: Mapping[str, str] = MappingProxyType(
    dict(next(ask.choices for ask in moves.get_move(CONTACT).asks if ask.name == "method"))
)


@dataclass(frozen=True)
class LastContact:
    """One call or visit (联系记录); `method` is its word, such as 电话.

    `words` is what came of it. Who may not see a case in full is told the day and the method,
    never the words.
    """

    on: date
    method: str
    words: str
    by: str
    next_on: date | None
    with_whom: str = ""
    next_step: str = ""


def last_contacts(session: Session, enterprise_ids: Iterable[int]) -> dict[int, LastContact]:
    """Find each enterprise's newest contact (最近联系): one statement, however many are asked.

    The newest is the one that happened last; of one day, the one written down last. An entry that
    was taken back counts no more.
    """
    every = _recorded(enterprise_ids).subquery()
    newest = (
        select(every)
        .ext(distinct_on(every.c.enterprise_id))
        .order_by(every.c.enterprise_id, every.c.occurred_on.desc(), every.c.recorded_at.desc())
    )
    return {row.enterprise_id: _contact(row) for row in session.execute(newest)}


@dataclass(frozen=True)
class ContactDays:
    """The days of a newest contact (联系日期): when it was, and when the next one is agreed for."""

    on: date
    next_on: date | None


def last_days(session: Session, enterprise_ids: Iterable[int]) -> dict[int, ContactDays]:
    """Find the days alone of each enterprise's newest contact (最近联系日期), for counting many."""
    every = _recorded(enterprise_ids).subquery()
    newest = (
        select(every.c.enterprise_id, every.c.occurred_on, every.c.next_on)
        .ext(distinct_on(every.c.enterprise_id))
        .order_by(every.c.enterprise_id, every.c.occurred_on.desc(), every.c.recorded_at.desc())
    )
    return {firm: ContactDays(on, next_on) for firm, on, next_on in session.execute(newest)}


def list_contacts(session: Session, enterprise_id: int, *, limit: int) -> Sequence[LastContact]:
    """List an enterprise's contacts, newest first (联系经过)."""
    every = _recorded([enterprise_id]).subquery()
    newest = select(every).order_by(every.c.occurred_on.desc(), every.c.recorded_at.desc())
    return [_contact(row) for row in session.execute(newest.limit(limit))]


def _contact(row: Any) -> LastContact:  # noqa: ANN401 -- a row of `_recorded`
    return LastContact(
        on=row.occurred_on,
        method=METHODS.get(row.method, row.method),
        words=row.result,
        by=row.actor_name,
        next_on=row.next_on,
        with_whom=row.with_whom or "",
        next_step=row.next_step or "",
    )


def made_between(first: date, last: date) -> CompoundSelect[*tuple[Any, ...]]:
    """Select who contacted which enterprise in these days (期间联系), as rows to be counted."""
    in_cases, outside = _in_cases(), _outside()
    return union_all(
        in_cases.where(CaseEvent.occurred_on.between(first, last)),
        outside.where(EnterpriseContact.occurred_on.between(first, last)),
    )


def made_at(enterprise_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """Select who contacted some enterprises, how often and when last (联系人次)."""
    every = _recorded(enterprise_ids).subquery()
    return (
        select(every.c.actor_id, func.count(), func.max(every.c.occurred_on))
        .where(every.c.actor_id.is_not(None))
        .group_by(every.c.actor_id)
    )


def _recorded(enterprise_ids: Iterable[int]) -> CompoundSelect[*tuple[Any, ...]]:
    """Every standing contact of some enterprises, in their cases and outside of them."""
    wanted = select(func.unnest(literal(list(enterprise_ids), ARRAY(Integer))))
    return union_all(
        _in_cases().where(Case.enterprise_id.in_(wanted)),
        _outside().where(EnterpriseContact.enterprise_id.in_(wanted)),
    )


def _in_cases() -> Select[*tuple[Any, ...]]:
    said = CaseEvent.payload
    return (
        select(
            Case.enterprise_id,
            CaseEvent.occurred_on,
            CaseEvent.recorded_at,
            CaseEvent.actor_id,
            CaseEvent.actor_name,
            said["method"].as_string().label("method"),
            said["with_whom"].as_string().label("with_whom"),
            said["result"].as_string().label("result"),
            said["next_step"].as_string().label("next_step"),
            sql_cast(said["next_on"].as_string(), Date).label("next_on"),
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            CaseEvent.kind == CONTACT,
            Case.enterprise_id.is_not(None),
            ~case_queries.taken_back(),
        )
    )


def _outside() -> Select[*tuple[Any, ...]]:
    return select(
        EnterpriseContact.enterprise_id,
        EnterpriseContact.occurred_on,
        EnterpriseContact.recorded_at,
        EnterpriseContact.actor_id,
        EnterpriseContact.actor_name,
        EnterpriseContact.method,
        EnterpriseContact.with_whom,
        EnterpriseContact.result,
        EnterpriseContact.next_step,
        EnterpriseContact.next_on,
    )
