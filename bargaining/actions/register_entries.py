"""What is written into the register's history? One entry beside every change of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining.errors import Refusal, Refused
from bargaining.models.base import iso
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import Actor

_LOCK = 7_201_002  # the register is written by one transaction at a time


@dataclass(frozen=True)
class Mark:
    """Who writes, when, and from what paper or file (登记来源)."""

    actor: Actor
    at: datetime
    source: str


def lock_register(session: Session) -> None:
    """Let nobody else write the register until this transaction ends (登记加锁).

    Doubles are found by looking first, so two imports must not look at the same time.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def refuse_future(effective_on: date | None, *, today: date) -> None:
    """Refuse a day that has not come: it cannot have happened yet (未来日期)."""
    if effective_on is not None and effective_on > today:
        raise Refused(
            Refusal(
                code="future_day",
                message=f"生效日 {effective_on.isoformat()} 还没有到，请到那天再登记。",
                field="effective_on",
            )
        )


def first_entry(
    session: Session,
    subject: Enterprise | UnionBody,
    fields: Mapping[str, object],
    *,
    effective_on: date | None,
    mark: Mark,
) -> None:
    """Write the first entry of a row that has just got its id (首次登记).

    The row must carry `last_sequence` 1 from its making; without a day the entry holds for every
    earlier day.
    """
    _write(session, subject, fields, effective_on=effective_on, mark=mark)


def later_entry(
    session: Session,
    subject: Enterprise | UnionBody,
    fields: Mapping[str, object],
    *,
    effective_on: date,
    mark: Mark,
) -> None:
    """Write what changed from a day on (变更登记)."""
    subject.last_sequence += 1
    _write(session, subject, fields, effective_on=effective_on, mark=mark)


def _write(
    session: Session,
    subject: Enterprise | UnionBody,
    fields: Mapping[str, object],
    *,
    effective_on: date | None,
    mark: Mark,
) -> None:
    is_enterprise = isinstance(subject, Enterprise)
    session.add(
        RegisterChange(
            enterprise_id=subject.id if is_enterprise else None,
            union_id=None if is_enterprise else subject.id,
            sequence=subject.last_sequence,
            effective_on=effective_on,
            recorded_at=mark.at,
            source=mark.source[:120],
            actor_id=mark.actor.user_id,
            actor_name=mark.actor.name,
            fields={
                name: iso(value) if isinstance(value, date) else value
                for name, value in fields.items()
            },
        )
    )
