"""Put reminders aside, put them off, take them up again: one's own, and as often as one likes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.reminder import Reminder
from bargaining.queries import inbox as inbox_queries
from bargaining.rules.roles import Actor

LONGEST_WAIT = timedelta(days=60)


def put_aside(session: Session, ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Put reminders aside (收起), with all that was told of the same deadlines before.

    Says how many were named. Nothing in the case changes by it. Raises NotVisible where one of
    them is not the actor's own.
    """
    named = _own(session, ids, actor=actor)
    _write(session, _up_to(named, actor), done_at=at, snoozed_until=None)
    return len(named)


def take_up(session: Session, ids: Collection[int], *, actor: Actor) -> int:
    """Take up again what was put aside or put off (恢复提醒); raise NotVisible as above."""
    named = _own(session, ids, actor=actor)
    _write(session, Reminder.id.in_(named), done_at=None, snoozed_until=None)
    return len(named)


def put_off(
    session: Session,
    ids: Collection[int],
    *,
    until: date,
    actor: Actor,
    on: date,
    at: datetime,
) -> int:
    """Show reminders again on a later day only (稍后提醒).

    What was told of the same deadlines before is put aside: on that day each speaks once.
    Raises Refused for a day that is not to come or too far away, NotVisible as above.
    """
    if not on < until <= on + LONGEST_WAIT:
        words = f"请选明天或者更晚的日子，最远 {LONGEST_WAIT.days} 天。"
        raise Refused(Refusal("wrong_day", words, field="until"))
    named = _own(session, ids, actor=actor)
    _write(session, _up_to(named, actor), done_at=at, snoozed_until=None)
    _write(session, Reminder.id.in_(named), done_at=None, snoozed_until=until)
    return len(named)


def put_case_aside(session: Session, case_id: int, *, actor: Actor, at: datetime) -> int:
    """Put aside all that the actor was told of one case so far (收起某案的提醒)."""
    mine = select(Reminder.id).where(
        *inbox_queries.own(actor), Reminder.case_id == case_id, Reminder.done_at.is_(None)
    )
    return put_aside(session, session.scalars(mine).all(), actor=actor, at=at)


def _own(session: Session, ids: Collection[int], *, actor: Actor) -> set[int]:
    named = set(ids)
    mine = select(Reminder.id).where(Reminder.id.in_(named), *inbox_queries.own(actor))
    if missing := named - set(session.scalars(mine)):
        raise NotVisible(", ".join(str(one) for one in sorted(missing)))
    return named


def _up_to(named: Collection[int], actor: Actor) -> ColumnElement[bool]:
    """The named and the earlier ones of their deadlines; what came meanwhile nobody has seen."""
    chosen = aliased(Reminder)
    same = exists().where(
        chosen.id.in_(named),
        chosen.case_id == Reminder.case_id,
        chosen.rule_id == Reminder.rule_id,
        chosen.start_sequence == Reminder.start_sequence,
        chosen.id >= Reminder.id,
    )
    return and_(*inbox_queries.own(actor), same)


def _write(session: Session, which: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401
    session.execute(
        update(Reminder).where(which).values(**values).execution_options(synchronize_session=False)
    )
