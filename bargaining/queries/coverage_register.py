"""Which enterprises were there on each of some days, and how did the register have them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, any_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session, aliased

from bargaining.models.assignment import Assignment
from bargaining.models.enterprise import Enterprise
from bargaining.models.industry import Industry
from bargaining.models.register_change import RegisterChange
from bargaining.queries import enterprises
from bargaining.queries.register import BLANK
from bargaining.rules import register, trend
from bargaining.rules.coverage import Member
from bargaining.rules.register import Change
from bargaining.rules.roles import Actor, Role

_BELONGING = ("district_code", "street_code", "union_id")
_COUNTED = (
    "code", "name", "district_code", "street_code", "industry_code", "ownership", "workers",
    "unionised", "union_form", "operating", "union_id",
)  # fmt: skip
_SEPARATE = "单独"


def members_over(
    session: Session, actor: Actor, *, days: Sequence[date], known_on: date
) -> list[tuple[Member, int]]:
    """List the enterprises an actor sees on some ascending days (多日企业名册), by their number.

    Without their contracts, each with the days it stood so, as bits; who changed in between is
    listed once for every stretch. Who sees what goes by the belonging of each day, as in
    `register.register_as_of`. An enterprise without an entry in between is read from its row.
    """
    until = register.known_until(known_on)
    book = _book(session, actor, days=days)
    visible = _may_see(actor, book, on=days[-1])
    changes = _changes(session, visible, book, first=days[0], until=until)
    every = (1 << len(days)) - 1
    sections = _sections(session)
    table = Enterprise.__table__.c
    rows = (
        session.connection()
        .execute(select(table.id, *(table[name] for name in _COUNTED)).where(visible))
        .all()
    )
    found = [
        (_member(sections, *row), every if book is None else book[row[0]])
        for row in rows
        if row[0] not in changes
    ]
    found += _stretches(actor, changes, book, days=days, until=until, sections=sections)
    return sorted(found, key=lambda one: (one[0].id, one[1] & -one[1]))


def _sections(session: Session) -> dict[str, str]:
    """Read the section of every industry code, since an enterprise may state any level."""
    table = Industry.__table__.c
    rows = session.connection().execute(select(table.code, table.section)).all()
    return {row.code: row.section for row in rows}


def _member(
    sections: Mapping[str, str],
    enterprise_id: int,
    code: str | None,
    name: str,
    district: str,
    street: str,
    industry: str | None,
    ownership: str,
    workers: int | None,
    unionised: bool,
    union_form: str,
    operating: bool,
    _union_id: int | None,
) -> Member:
    return Member(
        enterprise_id, code or "", name, district, street, sections.get(industry or "", ""),
        ownership, workers, unionised, union_form == _SEPARATE, operating,
    )  # fmt: skip


def _book(session: Session, actor: Actor, *, days: Sequence[date]) -> dict[int, int] | None:
    """Read on which of the days an enterprise was in an instructor's book; None for others."""
    if actor.role is not Role.INSTRUCTOR:
        return None
    book: dict[int, int] = {}
    rows = session.execute(
        select(Assignment.enterprise_id, Assignment.from_on, Assignment.to_on).where(
            Assignment.user_id == actor.user_id, Assignment.from_on <= days[-1]
        )
    )
    for enterprise_id, from_on, to_on in rows:
        here = trend.bits(days, from_on, to_on or date.max)
        if here:
            book[enterprise_id] = book.get(enterprise_id, 0) | here
    return book


def _may_see(actor: Actor, book: Mapping[int, int] | None, *, on: date) -> ColumnElement[bool]:
    """The day decides for an instructor only, and the book holds every day asked about."""
    if book is None:
        return enterprises.may_see(actor, on=on)
    return Enterprise.id == any_(literal(sorted(book), ARRAY(Integer)))


def _changes(
    session: Session,
    visible: ColumnElement[bool],
    book: Mapping[int, int] | None,
    *,
    first: date,
    until: datetime,
) -> dict[int, list[Change]]:
    """Load the whole histories of those who changed since the first day, or are known to since.

    Of those who are not in the territory now only such as ever moved can have been in it.
    """
    later, moved = aliased(RegisterChange), aliased(RegisterChange)
    has_moved = exists().where(
        moved.enterprise_id == Enterprise.id,
        moved.sequence > 1,
        moved.fields.has_any(array(_BELONGING)),
    )
    rows = session.execute(
        select(
            RegisterChange.enterprise_id,
            RegisterChange.sequence,
            RegisterChange.effective_on,
            RegisterChange.recorded_at,
            RegisterChange.fields,
        )
        .join(Enterprise, Enterprise.id == RegisterChange.enterprise_id)
        .where(
            Enterprise.id.in_(
                select(later.enterprise_id).where(
                    or_(later.effective_on > first, later.recorded_at >= until)
                )
            ),
            or_(visible, has_moved) if book is None else visible,
        )
    )
    found: dict[int, list[Change]] = {}
    for enterprise_id, *said in rows:
        found.setdefault(enterprise_id, []).append(Change(*said))
    return found


def _stretches(
    actor: Actor,
    changes: Mapping[int, Iterable[Change]],
    book: Mapping[int, int] | None,
    *,
    days: Sequence[date],
    until: datetime,
    sections: Mapping[str, str],
) -> Iterator[tuple[Member, int]]:
    for enterprise_id, told in changes.items():
        known = [one for one in told if one.recorded_at < until]
        for first, last in _runs(known, days):
            fields = register.fields_on(known, on=days[first])
            if fields is None:
                continue
            here = (1 << last) - (1 << first)
            if book is not None:
                here &= book.get(enterprise_id, 0)
            said: dict[str, Any] = {name: fields.get(name, BLANK.get(name)) for name in _COUNTED}
            if here and _sees(actor, said, is_assigned=book is not None):
                yield _member(sections, enterprise_id, *said.values()), here


def _runs(known: Iterable[Change], days: Sequence[date]) -> Iterator[tuple[int, int]]:
    """Cut the days where something takes effect: from one number up to, without, the next."""
    begins = {one.effective_on for one in known if one.effective_on is not None}
    cuts = {0, len(days)}
    cuts |= {next((n for n, day in enumerate(days) if day >= begin), 0) for begin in begins}
    ordered = sorted(cuts)
    return zip(ordered, ordered[1:], strict=False)


def _sees(actor: Actor, said: Mapping[str, Any], *, is_assigned: bool) -> bool:
    return enterprises.sees(
        actor,
        district_code=said["district_code"],
        street_code=said["street_code"],
        union_id=said["union_id"],
        is_assigned=is_assigned,
    )
