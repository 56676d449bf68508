"""Tell people of the deadlines that are theirs, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining.models.reminder import Reminder
from bargaining.queries import reminder_choice, reminder_plan
from bargaining.queries.reminder_choice import Ground, Wanted
from bargaining.queries.reminder_people import People
from bargaining.queries.reminder_plan import Running
from bargaining.rules.reminders import Schedules
from bargaining.rules.roles import Role


@dataclass(frozen=True)
class Planned:
    """What came of some cases (一批提醒): the reminders just written, and how many reach nobody.

    `made` holds the reminder's number, its receiver and their role.
    """

    made: tuple[tuple[int, int, Role], ...]
    unreached: int


def plan(
    session: Session,
    batch: Sequence[Running],
    *,
    schedules: Schedules,
    above: Mapping[str, Sequence[str]],
    people: People,
    on: date,
    at: datetime,
) -> Planned:
    """Write the reminders that are due for some cases (生成提醒); those there are stay as they are.

    `above` names for each place the places above it. Two at once, or one after a killed one,
    write nothing twice: the key of the table is one person, deadline, stage and day.
    """
    case_ids = sorted({one.case_id for one in batch})
    ground = Ground(
        schedules=schedules,
        above=above,
        people=people,
        moves=reminder_plan.moved(session, case_ids, at=at),
        told=reminder_plan.told(session, case_ids, on=on),
    )
    rows, unreached = [], 0
    for one in reminder_choice.one_per_duty(batch):
        choice = reminder_choice.choose(one, ground, on=on)
        unreached += len(choice.missing)
        rows += [_row(each, on=on, at=at) for each in choice.wanted]
    return Planned(_written(session, rows), unreached)


def _row(one: Wanted, *, on: date, at: datetime) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "role": one.role.value,
        "case_id": one.deadline.case_id,
        "rule_id": one.deadline.rule_id,
        "start_sequence": one.deadline.start_sequence,
        "stage": one.stage,
        "about_on": one.about_on,
        "words": one.words(on=on),
        "told_on": on,
        "told_at": at,
        "law_change_id": one.law_change_id,
    }


def _written(
    session: Session, rows: Sequence[Mapping[str, Any]]
) -> tuple[tuple[int, int, Role], ...]:
    if not rows:
        return ()
    # The rows are handed over beside the statement: a batch may have more values than one
    # statement can carry, and a statement of always the same words is prepared only once.
    made = session.execute(
        insert(Reminder)
        .on_conflict_do_nothing(constraint="uq_reminder_told_once")
        .returning(Reminder.id, Reminder.user_id, Reminder.role),
        list(rows),
    )
    return tuple((row[0], row[1], Role(row[2])) for row in made)
