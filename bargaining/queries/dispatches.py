"""Who was sent where, by whom and why, and who carried an enterprise from when to when?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from bargaining.errors import NotVisible
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.models.user import RoleGrant, User
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules import dispatches
from bargaining.rules.dispatches import Capacity, DispatchState
from bargaining.rules.roles import OFFICIALS, Actor, Role

SHOWN = 50


@dataclass(frozen=True)
class Sending:
    """One sending with the names that a page shows (派遣).

    Only what an instructor may know before accepting: names, reason, the case's state.
    """

    dispatch: Dispatch
    enterprise_name: str
    street_name: str
    workers: int | None
    instructor_name: str
    number: str
    case_state: str

    @property
    def state(self) -> DispatchState:
        """Name where the sending stands (派遣状态)."""
        return DispatchState(self.dispatch.state)

    @property
    def capacity(self) -> Capacity:
        """Name the capacity the instructor goes in (派遣身份)."""
        return Capacity(self.dispatch.capacity)

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for its answer or runs (未结束)."""
        return self.state in dispatches.OPEN


@dataclass(frozen=True)
class Stay:
    """One time an enterprise stood in somebody's book (联系期)."""

    user_id: int
    name: str
    from_on: date
    to_on: date | None

    def holds(self, *, on: date) -> bool:
        """Tell whether it runs on a day (联系期内)."""
        return self.from_on <= on and (self.to_on is None or self.to_on >= on)


# ── who sees which ───────────────────────────────────────────────────────────────────────────


def visible_sendings(
    actor: Actor, *, on: date
) -> Select[Dispatch, str, str, int | None, str, str, str]:
    """Select the sendings an actor may see (可见派遣), each with its names.

    An instructor's own; everybody else's by the enterprise. The reviewer and the administrator
    have no part in it.
    """
    return (
        select(
            Dispatch,
            Enterprise.name,
            Place.name,
            Enterprise.workers,
            User.name,
            func.coalesce(Case.number, ""),
            func.coalesce(Case.state, ""),
        )
        .join(Enterprise, Enterprise.id == Dispatch.enterprise_id)
        .join(Place, Place.code == Enterprise.street_code)
        .join(User, User.id == Dispatch.user_id)
        .outerjoin(Case, Case.id == Dispatch.case_id)
        .where(_may_see(actor, on=on))
    )


def _may_see(actor: Actor, *, on: date) -> ColumnElement[bool]:
    match actor.role:
        case Role.INSTRUCTOR:
            return Dispatch.user_id == actor.user_id
        case Role.REVIEWER | Role.ADMIN:
            return false()
        case None | Role.UNION_CHAIR | Role.STREET_STAFF | Role.STREET | Role.DISTRICT | Role.CITY:
            return enterprise_queries.may_see(actor, on=on)


def get_sending(session: Session, dispatch_id: int, *, actor: Actor, on: date) -> Sending:
    """Find one sending (派遣); raise NotVisible."""
    row = session.execute(
        visible_sendings(actor, on=on).where(Dispatch.id == dispatch_id)
    ).one_or_none()
    if row is None:
        raise NotVisible(dispatch_id)
    return Sending(*row)


def locked(session: Session, dispatch_id: int) -> Dispatch | None:
    """Read a sending again and hold it until the transaction ends (锁定派遣)."""
    return session.scalars(
        select(Dispatch)
        .where(Dispatch.id == dispatch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


# ── many ─────────────────────────────────────────────────────────────────────────────────────


def offered_to(session: Session, *, actor: Actor, on: date) -> Sequence[Sending]:
    """List the sendings that wait for an instructor's own answer, oldest first (待答复)."""
    rows = session.execute(
        visible_sendings(actor, on=on)
        .where(Dispatch.user_id == actor.user_id, Dispatch.state == DispatchState.OFFERED.value)
        .order_by(Dispatch.sent_on, Dispatch.id)
    )
    return [Sending(*row) for row in rows]


def sendings_of(
    session: Session, user_id: int, *, actor: Actor, on: date, page: int = 1
) -> tuple[Sequence[Sending], int]:
    """List one page of an instructor's sendings, newest first, and count them (派遣经历)."""
    every = visible_sendings(actor, on=on).where(Dispatch.user_id == user_id)
    total = session.scalar(
        every.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    )
    rows = session.execute(
        every.order_by(Dispatch.sent_on.desc(), Dispatch.id.desc())
        .limit(SHOWN)
        .offset((max(page, 1) - 1) * SHOWN)
    )
    return [Sending(*row) for row in rows], total or 0


def sendings_to(
    session: Session, enterprise_id: int, *, actor: Actor, on: date
) -> Sequence[Sending]:
    """List who was ever sent to an enterprise, newest first (派遣经过).

    An instructor who carries it reads the whole history, the sendings of others included.
    """
    seen = visible_sendings(actor, on=on)
    if actor.role is Role.INSTRUCTOR:
        every = Actor(user_id=actor.user_id, name=actor.name, role=None)
        seen = visible_sendings(every, on=on).where(enterprise_queries.may_see(actor, on=on))
    rows = session.execute(
        seen.where(Dispatch.enterprise_id == enterprise_id).order_by(
            Dispatch.sent_on.desc(), Dispatch.id.desc()
        )
    )
    return [Sending(*row) for row in rows]


def turned_down(session: Session, *, actor: Actor, on: date) -> Sequence[Sending]:
    """List the declined sendings that nothing followed yet, newest first (待另派)."""
    later = aliased(Dispatch)
    followed = exists().where(later.enterprise_id == Dispatch.enterprise_id, later.id > Dispatch.id)
    rows = session.execute(
        visible_sendings(actor, on=on)
        .where(Dispatch.state == DispatchState.DECLINED.value, ~followed)
        .order_by(Dispatch.answered_on.desc(), Dispatch.id.desc())
        .limit(SHOWN)
    )
    return [Sending(*row) for row in rows]


@dataclass(frozen=True)
class Carried:
    """One enterprise that goes along when a book is handed over (移交的企业)."""

    enterprise_id: int
    street_code: str
    street_name: str
    district_code: str


def carried(session: Session, user_id: int, *, actor: Actor, on: date) -> Sequence[Carried]:
    """List what somebody carries or was asked to, as far as an actor may see (在手企业)."""
    book = select(Assignment.enterprise_id).where(
        Assignment.user_id == user_id,
        Assignment.from_on <= on,
        or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
    )
    asked = select(Dispatch.enterprise_id).where(
        Dispatch.user_id == user_id,
        Dispatch.state.in_([one.value for one in dispatches.OPEN]),
    )
    rows = session.execute(
        enterprise_queries.visible_enterprises(actor, on=on)
        .where(or_(Enterprise.id.in_(book), Enterprise.id.in_(asked)))
        .join(Place, Place.code == Enterprise.street_code)
        .with_only_columns(
            Enterprise.id, Enterprise.street_code, Place.name, Enterprise.district_code
        )
        .order_by(Enterprise.street_code, Enterprise.id)
    )
    return [Carried(*row) for row in rows]


# ── one enterprise, unscoped: for who has found it already ───────────────────────────────────


def stays(session: Session, enterprise_id: int) -> Sequence[Stay]:
    """List in whose books an enterprise stood, newest first (历任联系人)."""
    rows = session.execute(
        select(Assignment.user_id, User.name, Assignment.from_on, Assignment.to_on)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.enterprise_id == enterprise_id)
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
    )
    return [Stay(*row) for row in rows]


def assignments(
    session: Session, *, user_id: int, on: date, enterprise_id: int | None = None
) -> Sequence[Assignment]:
    """List the lines of somebody's book that hold on a day (手册)."""
    wanted = select(Assignment).where(
        Assignment.user_id == user_id,
        Assignment.from_on <= on,
        or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
    )
    if enterprise_id is not None:
        wanted = wanted.where(Assignment.enterprise_id == enterprise_id)
    return session.scalars(wanted.order_by(Assignment.id)).all()


def open_sendings(
    session: Session, *, user_id: int | None = None, enterprise_id: int | None = None
) -> Sequence[Dispatch]:
    """List the sendings that wait or run, of a person, an enterprise or both (未结束的派遣)."""
    wanted: list[ColumnElement[bool]] = [Dispatch.state.in_([one.value for one in dispatches.OPEN])]
    if user_id is not None:
        wanted.append(Dispatch.user_id == user_id)
    if enterprise_id is not None:
        wanted.append(Dispatch.enterprise_id == enterprise_id)
    return session.scalars(select(Dispatch).where(and_(*wanted)).order_by(Dispatch.id)).all()


def carriers(session: Session, enterprise_id: int, *, on: date) -> list[tuple[int, str]]:
    """Name who carries an enterprise or was asked to, each once (现联系人)."""
    held = [(one.user_id, one.name) for one in stays(session, enterprise_id) if one.holds(on=on)]
    asked = session.execute(
        select(Dispatch.user_id, User.name)
        .join(User, User.id == Dispatch.user_id)
        .where(
            Dispatch.enterprise_id == enterprise_id,
            Dispatch.state.in_([one.value for one in dispatches.OPEN]),
        )
        .order_by(Dispatch.id)
    )
    return list(dict.fromkeys([*held, *((row[0], row[1]) for row in asked)]))


def newest_ids(session: Session, enterprise_ids: Sequence[int]) -> dict[int, int]:
    """Name the newest sending to each enterprise (最近派遣)."""
    rows = session.execute(
        select(Dispatch.enterprise_id, func.max(Dispatch.id))
        .where(Dispatch.enterprise_id.in_(enterprise_ids))
        .group_by(Dispatch.enterprise_id)
    )
    return {row[0]: row[1] for row in rows}


def newest_id(session: Session, enterprise_id: int) -> int:
    """Name the newest sending to an enterprise, 0 without any (最近派遣)."""
    newest = select(func.max(Dispatch.id)).where(Dispatch.enterprise_id == enterprise_id)
    return session.scalar(newest) or 0


def issuer_name(session: Session, sending: Dispatch) -> str:
    """Name the union that sent somebody (派出工会): of the place the sender worked for that day.

    Where the register does not hold that union, the place's own name says which one it is; a
    sending by the operator comes from the enterprise's district.
    """
    codes = session.scalars(
        select(RoleGrant.place_code)
        .where(
            RoleGrant.user_id == sending.sent_by_id,
            RoleGrant.role.in_([one.value for one in OFFICIALS]),
            RoleGrant.place_code.is_not(None),
            RoleGrant.from_on <= sending.sent_on,
            or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= sending.sent_on),
        )
        .order_by(RoleGrant.id)
    ).all()
    district = select(Enterprise.district_code).where(Enterprise.id == sending.enterprise_id)
    code = codes[0] if codes else session.scalar(district)
    named = session.scalar(
        select(UnionBody.name)
        .where(
            UnionBody.place_code == code,
            UnionBody.kind.in_([UnionKind.STREET, UnionKind.DISTRICT, UnionKind.CITY]),
        )
        .order_by(UnionBody.id)
    )
    place = session.get(Place, code) if code else None
    return named or (f"{place.name}总工会" if place else "")
