"""What do we know about enterprises? Every list of them starts from what the actor may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from bargaining import errors
from bargaining.models.assignment import Assignment
from bargaining.models.enterprise import Enterprise
from bargaining.models.industry import Industry
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.rules import uscc
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory

PAGE_SIZE = 50


# ── who sees which ───────────────────────────────────────────────────────────────────────────


def visible_enterprises(actor: Actor, *, on: date) -> Select[Enterprise]:
    """Select the enterprises an actor may see on a day (可见企业): the base of every list."""
    return select(Enterprise).where(may_see(actor, on=on))


def may_see(actor: Actor, *, on: date) -> ColumnElement[bool]:
    """Say in SQL which enterprises an actor may see on a day (可见条件).

    `sees` says the same of plain values; the day counts for an instructor's book only.
    """
    match actor.role:
        case None:
            return true()
        case Role.ADMIN:
            return false()
        case Role.UNION_CHAIR:
            return Enterprise.union_id.in_(sorted(actor.union_ids))
        case Role.INSTRUCTOR:
            return exists().where(
                Assignment.enterprise_id == Enterprise.id,
                Assignment.user_id == actor.user_id,
                Assignment.from_on <= on,
                or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
            )
        case Role.STREET_STAFF | Role.STREET | Role.DISTRICT | Role.CITY | Role.REVIEWER:
            return _lies_in(Territory.of(actor.places))


def sees(
    actor: Actor,
    *,
    district_code: str,
    street_code: str,
    union_id: int | None,
    is_assigned: bool,
) -> bool:
    """Say of plain values whether an actor may see an enterprise (可见判断); as `may_see` does."""
    match actor.role:
        case None:
            return True
        case Role.ADMIN:
            return False
        case Role.UNION_CHAIR:
            return union_id in actor.union_ids
        case Role.INSTRUCTOR:
            return is_assigned
        case Role.STREET_STAFF | Role.STREET | Role.DISTRICT | Role.CITY | Role.REVIEWER:
            return Territory.of(actor.places).covers(
                district_code=district_code, street_code=street_code
            )


def assigned_ids(session: Session, actor: Actor, *, on: date) -> frozenset[int]:
    """Return the enterprises in an instructor's book on a day (联系企业)."""
    return frozenset(
        session.scalars(
            select(Assignment.enterprise_id).where(
                Assignment.user_id == actor.user_id,
                Assignment.from_on <= on,
                or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
            )
        )
    )


def _lies_in(territory: Territory) -> ColumnElement[bool]:
    return or_(
        false(),
        *(Enterprise.district_code.startswith(prefix) for prefix in territory.prefixes),
        Enterprise.district_code.in_(territory.districts),
        Enterprise.street_code.in_(territory.streets),
    )


# ── one ──────────────────────────────────────────────────────────────────────────────────────


def get_enterprise(session: Session, enterprise_id: int, *, actor: Actor, on: date) -> Enterprise:
    """Find an enterprise with its union; NotVisible where it is not there for the actor (企业)."""
    found = session.scalars(
        visible_enterprises(actor, on=on)
        .where(Enterprise.id == enterprise_id)
        .options(joinedload(Enterprise.union))
    ).one_or_none()
    if found is None:
        raise errors.NotVisible
    return found


def find_by_code(session: Session, code: str, *, actor: Actor, on: date) -> Enterprise | None:
    """Find an enterprise by its 统一社会信用代码, however it is typed (按代码查找)."""
    return session.scalars(
        visible_enterprises(actor, on=on)
        .where(Enterprise.code == uscc.normalised(code))
        .options(joinedload(Enterprise.union))
    ).one_or_none()


def union_name(session: Session, enterprise_id: int) -> str:
    """Name an enterprise's union, empty while it has none (工会名称)."""
    return (
        session.scalar(
            select(UnionBody.name)
            .join(Enterprise, Enterprise.union_id == UnionBody.id)
            .where(Enterprise.id == enterprise_id)
        )
        or ""
    )


# ── many ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filters:
    """What a list of enterprises is narrowed by (筛选条件); None and empty narrow nothing."""

    text: str = ""
    district: str | None = None
    street: str | None = None
    section: str | None = None
    unionised: bool | None = None
    operating: bool | None = None
    without_code: bool | None = None


@dataclass(frozen=True)
class EnterpriseLine:
    """One line of a list of enterprises, with the names that it shows (企业列表行)."""

    enterprise: Enterprise
    district_name: str
    street_name: str
    industry_name: str
    union_name: str


@dataclass(frozen=True)
class EnterprisePage:
    """One page of a list of enterprises (企业列表页)."""

    lines: tuple[EnterpriseLine, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """Count the pages, at least one (页数)."""
        return max(1, -(-self.total // self.size))


# What a list can be sorted by; a leading minus turns it round. Names sort by their pinyin.
SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("initials", "name"),
    "code": ("code",),
    "place": ("district_code", "street_code"),
    "industry": ("industry_code",),
    "workers": ("workers",),
    "unionised": ("unionised",),
}


def search_enterprises(
    session: Session,
    actor: Actor,
    *,
    on: date,
    filters: Filters = Filters(),
    sort: str = "name",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> EnterprisePage:
    """List the enterprises that fit, one page of them (企业查询), in two statements.

    Each word of the text must be part of the name, of the code or of the pinyin initials.
    Raises Unusable for an unknown order; a page past the end is empty.
    """
    fitting = visible_enterprises(actor, on=on).where(*_conditions(filters))
    total = session.scalar(fitting.with_only_columns(func.count(Enterprise.id))) or 0
    chosen = fitting.order_by(*_order(sort, Enterprise)).offset((max(page, 1) - 1) * size)
    # Names are joined to the page only, not to all that fits.
    one = aliased(Enterprise, chosen.limit(size).subquery())
    rows = session.execute(_with_names(select(one), one).order_by(*_order(sort, one)))
    return EnterprisePage(
        lines=tuple(EnterpriseLine(*row) for row in rows), total=total, page=max(page, 1), size=size
    )


def list_enterprises(
    session: Session,
    actor: Actor,
    *,
    on: date,
    filters: Filters = Filters(),
    sort: str = "name",
) -> Sequence[EnterpriseLine]:
    """List all enterprises that fit, for an export (企业清单)."""
    fitting = visible_enterprises(actor, on=on).where(*_conditions(filters))
    rows = session.execute(_with_names(fitting, Enterprise).order_by(*_order(sort, Enterprise)))
    return [EnterpriseLine(*row) for row in rows]


def _with_names(statement: Select[Enterprise], one: type[Enterprise]) -> Select[Any]:
    district, street = aliased(Place), aliased(Place)
    return (
        statement.join(district, district.code == one.district_code)
        .join(street, street.code == one.street_code)
        .outerjoin(Industry, Industry.code == one.industry_code)
        .outerjoin(UnionBody, UnionBody.id == one.union_id)
        .add_columns(
            district.name,
            street.name,
            func.coalesce(Industry.name, ""),
            func.coalesce(UnionBody.name, ""),
        )
    )


def _order(sort: str, one: type[Enterprise]) -> list[ColumnElement[Any]]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise errors.Unusable(f"不能按“{sort}”排序。", field="sort")
    columns = [getattr(one, column) for column in SORTS[name]]
    turned = [
        (column.desc() if sort.startswith("-") else column.asc()).nulls_last() for column in columns
    ]
    return [*turned, one.id.asc()]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [_has(word) for word in filters.text.split()]
    exact: Sequence[tuple[object, Callable[[Any], ColumnElement[bool]]]] = (
        (filters.district, lambda code: Enterprise.district_code == code),
        (filters.street, lambda code: Enterprise.street_code == code),
        (filters.section, _is_of_section),
        (filters.unionised, lambda wanted: Enterprise.unionised.is_(wanted)),
        (filters.operating, lambda wanted: Enterprise.operating.is_(wanted)),
        (filters.without_code, _is_without_code),
    )
    conditions += [
        condition(wanted) for wanted, condition in exact if wanted is not None and wanted != ""
    ]
    return conditions


def _has(word: str) -> ColumnElement[bool]:
    found = [Enterprise.name.icontains(word, autoescape=True)]
    code = uscc.normalised(word)
    if code.isascii():
        found.append(Enterprise.code.contains(code, autoescape=True))
        found.append(Enterprise.initials.contains(code.lower(), autoescape=True))
    return or_(*found)


def _is_of_section(section: str) -> ColumnElement[bool]:
    return Enterprise.industry_code.in_(select(Industry.code).where(Industry.section == section))


def _is_without_code(wanted: bool) -> ColumnElement[bool]:
    return Enterprise.code.is_(None) if wanted else Enterprise.code.is_not(None)
