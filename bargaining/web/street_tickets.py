"""A batch on its way: the sender's own tickets, at the edge."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import persons, trials
from bargaining.actions.batch_steps import Outcome
from bargaining.actions.batch_tickets import Attached, Batch, Tickets
from bargaining.actions.trials import Trials
from bargaining.web.settings import settings, store


def keep(batch: Batch) -> str:
    """Keep a batch for its sender (暂存); the ticket is also the key it is written under."""
    return _tickets().keep(batch)


def keep_file(name: str, content: bytes, *, owners: Sequence[int] = ()) -> Attached:
    """Keep one uploaded file beside its batch (暂存附件)."""
    return _tickets().keep_file(name, content, owners=owners)


def find(ticket: str) -> Batch | None:
    """Find a batch that is not recorded yet (取待确认的一批); None where it is, or is too old."""
    return _tickets().find(ticket)


def job_of(ticket: str) -> str:
    """Name the page of the work that records a batch (登记进度), empty where there is none."""
    upload = _tickets().trials.find(ticket)
    return upload.job if upload else ""


def taken_up(ticket: str, *, job: str) -> None:
    """Note which work records a batch, so that a second press leads to the same (已排队)."""
    _tickets().trials.taken_up(ticket, job=job)


def photos(session: Session, batch: Batch) -> dict[int, list[dict[str, str]]]:
    """Keep a batch's files for good and give each enterprise its own (附件入库)."""
    return _tickets().photos(session, batch)


def finish(ticket: str, batch: Batch, outcomes: Sequence[Outcome]) -> str:
    """Put what came of a batch in its place (办结)."""
    return _tickets().finish(ticket, batch, outcomes)


def outcome(ticket: str) -> trials.Outcome | None:
    """Find what came of a batch (取办理结果), None where it is too old."""
    return _tickets().outcome(ticket)


def _tickets() -> Tickets:
    key = persons.PersonKey(settings().person_key)
    mine = Trials(settings().instance, g.actor.user_id, key=key)
    return Tickets(mine, store(), g.actor, clock.now())
