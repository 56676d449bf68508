"""Who else works in the example data? Instructors with their books, chairs who sign in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import users as user_actions
from bargaining.actions.demo_accounts import Beginning
from bargaining.actions.demo_names import Names
from bargaining.actions.demo_register import DISTRICT, Firm
from bargaining.models.assignment import Assignment
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import Actor, Role

_JOINT_SHARE = 0.3  # of the small enterprises, those that an instructor looks after too


@dataclass(frozen=True)
class Book:
    """One instructor with the enterprises in the book (指导员及其联系企业)."""

    actor: Actor
    firms: Sequence[Firm]


def open_instructors(
    session: Session, names: Names, *, count: int, begin: Beginning, actor: Actor
) -> list[User]:
    """Open accounts for further instructors (示例指导员); the first stands among the eight."""
    found = []
    for number in range(2, count + 1):
        grant = user_actions.NewGrant(Role.INSTRUCTOR, from_on=begin.since, place_code=DISTRICT)
        login = f"instructor{number}@demo"
        found.append(_opened(session, login, names.person(), grant, begin=begin, actor=actor))
    return found


def open_chairs(
    session: Session, firms: Sequence[Firm], *, count: int, begin: Beginning, actor: Actor
) -> dict[int, Actor]:
    """Open accounts for a sample of chairs (示例主席); return them by their unions."""
    own = [firm for firm in firms[1:] if firm.has_own_union and firm.operates and firm.union_id]
    found: dict[int, Actor] = {}
    for number, firm in enumerate(own[:: max(1, len(own) // count)][:count], start=2):
        grant = user_actions.NewGrant(Role.UNION_CHAIR, from_on=begin.since, union_id=firm.union_id)
        name = firm.fields["chair_name"]
        user = _opened(session, f"chair{number}@demo", name, grant, begin=begin, actor=actor)
        seen = user_queries.find_actor(user, on=begin.since, wanted=None)
        if seen is not None and firm.union_id is not None:
            found[firm.union_id] = seen
    return found


def _opened(
    session: Session,
    login: str,
    name: str,
    grant: user_actions.NewGrant,
    *,
    begin: Beginning,
    actor: Actor,
) -> User:
    new = user_actions.NewAccount(login, name, begin.password_hash, one_time=False, is_demo=True)
    user = user_actions.add_user(session, new, actor=actor, at=begin.at)
    user_actions.grant_role(session, user.id, grant, actor=actor, at=begin.at)
    return user


def fill_books(
    session: Session,
    chance: random.Random,
    firms: Sequence[Firm],
    instructors: Sequence[User],
    *,
    begin: Beginning,
    actor: Actor,
) -> list[Book]:
    """Put enterprises into the instructors' books, street by street (分配联系企业).

    Every enterprise with its own union but a few, and some of the small ones; the first
    enterprise is always in the first book.
    """
    chosen = [
        firm
        for number, firm in enumerate(firms)
        if number == 0
        or (firm.has_own_union and chance.random() < 0.95)
        or (firm.in_joint_union and chance.random() < _JOINT_SHARE)
    ]
    # The streets stay together as far as books of one size allow.
    chosen.sort(key=lambda firm: (firm is not firms[0], firm.fields["street_code"], firm.id))
    books = []
    for number, user in enumerate(instructors):
        first = number * len(chosen) // len(instructors)
        last = (number + 1) * len(chosen) // len(instructors)
        books.append(_filled(session, user, chosen[first:last], begin=begin, actor=actor))
    return books


def _filled(
    session: Session, user: User, firms: Sequence[Firm], *, begin: Beginning, actor: Actor
) -> Book:
    session.add_all(
        Assignment(user_id=user.id, enterprise_id=firm.id, from_on=begin.since) for firm in firms
    )
    session.flush()
    audit.record(
        session, at=begin.at, actor=actor, event="instructor.assign", subject=f"user:{user.id}",
        detail={"enterprises": len(firms)},
    )  # fmt: skip
    seen = user_queries.find_actor(user, on=begin.since, wanted=None)
    if seen is None:
        raise AssertionError("an instructor's role begins on the first day")
    return Book(seen, firms)
