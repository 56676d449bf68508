"""Who lives in the simulated district? Enterprises, chairs, instructors, staff, officials."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import contact_ways as way_actions
from bargaining.actions import demo_register, dispatches, reference
from bargaining.actions import users as user_actions
from bargaining.actions.demo_names import Names
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.models.user import RoleGrant
from bargaining.queries import places as place_queries
from bargaining.queries.contact_ways import Choice
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import holiday_years

DISTRICT = demo_register.DISTRICT
ONE_DAY = timedelta(days=1)
_FIRMS_A_STREET = 80
_FIRMS_AN_INSTRUCTOR = 160
TIMINGS = ("now", "now", "now", "morning", "morning", "morning", "never", "", "", "")


@dataclass
class Post:
    """One part that somebody has from a day to a day: for a place, a union or an enterprise."""

    user_id: int
    role: Role
    whereof: str
    from_on: date
    to_on: date | None = None

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or self.to_on >= on)


@dataclass
class Person:
    """An account and how its owner wants to be told: at once, each morning, or not by mail.

    `timing` is empty where nobody chose; some have no address either.
    """

    id: int
    actor: Actor
    timing: str
    mail: str = ""

    @property
    def told_by_mail(self) -> str:
        """Say when mail is due to them: now, morning, or not at all."""
        if not self.mail or self.timing == "never":
            return ""
        return self.timing or "morning"


@dataclass
class Firm:
    """An enterprise with a union of its own."""

    id: int
    union_id: int
    name: str
    street: str
    workers: int
    director: str
    chair: str


@dataclass
class Town:
    """All of it, as the program itself knows it: nothing here is asked of the system later."""

    firms: list[Firm] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)
    posts: dict[tuple[Role, str], list[Post]] = field(default_factory=dict)

    def add(self, post: Post) -> None:
        self.posts.setdefault((post.role, post.whereof), []).append(post)

    def holders(self, role: Role, whereof: str, on: date) -> list[int]:
        """Name who has a part on a day."""
        return [one.user_id for one in self.posts.get((role, whereof), []) if one.holds(on)]

    def instructors(self) -> set[str]:
        """The names that a supervisor's digest may have in it."""
        everybody = (person.actor for person in self.people.values())
        return {actor.name for actor in everybody if actor.role is Role.INSTRUCTOR}


class Settlers:
    """Whoever opens accounts in the new town."""

    def __init__(
        self, session: Session, town: Town, chance: random.Random, key: PersonKey, *,
        since: date, at: datetime,
    ) -> None:  # fmt: skip
        self._session, self._town, self._chance, self._key = session, town, chance, key
        self._since, self._at = since, at
        self._names = Names(random.Random(chance.random()))

    def person(self, login: str, role: Role, whereof: str, *, name: str = "") -> Person:
        """Open an account with one part."""
        new = user_actions.NewAccount(
            f"{login}@demo", name or self._names.person(), "!", one_time=False, is_demo=True
        )
        user = user_actions.add_user(self._session, new, actor=OPERATOR, at=self._at)
        chair = role is Role.UNION_CHAIR
        user_actions.grant_role(
            self._session,
            user.id,
            user_actions.NewGrant(
                role, from_on=self._since, place_code=None if chair else whereof,
                union_id=int(whereof) if chair else None,
            ),
            actor=OPERATOR,
            at=self._at,
        )  # fmt: skip
        actor = Actor(
            user.id, new.name, role,
            places=frozenset() if chair else frozenset({whereof}),
            union_ids=frozenset({int(whereof)}) if chair else frozenset(),
        )  # fmt: skip
        person = Person(user.id, actor, self._chance.choice(TIMINGS))
        self._town.people[user.id] = person
        self._choose(person, login)
        if role is not Role.INSTRUCTOR:
            self._town.add(Post(user.id, role, whereof, self._since))
        return person

    def _choose(self, person: Person, login: str) -> None:
        """Say on the own page how one wants to be told."""
        if self._chance.random() < 0.9:
            person.mail = f"{login}@example.cn"
            way = contact_ways.read(Channel.EMAIL, person.mail)
            way_actions.set_way(self._session, way, key=self._key, actor=person.actor, at=self._at)
        if person.timing:
            choice = Choice(person.timing, 8, weekly=True)
            way_actions.choose(self._session, choice, actor=person.actor, at=self._at)

    def carries(self, person: Person, firms: Sequence[Firm]) -> None:
        """Put enterprises into an instructor's book."""
        for firm in firms:
            dispatches.put_into_book(self._session, person.id, firm.id, today=self._since)
            self._town.add(Post(person.id, Role.INSTRUCTOR, str(firm.id), self._since))
        audit.record(
            self._session, at=self._at, actor=OPERATOR, event="year.assign",
            subject=f"user:{person.id}",
        )  # fmt: skip


def settle(
    app: Flask, key: PersonKey, *, firms: int, seed: int, since: date, at: datetime, without: int
) -> Town:
    """Found the town in an empty database; the notice of the year `without` is not out yet."""
    chance = random.Random(seed)
    town = Town()
    with app.app_context():
        with db.transaction(OPERATOR) as session:
            reference.load_reference(session, actor=OPERATOR, at=at)
            for year in range(without, without + 5):
                holiday_years.forget(session, year)
        with db.transaction(OPERATOR) as session:
            town.firms = _register(session, chance, firms=firms, since=since, at=at, key=key)
        with db.transaction(OPERATOR) as session:
            _people(Settlers(session, town, chance, key, since=since, at=at), town, chance)
    return town


def _register(
    session: Session, chance: random.Random, *, firms: int, since: date, at: datetime,
    key: PersonKey,
) -> list[Firm]:  # fmt: skip
    streets = place_queries.list_streets(session, district_code=DISTRICT)
    streets = streets[: max(4, firms // _FIRMS_A_STREET)]
    # Of those invented, most have no union, or share one: theirs are no stories of this year.
    names, own = Names(chance), list[demo_register.Firm]()
    while len(own) < firms:
        invented = demo_register.invent_firms(chance, names, streets=streets, count=firms * 4)
        own += [one for one in invented[1:] if one.has_own_union and one.operates]
    own = own[:firms]
    demo_register.write_register(
        session, own, since=since, mark=Mark(OPERATOR, at, "模拟"), key=key
    )
    return [
        Firm(
            one.id, one.union_id or 0, one.name, one.fields["street_code"], one.workers,
            one.fields["legal_representative"], one.fields["chair_name"],
        )
        for one in own
    ]  # fmt: skip


def _people(settlers: Settlers, town: Town, chance: random.Random) -> None:
    streets = sorted({firm.street for firm in town.firms})
    for number, street in enumerate(streets):
        # One street has no staff of its own, another not even an official: who stands in?
        if number % 5 != 2:
            settlers.person(f"staff{number}", Role.STREET_STAFF, street)
        if number % 5 == 0:
            settlers.person(f"staff{number}b", Role.STREET_STAFF, street)
        if number % 5 != 3:
            settlers.person(f"street{number}", Role.STREET, street)
    settlers.person("district", Role.DISTRICT, DISTRICT)
    settlers.person("district2", Role.DISTRICT, DISTRICT)
    settlers.person("reviewer", Role.REVIEWER, DISTRICT)
    for firm in town.firms:
        if chance.random() < 0.8:
            settlers.person(f"chair{firm.id}", Role.UNION_CHAIR, str(firm.union_id))
    books = [town.firms[start :: _instructors(town)] for start in range(_instructors(town))]
    for number, book in enumerate(books):
        person = settlers.person(f"instructor{number}", Role.INSTRUCTOR, DISTRICT)
        settlers.carries(person, [firm for firm in book if chance.random() < 0.85])


def _instructors(town: Town) -> int:
    return max(2, len(town.firms) // _FIRMS_AN_INSTRUCTOR)


def hand_over(
    app: Flask, key: PersonKey, town: Town, firm: Firm, *, on: date, at: datetime
) -> None:
    """Give a union a new chair: the old one's part ends today, the new one's begins tomorrow."""
    old = next(
        post for post in town.posts[Role.UNION_CHAIR, str(firm.union_id)] if post.to_on is None
    )
    with app.app_context(), db.transaction(OPERATOR) as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == old.user_id)).one()
        user_actions.end_grant(session, grant.id, last_on=on, actor=OPERATOR, at=at, on=on)
        chance = random.Random(firm.id)
        settlers = Settlers(session, town, chance, key, since=on + ONE_DAY, at=at)
        settlers.person(f"chair{firm.id}from{on:%m%d}", Role.UNION_CHAIR, str(firm.union_id))
    old.to_on = on
