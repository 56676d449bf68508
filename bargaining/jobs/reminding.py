"""Who is to be told of which deadline today? Planned case by case, in small transactions."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import reminders as reminder_actions
from bargaining.config import Settings
from bargaining.jobs import deliveries_out
from bargaining.jobs.outcome import Outcome
from bargaining.queries import reminder_people, reminder_plan
from bargaining.queries.reminder_people import People
from bargaining.readers import reminder_lines
from bargaining.rules.reminders import Schedules
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)

UNREACHED = "有 {} 项提醒没有可以告知的账号，请给所在街道或者区总工会开通账号。"


@dataclass(frozen=True)
class Ground:
    """What one run reads once (本轮依据): schedules, the places above each place, accounts."""

    settings: Settings
    schedules: Schedules
    above: Mapping[str, Sequence[str]]
    people: People
    on: date
    at: datetime


@dataclass
class _Tally:
    done: int = 0
    unreached: int = 0


def tell(*, on: date, at: datetime) -> Outcome:
    """Write every reminder that is due on a day (生成到期提醒); again, it finds none.

    A batch of cases has a transaction of its own; one that fails is tried case by case, so that
    a bad case holds up no other.
    """
    with db.transaction(SYSTEM) as session:
        ground = _ground(session, on=on, at=at)
    tally, failed, after_case = _Tally(), [], 0
    while True:
        with db.transaction(SYSTEM) as session:
            ids = reminder_plan.next_cases(
                session, on=on, reach=ground.schedules.reach(), after_case=after_case
            )
        if not ids:
            break
        after_case = ids[-1]
        failed += _told_of(ids, ground, tally)
    return Outcome(
        label="提醒", done=tally.done, verb="生成", failed=tuple(failed),
        remark=UNREACHED.format(tally.unreached) if tally.unreached else "",
    )  # fmt: skip


def _ground(session: Session, *, on: date, at: datetime) -> Ground:
    settings: Settings = current_app.extensions["bargaining_settings"]
    return Ground(
        settings=settings,
        schedules=reminder_plan.schedules(session, reminder_lines.standard()),
        above=reminder_plan.places_above(session),
        people=reminder_people.people_of_places(session, on=on),
        on=on,
        at=at,
    )


def _told_of(ids: Sequence[int], ground: Ground, tally: _Tally) -> list[str]:
    """Tell of some cases; name those that could not be told of."""
    try:
        _tell_batch(ids, ground, tally)
    except DBAPIError as problem:
        if problem.connection_invalidated:
            raise
        return _one_by_one(ids, ground, tally)
    except Exception:
        return _one_by_one(ids, ground, tally)
    return []


def _one_by_one(ids: Sequence[int], ground: Ground, tally: _Tally) -> list[str]:
    failed = []
    for case_id in ids:
        try:
            _tell_batch([case_id], ground, tally)
        except Exception:
            log.exception("a case was not reminded of", extra={"case": case_id})
            failed.append(case_id)
    if not failed:
        return []
    with db.transaction(SYSTEM) as session:
        return reminder_plan.numbers_of(session, failed)


def _tell_batch(ids: Sequence[int], ground: Ground, tally: _Tally) -> None:
    with db.transaction(SYSTEM) as session:
        reach = ground.schedules.reach()
        batch = reminder_plan.running(session, ids, on=ground.on, reach=reach)
        people = reminder_people.people_of(session, ground.people, batch, on=ground.on)
        planned = reminder_actions.plan(
            session, batch, schedules=ground.schedules, above=ground.above, people=people,
            on=ground.on, at=ground.at,
        )  # fmt: skip
        fresh = [reminder_id for reminder_id, _user, _role in planned.made]
        deliveries_out.post(session, fresh, settings=ground.settings, on=ground.on, at=ground.at)
    tally.done += len(planned.made)
    tally.unreached += planned.unreached
