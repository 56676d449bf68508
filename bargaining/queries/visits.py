"""What does somebody need in hand who goes to an enterprise: whom to ask for, where, by phone?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bargaining.models.assignment import Assignment
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody
from bargaining.queries import contacts
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules.roles import CONTACT_READERS, Actor


@dataclass(frozen=True)
class Visit:
    """Whom to ask for at one enterprise (走访对象).

    The persons are None for whoever does not call the enterprise.
    """

    enterprise: Enterprise
    union_name: str
    chair_name: str
    contact: Person | None
    chair: Person | None
    term: tuple[date, date] | None = None


def visits(
    session: Session, enterprise_ids: Iterable[int], *, actor: Actor, on: date
) -> dict[int, Visit]:
    """Read whom to ask for at some enterprises (走访对象), in two statements."""
    chair = aliased(Person)
    rows = session.execute(
        enterprise_queries.visible_enterprises(actor, on=on)
        .where(Enterprise.id.in_(list(enterprise_ids)))
        .outerjoin(UnionBody, UnionBody.id == Enterprise.union_id)
        .outerjoin(Person, Person.id == Enterprise.contact_id)
        .outerjoin(chair, chair.id == UnionBody.chair_person_id)
        .add_columns(
            func.coalesce(UnionBody.name, ""), func.coalesce(UnionBody.chair_name, ""),
            Person, chair,
        )
    ).all()  # fmt: skip
    calls = actor.role is None or actor.role in CONTACT_READERS
    found = {
        one.id: Visit(
            enterprise=one,
            union_name=union_name,
            chair_name=chair_name or one.chair_name,
            contact=contact if calls else None,
            chair=chairing if calls else None,
        )
        for one, union_name, chair_name, contact, chairing in rows
    }
    terms = _terms(session, list(found), on=on)
    return {key: replace(one, term=terms.get(key)) for key, one in found.items()}


def _terms(
    session: Session, enterprise_ids: Sequence[int], *, on: date
) -> dict[int, tuple[date, date]]:
    """The term of each enterprise's wage contract that is in force."""
    rows = session.execute(
        select(
            CaseEnterprise.enterprise_id,
            Case.term_from,
            func.least(Case.term_to, Case.terminated_on),
        )
        .join(Case, Case.id == CaseEnterprise.case_id)
        .where(
            CaseEnterprise.enterprise_id.in_(enterprise_ids),
            CaseEnterprise.confirmed,
            Case.kind == "wage",
            Case.effective_on <= on,
            Case.term_from.is_not(None),
            func.least(Case.term_to, Case.terminated_on) >= on,
        )
        .order_by(Case.term_to, Case.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[1] and row[2]}


@dataclass(frozen=True)
class Been:
    """How well somebody knows an enterprise already (以前去过)."""

    from_on: date | None
    to_on: date | None
    contacts: int
    last_on: date | None


def been_there(session: Session, enterprise_ids: Sequence[int]) -> Mapping[int, Been]:
    """Find who carried or contacted some enterprises before (以前去过的人), in two statements."""
    held = session.execute(
        select(
            Assignment.user_id,
            func.min(Assignment.from_on),
            func.max(func.coalesce(Assignment.to_on, date.max)),
        )
        .where(Assignment.enterprise_id.in_(enterprise_ids))
        .group_by(Assignment.user_id)
    )
    found = {
        user_id: Been(first, None if last == date.max else last, 0, None)
        for user_id, first, last in held
    }
    for user_id, count, last_on in session.execute(contacts.made_at(enterprise_ids)):
        known = found.get(user_id, Been(None, None, 0, None))
        found[user_id] = replace(known, contacts=count, last_on=last_on)
    return found
