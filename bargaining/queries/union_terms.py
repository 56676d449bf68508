"""Which unions have no chair, or one whose term is over?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries.duties import EVERYTHING, PAGE_SIZE, Narrow
from bargaining.rules.roles import Actor

VACANT, ENDED = "vacant", "ended"
WORDS: Mapping[str, str] = {VACANT: "主席空缺", ENDED: "任期届满"}


@dataclass(frozen=True)
class UnionLine:
    """One union whose chair has to be elected (须换届补选的工会).

    `enterprises` counts those of its enterprises that the reader sees; one of them stands for
    all as the way in.
    """

    union: UnionBody
    enterprises: int
    enterprise_id: int
    street_code: str

    @property
    def state(self) -> str:
        """Say which of the two it is (情况)."""
        return VACANT if not self.union.chair_name else ENDED


def unions_to_elect(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Select[Any]:
    """Select the unions without a chair, or past their term (主席空缺、任期届满).

    A union counts when one of its working enterprises is the actor's to see.
    """
    seen = (
        select(
            Enterprise.union_id,
            func.count().label("enterprises"),
            func.min(Enterprise.id).label("enterprise_id"),
            func.min(Enterprise.street_code).label("street_code"),
        )
        .where(enterprise_queries.may_see(actor, on=today), Enterprise.operating, *_placed(narrow))
        .group_by(Enterprise.union_id)
        .subquery()
    )
    found = (
        select(UnionBody, seen.c.enterprises, seen.c.enterprise_id, seen.c.street_code)
        .join(seen, seen.c.union_id == UnionBody.id)
        .where(_state(narrow.state, today))
    )
    if narrow.text:
        found = found.where(UnionBody.name.icontains(narrow.text, autoescape=True))
    return found


def _placed(narrow: Narrow) -> list[ColumnElement[bool]]:
    conditions = []
    if narrow.district:
        conditions.append(Enterprise.district_code == narrow.district)
    if narrow.street:
        conditions.append(Enterprise.street_code == narrow.street)
    return conditions


def _state(state: str, today: date) -> ColumnElement[bool]:
    vacant = UnionBody.chair_name == ""
    ended = ~vacant & (UnionBody.term_ends_on < today)
    match state:
        case "vacant":
            return vacant
        case "ended":
            return ended
        case _:
            return or_(vacant, ended)


def count_unions(
    session: Session, actor: Actor, *, today: date, narrow: Narrow = EVERYTHING
) -> int:
    """Count the unions without a chair, or past their term (须换届补选计数)."""
    found = unions_to_elect(actor, today=today, narrow=narrow).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


SORTS: Mapping[str, tuple[Any, ...]] = {
    "term": (UnionBody.term_ends_on.nulls_first(),),
    "-term": (UnionBody.term_ends_on.desc().nulls_last(),),
    "name": (UnionBody.name,),
    "-name": (UnionBody.name.desc(),),
}


def list_unions(
    session: Session, actor: Actor, *, today: date, narrow: Narrow, page: int | None
) -> list[UnionLine]:
    """List the unions without a chair, or past their term (须换届补选名单), the longest first."""
    order = SORTS.get(narrow.sort, SORTS["term"])
    found = unions_to_elect(actor, today=today, narrow=narrow).order_by(*order, UnionBody.id)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return [UnionLine(*row) for row in session.execute(found)]
