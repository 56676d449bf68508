"""Which cases may a change of the law date anew, and which has it dated already?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import LawChange, Redating
from bargaining.rules.lawbook import NATION

# The kinds of change that move days; a figure moves none.
_REDATING_KINDS = ("holidays", "counting")


def waiting_changes(session: Session) -> list[int]:
    """List the changes whose deadlines have not all been looked at (待推算的变动), oldest first."""
    return list(
        session.scalars(
            select(LawChange.id)
            .where(LawChange.settled_at.is_(None), LawChange.kind.in_(_REDATING_KINDS))
            .order_by(LawChange.id)
        )
    )


def unsettled(session: Session) -> int | None:
    """Find the newest change that is not settled (最近的待推算变动), None where all are."""
    return session.scalar(
        select(func.max(LawChange.id)).where(
            LawChange.settled_at.is_(None), LawChange.kind.in_(_REDATING_KINDS)
        )
    )


@dataclass(frozen=True)
class Scope:
    """What a change may move (变动范围): the deadlines of a place, or those over some days.

    A change of holidays names the days it speaks of (`touches`): it moves what runs over one of
    them, and whatever is still open to a notice. Any other change may move every deadline.
    """

    place: str
    touches: tuple[date, date] | None = None

    @classmethod
    def of(cls, change: LawChange) -> Scope:
        """Read the scope of a change that is written down (变动范围)."""
        days = change.detail.get("touches")
        first, last = (date.fromisoformat(day) for day in days) if days else (None, None)
        return cls(change.place_code, (first, last) if first and last else None)

    def touched(self) -> ColumnElement[bool]:
        """Say in SQL which deadlines may be moved (可能变动的期限)."""
        if self.touches is None:
            return Deadline.id.is_not(None)
        first, last = self.touches
        reaches = func.greatest(Deadline.due_on, Deadline.latest, Deadline.overdue_after)
        return or_(~Deadline.certain, and_(Deadline.start_on <= last, reaches >= first))


def _may_move(scope: Scope) -> ColumnElement[bool]:
    touched = select(Deadline.id).where(Deadline.case_id == Case.id, scope.touched())
    return and_(within(scope.place), exists(touched))


def within(place: str) -> ColumnElement[bool]:
    """Say in SQL which cases lie in a place (地方范围)."""
    if place == NATION:
        return Case.id.is_not(None)
    province = place.endswith("0000")
    return Case.district_code.startswith(place[:2] if province else place[:6])


def count_cases(session: Session, change: LawChange) -> int:
    """Count the cases a change may date anew (案件数)."""
    return session.scalar(select(func.count(Case.id)).where(_may_move(Scope.of(change)))) or 0


def next_cases(session: Session, change: LawChange, *, after_id: int, limit: int) -> list[int]:
    """List the next cases a change may date anew (下一批案件)."""
    return list(
        session.scalars(
            select(Case.id)
            .where(Case.id > after_id, _may_move(Scope.of(change)))
            .order_by(Case.id)
            .limit(limit)
        )
    )


def deadlines_of(session: Session, case_ids: Sequence[int]) -> dict[int, list[Deadline]]:
    """Read the deadlines of many cases at once (多案期限)."""
    found: dict[int, list[Deadline]] = {}
    for row in session.scalars(select(Deadline).where(Deadline.case_id.in_(case_ids))):
        found.setdefault(row.case_id, []).append(row)
    return found


def told_of(
    session: Session, change_id: int, case_ids: Collection[int]
) -> frozenset[tuple[int, str, int]]:
    """Find which deadlines of some cases a change has dated anew already (已记载的)."""
    if not case_ids:
        return frozenset()
    rows = session.execute(
        select(Redating.case_id, Redating.rule_id, Redating.start_sequence).where(
            Redating.law_change_id == change_id, Redating.case_id.in_(case_ids)
        )
    )
    return frozenset((row[0], row[1], row[2]) for row in rows)


def writers(session: Session) -> frozenset[str]:
    """Name the transactions that are writing to this database now (正在写入的事务)."""
    rows = session.scalars(
        text(
            "SELECT held.transactionid::text FROM pg_locks AS held"
            " JOIN pg_stat_activity AS who ON who.pid = held.pid"
            " WHERE held.locktype = 'transactionid' AND held.granted"
            " AND held.mode = 'ExclusiveLock' AND held.pid <> pg_backend_pid()"
            " AND who.datname = current_database()"
        )
    )
    return frozenset(rows)
