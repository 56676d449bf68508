"""Which instructors are there for a place, and how much does each of them carry?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from bargaining.errors import NotVisible
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.user import RoleGrant, User
from bargaining.queries import contacts, instructor_desk
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries.contacts import ContactDays
from bargaining.queries.instructor_desk import Looked
from bargaining.queries.places import DISTRICT_KINDS
from bargaining.queries.standing import Held
from bargaining.rules import dispatches, grants, heat
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.heat import When
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory


@dataclass(frozen=True)
class Instructor:
    """One instructor (指导员).

    `until` is the last day of the term, None where it is open; `serves` tells whether it runs
    today and the account is open.
    """

    user_id: int
    name: str
    places: frozenset[str]
    place_names: tuple[str, ...]
    until: date | None
    serves: bool

    def serves_at(self, *, district_code: str, street_code: str) -> bool:
        """Tell whether the term runs and covers a place (负责地方)."""
        return self.serves and Territory.of(self.places).covers(
            district_code=district_code, street_code=street_code
        )


@dataclass(frozen=True)
class Load:
    """What an instructor carries inside of somebody's territory (负荷)."""

    enterprises: int = 0
    in_hand: int = 0
    hot: int = 0
    today: int = 0
    offered: int = 0
    accepted: int = 0
    contacts: int = 0


# ── who ──────────────────────────────────────────────────────────────────────────────────────


def list_instructors(session: Session, *, actor: Actor, on: date) -> list[Instructor]:
    """List the instructors who serve where an official works (指导员名单), by name.

    Whoever still has enterprises of the territory in the book is listed too, their term over or
    not: that book has to be handed over.
    """
    carrying = set(session.scalars(_carrying(actor, on=on)))
    places = {one.code: one for one in session.scalars(select(Place))}
    return sorted(
        (
            one
            for one in _all(session, places, on=on)
            if one.user_id in carrying or (one.serves and _meets(actor, one.places, places))
        ),
        key=lambda one: (not one.serves, one.name, one.user_id),
    )


def get_instructor(session: Session, user_id: int, *, actor: Actor, on: date) -> Instructor:
    """Find an instructor an official may look at, or oneself (指导员); raise NotVisible."""
    own = actor.role is Role.INSTRUCTOR
    if own and actor.user_id != user_id:
        raise NotVisible(user_id)
    for one in (
        every_instructor(session, on=on) if own else list_instructors(session, actor=actor, on=on)
    ):
        if one.user_id == user_id:
            return one
    raise NotVisible(user_id)


def every_instructor(session: Session, *, on: date) -> list[Instructor]:
    """List whoever holds or held the role anywhere (全部指导员), by name."""
    places = {one.code: one for one in session.scalars(select(Place))}
    return sorted(_all(session, places, on=on), key=lambda one: (one.name, one.user_id))


def choosable(session: Session, enterprise: Enterprise, *, on: date) -> list[Instructor]:
    """List who can be sent to an enterprise today (可派指导员), by name."""
    return [
        one
        for one in every_instructor(session, on=on)
        if one.serves_at(district_code=enterprise.district_code, street_code=enterprise.street_code)
    ]


def districts_of(session: Session, street_codes: Iterable[str]) -> dict[str, str]:
    """Name the district that each street is counted in (街道所属区)."""
    rows = session.scalars(select(Place).where(Place.code.in_(list(street_codes))))
    return {one.code: one.code if _is_district(one) else one.parent_code or "" for one in rows}


def _all(session: Session, places: Mapping[str, Place], *, on: date) -> Iterable[Instructor]:
    held: dict[int, list[RoleGrant]] = {}
    people: dict[int, User] = {}
    for user, grant in session.execute(
        select(User, RoleGrant)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == Role.INSTRUCTOR.value)
        .order_by(User.id, RoleGrant.id)
    ):
        people[user.id] = user
        held.setdefault(user.id, []).append(grant)
    return [_instructor(people[one], held[one], places, on=on) for one in people]


def _instructor(
    user: User, held: Sequence[RoleGrant], places: Mapping[str, Place], *, on: date
) -> Instructor:
    now = [one for one in held if grants.holds(from_on=one.from_on, to_on=one.to_on, on=on)]
    codes = frozenset(one.place_code for one in now or held if one.place_code is not None)
    ends = [one.to_on for one in now or held]
    return Instructor(
        user_id=user.id,
        name=user.name,
        places=codes,
        place_names=tuple(places[code].name for code in sorted(codes) if code in places),
        until=None if None in ends else max(end for end in ends if end is not None),
        serves=bool(now) and user.active,
    )


def _meets(actor: Actor, codes: Iterable[str], places: Mapping[str, Place]) -> bool:
    """Tell whether two territories have anything in common: one place lies within the other."""
    if actor.role is None:
        return True
    theirs = frozenset(codes)
    return any(_covers(actor.places, places.get(code)) for code in theirs) or any(
        _covers(theirs, places.get(code)) for code in actor.places
    )


def _covers(codes: Iterable[str], place: Place | None) -> bool:
    if place is None:
        return False
    above = _is_district(place)
    return Territory.of(codes).covers(
        district_code=place.code if above else place.parent_code or "",
        street_code="" if above else place.code,
    )


def _is_district(place: Place) -> bool:
    return place.kind in ("country", "province", *DISTRICT_KINDS)


def _carrying(actor: Actor, *, on: date) -> Select[int]:
    """Whose books hold an enterprise of somebody's territory."""
    line = aliased(Assignment)  # `may_see` asks the same table of the reader's own book
    return (
        select(line.user_id)
        .join(Enterprise, Enterprise.id == line.enterprise_id)
        .where(_in_force(line, on), enterprise_queries.may_see(actor, on=on))
        .distinct()
    )


def _in_force(line: type[Assignment], on: date) -> ColumnElement[bool]:
    return (line.from_on <= on) & or_(line.to_on.is_(None), line.to_on >= on)


# ── how much ─────────────────────────────────────────────────────────────────────────────────


def loads(session: Session, user_ids: Sequence[int], *, actor: Actor, on: date) -> dict[int, Load]:
    """Count what each instructor carries of what an actor may see (负荷).

    A constant number of statements; contacts are the month's, counted for whoever made them.
    """
    books = _books(session, user_ids, actor=actor, on=on)
    sendings = _open_sendings(session, user_ids, actor=actor, on=on)
    made = _contacts_made(session, user_ids, actor=actor, on=on)
    looked = instructor_desk.counted_of(
        session, sorted({one for book in books.values() for one in book})
    )
    return {
        user_id: _load(
            books.get(user_id, []), sendings.get(user_id, []), looked, made[user_id], on=on
        )
        for user_id in user_ids
    }


def _load(
    book: Sequence[int],
    sendings: Sequence[tuple[int, DispatchState, date]],
    looked: Looked[Held, ContactDays],
    contacts_made: int,
    *,
    on: date,
) -> Load:
    offered = {
        enterprise_id: sent_on
        for enterprise_id, state, sent_on in sendings
        if state is DispatchState.OFFERED
    }
    in_hand = hot = today = 0
    for enterprise_id in book:
        if not looked.knows(enterprise_id) and enterprise_id not in offered:
            continue  # no case, no contact, nobody sent: nothing asks for anybody
        situation = looked.situation(enterprise_id, offered_on=offered.get(enterprise_id))
        reasons = heat.reasons(situation, on=on)
        in_hand += situation.in_hand
        hot += bool(reasons)
        today += heat.when(situation, reasons, on=on) is When.TODAY
    return Load(
        enterprises=len(book),
        in_hand=in_hand,
        hot=hot,
        today=today,
        offered=len(offered),
        accepted=len(sendings) - len(offered),
        contacts=contacts_made,
    )


def _books(
    session: Session, user_ids: Sequence[int], *, actor: Actor, on: date
) -> dict[int, list[int]]:
    line = aliased(Assignment)  # `may_see` asks the same table of the reader's own book
    rows = session.execute(
        select(line.user_id, line.enterprise_id)
        .join(Enterprise, Enterprise.id == line.enterprise_id)
        .where(
            line.user_id.in_(user_ids),
            _in_force(line, on),
            enterprise_queries.may_see(actor, on=on),
        )
        .distinct()
    )
    found: dict[int, list[int]] = {}
    for user_id, enterprise_id in rows:
        found.setdefault(user_id, []).append(enterprise_id)
    return found


def _open_sendings(
    session: Session, user_ids: Sequence[int], *, actor: Actor, on: date
) -> dict[int, list[tuple[int, DispatchState, date]]]:
    rows = session.execute(
        select(Dispatch.user_id, Dispatch.enterprise_id, Dispatch.state, Dispatch.sent_on)
        .join(Enterprise, Enterprise.id == Dispatch.enterprise_id)
        .where(
            Dispatch.user_id.in_(user_ids),
            Dispatch.state.in_([one.value for one in dispatches.OPEN]),
            enterprise_queries.may_see(actor, on=on),
        )
    )
    found: dict[int, list[tuple[int, DispatchState, date]]] = {}
    for user_id, enterprise_id, state, sent_on in rows:
        found.setdefault(user_id, []).append((enterprise_id, DispatchState(state), sent_on))
    return found


@dataclass(frozen=True)
class Made:
    """One call or visit that an instructor made (本人联系): the day and the way, not the words."""

    on: date
    method: str
    enterprise_id: int
    enterprise_name: str


def contacts_of(
    session: Session, user_id: int, *, actor: Actor, on: date, limit: int
) -> list[Made]:
    """List an instructor's contacts of the month, newest first (本月联系)."""
    every = contacts.made_between(on.replace(day=1), on).subquery()
    rows = session.execute(
        enterprise_queries.visible_enterprises(actor, on=on)
        .join(every, every.c.enterprise_id == Enterprise.id)
        .where(every.c.actor_id == user_id)
        .with_only_columns(every.c.occurred_on, every.c.method, Enterprise.id, Enterprise.name)
        .order_by(every.c.occurred_on.desc(), every.c.recorded_at.desc())
        .limit(limit)
    )
    return [Made(row[0], contacts.METHODS.get(row[1], row[1]), row[2], row[3]) for row in rows]


def _contacts_made(
    session: Session, user_ids: Sequence[int], *, actor: Actor, on: date
) -> Counter[int]:
    """Count this month's calls and visits by who made them, in cases and outside of them."""
    seen = select(Enterprise.id).where(enterprise_queries.may_see(actor, on=on))
    every = contacts.made_between(on.replace(day=1), on).subquery()
    rows = session.execute(
        select(every.c.actor_id, func.count())
        .where(every.c.actor_id.in_(user_ids), every.c.enterprise_id.in_(seen))
        .group_by(every.c.actor_id)
    )
    return Counter(dict(list(rows)))
