"""What is recorded of a figure, by whom, and whom does a change of it concern?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.law_change import LawChange
from bargaining.models.law_entry import LawEntry
from bargaining.models.wage_table import WageTable
from bargaining.queries import law as law_queries
from bargaining.rules import agreed_posts, lawbook_rows
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.figures import Figure, FigureKind, FigureValue
from bargaining.rules.roles import place_prefixes

KIND = "figure"
FLOORS = frozenset(agreed_posts.FLOORS.values())


@dataclass(frozen=True)
class Entered:
    """One entry of a figure's history and who entered it (标准的录入记录).

    `change_id` leads to what the person wrote when entering it; shipped entries have none.
    """

    id: int
    value: FigureValue
    seeded: bool
    recorded_at: datetime
    actor_name: str
    retired_at: datetime | None
    retired_by: str
    change_id: int | None = None


def newer_than(
    session: Session, place: str, at: datetime, *, until: date | None = None
) -> list[LawChange]:
    """List the floors entered for a place since a moment (此后录入的最低工资标准), newest first.

    What was checked before them has not seen them. With `until`, the last day of a term, only
    those that begin by then.
    """
    reached = law_queries.law_book(session).chain(place)
    named = LawChange.detail["figure"].astext
    wanted = (
        select(LawChange)
        .where(
            LawChange.kind == KIND,
            LawChange.place_code.in_(reached),
            LawChange.recorded_at > at,
            named.in_(FLOORS),
        )
        .order_by(LawChange.recorded_at.desc(), LawChange.id.desc())
    )
    if until is not None:
        wanted = wanted.where(LawChange.detail["effective_from"].astext <= until.isoformat())
    return list(session.scalars(wanted))


def list_entered(session: Session, figure: Figure) -> list[Entered]:
    """List a figure's entries with who entered them (录入记录), newest first.

    What a newer edition of the shipped law replaced is left out; what a person retired is not.
    """
    body = LawEntry.body
    changes = _changes(session, figure)
    rows = session.scalars(
        select(LawEntry)
        .where(
            LawEntry.part == "figure_values",
            body["figure"].astext == figure.name,
            body["place"].astext == figure.place,
            func.coalesce(body["scope"].astext, "") == figure.scope_name,
            or_(LawEntry.retired_at.is_(None), LawEntry.retired_by.is_not(None)),
        )
        .order_by(body["effective_from"].astext.desc(), LawEntry.id.desc())
    )
    return [_entered(row, figure.kind, changes.get(row.id)) for row in rows]


def find_entered(session: Session, figure: Figure, entry_id: int | None) -> Entered | None:
    """Return one standing entry of a figure, or None (一条现有记录)."""
    return next(
        (
            one
            for one in list_entered(session, figure)
            if one.id == entry_id and one.retired_at is None
        ),
        None,
    )


def find_change(session: Session, entry_id: int) -> LawChange | None:
    """Return the change that entered an entry of the law book, or None (对应的变动)."""
    wanted = LawChange.detail["entry"].astext == str(entry_id)
    return session.scalars(select(LawChange).where(LawChange.kind == KIND, wanted)).first()


def _changes(session: Session, figure: Figure) -> dict[int, int]:
    detail = LawChange.detail
    rows = session.execute(
        select(detail["entry"].astext, LawChange.id).where(
            LawChange.kind == KIND,
            LawChange.place_code == figure.place,
            detail["figure"].astext == figure.name,
            detail["entry"].astext.is_not(None),
        )
    )
    return {int(entry): change for entry, change in rows}


def _entered(row: LawEntry, kind: FigureKind, change_id: int | None) -> Entered:
    bare = {name: row.body[name] for name in row.body if name not in lawbook_rows.OWNER}
    return Entered(
        id=row.id,
        value=lawbook_rows.value_from(bare, kind=kind),
        seeded=row.seeded,
        recorded_at=row.recorded_at,
        actor_name=row.actor_name,
        retired_at=row.retired_at,
        retired_by=row.retired_by or "",
        change_id=change_id,
    )


def count_open_checks(session: Session, place: str) -> int:
    """Count the wage cases still being bargained whose table a check looks at (在谈且有工资方案).

    They see a new guideline or average when their table is checked the next time.
    """
    has_table = select(WageTable.id).where(WageTable.case_id == Case.id).exists()
    return (
        session.scalar(
            select(func.count())
            .select_from(Case)
            .where(
                Case.kind == ContractKind.WAGE.value,
                Case.signed_on.is_(None),
                Case.closed_on.is_(None),
                has_table,
                _within(place),
            )
        )
        or 0
    )


def _within(place: str) -> ColumnElement[bool]:
    return or_(*(Case.district_code.startswith(prefix) for prefix in place_prefixes([place])))
