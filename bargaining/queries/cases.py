"""Which cases are there, for whom, and what happened in each?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session, aliased, selectinload

from bargaining.errors import NotVisible
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import moved_cases
from bargaining.rules import facts as case_facts
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState
from bargaining.rules.territory import Territory

PAGE_SIZE = 50
_FEW_CASES = 500


def visible_cases(actor: Actor, *, on: date) -> Select[Case]:
    """Select every case an actor may see on a day (可见案件): the base of every list.

    A case is seen by whoever sees an enterprise it covers; the reviewer sees what was filed and
    what they were asked to coordinate; the administrator sees none.
    """
    everything = select(Case)
    match actor.role:
        case None:
            return everything
        case Role.ADMIN:
            return everything.where(false())
        case Role.REVIEWER:
            shown = or_(Case.filed_on.is_not(None), _is_coordinated())
            # What moved is filed with the new place, whether or not the register followed.
            here = or_(Case.moved_on.is_(None), Case.id.in_(moved_cases.moved_here(actor)))
            return everything.where(shown, here, _covers_visible(actor, on=on))
        case (
            Role.UNION_CHAIR
            | Role.STREET_STAFF
            | Role.INSTRUCTOR
            | Role.STREET
            | Role.DISTRICT
            | Role.CITY
        ):
            return everything.where(_covers_visible(actor, on=on))


def _covers_visible(actor: Actor, *, on: date) -> ColumnElement[bool]:
    """By the enterprises it covers; one that moved here also, before the register says so."""
    seen = select(Enterprise.id).where(enterprise_queries.may_see(actor, on=on))
    if actor.role in moved_cases.BY_TERRITORY:
        covering = select(CaseEnterprise.case_id).where(CaseEnterprise.enterprise_id.in_(seen))
        return Case.id.in_(union_all(covering, moved_cases.moved_here(actor)))
    return exists(
        select(CaseEnterprise.id).where(
            CaseEnterprise.case_id == Case.id, CaseEnterprise.enterprise_id.in_(seen)
        )
    )


def _is_coordinated() -> ColumnElement[bool]:
    """Say in SQL that the authority was asked to coordinate, or does so of its own accord."""
    return exists(
        select(CaseEvent.id).where(
            CaseEvent.case_id == Case.id,
            CaseEvent.kind.in_(("apply_coordination", "accept_coordination")),
            ~taken_back(),
        )
    )


def kept_cases(actor: Actor) -> Select[Case]:
    """Select what an office keeps to read after its enterprise moved away (已迁出的案件).

    They stand in no other list: nothing in them is the office's to do any more. The reviewer
    keeps what was filed before it moved.
    """
    return select(Case).where(Case.id.in_(moved_cases.kept(actor)))


def get_case(session: Session, number: str, *, actor: Actor, on: date) -> Case:
    """Find a case by its number (查案件); raise NotVisible when it is not the actor's."""
    case = None
    for wanted in (visible_cases(actor, on=on), kept_cases(actor)):
        case = (
            case
            or session.scalars(
                wanted.where(Case.number == number).options(
                    selectinload(Case.covers), selectinload(Case.enterprise)
                )
            ).one_or_none()
        )
    if case is None:
        raise NotVisible(number)
    return case


def history(session: Session, case_id: int) -> list[Event]:
    """Read a case's events in the order they were written (案件事件)."""
    return histories(session, [case_id]).get(case_id, [])


def histories(
    session: Session, case_ids: Iterable[int], *, known_at: datetime | None = None
) -> dict[int, list[Event]]:
    """Read the events of many cases at once, as known at a moment (多案事件)."""
    ids = list(case_ids)
    wanted = (
        select(CaseEvent.case_id, *_AS_EVENT)
        .where(CaseEvent.case_id.in_(_unnested(ids)))
        .order_by(CaseEvent.case_id, CaseEvent.sequence)
    )
    if known_at is not None:
        wanted = wanted.where(CaseEvent.recorded_at < known_at)
    found: dict[int, list[Event]] = {}
    if len(ids) > _FEW_CASES:  # a cursor costs three more trips, and saves memory only for many
        wanted = wanted.execution_options(yield_per=2000)
    for row in session.execute(wanted):
        found.setdefault(row.case_id, []).append(as_event(row))
    return found


# Plain columns: nothing of an event is ever written again.
_AS_EVENT = (
    CaseEvent.sequence, CaseEvent.kind, CaseEvent.occurred_on, CaseEvent.payload, CaseEvent.voids,
    CaseEvent.recorded_at, CaseEvent.actor_name, CaseEvent.actor_role, CaseEvent.on_behalf,
)  # fmt: skip


def _unnested(ids: Iterable[int]) -> Any:  # noqa: ANN401 -- a statement
    """Send many numbers as one value: the statement stays the same however many there are."""
    return select(func.unnest(literal(list(ids), ARRAY(Integer))))


def as_event(row: CaseEvent | Row[Any]) -> Event:
    """Turn a row into a plain value (事件值)."""
    return Event(
        sequence=row.sequence,
        kind=row.kind,
        occurred_on=row.occurred_on,
        payload=row.payload,
        voids=tuple(row.voids),
        recorded_at=row.recorded_at,
        actor_name=row.actor_name,
        actor_role=row.actor_role,
        on_behalf=row.on_behalf,
    )


def taken_back() -> ColumnElement[bool]:
    """Say in SQL that a later entry of the same case took an entry back (已被更正).

    Nearly no entry takes back anything. Said as a condition of its own, and as a constant, the
    database knows that too; else it reckons with few entries left, and joins them one by one.
    """
    later = aliased(CaseEvent)
    return exists(
        select(later.id).where(
            later.voids != literal_column("'{}'::integer[]"),
            later.case_id == CaseEvent.case_id,
            CaseEvent.sequence == func.any(later.voids),
        )
    )


def facts(session: Session, case: Case) -> CaseFacts:
    """Fold what is known of a case (案件事实)."""
    return case_facts.fold(history(session, case.id))


def deadlines(session: Session, case: Case) -> list[Deadline]:
    """List a case's deadlines, running ones first, by day (案件期限)."""
    return list(
        session.scalars(
            select(Deadline)
            .where(Deadline.case_id == case.id)
            .order_by(Deadline.ended_on.is_not(None), Deadline.due_on, Deadline.rule_id)
        )
    )


def agreed_to_help(session: Session, case: Case, *, actor: Actor, on: date) -> bool | None:
    """Tell whether the union behind a case agreed that others record for it (同意代录).

    A regional or industry contract is the upper union's own: who works for its whole territory
    needs no such agreement; to everybody else the contract is somebody else's, told by None.
    Where there is no union nobody can agree, and the upper union guides (劳动合同法 第51条).
    An office whose enterprise moved away keeps reading what it did: that too is somebody else's.
    """
    if case.enterprise_id is None:
        covers = Territory.of(actor.places).covers(
            district_code=case.district_code, street_code=case.street_code or ""
        )
        return True if actor.role is None or covers else None
    found = session.execute(
        select(
            UnionBody.agreed_to_help_on,
            without_union(),
            Enterprise.district_code,
            Enterprise.street_code,
        )
        .select_from(Enterprise)
        .outerjoin(UnionBody, Enterprise.union_id == UnionBody.id)
        .where(Enterprise.id == case.enterprise_id)
    ).one()
    agreed_on, unionless, *place = found
    if moved_cases.has_left(case, actor, registered=place):
        return None
    return unionless or (agreed_on is not None and agreed_on <= on)


def without_union() -> ColumnElement[bool]:
    """Say in SQL that an enterprise has no union at all (未建会)."""
    return and_(Enterprise.union_id.is_(None), Enterprise.unionised.is_(False))


def union_name(session: Session, enterprise_id: int) -> str:
    """Name the union of an enterprise (工会名称); empty where it has none."""
    return (
        session.scalar(
            select(UnionBody.name)
            .join(Enterprise, Enterprise.union_id == UnionBody.id)
            .where(Enterprise.id == enterprise_id)
        )
        or ""
    )


def union_of(session: Session, case: Case) -> UnionBody | None:
    """Find the union behind a case (案件所属工会); None for a contract of several enterprises."""
    if case.enterprise_id is None:
        return None
    return session.scalars(
        select(UnionBody)
        .join(Enterprise, Enterprise.union_id == UnionBody.id)
        .where(Enterprise.id == case.enterprise_id)
    ).one_or_none()


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to (案件筛选)."""

    text: str = ""
    state: str = ""
    year: int | None = None
    kind: str = ""
    street: str = ""
    district: str = ""
    enterprise_id: int | None = None
    in_hand: bool = False
    to_verify: bool = False
    moved_away: bool = False
    sort: str = "-opened"


SORTS = {
    "opened": (Case.opened_on, Case.number),
    "-opened": (Case.opened_on.desc(), Case.number.desc()),
    "number": (Case.number,),
    "-number": (Case.number.desc(),),
    "state": (Case.state, Case.number),
    "title": (Case.title, Case.number),
    "term": (Case.term_to.nulls_last(), Case.number),
    "-term": (Case.term_to.desc().nulls_last(), Case.number),
}


def list_cases(
    session: Session, *, actor: Actor, on: date, narrow: CaseFilter, page: int = 1
) -> tuple[Sequence[Case], int]:
    """List one page of the cases an actor sees, and count them all (案件列表)."""
    wanted = _narrowed(_listed(actor, narrow, on=on), narrow)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(
        _sorted(wanted, narrow).limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return list(rows), total


def every_case(session: Session, *, actor: Actor, on: date, narrow: CaseFilter) -> Sequence[Case]:
    """List all cases that fit, for an export (案件清单)."""
    wanted = _narrowed(_listed(actor, narrow, on=on), narrow)
    return session.scalars(_sorted(wanted, narrow)).all()


def _listed(actor: Actor, narrow: CaseFilter, *, on: date) -> Select[Case]:
    return kept_cases(actor) if narrow.moved_away else visible_cases(actor, on=on)


def _sorted(wanted: Select[Case], narrow: CaseFilter) -> Select[Case]:
    order = SORTS.get(narrow.sort, SORTS["-opened"])
    return wanted.options(selectinload(Case.enterprise)).order_by(*order)


def _narrowed(wanted: Select[Case], narrow: CaseFilter) -> Select[Case]:
    words = narrow.text.strip()
    if words:
        like = f"%{_escaped(words)}%"
        wanted = wanted.where(
            or_(Case.title.ilike(like), Case.number.ilike(like), Case.filing_number.ilike(like))
        )
    equal = {
        Case.state: narrow.state,
        Case.year: narrow.year,
        Case.kind: narrow.kind,
        Case.street_code: narrow.street,
        Case.district_code: narrow.district,
    }
    for column, value in equal.items():
        if value:
            wanted = wanted.where(column == value)
    if narrow.in_hand:
        wanted = wanted.where(in_hand())
    if narrow.to_verify:
        wanted = wanted.where(Case.to_verify)
    if narrow.enterprise_id:
        wanted = wanted.where(
            exists(
                select(CaseEnterprise.id).where(
                    and_(
                        CaseEnterprise.case_id == Case.id,
                        CaseEnterprise.enterprise_id == narrow.enterprise_id,
                    )
                )
            )
        )
    return wanted


def in_hand() -> ColumnElement[bool]:
    """Say in SQL which cases still wait for a step (在办)."""
    done = (CaseState.CLOSED.value, CaseState.PUBLISHED.value)
    return and_(Case.state.not_in(done), Case.origin != "backfilled")


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def next_deadlines(session: Session, case_ids: Sequence[int]) -> dict[int, Deadline]:
    """Find each case's nearest running duty (最近的期限): one query for a whole page."""
    running = (
        select(Deadline)
        .ext(distinct_on(Deadline.case_id))
        .where(
            Deadline.case_id.in_(_unnested(case_ids)),
            Deadline.ended_on.is_(None),
            Deadline.overdue_after.is_not(None),
            Deadline.opens_on.is_(None),  # a window is advice: nobody is late by it
        )
        .order_by(Deadline.case_id, Deadline.overdue_after, Deadline.due_on, Deadline.id.desc())
    )
    return {deadline.case_id: deadline for deadline in session.scalars(running)}


def newest_entry(session: Session, case: Case) -> CaseEvent | None:
    """Find who wrote the newest entry of a case (最近登记人)."""
    return session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.sequence.desc())
        .limit(1)
    ).one_or_none()
