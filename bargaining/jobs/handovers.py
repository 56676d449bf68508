"""Which unions have a new chair from today on? The register names them when the day comes."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from bargaining import db
from bargaining.actions import handovers as handover_actions
from bargaining.actions.persons import PersonKey
from bargaining.config import Settings
from bargaining.jobs.outcome import Outcome
from bargaining.rules.roles import SYSTEM


def write_due(*, on: date, at: datetime) -> Outcome:
    """Write every handing over whose first day has come (到期交接入册); again, it finds none."""
    settings: Settings = current_app.extensions["bargaining_settings"]
    with db.transaction(SYSTEM) as session:
        done = handover_actions.write_due(
            session, actor=SYSTEM, at=at, on=on, key=PersonKey(settings.person_key)
        )
    return Outcome(label="主席交接", done=done)
