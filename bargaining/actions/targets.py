"""Set what share an office wants covered, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining import audit, errors
from bargaining.errors import Refused
from bargaining.models.coverage_target import CoverageTarget
from bargaining.queries import targets as target_queries
from bargaining.rules import targets
from bargaining.rules.roles import Actor
from bargaining.rules.targets import Target


def set_target(session: Session, target: Target, *, actor: Actor, at: datetime) -> CoverageTarget:
    """Set a place's target for a year and a way to count (设定目标); a former one is replaced."""
    refusal = targets.why_not_set(
        actor, place_code=target.place_code, parents=target_queries.place_parents(session)
    )
    wrong = refusal or next(iter(targets.impossible(target)), None)
    if wrong is not None:
        raise Refused(wrong)
    row = _find(session, target)
    before = None if row is None else str(row.rate)
    if row is None:
        row = _begin(session, target, actor=actor, at=at)
    row.rate, row.source = target.rate, target.source
    row.set_by_name, row.set_at = actor.name, at
    session.flush()
    _record(session, row, "target.set", actor=actor, at=at, before=before)
    return row


def drop_target(session: Session, target_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a target back (撤销目标): the place answers to the one above it again.

    Raises NotVisible where it is not the actor's to change.
    """
    row = target_queries.find_row(session, target_id, actor=actor)
    if row is None:
        raise errors.NotVisible
    _record(session, row, "target.drop", actor=actor, at=at, before=str(row.rate))
    session.delete(row)
    session.flush()


def _begin(session: Session, target: Target, *, actor: Actor, at: datetime) -> CoverageTarget:
    """Somebody else may set the same target at the same moment; then that one is changed."""
    session.execute(
        insert(CoverageTarget)
        .values(**_key(target), rate=target.rate, source="", set_by_name=actor.name, set_at=at)
        .on_conflict_do_nothing()
    )
    row = _find(session, target)
    if row is None:
        raise LookupError("a target that was written is gone")
    return row


def _find(session: Session, target: Target) -> CoverageTarget | None:
    same = [getattr(CoverageTarget, name) == value for name, value in _key(target).items()]
    return session.scalars(select(CoverageTarget).where(*same).with_for_update()).one_or_none()


def _key(target: Target) -> dict[str, Any]:
    return {
        "place_code": target.place_code,
        "year": target.year,
        "denominator": target.denominator.value,
        "numerator": target.numerator.value,
        "kind": target.kind.value,
    }


def _record(
    session: Session,
    row: CoverageTarget,
    event: str,
    *,
    actor: Actor,
    at: datetime,
    before: str | None,
) -> None:
    detail: dict[str, Any] = {
        "place": row.place_code,
        "year": row.year,
        "denominator": row.denominator,
        "numerator": row.numerator,
        "kind": row.kind,
        "rate": str(row.rate),
        "before": before,
    }
    audit.record(
        session, at=at, actor=actor, event=event, subject=f"target:{row.id}", detail=detail
    )
