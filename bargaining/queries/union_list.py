"""Which unions have no chair, a term that is over, no account? The street's list of its unions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.queries import chairs
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import unions as union_queries
from bargaining.rules import chair_terms
from bargaining.rules.chair_terms import TermState
from bargaining.rules.roles import Actor

PAGE_SIZE = 50
STATES = {
    "vacant": "主席空缺",
    "expired": "任期已届满",
    "soon": "60 天内届满",
    "unknown": "任期待补",
    "no_account": "主席没有账号",
    "agreed": "已同意代录",
    "not_agreed": "未同意代录",
}


@dataclass(frozen=True)
class UnionFilter:
    """What the list of unions is narrowed by (工会筛选)."""

    text: str = ""
    state: str = ""
    district: str = ""
    street: str = ""
    sort: str = "name"


@dataclass(frozen=True)
class UnionLine:
    """One union with what its line shows (工会列表行)."""

    union: UnionBody
    place_name: str
    enterprises: int
    enterprise_id: int | None
    term: TermState
    accounts: Sequence[chairs.ChairAccount]


SORTS: Mapping[str, Any] = {
    "name": UnionBody.name,
    "place": UnionBody.place_code,
    "chair": UnionBody.chair_name,
    "term": UnionBody.term_ends_on,
    "members": UnionBody.members,
}


def list_unions(
    session: Session, actor: Actor, *, by: UnionFilter, on: date, page: int | None
) -> list[UnionLine]:
    """List one page of the unions an actor sees, all of them with None (工会列表)."""
    wanted = _narrowed(actor, by, on=on)
    column = SORTS.get(by.sort.removeprefix("-"), SORTS["name"])
    turned = column.desc() if by.sort.startswith("-") else column.asc()
    wanted = wanted.order_by(turned.nulls_last(), UnionBody.id)
    if page is not None:
        wanted = wanted.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    one = aliased(UnionBody, wanted.subquery())
    rows = session.execute(
        select(UnionBody, func.coalesce(Place.name, ""))
        .join(one, one.id == UnionBody.id)
        .outerjoin(Place, Place.code == UnionBody.place_code)
        .order_by(turned.nulls_last(), UnionBody.id)
    ).all()
    ids = [union.id for union, _place in rows]
    members = _enterprises(session, ids, actor=actor, on=on)
    held = chairs.accounts(session, ids, on=on)
    return [
        UnionLine(
            union=union,
            place_name=place,
            enterprises=members.get(union.id, (0, None))[0],
            enterprise_id=members.get(union.id, (0, None))[1],
            term=chair_terms.term_state(union.chair_name, union.term_ends_on, on=on),
            accounts=held.get(union.id, []),
        )
        for union, place in rows
    ]


def count_unions(session: Session, actor: Actor, *, by: UnionFilter, on: date) -> int:
    """Count the unions that fit (工会数)."""
    found = _narrowed(actor, by, on=on).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _enterprises(
    session: Session, union_ids: Sequence[int], *, actor: Actor, on: date
) -> dict[int, tuple[int, int | None]]:
    """Count each union's enterprises that the actor sees; one of them is the way in."""
    rows = session.execute(
        enterprise_queries.visible_enterprises(actor, on=on)
        .with_only_columns(Enterprise.union_id, func.count(), func.min(Enterprise.id))
        .where(Enterprise.union_id.in_(union_ids))
        .group_by(Enterprise.union_id)
    )
    return {union_id: (number, first) for union_id, number, first in rows if union_id is not None}


def _narrowed(actor: Actor, by: UnionFilter, *, on: date) -> Select[UnionBody]:
    wanted = union_queries.visible_unions(actor, on=on).where(
        UnionBody.kind.not_in(union_queries.FEDERATION_KINDS)
    )
    for word in by.text.split():
        wanted = wanted.where(
            or_(
                UnionBody.name.icontains(word, autoescape=True),
                UnionBody.chair_name.icontains(word, autoescape=True),
            )
        )
    if by.street:
        wanted = wanted.where(UnionBody.place_code == by.street)
    if by.district:
        streets = select(Place.code).where(Place.parent_code == by.district)
        wanted = wanted.where(
            or_(UnionBody.place_code == by.district, UnionBody.place_code.in_(streets))
        )
    condition = _states(on).get(by.state)
    return wanted if condition is None else wanted.where(condition)


def _states(on: date) -> dict[str, ColumnElement[bool]]:
    """Say each state in SQL; of the chair's the rule says the same of plain values."""
    named = func.trim(UnionBody.chair_name) != ""
    ends = UnionBody.term_ends_on
    agreed = UnionBody.agreed_to_help_on.is_not(None) & (UnionBody.agreed_to_help_on <= on)
    return {
        "vacant": ~named,
        "expired": named & (ends < on),
        "soon": named & (ends >= on) & (ends <= on + chair_terms.SOON),
        "unknown": named & ends.is_(None),
        "no_account": ~chairs.has_account(on),
        "agreed": agreed,
        "not_agreed": ~func.coalesce(agreed, False),
    }
