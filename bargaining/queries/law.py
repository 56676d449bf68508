"""What does the law say, as it is recorded here?"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bargaining.models.law_entry import LawEntry
from bargaining.rules import lawbook_rows
from bargaining.rules.lawbook import LawBook
from bargaining.rules.primitives import Row

# The book last read from each database, with the mark it was read at. The mark is asked every
# time, so a change by any process shows at the next request.
_SHELF: WeakKeyDictionary[Engine, tuple[tuple[int, ...], LawBook]] = WeakKeyDictionary()


def law_book(session: Session) -> LawBook:
    """Read the law as recorded in the database (现行标准与规则)."""
    engine = session.get_bind().engine
    mark = _mark(session)
    shelved = _SHELF.get(engine)
    if shelved and shelved[0] == mark:
        return shelved[1]
    book = lawbook_rows.from_rows(_rows(session))
    _SHELF[engine] = (mark, book)
    return book


def is_loaded(session: Session) -> bool:
    """Tell whether any law is recorded at all (是否已载入)."""
    return session.scalar(select(LawEntry.id).limit(1)) is not None


def _mark(session: Session) -> tuple[int, ...]:
    counted = session.execute(
        select(
            func.coalesce(func.max(LawEntry.id), 0),
            func.count(LawEntry.id),
            func.count(LawEntry.retired_at),
        )
    ).one()
    return tuple(counted)


def _rows(session: Session) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    entries = session.execute(
        select(LawEntry.part, LawEntry.body)
        .where(LawEntry.retired_at.is_(None))
        .order_by(LawEntry.part, LawEntry.position, LawEntry.id)
    )
    for part, body in entries:
        rows.setdefault(part, []).append(body)
    return rows
