"""Whose batches are on their way? The tickets of whoever is signed in."""

from __future__ import annotations

from flask import g

from bargaining import clock
from bargaining.actions import persons
from bargaining.actions.batch_tickets import Tickets
from bargaining.actions.trials import Trials
from bargaining.web.settings import settings, store


def mine() -> Tickets:
    """Open one's own tickets (本人的批次)."""
    key = persons.PersonKey(settings().person_key)
    trials = Trials(settings().instance, g.actor.user_id, key=key)
    return Tickets(trials, store(), g.actor, clock.now())
