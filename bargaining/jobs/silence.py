"""Which contracts took effect because nobody objected in time? Written down by the clock."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy.orm.exc import StaleDataError

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.jobs.outcome import Outcome
from bargaining.models.case import Case
from bargaining.queries import redating as redating_queries
from bargaining.queries import silent_effect
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)


def fall_silent(*, on: date, at: datetime) -> Outcome:
    """Write the silent effect of every case that is due on a day (登记默示生效).

    Each case has a transaction of its own, so that a bad one does not hold up the others. Run
    again it finds nothing left to do.
    """
    with db.transaction(SYSTEM) as session:
        due = [
            (case.id, case.number, case.last_sequence)
            for case in silent_effect.cases_to_fall_silent(session, on=on)
        ]
    done, failed = 0, []
    for case_id, number, seen_sequence in due:
        try:
            done += _one(case_id, seen_sequence=seen_sequence, at=at)
        except StaleDataError:
            log.info("a case changed meanwhile", extra={"case": number})
        except Exception:
            log.exception("silent effect was not written", extra={"case": number})
            failed.append(number)
    return Outcome(label="默示生效", done=done, failed=tuple(failed))


def _one(case_id: int, *, seen_sequence: int, at: datetime) -> bool:
    """Write one case's effect, unless somebody wrote to it since it was listed."""
    with db.transaction(SYSTEM) as session:
        case = session.get_one(Case, case_id, with_for_update=True)
        if case.last_sequence != seen_sequence:
            return False
        if redating_queries.unsettled(session) is not None:
            return False  # its last day may be another one: the next run finds it dated anew
        case_actions.take_effect_by_silence(session, case, at=at)
        return True
