"""Which agreed posts lie under a minimum wage from the day it changes, and in which contracts?

The same as `rules.wage_floors.first_sinking`, asked of every agreed post at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Text, cast, func, literal, outerjoin, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.agreed_post import AgreedPost
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.queries import agreed_posts as agreed_queries
from bargaining.queries import law as law_queries
from bargaining.rules import agreed_posts
from bargaining.rules.agreed_posts import SinkingPost

# Where a case can lie; streets are within these.
_PLACES = ("country", "province", "district", "development_zone")


class Affected(NamedTuple):
    """A contract with posts that lie under the new figure, as it was agreed (受影响的合同).

    `first_on` and `last_on` are its own term; `effective_on` None until it takes effect.
    """

    case_id: int
    posts: int
    people: int
    first_on: date
    last_on: date
    effective_on: date | None


class SinkingContract(NamedTuple):
    """One contract with posts that lie under the new figure (低于新标准的合同).

    `enterprise_id` is None for a regional or industry contract, whose `title` names it.
    """

    case_id: int
    number: str
    title: str
    enterprise_id: int | None
    enterprise_name: str
    district_code: str
    posts: int
    people: int
    first_on: date
    last_on: date
    effective_on: date | None

    def sinks_on(self, since: date) -> date:
        """Name the first day its posts lie under a figure that holds since a day (首个低于之日)."""
        return max(since, self.first_on)


@dataclass(frozen=True)
class Change:
    """A new value of a minimum wage (新标准): which figure, how much, where, from which day.

    Posts of fewer people than `at_least` are left out.
    """

    floor: str
    amount: Decimal
    place: str
    since: date
    at_least: int = 1


class Tally(NamedTuple):
    """How many posts, people and contracts (岗位、人数、合同份数)."""

    posts: int
    people: int
    contracts: int


@dataclass(frozen=True)
class Recheck:
    """What a new minimum wage does to the contracts in force (新标准的影响).

    `contracts` are in force on some day on or after the change; `awaiting` were signed and have
    not taken effect yet. `posts` and `people` are those of `contracts`.
    """

    contracts: tuple[SinkingContract, ...]
    awaiting: tuple[SinkingContract, ...] = ()

    @property
    def posts(self) -> int:
        """Count the posts in contracts in force (岗位数)."""
        return sum(one.posts for one in self.contracts)

    @property
    def people(self) -> int:
        """Count the people on these posts (人数)."""
        return sum(one.people for one in self.contracts)


def sinking(
    session: Session,
    *,
    floor: str,
    amount: Decimal,
    place: str,
    since: date,
    visible: Select[Case] | None = None,
    at_least: int = 1,
) -> Recheck:
    """List the contracts whose posts lie under a figure's new value (低于新标准的合同).

    `floor` names the figure, `since` is the first day of its new value at `place`. Only
    contracts that still bind on or after it. `visible` are the cases the actor may see; without
    it all there are; posts of fewer people than `at_least` are left out. In order: most people
    first.
    """
    found = affected(session, Change(floor, amount, place, since, at_least))
    named = _named(session, [one.case_id for one in found], visible=visible)
    found.sort(key=attrgetter("case_id"))
    found.sort(key=attrgetter("people"), reverse=True)
    contracts = [
        SinkingContract._make(named[one.case_id] + one[1:]) for one in found if one.case_id in named
    ]
    return Recheck(
        contracts=tuple(one for one in contracts if one.effective_on is not None),
        awaiting=tuple(one for one in contracts if one.effective_on is None),
    )


def affected(session: Session, change: Change) -> list[Affected]:
    """List the contracts with posts under a new value, in no order (受影响的合同).

    What `sinking` lists, without anybody's name: in force or awaiting it.
    """
    posts = AgreedPost.__table__.c  # plain columns: there may be tens of thousands of contracts
    grouped = (
        select(
            posts.case_id,
            func.count(),
            func.sum(posts.people),
            func.min(posts.first_on),
            func.max(posts.last_on),
            func.max(posts.effective_on),
        )
        .where(*_under(session, change))
        .group_by(posts.case_id)
    )
    return list(map(Affected._make, session.connection().execute(grouped)))


def tally(session: Session, *, floor: str, amount: Decimal, place: str, since: date) -> Tally:
    """Count what `sinking` would list as in force (低于新标准的数量), for those who see no case."""
    grouped = (
        select(func.count().label("posts"), func.sum(AgreedPost.people).label("people"))
        .where(
            *_under(session, Change(floor, amount, place, since)),
            AgreedPost.effective_on.is_not(None),
        )
        .group_by(AgreedPost.case_id)
        .subquery()
    )
    posts, people, contracts = session.execute(
        select(
            func.coalesce(func.sum(grouped.c.posts), 0),
            func.coalesce(func.sum(grouped.c.people), 0),
            func.count(),
        ).select_from(grouped)
    ).one()
    return Tally(posts=int(posts), people=int(people), contracts=contracts)


def _under(session: Session, change: Change) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that an agreed post lies under a value on a day it binds."""
    return (
        AgreedPost.floor == change.floor,
        AgreedPost.place_code.in_(_reached(session, change)),
        AgreedPost.amount < change.amount,
        AgreedPost.last_on >= change.since,
        AgreedPost.last_year >= change.since.year,  # what the index goes by
        # One that took effect after its last day was never in force.
        func.coalesce(AgreedPost.effective_on, AgreedPost.last_on) <= AgreedPost.last_on,
        *((AgreedPost.people >= change.at_least,) if change.at_least > 1 else ()),
    )


def _reached(session: Session, change: Change) -> list[str]:
    """List the places that answer to a place's figure: those below it that state none."""
    book = law_queries.law_book(session)
    stating = {figure.place for figure in book.figures if figure.name == change.floor}
    stating.add(change.place)
    codes = session.scalars(select(Place.code).where(Place.kind.in_(_PLACES)))
    return [
        code
        for code in codes
        if agreed_posts.answers_to_place(code, stating=stating) == change.place
    ]


def _named(
    session: Session, case_ids: Sequence[int], *, visible: Select[Case] | None
) -> dict[int, tuple[int, str, str, int | None, str, str]]:
    """Read what names each contract, as far as the actor may see it."""
    cases, firms = Case.__table__.c, Enterprise.__table__.c
    written = "{" + ",".join(map(str, case_ids)) + "}"  # far sooner sent than a list of numbers
    wanted = (
        select(
            cases.id,
            cases.number,
            cases.title,
            cases.enterprise_id,
            func.coalesce(firms.name, cases.title),
            cases.district_code,
        )
        .select_from(outerjoin(Case, Enterprise, firms.id == cases.enterprise_id))
        .where(cases.id == func.any(cast(literal(written, Text), ARRAY(Integer))))
    )
    if visible is not None:
        wanted = wanted.where(cases.id.in_(visible.with_only_columns(Case.id)))
    return {row[0]: tuple(row) for row in session.connection().execute(wanted)}


def first_sinking_of_case(session: Session, case: Case) -> tuple[SinkingPost, ...]:
    """List a case's agreed posts that sink within its term (本合同将低于标准的岗位), by row.

    Each with the first day and the floor of that day, by the figures known now.
    """
    posts = agreed_queries.stored(session, [case.id]).get(case.id, ())
    return agreed_posts.sinking_posts(posts, book=law_queries.law_book(session))
