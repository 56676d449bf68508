"""Write down what follows from a case's events: the row that lists need, and the deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.actions import agreed_posts
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.rules.derivation import Derived


def project(
    session: Session,
    case: Case,
    derived: Derived,
    *,
    stored: Iterable[Deadline] | None = None,
    agreed: agreed_posts.Known | None = None,
) -> list[str]:
    """Write the projection of a case (写入投影); name the deadlines that were dated anew.

    `stored` are the case's deadlines and `agreed` its agreed posts where they have been read
    already, for many cases at once.
    """
    if agreed is None and not agreed_posts.may_have_any(case):
        agreed = ()
    # The posts answer to the minimum wage of where the case belongs, so that comes first.
    place = derived.columns.get("district_code", case.district_code)
    if place != case.district_code:  # a row that is set anew counts as written, the same or not
        case.district_code = place
    if agreed != () or derived.agreement is not None:
        agreed_posts.project(session, case, derived.agreement, stored=agreed)
    for name, value in derived.columns.items():
        if getattr(case, name) != value:
            setattr(case, name, value)
    known = _stored(session, case) if stored is None else stored
    return _project_deadlines(session, case, derived.deadlines, known)


def differences(session: Session, case: Case, derived: Derived) -> list[str]:
    """Name what the stored projection has otherwise (比对投影), for `rebuild --check`."""
    found = [
        f"{name}: {getattr(case, name)!r} ≠ {value!r}"
        for name, value in derived.columns.items()
        if getattr(case, name) != value
    ]
    stored = {_key(row.rule_id, row.start_sequence): row for row in _stored(session, case)}
    for wanted in derived.deadlines:
        key = _key(wanted["rule_id"], wanted["start_sequence"])
        row = stored.pop(key, None)
        if row is None:
            found.append(f"{key}: 缺少")
        else:
            found.extend(
                f"{key} {name}: {getattr(row, name)!r} ≠ {value!r}"
                for name, value in wanted.items()
                if getattr(row, name) != value
            )
    found.extend(f"{key}: 多余" for key in stored)
    return found


def _project_deadlines(
    session: Session,
    case: Case,
    wanted: tuple[dict[str, Any], ...],
    known: Iterable[Deadline],
) -> list[str]:
    stored = {_key(row.rule_id, row.start_sequence): row for row in known}
    dated_anew = []
    for values in wanted:
        row = stored.pop(_key(values["rule_id"], values["start_sequence"]), None)
        if row is None:
            session.add(Deadline(case_id=case.id, **values))
            continue
        if (row.due_on, row.overdue_after) != (values["due_on"], values["overdue_after"]):
            dated_anew.append(f"{row.rule_id} {_iso(row.due_on)}→{_iso(values['due_on'])}")
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    for row in stored.values():
        session.delete(row)
    return dated_anew


def _stored(session: Session, case: Case) -> list[Deadline]:
    return list(session.scalars(select(Deadline).where(Deadline.case_id == case.id)))


def _key(rule_id: str, start_sequence: int) -> str:
    return f"{rule_id}#{start_sequence}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "无"
