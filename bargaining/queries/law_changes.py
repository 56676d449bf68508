"""What was changed in the law, which of my deadlines did it move, and what have I not been told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    distinct,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import LawChange, LawChangeSeen, Redating
from bargaining.models.user import User
from bargaining.queries import cases as case_queries
from bargaining.queries import foreseen
from bargaining.rules.roles import SIGNED_IN, Actor

PAGE_SIZE = 50
TOLD_AT_ONCE = 3


@dataclass(frozen=True)
class ChangeFilter:
    """What the list of changes is narrowed to (变动筛选)."""

    kind: str = ""
    text: str = ""
    sort: str = "-recorded"


@dataclass(frozen=True)
class RedatingFilter:
    """What the deadlines of a change are narrowed to (重新推算筛选)."""

    text: str = ""
    label: str = ""
    running: bool = False
    sort: str = "after"


@dataclass(frozen=True)
class Line:
    """One deadline that was dated anew, with its case (重新推算的一项)."""

    redating: Redating
    case: Case
    ended_on: date | None


@dataclass(frozen=True)
class Told:
    """A change that somebody has not taken note of, and how many deadlines it moved (待告知)."""

    change: LawChange
    deadlines: int


# ── the changes ──────────────────────────────────────────────────────────────────────────────


def visible_changes(actor: Actor) -> Select[LawChange]:
    """Select every change of the law (标准与规则的变动): it is everybody's who is signed in."""
    open_to_all = actor.role is None or actor.role in SIGNED_IN
    return select(LawChange).where(true() if open_to_all else false())


CHANGE_SORTS = {
    "-recorded": (LawChange.id.desc(),),
    "recorded": (LawChange.id,),
    "kind": (LawChange.kind, LawChange.id.desc()),
    "title": (LawChange.title, LawChange.id.desc()),
}


def list_changes(
    session: Session, *, actor: Actor, narrow: ChangeFilter, page: int = 1
) -> tuple[Sequence[LawChange], int]:
    """List one page of the changes, newest first, and count them all (变动列表)."""
    wanted = _narrowed(actor, narrow)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(
        wanted.order_by(*CHANGE_SORTS.get(narrow.sort, CHANGE_SORTS["-recorded"]))
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return rows.all(), total


def every_change(session: Session, *, actor: Actor, narrow: ChangeFilter) -> Sequence[LawChange]:
    """List all changes that fit, for an export (变动清单)."""
    order = CHANGE_SORTS.get(narrow.sort, CHANGE_SORTS["-recorded"])
    return session.scalars(_narrowed(actor, narrow).order_by(*order)).all()


def get_change(session: Session, change_id: int, *, actor: Actor) -> LawChange:
    """Find one change (一次变动); raise NotVisible."""
    change = session.scalars(visible_changes(actor).where(LawChange.id == change_id)).one_or_none()
    if change is None:
        raise NotVisible(str(change_id))
    return change


def _narrowed(actor: Actor, narrow: ChangeFilter) -> Select[LawChange]:
    wanted = visible_changes(actor)
    if narrow.kind:
        wanted = wanted.where(LawChange.kind == narrow.kind)
    if words := narrow.text.strip():
        wanted = wanted.where(LawChange.title.icontains(words, autoescape=True))
    return wanted


# ── the deadlines they moved ─────────────────────────────────────────────────────────────────


def visible_redatings(actor: Actor, *, on: date) -> Select[Redating, Case, date | None]:
    """Select what was dated anew in the cases an actor sees, with the case (可见的重新推算)."""
    seen = case_queries.visible_cases(actor, on=on).with_only_columns(Case.id)
    return (
        select(Redating, Case, Deadline.ended_on)
        .join(Case, Case.id == Redating.case_id)
        .outerjoin(Deadline, _its_deadline())
        .where(Case.id.in_(seen))
    )


def _its_deadline() -> ColumnElement[bool]:
    return and_(
        Deadline.case_id == Redating.case_id,
        Deadline.rule_id == Redating.rule_id,
        Deadline.start_sequence == Redating.start_sequence,
    )


def _running() -> ColumnElement[bool]:
    """Say in SQL which of them run still: not met, of an open case that was walked here."""
    return and_(Deadline.id.is_not(None), Deadline.ended_on.is_(None), *foreseen.told())


def _duty() -> Any:  # noqa: ANN401 -- several columns
    """Tell duties apart: several sources of one duty have one last day."""
    return (
        Redating.law_change_id,
        Redating.case_id,
        Redating.start_sequence,
        Redating.after["overdue_after"].as_string(),
    )


REDATING_SORTS = {
    "after": (Redating.after["latest"].as_string(), Case.number, Redating.id),
    "-after": (Redating.after["latest"].as_string().desc(), Case.number, Redating.id),
    "before": (Redating.before["latest"].as_string(), Case.number, Redating.id),
    "-before": (Redating.before["latest"].as_string().desc(), Case.number, Redating.id),
    "case": (Case.title, Case.number, Redating.id),
    "-case": (Case.title.desc(), Case.number.desc(), Redating.id),
    "label": (Redating.label, Case.number, Redating.id),
    "-label": (Redating.label.desc(), Case.number, Redating.id),
}


def list_redatings(
    session: Session,
    change: LawChange,
    *,
    actor: Actor,
    on: date,
    narrow: RedatingFilter,
    page: int | None = 1,
) -> tuple[list[Line], int]:
    """List one page of what a change moved, one line for each duty, and count them all.

    Without a page all of them, for an export (重新推算清单).
    """
    wanted = _of(change, actor=actor, on=on, narrow=narrow)
    first = wanted.with_only_columns(func.min(Redating.id)).group_by(*_duty())
    total = session.scalar(select(func.count()).select_from(first.subquery())) or 0
    lines = (
        select(Redating, Case, Deadline.ended_on)
        .join(Case, Case.id == Redating.case_id)
        .outerjoin(Deadline, _its_deadline())
        .where(Redating.id.in_(first))
        .order_by(*REDATING_SORTS.get(narrow.sort, REDATING_SORTS["after"]))
    )
    if page is not None:
        lines = lines.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return [Line(*row) for row in session.execute(lines)], total


def _of(
    change: LawChange, *, actor: Actor, on: date, narrow: RedatingFilter
) -> Select[Redating, Case, date | None]:
    wanted = visible_redatings(actor, on=on).where(Redating.law_change_id == change.id)
    if narrow.running:
        wanted = wanted.where(_running())
    if narrow.label:
        wanted = wanted.where(Redating.label == narrow.label)
    if words := narrow.text.strip():
        wanted = wanted.where(
            or_(
                Case.title.icontains(words, autoescape=True),
                Case.number.icontains(words, autoescape=True),
            )
        )
    return wanted


def count_by_label(session: Session, change: LawChange) -> list[tuple[str, int, int]]:
    """Count what a change moved, by the name of the deadline (分类计数): deadlines and cases.

    For everybody: no case is named.
    """
    rows = session.execute(
        select(Redating.label, func.count(), func.count(distinct(Redating.case_id)))
        .where(Redating.law_change_id == change.id)
        .group_by(Redating.label)
        .order_by(Redating.label)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def count_mine(
    session: Session, change_ids: Sequence[int], *, actor: Actor, on: date
) -> dict[int, int]:
    """Count the duties that some changes moved in the cases an actor sees (本人可见的变动数)."""
    wanted = visible_redatings(actor, on=on).where(Redating.law_change_id.in_(change_ids))
    return _counted(session, wanted)


def count_all(session: Session, change_ids: Sequence[int]) -> dict[int, int]:
    """Count the duties that some changes moved anywhere (变动总数); no case is named."""
    return _counted(session, select(Redating).where(Redating.law_change_id.in_(change_ids)))


def _counted(session: Session, wanted: Select[*tuple[Any, ...]]) -> dict[int, int]:
    duties = wanted.with_only_columns(Redating.law_change_id).group_by(*_duty()).subquery()
    rows = session.execute(
        select(duties.c.law_change_id, func.count()).group_by(duties.c.law_change_id)
    )
    return {row[0]: row[1] for row in rows}


# ── told once ────────────────────────────────────────────────────────────────────────────────


def untold(session: Session, *, actor: Actor, on: date) -> list[Told]:
    """List the settled changes that moved running deadlines an actor sees, until noted (待告知).

    What was settled before the account was opened is no news to it. Nearly always there is
    nothing, and that is found out by one short statement.
    """
    changes = session.scalars(
        select(LawChange)
        .join(User, User.id == actor.user_id)
        .where(
            LawChange.settled_at > User.created_at,
            ~exists().where(
                LawChangeSeen.law_change_id == LawChange.id,
                LawChangeSeen.user_id == actor.user_id,
            ),
        )
        .order_by(LawChange.id.desc())
    ).all()
    if not changes:
        return []
    wanted = visible_redatings(actor, on=on).where(
        Redating.law_change_id.in_([change.id for change in changes]), _running()
    )
    counted = _counted(session, wanted)
    told = [Told(change, counted[change.id]) for change in changes if counted.get(change.id)]
    return told[:TOLD_AT_ONCE]


def of_case(session: Session, case_id: int) -> list[tuple[Redating, LawChange]]:
    """List what was dated anew in one case, with the changes, oldest first (本案的重新推算)."""
    rows = session.execute(
        select(Redating, LawChange)
        .join(LawChange, LawChange.id == Redating.law_change_id)
        .where(Redating.case_id == case_id)
        .order_by(Redating.id)
    )
    return [(row[0], row[1]) for row in rows]
