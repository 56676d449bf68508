"""What does the law say, as it is recorded here?"""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bargaining.models.law_entry import LawEntry
from bargaining.queries import counting
from bargaining.rules import law_upgrade, lawbook_rows
from bargaining.rules.law_upgrade import Recorded, Upgrade
from bargaining.rules.lawbook import LawBook
from bargaining.rules.primitives import Row

# The book last read from each database, with the mark it was read at. The mark is asked every
# time, so a change by any process shows at the next request.
_SHELF: WeakKeyDictionary[Engine, tuple[tuple[int | str, ...], LawBook]] = WeakKeyDictionary()


def law_book(session: Session) -> LawBook:
    """Read the law as recorded in the database (现行标准与规则), with every office's reading."""
    engine = session.get_bind().engine
    mark = _mark(session)
    shelved = _SHELF.get(engine)
    if shelved and shelved[0] == mark:
        return shelved[1]
    book = _whole(session)
    _SHELF[engine] = (mark, book)
    return book


def read_afresh(session: Session) -> LawBook:
    """Read the law with what this transaction has entered, past the shelf (重新读取).

    What is not committed yet must not reach other requests. Raises Unusable where the entries
    make no whole book.
    """
    return _whole(session)


def _whole(session: Session) -> LawBook:
    book = lawbook_rows.from_rows(_rows(session))
    return replace(book, readings=counting.readings(session))


def is_loaded(session: Session) -> bool:
    """Tell whether any law is recorded at all (是否已载入)."""
    return session.scalar(select(LawEntry.id).limit(1)) is not None


def list_recorded(session: Session) -> list[Recorded]:
    """List every entry of the book, the retired ones too (全部条目), as upgrades compare them."""
    rows = session.execute(
        select(
            LawEntry.id,
            LawEntry.part,
            LawEntry.body,
            LawEntry.position,
            LawEntry.seeded,
            LawEntry.retired_at.is_not(None),
            func.coalesce(LawEntry.retired_by, ""),
        ).order_by(LawEntry.id)
    )
    return [Recorded(*row) for row in rows]


def shipped_upgrade(session: Session, shipped: LawBook) -> Upgrade:
    """Compare the shipped law with the book (与随版本的标准比较): what is new, what differs."""
    return law_upgrade.plan(lawbook_rows.as_rows(shipped), list_recorded(session))


def _mark(session: Session) -> tuple[int | str, ...]:
    counted = session.execute(
        select(
            func.coalesce(func.max(LawEntry.id), 0),
            func.count(LawEntry.id),
            func.count(LawEntry.retired_at),
            func.coalesce(func.sum(LawEntry.id).filter(LawEntry.retired_at.is_not(None)), 0),
            counting.mark(),
        )
    ).one()
    return tuple(one if isinstance(one, str) else int(one) for one in counted)


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
