"""Fold the register's history again: does every row say what was written about it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import rebuild as rebuild_cases
from bargaining.actions.rebuild import Batch, Difference
from bargaining.models.base import iso
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import register as register_queries
from bargaining.queries import unions as union_queries
from bargaining.readers.initials import initials
from bargaining.rules import register
from bargaining.rules.register import Change
from bargaining.rules.roles import Actor

Row = Enterprise | UnionBody

UNION_FIELDS = (
    "code", "name", "kind", "parent_id", "place_code", "chair_name", "term_ends_on", "members",
    "has_seal", "agreed_to_help_on",
)  # fmt: skip
_UNION_BLANK: Mapping[str, object] = {"chair_name": "", "has_seal": True}


class Subject(StrEnum):
    """Whose rows are compared (比对对象)."""

    ENTERPRISE = "enterprise"
    UNION = "union"


def compare(session: Session, subject: Subject, *, after_id: int) -> Batch | None:
    """Fold the next histories again and name what differs (比对一批); None when all are done."""
    rows = _next(session, subject, after_id)
    if not rows:
        return None
    found = [_difference(subject, row, wanted) for row, wanted in _folded(session, subject, rows)]
    return Batch(rows[-1].id, len(rows), tuple(one for one in found if one))


def rebuild(
    session: Session, subject: Subject, *, after_id: int, actor: Actor, at: datetime
) -> Batch | None:
    """Fold the next histories again and write what differed (重算一批); None when all are done.

    A row about which nothing was ever written is named, and left as it is.
    """
    rows = _next(session, subject, after_id, lock=True)
    if not rows:
        return None
    found = []
    for row, wanted in _folded(session, subject, rows):
        difference = _difference(subject, row, wanted)
        if difference is None:
            continue
        found.append(difference)
        if wanted is None:
            continue
        for name, value in wanted.items():
            setattr(row, name, _as_column(name, value))
        audit.record(
            session,
            at=at,
            actor=actor,
            event="register.rebuild",
            subject=f"{subject.value}:{row.id}",
            detail={"differences": len(difference.differences)},
        )
    return Batch(rows[-1].id, len(rows), tuple(found))


def _next(
    session: Session, subject: Subject, after_id: int, *, lock: bool = False
) -> Sequence[Row]:
    row_class: Any = Enterprise if subject is Subject.ENTERPRISE else UnionBody
    wanted = (
        select(row_class)
        .where(row_class.id > after_id)
        .order_by(row_class.id)
        .limit(rebuild_cases.BATCH)
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).all()


def _folded(
    session: Session, subject: Subject, rows: Sequence[Row]
) -> Iterator[tuple[Row, dict[str, Any] | None]]:
    """Say what each row should hold, None where nothing was ever written about it."""
    ids = [row.id for row in rows]
    histories: Mapping[int, Sequence[Change]]
    names: Sequence[str]
    blank: Mapping[str, object]
    if subject is Subject.ENTERPRISE:
        histories = register_queries.enterprise_histories(session, ids)
        names, blank = register_queries.ENTERPRISE_FIELDS, register_queries.BLANK
    else:
        histories = union_queries.union_histories(session, ids)
        names, blank = UNION_FIELDS, _UNION_BLANK
    for row in rows:
        history = histories.get(row.id, ())
        fields = register.fields_on(history, on=None)
        if fields is None:
            yield row, None
            continue
        wanted = {name: fields.get(name, blank.get(name)) for name in names}
        wanted["last_sequence"] = max(change.sequence for change in history)
        if subject is Subject.ENTERPRISE:
            wanted["initials"] = initials(str(wanted["name"]))
        yield row, wanted


def _difference(subject: Subject, row: Row, wanted: Mapping[str, Any] | None) -> Difference | None:
    name = f"{'企业' if subject is Subject.ENTERPRISE else '工会'} {row.id}"
    if wanted is None:
        return Difference(name, ("没有任何登记经过",), foldable=False)
    found = tuple(
        f"{column}: {_plain(getattr(row, column))!r} ≠ {value!r}"
        for column, value in wanted.items()
        if _plain(getattr(row, column)) != value
    )
    return Difference(name, found) if found else None


def _plain(value: object) -> object:
    """Days stand in the history as ISO text."""
    return iso(value) if isinstance(value, date) else value


def _as_column(name: str, value: object) -> object:
    if name.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return value
